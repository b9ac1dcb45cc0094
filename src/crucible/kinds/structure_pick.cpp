// structure.pick: of many structures the few that differ most, by farthest points among SOAP
// vectors.

#include <algorithm>
#include <cstring>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/descriptors/soap.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soap_parameters.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/learn/farthest_points.hpp"
#include "crucible/learn/principal_components.hpp"

namespace crucible {
namespace {

constexpr std::size_t vectors_per_item = 256;

struct StructurePick {
    std::vector<Ref<Artefact::structures>> structures;
    int count = 20;
    SoapParameters soap;
    SoapMean average = SoapMean::outer;

    void describe(Fields& f) {
        f("structures", structures, "Structures to pick from")
            .required("['@search.minima']")
            .positional();
        f("count", count, "How many are picked; fewer where the others are like these")
            .within(1, 1000000);
        soap.describe(f);
        f("average", average, "How the atoms of a structure are averaged; 'none' does not go here");
        f.example("crucible structure pick minima.extxyz --count 30 --run pick");
        f.makes(Artefact::structures, "picked", "picked.extxyz",
                "Those picked, in the order in which they were");
        f.makes(Artefact::table, "order", "order.csv",
                "Which they are, and how far from all picked before");
        f.gives("structures", "", "Structures picked from");
        f.gives("picked", "", "How many were picked");
        f.gives("left-within", "",
                "Distance of the last one picked from those before: no other is farther");
    }

    struct World {
        Structures all;
        Soap soap;
    };
    World world(Structures all) const {
        if (average == SoapMean::none)
            throw InputError("E-soap", "structures are picked, not atoms",
                             "choose outer, inner or element as average");
        Soap opened(soap.settings(all));
        return {std::move(all), std::move(opened)};
    }

    /// Vectors of length 1 of structures [first, last) as bytes, row after row.
    std::string work(std::int64_t item, Worker& worker) const {
        auto& w = worker.once([&] { return world(read_inputs(worker, structures)); });
        const auto first = static_cast<std::size_t>(item) * vectors_per_item;
        const std::size_t last = std::min(first + vectors_per_item, w.all.size());
        Array2<double> rows(last - first, w.soap.size(mean_of(average)));
        for (std::size_t k = first; k < last; ++k)
            std::ranges::copy(w.soap.average(w.all[k], mean_of(average)),
                              rows.row(k - first).begin());
        learn::normalise_rows(rows);
        const auto flat = rows.flat();
        return {reinterpret_cast<const char*>(flat.data()), flat.size_bytes()};
    }

    void run(StepRun& r) const {
        const World w = world(read_inputs(r, structures));
        r.items(
            static_cast<std::int64_t>((w.all.size() + vectors_per_item - 1) / vectors_per_item));
        std::string bytes;
        r.each([&](std::int64_t, std::string_view some) { bytes += some; });
        const std::size_t columns = w.soap.size(mean_of(average));
        Array2<double> rows(w.all.size(), columns);
        std::memcpy(rows.flat().data(), bytes.data(), bytes.size());
        const learn::FarthestPoints chosen =
            learn::farthest_points(rows, static_cast<std::size_t>(count));
        Structures picked;
        Table order;
        std::vector<std::string> names;
        std::vector<double> numbers;
        for (const std::size_t k : chosen.rows) {
            picked.push_back(w.all[k]);
            names.push_back(w.all[k].name);
            numbers.push_back(static_cast<double>(k));
        }
        order.add_texts("name") = std::move(names);
        order.add_numbers("structure") = std::move(numbers);
        order.add_numbers("distance") = chosen.distances;
        r.make("picked", structures_text(picked, "extxyz"));
        r.make("order", to_csv(order));
        r.row(Row::number("structures", static_cast<double>(w.all.size())));
        r.row(Row::number("picked", static_cast<double>(picked.size())));
        r.row(Row::number("left-within", chosen.distances.back()));
    }
};

}  // namespace

void register_structure_pick(Registry& r) {
    r.add<StructurePick>("structure.pick", {1},
                         "Pick the structures that differ most (farthest points, SOAP)");
}

}  // namespace crucible
