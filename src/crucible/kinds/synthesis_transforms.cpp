// synthesis.transforms: what a library of transforms says of molecules.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible {
namespace {

namespace tr = transforms;

/// Rows of applications, one for each way in which a transform takes a target apart or is killed.
struct ApplicationRows {
    std::vector<std::string> target, name, class_name, precursors, reasons, protect, dead, forward,
        conditions, reference;
    std::vector<double> number, rating, killed_by;

    void add(const std::string& molecule, const tr::Rule& rule, const tr::Application& a,
             const tr::Vocabulary& words, const std::string& check) {
        const tr::Transform& t = rule.transform();
        target.push_back(molecule);
        number.push_back(t.number);
        name.push_back(t.name);
        class_name.push_back(t.class_name);
        rating.push_back(a.is_dead() ? NAN : static_cast<double>(a.rating));
        precursors.push_back(chem::joined(a.outcome.reactants));
        reasons.push_back(fired_words(a, t.rating));
        protect.push_back(protection(a, words));
        killed_by.push_back(a.is_dead() ? static_cast<double>(a.killed_by) : NAN);
        dead.push_back(a.why_dead);
        forward.push_back(check);
        conditions.push_back(t.conditions);
        reference.push_back(t.references.empty() ? "" : t.references.front());
    }

    static std::string fired_words(const tr::Application& a, int start) {
        std::string out = fmt::format("RATING {}", start);
        for (const tr::Fired& f : a.fired)
            out += fmt::format("; {:+} {} (line {})", f.change, f.words, f.line);
        return out;
    }

    static std::string protection(const tr::Application& a, const tr::Vocabulary& words) {
        std::string out;
        for (const tr::Threatened& g : a.threatened)
            out += fmt::format("{}{} {} at atom {}", out.empty() ? "" : "; ",
                               g.protect ? "protect" : "conflict with",
                               words.groups()[static_cast<std::size_t>(g.group)].name,
                               g.atoms.front());
        return out;
    }

    Table table() const {
        Table t;
        t.add_texts("target") = target;
        t.add_numbers("transform") = number;
        t.add_texts("name") = name;
        t.add_texts("class") = class_name;
        t.add_numbers("rating") = rating;
        t.add_texts("precursors") = precursors;
        t.add_texts("reasons") = reasons;
        t.add_texts("groups elsewhere") = protect;
        t.add_numbers("killed by line") = killed_by;
        t.add_texts("because") = dead;
        t.add_texts("forwards") = forward;
        t.add_texts("conditions") = conditions;
        t.add_texts("reference") = reference;
        return t;
    }
};

/// What was seen in each target before any transform was tried.
struct PerceptionRows {
    std::vector<std::string> target, what, detail;

    void add(const std::string& molecule, const char* kind, std::string words) {
        target.push_back(molecule);
        what.emplace_back(kind);
        detail.push_back(std::move(words));
    }

    void add(const tr::Perception& p, const tr::Vocabulary& words) {
        const std::string& m = p.molecule.smiles();
        for (const tr::GroupSite& g : p.groups)
            add(m, "group",
                fmt::format("{} at atom {}", words.groups()[static_cast<std::size_t>(g.group)].name,
                            g.carbon));
        for (const tr::RingSystem& s : p.ring_systems)
            add(m, "ring system",
                fmt::format("{} rings on {} atoms; fused {}, bridged {}, spiro {}", s.rings.size(),
                            s.atoms.size(), s.fused, s.bridged, s.spiro));
        for (const tr::Appendage& a : p.appendages)
            add(m, "appendage", fmt::format("{} atoms on ring atom {}", a.size, a.ring_atom));
        for (std::size_t i = 0; i < p.atoms.size(); ++i)
            if (p.skeleton.atoms[i].cip != ' ')
                add(m, "stereocentre",
                    fmt::format("atom {}: {}{}", i, p.skeleton.atoms[i].cip,
                                p.atoms[i].is_clearable ? ", clearable" : ""));
        for (const chem::StereoBond& b : p.skeleton.double_bonds)
            add(m, "double bond", fmt::format("atoms {} and {}: {}", b.a, b.b, b.label));
        add(m, "symmetry", fmt::format("{} atoms have a twin", p.symmetric_atoms));
    }

    Table table() const {
        Table t;
        t.add_texts("target") = target;
        t.add_texts("what") = what;
        t.add_texts("detail") = detail;
        return t;
    }
};

struct SynthesisTransforms {
    std::vector<std::string> targets;
    std::vector<std::filesystem::path> transforms;
    Flag killed = Flag::off;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* given = written.find("targets");
        if (!given) return {};  // required: its absence is told of what was written
        Value v = Value::make_table();
        v.set("targets", *given);
        if (!written.find("transforms")) v.set("transforms", shipped_transforms());
        return v;
    }

    void describe(Fields& f) {
        f("targets", targets, "Molecules to be taken apart, as SMILES")
            .required("\"CC(O)Cc1ccccc1\"")
            .positional()
            .one_each();
        f("transforms", transforms,
          "Files or folders of transforms (*.ctl); none: the library that ships with the program");
        f("killed", killed, "Killed applications are listed, too").flag();
        f.example("crucible synthesis transforms \"CC(O)Cc1ccccc1\" --run apart");
        f.makes(Artefact::table, "applications", "applications.csv",
                "Every application: rating, what fired, precursors, conditions, what killed it");
        f.makes(Artefact::table, "perception", "perception.csv",
                "Groups, rings, appendages, stereo and symmetry of each target");
        f.gives("alive.*", "", "Applications of a target");
        f.gives("killed.*", "", "Applications of a target that were killed");
        f.gives("best.*", "", "Highest rating of a target");
    }

    void run(StepRun& r) const {
        const auto words = tr::Vocabulary::shipped();
        const auto library = tr::TransformLibrary::open(transforms, words);
        ApplicationRows rows;
        PerceptionRows seen;
        for (std::size_t k = 0; k < targets.size(); ++k) {
            const tr::Analysed molecule(chem::plannable_molecule(targets[k]), words);
            seen.add(molecule.perception, words);
            take_apart(r, std::to_string(k + 1), molecule, library, rows);
        }
        r.make("applications", to_csv(rows.table()));
        r.make("perception", to_csv(seen.table()));
    }

private:
    void take_apart(StepRun& r, const std::string& name, const tr::Analysed& molecule,
                    const tr::TransformLibrary& library, ApplicationRows& rows) const {
        double alive = 0, dead = 0, best = 0;
        for (const auto& rule : library.rules()) {
            r.context().check();
            for (const auto& a : tr::evaluate(*rule, molecule, library.vocabulary())) {
                (a.is_dead() ? dead : alive) += 1;
                if (a.is_dead() && killed == Flag::off) continue;
                std::string check;
                if (!a.is_dead()) {
                    best = std::max(best, static_cast<double>(a.rating));
                    const auto forward =
                        tr::check_forward(*rule, molecule.perception.molecule, a.outcome.reactants);
                    check = forward.with_stereo    ? "gives the target"
                            : forward.makes_target ? "gives the target without its stereo"
                                                   : "does not give the target";
                }
                rows.add(molecule.perception.molecule.smiles(), *rule, a, library.vocabulary(),
                         check);
            }
        }
        r.row(Row::number("alive." + name, alive));
        r.row(Row::number("killed." + name, dead));
        r.row(Row::number("best." + name, best));
    }
};

}  // namespace

void register_synthesis_transforms(Registry& r) {
    r.add<SynthesisTransforms>("synthesis.transforms", {1},
                               "Take molecules apart by transforms that people wrote");
}

}  // namespace crucible
