// potential.label: energies, forces and virials of structures by CP2K, by VASP or by a model.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/label_quality.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/labeller_parameter.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

struct PotentialLabel {
    Ref<Artefact::structures> structures;
    LabellerParameter labeller;

    void describe(Fields& f) {
        f("structures", structures, "Structures to be labelled").required("frames.extxyz");
        f("labeller", labeller, "Who labels them").required("{ use = 'cp2k' }");
        f.example("crucible potential label frames.extxyz --labeller \"{ use = 'cp2k' }\"");
        f.example(
            "crucible potential label frames.extxyz --labeller \"{ use = 'vasp', datasets = "
            "'potpaw_PBE', command = ['vasp_std'] }\"");
        f.makes(Artefact::structures, "labelled", "labelled.extxyz",
                "Structures with energy, forces and virial");
        f.makes(Artefact::table, "rejected", "rejected.csv", "Structures without a label, and why");
        f.gives("labelled", "", "Structures with a label");
        f.gives("rejected", "", "Structures without one");
        f.gives("labeller", "", "Who labelled them");
    }

    /// An empty first line: a label; else why there is none.
    std::string work(std::int64_t item, Worker& worker) const {
        auto& mine = worker.once([&] {
            return std::make_shared<std::pair<Structures, std::unique_ptr<Labeller>>>(
                read_inputs(worker, structures), make_labeller(labeller));
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
        const std::string who =
            make_labeller(labeller)->description();  // says at once what is missing
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
    r.add<PotentialLabel>(
        "potential.label", {1},
        "Energies, forces and virials by CP2K, by VASP, or by a model as teacher");
}

}  // namespace crucible
