// potential.info, potential.evaluate, potential.compress, potential.deviation.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/charged_nep.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/eam_file.hpp"
#include "crucible/energy/labelled.hpp"
#include "crucible/energy/model_deviation.hpp"
#include "crucible/energy/nep_file.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {
namespace {

std::string symbols_of(const std::vector<int>& numbers) {
    std::string out;
    for (const int z : numbers) out += (out.empty() ? "" : " ") + std::string(element(z).symbol);
    return out;
}

std::string widths_of(const DenseNet& net) {
    std::string out = std::to_string(net.front().inputs);
    for (const DenseLayer& l : net) out += "/" + std::to_string(l.outputs);
    return out;
}

/// Deep potentials are binary: a text that is none of the other kinds is no potential at all.
void require_binary(const std::string& bytes, const std::string& file) {
    const bool is_text = std::ranges::all_of(
        bytes, [](unsigned char c) { return c >= ' ' || c == '\n' || c == '\r' || c == '\t'; });
    if (!is_text) return;
    throw InputError("E-deep-pot",
                     bytes.empty() ? "the file is empty" : "this text is no potential",
                     "give a deep potential (.pb), a nep.txt, or an embedded-atom file named "
                     ".eam, .eam.alloy or .eam.fs",
                     {file});
}

/// The one file behind a reference.
std::filesystem::path only_file(StepRun& r, const Ref<Artefact::model>& reference) {
    const auto files = r.open(reference);
    if (files.size() != 1)
        throw InputError("E-deep-pot", fmt::format("{} files, expected one", files.size()),
                         "give the file of one potential");
    return files.front();
}

struct PotentialInfo {
    Ref<Artefact::model> file;

    void describe(Fields& f) {
        f("file", file, "A potential's file: deep potential, NEP or EAM")
            .required("@input")
            .positional();
        f.example("crucible potential info Al-0.pb");
        f.gives("kind", "", "What the file is");
        f.gives("elements", "", "Elements that it covers");
        f.gives("cutoff", "angstrom", "Reach");
        f.gives("sel", "", "Slots for neighbours, of each element (deep potentials)");
        f.gives("embedding", "", "Widths of the embedding nets (deep potentials)");
        f.gives("fitting", "", "Widths of the fitting nets (deep potentials)");
        f.gives("axis", "", "Columns of the second factor of the descriptor (deep potentials)");
        f.gives("smooth-from", "angstrom", "Where the switching starts (deep potentials)");
        f.gives("charges", "", "What charges do that the file gives to atoms (NEP)");
        f.gives("nearest", "angstrom", "Shortest distance in training (deep potentials)");
        f.gives("source", "", "Where the numbers came from");
    }

    void run(StepRun& r) const {
        const std::filesystem::path path = only_file(r, file);
        if (is_eam_file(path.string())) {
            const EamTables t = read_eam(path);
            rows(r, "eam", t.numbers, t.cutoff, t.comment);
            return;
        }
        const std::string bytes = read_file(path);
        if (bytes.starts_with("nep")) {
            const NepParameters p = read_nep(path);
            rows(r, "nep", p.numbers, p.radial_reach(), path.filename().string());
            constexpr const char* charges[] = {"none", "waves and pairs", "waves", "pairs"};
            r.row(Row::words("charges", charges[static_cast<int>(p.charges)]));
            return;
        }
        require_binary(bytes, path.string());
        const DeepPotWeights w = parse_deep_pot(bytes, path.string());
        rows(r, "deep-pot", w.numbers, w.cutoff, w.source);
        std::string sel;
        for (const int s : w.sel) sel += (sel.empty() ? "" : " ") + std::to_string(s);
        r.row(Row::words("sel", sel));
        r.row(Row::words("embedding", widths_of(w.embedding[0])));
        r.row(Row::words("fitting", widths_of(w.fitting[0])));
        r.row(Row::number("axis", w.axis));
        r.row(Row::number("smooth-from", w.smooth_from, "angstrom"));
        if (w.nearest > 0) r.row(Row::number("nearest", w.nearest, "angstrom"));
    }

    static void rows(StepRun& r, const char* kind, const std::vector<int>& numbers, double cutoff,
                     const std::string& source) {
        r.row(Row::words("kind", kind));
        r.row(Row::words("elements", symbols_of(numbers)));
        r.row(Row::number("cutoff", cutoff, "angstrom"));
        r.row(Row::words("source", source));
    }
};

/// Whether a frame of a file carries what `read_labelled` looks for.
bool has_labels(const Structures& frames) {
    return !frames.empty() && std::all_of(frames.begin(), frames.end(), [](const Structure& s) {
        return (s.info.contains("energy") || s.info.contains("free_energy")) &&
               (s.vectors.contains("forces") || s.vectors.contains("force"));
    });
}

struct PotentialEvaluate {
    Ref<Artefact::structures> structures;
    EnergyParameter energy;
    std::vector<std::string> elements;

