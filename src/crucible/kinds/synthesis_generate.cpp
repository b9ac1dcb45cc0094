// synthesis.generate: reactions that rearrange a few bonds, known or not (IGOR).

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/depict.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/reaction_generator.hpp"
#include "crucible/synthesis/template_library.hpp"

namespace crucible {
namespace {

namespace sy = synthesis;

/// One reaction as pictures in a row, its changing atoms as they are in the reactants.
std::string reaction_picture(const std::vector<chem::Molecule>& reactants,
                             const sy::GeneratedReaction& r) {
    constexpr double cell = 200, height = 160, arrow = 60;
    std::string body;
    double x = 0;
    const auto add = [&](const chem::Molecule& m) {
        chem::DrawSettings s;
        s.width = cell, s.height = height;
        body += fmt::format("<g transform=\"translate({} 0)\">{}</g>\n", x, chem::svg(m, s));
        x += cell;
    };
    for (const chem::Molecule& m : reactants) add(m);
    body += fmt::format(
        "<path d=\"M{} {} h{} m-8 -5 l8 5 l-8 5\" fill=\"none\" stroke=\"currentColor\"/>\n", x + 8,
        height / 2, arrow - 16);
    x += arrow;
    for (const std::string& p : r.products) add(chem::Molecule::from_smiles(p));
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{}\" "
        "height=\"{}\">\n{}</svg>\n",
        x, height, x, height, body);
}

struct SynthesisGenerate {
    std::vector<std::string> reactants;
    int most_bonds = 3;
    std::vector<std::string> broken, made;
    std::int64_t most_reactions = 20000;
    double most_energy = 400;
    std::filesystem::path templates, energies;
    std::vector<std::filesystem::path> transforms;

    static Value settings_before(const Value& written, const std::filesystem::path&) {
        const Value* given = written.find("reactants");
        if (!given) return {};  // required: its absence is told of what was written
        Value v = Value::make_table();
        v.set("reactants", *given);
        if (!written.find("templates"))
            v.set("templates", shipped_with_synthesis("templates.csv.gz"));
        if (!written.find("energies"))
            v.set("energies", shipped_with_synthesis("bond-energies.txt"));
        if (!written.find("transforms")) v.set("transforms", shipped_transforms());
        return v;
    }

    void describe(Fields& f) {
        f("reactants", reactants, "Molecules that react together, as SMILES")
            .required("\"C=CC=C\" \"C=C\"")
            .positional()
            .one_each();
        f("most_bonds", most_bonds, "Most bonds that are broken, and made").within(2, 3);
        f("broken", broken,
          "Bonds that have to be broken: atoms of the canonical SMILES from 0, counted on from "
          "reactant to reactant");
        f("made", made, "Bonds that have to be made");
        f("most_reactions", most_reactions, "Different reactions that are kept").within(1, 1000000);
        f("most_energy", most_energy,
          "Reactions that take more energy by mean bond energies are left out, in kJ/mol")
            .within(-5000, 5000);
        f("templates", templates,
          "Templates that say what is known; none: those that ship with the program");
        f("transforms", transforms,
          "Written transforms that say what is known; none: the library that ships");
        f("energies", energies, "Table of mean bond energies; none: the one that ships");
        f.example("crucible synthesis generate \"C=CC=C\" \"C=C\" --run butadiene");
        f.makes(Artefact::table, "reactions", "reactions.csv",
                "Every reaction: products, bonds that change, energy, whether a rule knows it");
        f.makes(Artefact::file, "smiles", "reactions.smi", "The same as reaction SMILES");
        f.makes(Artefact::file, "picture", "best.svg", "The first one drawn");
        f.gives("matrices", "", "R-matrices that keep every valence");
        f.gives("reactions", "", "Different sets of products");
        f.gives("novel", "", "Of these, those whose bonds no rule changes like this");
        f.gives("known_patterns", "", "Patterns of rules that they were compared with");
        f.gives("best_energy", "kJ/mol", "Energy of the first reaction, where it is known");
    }

