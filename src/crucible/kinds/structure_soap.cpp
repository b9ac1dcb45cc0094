// structure.soap: structures, or the surroundings of their atoms, as vectors.

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/data/table.hpp"
#include "crucible/descriptors/soap.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soap_parameters.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

constexpr std::size_t structures_per_item = 256;

struct StructureSoap {
    Ref<Artefact::structures> structures;
    std::vector<std::string> elements;
    SoapParameters soap;
    SoapMean average = SoapMean::outer;

    void describe(Fields& f) {
        f("structures", structures, "Structure files").required("@input").positional();
        f("elements", elements, "Element of type 1, 2, ... in files that number them");
        soap.describe(f);
        f("average", average, "What a row of the result stands for");
        f.example("crucible structure soap phases.extxyz --run soap");
        f.example(
            "crucible structure soap phases.extxyz --average none --pairs all -o features.npy");
        f.makes(Artefact::file, "features", "features.npy",
                "Rows of numbers, a row for each structure or atom, 64 bits each");
        f.makes(Artefact::table, "axes", "axes.csv", "What each number of a row is");
        f.makes(Artefact::table, "rows", "rows.csv", "What each row belongs to");
        f.gives("structures", "", "Structures read");
        f.gives("rows", "", "Rows of the result");
        f.gives("features", "", "Numbers in a row");
    }

    struct World {
        Structures all;
        Soap soap;
    };
    World world(Structures all) const {
        Soap opened(soap.settings(all));
        return {std::move(all), std::move(opened)};
    }

    /// Numbers of structures [first, last) as bytes, row after row.
    std::string work(std::int64_t item, Worker& worker) const {
        auto& w = worker.once([&] { return world(read_inputs(worker, structures, elements)); });
        const auto first = static_cast<std::size_t>(item) * structures_per_item;
        const std::size_t last = std::min(first + structures_per_item, w.all.size());
        std::string out;
        const auto append = [&](std::span<const double> values) {
            out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
        };
        for (std::size_t k = first; k < last; ++k)
            if (average == SoapMean::none)
                append(w.soap.per_atom(w.all[k]).flat());
            else
                append(w.soap.average(w.all[k], mean_of(average)));
        return out;
    }

    void run(StepRun& r) const {
        const World w = world(read_inputs(r, structures, elements));
        const std::size_t items = (w.all.size() + structures_per_item - 1) / structures_per_item;
        r.items(static_cast<std::int64_t>(items));
        NpyArray features;
        r.each([&](std::int64_t, std::string_view bytes) { features.bytes += bytes; });
        const std::size_t columns =
            average == SoapMean::none ? w.soap.size() : w.soap.size(mean_of(average));
        std::size_t rows = 0;
        for (const Structure& s : w.all) rows += average == SoapMean::none ? s.size() : 1;
        features.shape = {rows, columns};
        r.make("features", to_npy(features));
        r.make("axes", to_csv(axes(w.soap)));
        r.make("rows", to_csv(row_table(w.all)));
        r.row(Row::number("structures", static_cast<double>(w.all.size())));
        r.row(Row::number("rows", static_cast<double>(rows)));
        r.row(Row::number("features", static_cast<double>(columns)));
    }

    Table axes(const Soap& opened) const {
        Table t;
        const std::vector<int>& species = opened.settings().species;
        const bool is_by_element = average == SoapMean::element;
        std::vector<std::string> of, a, b;
        std::vector<double> n_a, n_b, l;
        for (std::size_t k = 0; k < (is_by_element ? species.size() : 1); ++k)
            for (const SoapFeature& f : opened.features()) {
                of.emplace_back(is_by_element ? element(species[k]).symbol : "all");
                a.emplace_back(element(f.species_a).symbol);
                b.emplace_back(element(f.species_b).symbol);
                n_a.push_back(f.n_a), n_b.push_back(f.n_b), l.push_back(f.l);
            }
        t.add_texts("atoms") = std::move(of);
        t.add_texts("element") = std::move(a);
        t.add_texts("other element") = std::move(b);
        t.add_numbers("n") = std::move(n_a);
        t.add_numbers("other n") = std::move(n_b);
        t.add_numbers("l") = std::move(l);
        return t;
    }

    Table row_table(const Structures& all) const {
        Table t;
        std::vector<std::string> names, symbols;
        std::vector<double> numbers, atoms;
        for (std::size_t k = 0; k < all.size(); ++k) {
            const std::size_t rows = average == SoapMean::none ? all[k].size() : 1;
            for (std::size_t i = 0; i < rows; ++i) {
                names.push_back(all[k].name);
                numbers.push_back(static_cast<double>(k));
                if (average != SoapMean::none) continue;
                atoms.push_back(static_cast<double>(i));
                symbols.emplace_back(element(all[k].numbers[i]).symbol);
            }
        }
        t.add_texts("name") = std::move(names);
        t.add_numbers("structure") = std::move(numbers);
        if (average != SoapMean::none) return t;
        t.add_numbers("atom") = std::move(atoms);
        t.add_texts("element") = std::move(symbols);
        return t;
    }
};

}  // namespace

void register_structure_soap(Registry& r) {
    r.add<StructureSoap>("structure.soap", {1},
                         "Turn structures or atoms' surroundings into vectors (SOAP)");
}

}  // namespace crucible