    void describe(Fields& f) {
        f("structures", structures, "Structure files; extxyz may carry energies and forces")
            .required("@input")
            .positional();
        f("energy", energy, "Potential");
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f.example("crucible potential evaluate frames.extxyz --energy Al-0.pb");
        f.makes(Artefact::structures, "structures", "evaluated.extxyz",
                "The structures with energies, forces and virials of the potential, and charges "
                "where it gives them to atoms");
        f.makes(
            Artefact::table, "energies", "energies.csv",
            "Energy, largest force and pressure of each; the label's energy where there is one");
        f.makes(Artefact::table, "parity", "parity.csv",
                "Components of forces: label and potential");
        f.gives("structures", "", "Number of structures");
        f.gives("energy.*", "eV", "Energy of a structure per atom");
        f.gives("charge.*", "e", "Mean charge of an element, where the potential gives charges");
        f.gives("labelled", "", "Structures that carried energies and forces");
        f.gives("rmse.energy", "eV", "Root mean square error of the energy per atom");
        f.gives("bias.energy", "eV", "Mean error of the energy per atom");
        f.gives("rmse.force", "eV/angstrom", "Root mean square error of a force's component");
        f.gives("rmse.virial", "eV", "Root mean square error of a virial's component per atom");
    }

    /// Sums of squared errors.
    struct Errors {
        double energy = 0, energy_mean = 0, force = 0, virial = 0;
        std::size_t frames = 0, forces = 0, virials = 0;
    };

    void run(StepRun& r) const {
        const Structures all = read_inputs(r, structures, elements);
        const LabelledFrames labels = labels_of(r, all);
        const auto model = make_model({.potential = potential(energy)});
        LabelledFrames done;
        Errors errors;
        Table table, parity;
        std::vector<std::string> names;
        std::vector<double> energies, labelled, fmax, pressures, expected, predicted;
        std::map<int, std::vector<double>> charges;  // of each element
        Crowding crowding;                           // where it was worst, and of how many atoms
        std::size_t crowded_among = 0;
        Evaluation e;
        for (std::size_t k = 0; k < all.size(); ++k) {
            r.context().check();
            r.context().progress(static_cast<double>(k), static_cast<double>(all.size()),
                                 "structures");
            const Structure& s = all[k];
            const double n = static_cast<double>(s.size());
            model->evaluate(s, e);
            if (const auto* local = dynamic_cast<const ShortRangeModel*>(model.get());
                local && local->crowding().atoms > crowding.atoms)
                crowding = local->crowding(), crowded_among = s.size();
            double largest = 0;
            for (const Vec3& f : e.forces) largest = std::max(largest, norm(f));
            names.push_back(s.name), energies.push_back(e.energy / n), fmax.push_back(largest);
            pressures.push_back(-trace(e.stress) / 3 * gpa_per_ev);
            labelled.push_back(std::numeric_limits<double>::quiet_NaN());
            r.row(Row::number("energy." + s.name, e.energy / n, "eV"));
            if (!labels.empty()) {
                labelled.back() = labels[k].energy / n;
                compare(labels[k], e, errors, expected, predicted);
            }
            Structure plain{s.cell, s.numbers, s.positions, s.name, {}, {}, {}, {}};
            if (const auto* charged = dynamic_cast<const ChargedNep*>(model.get())) {
                plain.columns["charge"] = charged->charges();
                for (std::size_t i = 0; i < s.size(); ++i)
                    charges[s.numbers[i]].push_back(charged->charges()[i]);
            }
            done.push_back({std::move(plain), e.energy, e.forces, e.stress * -s.cell.volume(),
                            LabelState::converged, s.name});
        }
        table.add_texts("name") = std::move(names);
        table.add_numbers("energy", "eV/atom") = std::move(energies);
        table.add_numbers("label", "eV/atom") = std::move(labelled);
        table.add_numbers("fmax", "eV/angstrom") = std::move(fmax);
        table.add_numbers("pressure", "GPa") = std::move(pressures);
        parity.add_numbers("label", "eV/angstrom") = std::move(expected);
        parity.add_numbers("potential", "eV/angstrom") = std::move(predicted);
        r.make("energies", to_csv(table));
        r.make("parity", to_csv(parity));
        r.make("structures", labelled_xyz_text(done));
        if (crowded_among > 0) r.context().warn(crowding_text(crowding, crowded_among));
        for (const auto& [z, q] : charges)
            r.row(Row::number("charge." + std::string(element(z).symbol), mean(q), "e",
                              static_cast<std::int64_t>(q.size())));
        give_rows(r, all.size(), errors);
    }

    /// One for each structure, or none.
    LabelledFrames labels_of(StepRun& r, const Structures& all) const {
        LabelledFrames labels;
        if (has_labels(all))
            for (const auto& file : r.open(structures))
                for (LabelledFrame& l : read_labelled(file)) labels.push_back(std::move(l));
        if (labels.size() != all.size()) labels.clear();
        return labels;
    }

    static constexpr double gpa_per_ev = 160.2176634;  // per angstrom^3