    void run(StepRun& r) const {
        std::vector<chem::Molecule> molecules;
        for (const std::string& s : reactants) molecules.push_back(chem::Molecule::from_smiles(s));
        const sy::BondMatrix matrix = sy::bond_matrix(molecules);
        sy::GeneratorSettings settings;
        settings.most_bonds = most_bonds;
        settings.most_reactions = static_cast<std::size_t>(most_reactions);
        for (const std::string& s : broken) settings.broken.push_back(atoms_of(s));
        for (const std::string& s : made) settings.made.push_back(atoms_of(s));
        const auto table = sy::BondEnergies::parse(read_file(energies), energies.string());
        auto found = sy::generate_reactions(matrix, settings, table, r.context());
        std::erase_if(found.reactions, [&](const sy::GeneratedReaction& g) {
            return g.has_energy && g.energy > most_energy;
        });
        // What has no strain, one ring of bonds and gives off most is looked at first.
        std::ranges::stable_sort(found.reactions, [](const auto& a, const auto& b) {
            if (a.strained != b.strained) return a.strained < b.strained;
            if ((a.ring > 0) != (b.ring > 0)) return a.ring > 0;
            if (a.has_energy != b.has_energy) return a.has_energy;
            return a.energy < b.energy;
        });
        if (!found.is_whole)
            r.context().warn("there are more reactions than are kept: not all were looked at");
        write(r, molecules, matrix, found, known_patterns());
    }

private:
    static std::pair<int, int> atoms_of(const std::string& text) {
        const auto dash = text.find('-');
        const auto a = to_integer(std::string_view(text).substr(0, dash));
        std::optional<std::int64_t> b;
        if (dash != text.npos) b = to_integer(std::string_view(text).substr(dash + 1));
        if (!a || !b || *a < 0 || *b < 0 || *a > 65535 || *b > 65535)
            throw InputError("E-generate", fmt::format("{} are no two atoms", in_quotes(text)),
                             "give two numbers, such as 3-4");
        return {static_cast<int>(*a), static_cast<int>(*b)};
    }

    sy::KnownPatterns known_patterns() const {
        sy::KnownPatterns out;
        if (!templates.empty()) out.add(sy::TemplateLibrary::open(templates).set);
        if (!transforms.empty())
            out.add(crucible::transforms::TransformLibrary::open(
                transforms, crucible::transforms::Vocabulary::shipped()));
        return out;
    }

    static std::string changes_text(const sy::GeneratedReaction& g, const sy::BondMatrix& m) {
        std::string out;
        const auto atom = [&](int a) {
            return fmt::format("{}{}",
                               sy::matrix_symbol(m.atoms[static_cast<std::size_t>(a)].element), a);
        };
        for (const sy::ChangedBond& c : g.changes)
            out += fmt::format("{}{}-{} {}>{}", out.empty() ? "" : "; ", atom(c.a), atom(c.b),
                               c.before, c.after);
        return out;
    }

    static void write(StepRun& r, const std::vector<chem::Molecule>& molecules,
                      const sy::BondMatrix& matrix, const sy::GeneratedReactions& found,
                      const sy::KnownPatterns& known) {
        std::vector<std::string> products, changes, pattern, novel;
        std::vector<double> bonds, ring, energy, ways, strained;
        std::string lines, left;
        for (const chem::Molecule& m : molecules) left += (left.empty() ? "" : ".") + m.smiles();
        double novels = 0;
        for (const sy::GeneratedReaction& g : found.reactions) {
            const bool is_novel = !g.pattern.empty() && !known.contains(g.pattern);
            novels += is_novel;
            products.push_back(chem::joined(g.products));
            changes.push_back(changes_text(g, matrix));
            pattern.push_back(g.pattern);
            novel.emplace_back(g.pattern.empty() ? "not told" : is_novel ? "yes" : "no");
            bonds.push_back(g.bonds);
            ring.push_back(g.ring);
            energy.push_back(g.has_energy ? g.energy : NAN);
            ways.push_back(g.ways);
            strained.push_back(g.strained);
            lines += fmt::format("{}>>{} {}\n", left, products.back(), products.size());
        }
        Table t;
        t.add_texts("products") = products;
        t.add_texts("novel") = novel;
        t.add_numbers("energy", "kJ/mol") = energy;
        t.add_numbers("bonds") = bonds;
        t.add_numbers("ring of changes") = ring;
        t.add_numbers("strained places") = strained;
        t.add_numbers("matrices") = ways;
        t.add_texts("changes") = changes;
        t.add_texts("pattern") = pattern;
        r.make("reactions", to_csv(t));
        r.make("smiles", lines);
        r.make("picture", found.reactions.empty()
                              ? "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"
                              : reaction_picture(molecules, found.reactions.front()));
        r.row(Row::number("matrices", static_cast<double>(found.matrices)));
        r.row(Row::number("reactions", static_cast<double>(found.reactions.size())));
        r.row(Row::number("novel", novels));
        r.row(Row::number("known_patterns", static_cast<double>(known.size())));
        if (!found.reactions.empty() && found.reactions.front().has_energy)
            r.row(Row::number("best_energy", found.reactions.front().energy, "kJ/mol"));
    }
};

}  // namespace

void register_synthesis_generate(Registry& r) {
    r.add<SynthesisGenerate>("synthesis.generate", {1},
                             "Generate reactions that rearrange a few bonds, known or not");
}

}  // namespace crucible
