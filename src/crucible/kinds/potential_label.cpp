// potential.label: energies, forces and virials of structures by CP2K or by a model.

#include <fmt/format.h>

#include "crucible/base/describe.hpp"
#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/label_quality.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

struct TeacherChoice {
    static constexpr std::string_view name = "model";
    static constexpr std::string_view sentence = "A potential as the teacher: fast, for trying out";
    EnergyParameter energy;
    void describe(Fields& f) {
        f("energy", energy, "Potential").required("{ use = 'eam', file = 'Cu_mishin1.eam.alloy' }");
    }
};

struct Cp2kChoice {
    static constexpr std::string_view name = "cp2k";
    static constexpr std::string_view sentence =
        "Density-functional theory by CP2K: PBE, GTH pseudopotentials, Fermi smearing";
    std::filesystem::path program;
    std::string basis = Cp2kSettings{}.basis, potential = Cp2kSettings{}.potential;
    double cutoff = 300, k_spacing = 0.25, convergence = 1e-6;
    Temperature electronic_temperature{1000};
    int iterations = 100, threads = 1;
    void describe(Fields& f) {
        f("program", program, "CP2K; none: cp2k.psmp or cp2k.popt in PATH").not_hashed();
        f("basis", basis, "Basis set of BASIS_MOLOPT");
        f("potential", potential, "Pseudopotential of GTH_POTENTIALS");
        f("cutoff", cutoff, "Plane-wave cut-off of the density, Ry").within(50, 5000);
        f("k_spacing", k_spacing, "Distance of k points, 1/angstrom with the 2 pi")
            .within(0.02, 10);
        f("convergence", convergence, "EPS_SCF").within(1e-12, 1e-2);
        f("electronic_temperature", electronic_temperature, "Of the Fermi smearing")
            .in("K")
            .within(10, 20000);
        f("iterations", iterations, "Most iterations of the electrons").within(1, 10000);
        f("threads", threads, "Threads of one calculation").within(1, 256).not_hashed();
    }
};

struct PotentialLabel {
    Ref<Artefact::structures> structures;
    std::variant<TeacherChoice, Cp2kChoice> labeller;

    void describe(Fields& f) {
        f("structures", structures, "Structures to be labelled").required("frames.extxyz");
        f("labeller", labeller, "Who labels them").required("{ use = 'cp2k' }");
        f.example("crucible potential label frames.extxyz --labeller \"{ use = 'cp2k' }\"");
        f.makes(Artefact::structures, "labelled", "labelled.extxyz",
                "Structures with energy, forces and virial");
        f.makes(Artefact::table, "rejected", "rejected.csv", "Structures without a label, and why");
        f.gives("labelled", "", "Structures with a label");
        f.gives("rejected", "", "Structures without one");
        f.gives("labeller", "", "Who labelled them");
    }

    std::unique_ptr<Labeller> make() const {
        if (const auto* model = std::get_if<TeacherChoice>(&labeller))
            return model_labeller(make_model({.potential = crucible::potential(model->energy)}));
        const auto& c = std::get<Cp2kChoice>(labeller);
        Cp2kSettings o;
        o.program = c.program, o.basis = c.basis, o.potential = c.potential;
        o.cutoff = c.cutoff, o.k_spacing = c.k_spacing, o.convergence = c.convergence;
        o.electronic_temperature = c.electronic_temperature.value;
        o.most_iterations = c.iterations, o.threads = c.threads;
        return cp2k_labeller(o);
    }

    /// An empty first line: a label; else why there is none.
    std::string work(std::int64_t item, Worker& worker) const {
        auto& mine = worker.once([&] {
            return std::make_shared<std::pair<Structures, std::unique_ptr<Labeller>>>(
                read_inputs(worker, structures), make());
        });
        Structure s = mine->first[static_cast<std::size_t>(item)];
        s.columns.clear(), s.vectors.clear(), s.labels.clear(), s.info.clear();
        try {
            return "\n" + labelled_xyz_text(
                              {mine->second->label(s, worker.folder(item), worker.context())});
        } catch (const UnstableError& e) {
            return e.message();
        }
    }

    void run(StepRun& r) const {
        const auto count = static_cast<std::int64_t>(read_inputs(r, structures).size());
        const std::string who = make()->description();  // says at once what is missing
        r.items(count);
        std::string labelled;
        Table rejected;
        std::vector<double> frames;
        std::vector<std::string> reasons;
        std::int64_t good = 0;
        r.each([&](std::int64_t item, std::string_view text) {
            if (text.starts_with('\n')) {
                labelled += text.substr(1), ++good;
                return;
            }
            frames.push_back(static_cast<double>(item + 1)), reasons.emplace_back(text);
        });
        rejected.add_numbers("frame") = std::move(frames);
        rejected.add_texts("reason") = std::move(reasons);
        if (good < count)
            r.context().warn(fmt::format("{} of {} structures have no label", count - good, count));
        r.make("labelled", labelled);
        r.make("rejected", to_csv(rejected));
        r.row(Row::number("labelled", static_cast<double>(good), ""));
        r.row(Row::number("rejected", static_cast<double>(count - good), ""));
        r.row(Row::words("labeller", who));
    }
};

}  // namespace

void register_potential_label(Registry& r) {
    r.add<PotentialLabel>("potential.label", {1},
                          "Energies, forces and virials by CP2K, or by a model as teacher");
}

}  // namespace crucible