    static void compare(const LabelledFrame& l, const Evaluation& e, Errors& sum,
                        std::vector<double>& expected, std::vector<double>& predicted) {
        const double n = static_cast<double>(l.forces.size());
        const double off = (e.energy - l.energy) / n;
        sum.energy += off * off, sum.energy_mean += off, ++sum.frames;
        for (std::size_t i = 0; i < l.forces.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                const double d = e.forces[i][c] - l.forces[i][c];
                sum.force += d * d, ++sum.forces;
                expected.push_back(l.forces[i][c]), predicted.push_back(e.forces[i][c]);
            }
        if (!l.virial) return;
        for (int a = 0; a < 3; ++a)
            for (int b = 0; b < 3; ++b) {
                const double mine = -e.stress(a, b) * l.structure.cell.volume();
                const double d = (mine - (*l.virial)(a, b)) / n;
                sum.virial += d * d, ++sum.virials;
            }
    }

    static void give_rows(StepRun& r, std::size_t structures, const Errors& e) {
        r.row(Row::number("structures", static_cast<double>(structures)));
        r.row(Row::number("labelled", static_cast<double>(e.frames)));
        if (e.frames == 0) return;
        const double frames = static_cast<double>(e.frames);
        r.row(Row::number("rmse.energy", std::sqrt(e.energy / frames), "eV"));
        r.row(Row::number("bias.energy", e.energy_mean / frames, "eV"));
        r.row(Row::number("rmse.force", std::sqrt(e.force / static_cast<double>(e.forces)),
                          "eV/angstrom"));
        if (e.virials > 0)
            r.row(Row::number("rmse.virial", std::sqrt(e.virial / static_cast<double>(e.virials)),
                              "eV"));
    }
};

struct PotentialCompress {
    Ref<Artefact::model> file;

    void describe(Fields& f) {
        f("file", file, "Frozen graph of DeePMD-kit 2").required("@input").positional();
        f.example("crucible potential compress Al-0.pb -o Al-0.model");
        f.makes(Artefact::model, "model", "deep-pot.model",
                "The same numbers in Crucible's own file, with a checksum");
        f.gives("bytes", "", "Size of the file");
    }

    void run(StepRun& r) const {
        const std::string bytes = to_bytes(read_deep_pot(only_file(r, file)));
        r.make("model", bytes);
        r.row(Row::number("bytes", static_cast<double>(bytes.size())));
    }
};

struct PotentialDeviation {
    Ref<Artefact::structures> structures;
    std::vector<std::filesystem::path> models;
    std::vector<std::string> elements;

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("models", models, "Deep potentials of one ensemble, two or more")
            .required("['Al-0.pb', 'Al-1.pb']");
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        f.example("crucible potential deviation frames.extxyz --models Al-0.pb,Al-1.pb,Al-2.pb");
        f.makes(Artefact::table, "deviation", "deviation.csv",
                "Disagreement of the models' forces and energies for each structure");
        f.gives("largest", "eV/angstrom", "Largest deviation of a force over all structures");
        f.gives("mean", "eV/angstrom", "Mean over the structures of their largest deviation");
    }

    void run(StepRun& r) const {
        if (models.size() < 2)
            throw InputError("E-deep-pot", "one model has nothing to deviate from",
                             "give two models or more");
        const Structures all = read_inputs(r, structures, elements);
        std::vector<std::unique_ptr<DeepPot>> potentials;
        for (const auto& file : models)
            potentials.push_back(std::make_unique<DeepPot>(read_deep_pot(file)));
        std::vector<Evaluation> evaluations(potentials.size());
        std::vector<std::string> names;
        std::vector<double> largest, mean, smallest, energy;
        for (const Structure& s : all) {
            r.context().check();
            r.context().progress(static_cast<double>(names.size()), static_cast<double>(all.size()),
                                 "structures");
            for (std::size_t m = 0; m < potentials.size(); ++m)
                potentials[m]->evaluate(s, evaluations[m]);
            const ModelDeviation d = model_deviation(evaluations);
            names.push_back(s.name), largest.push_back(d.largest), mean.push_back(d.mean);
            smallest.push_back(d.smallest), energy.push_back(d.energy);
        }
        double sum = 0;
        for (const double d : largest) sum += d;
        r.row(Row::number("largest", *std::max_element(largest.begin(), largest.end()),
                          "eV/angstrom"));
        r.row(Row::number("mean", sum / static_cast<double>(largest.size()), "eV/angstrom",
                          static_cast<std::int64_t>(largest.size())));
        Table t;
        t.add_texts("name") = std::move(names);
        t.add_numbers("largest", "eV/angstrom") = std::move(largest);
        t.add_numbers("mean", "eV/angstrom") = std::move(mean);
        t.add_numbers("smallest", "eV/angstrom") = std::move(smallest);
        t.add_numbers("energy", "eV/atom") = std::move(energy);
        r.make("deviation", to_csv(t));
    }
};

}  // namespace

void register_potential(Registry& r) {
    r.add<PotentialInfo>("potential.info", {1}, "Say what a potential's file holds");
    r.add<PotentialEvaluate>("potential.evaluate", {1},
                             "Energies and forces of structures, and their errors against labels");
    r.add<PotentialCompress>("potential.compress", {1},
                             "Write a deep potential in Crucible's own file");
    r.add<PotentialDeviation>("potential.deviation", {1},
                              "How far an ensemble of deep potentials disagrees");
}

}  // namespace crucible
