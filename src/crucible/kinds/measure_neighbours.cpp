// Pairs of atoms: g(r), coordination, bonds; and energies.
#include <fmt/format.h>

#include "crucible/atoms/elements.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/kinds/measure_tables.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {

Table rdf_table(const RadialDistribution& d) {
    Table t;
    t.add_numbers("r", "angstrom") = d.r;
    t.add_numbers("g") = d.total;
    if (!d.error.empty()) t.add_numbers("error_of_g") = d.error;
    for (const bool counts : {false, true})
        for (std::size_t i = 0; i < d.elements.size(); ++i)
            for (std::size_t j = counts ? 0 : i; j < d.elements.size(); ++j) {
                auto& column = t.add_numbers(fmt::format("{} {}", counts ? "n" : "g",
                                                         pair_name(d.elements[i], d.elements[j])));
                for (std::size_t k = 0; k < d.r.size(); ++k)
                    column.push_back(counts ? d.neighbours(i, j, k) : d.partial(i, j, k));
            }
    return t;
}

MeasuredPart measured_coordination(const Structures& all, const PairCutoffs& cutoffs) {
    MeasuredPart out;
    std::vector<std::string> centre, neighbour;
    std::vector<double> cutoff, number, error;
    for (const Coordination& c : coordination(all, cutoffs)) {
        centre.emplace_back(element(c.centre).symbol);
        neighbour.emplace_back(element(c.neighbour).symbol);
        cutoff.push_back(c.cutoff), number.push_back(c.number.value);
        error.push_back(c.number.error);
        Row row = Row::number("coordination." + pair_name(c.centre, c.neighbour), c.number.value,
                              "", static_cast<std::int64_t>(all.size()));
        row.error = c.number.error;
        out.rows.push_back(std::move(row));
    }
    out.table.add_texts("centre") = std::move(centre);
    out.table.add_texts("neighbour") = std::move(neighbour);
    out.table.add_numbers("cutoff", "angstrom") = std::move(cutoff);
    out.table.add_numbers("number") = std::move(number);
    out.table.add_numbers("error") = std::move(error);
    return out;
}

MeasuredPart measured_bonds(const Structures& all, const PairCutoffs& cutoffs) {
    MeasuredPart out;
    std::vector<std::string> pair;
    std::vector<double> count, mean_length, deviation, shortest, longest_bond;
    for (const BondLengths& b : bond_lengths(all, cutoffs)) {
        pair.push_back(pair_name(b.first, b.second));
        count.push_back(static_cast<double>(b.count)), mean_length.push_back(b.mean);
        deviation.push_back(b.deviation), shortest.push_back(b.shortest);
        longest_bond.push_back(b.longest);
        out.rows.push_back(Row::number("bond-length." + pair.back(), b.mean, "angstrom",
                                       static_cast<std::int64_t>(b.count)));
    }
    out.table.add_texts("pair") = std::move(pair);
    out.table.add_numbers("bonds") = std::move(count);
    out.table.add_numbers("mean", "angstrom") = std::move(mean_length);
    out.table.add_numbers("deviation", "angstrom") = std::move(deviation);
    out.table.add_numbers("shortest", "angstrom") = std::move(shortest);
    out.table.add_numbers("longest", "angstrom") = std::move(longest_bond);
    return out;
}

MeasuredPart measured_energy(const Structures& all, EnergyModel& model,
                             const std::function<void(double, double)>& progress) {
    MeasuredPart out;
    std::vector<std::string> frame, state;
    std::vector<double> raw, inherent;
    Relaxer relaxer;
    RelaxSettings settings;
    settings.cell = CellMotion::fixed;
    settings.max_evaluations = 5000;
    for (const Structure& s : all) {
        Evaluation now;
        model.evaluate(s, now);
        const RelaxResult relaxed = relaxer.run(s, model, settings);
        const auto n = static_cast<double>(s.size());
        frame.push_back(s.name), raw.push_back(now.energy / n);
        inherent.push_back(relaxed.energy / n);
        state.emplace_back(name(relaxed.status));
        if (relaxed.status != RelaxStatus::converged)
            out.warnings.push_back(
                fmt::format("the inherent structure of '{}' is {}", s.name, name(relaxed.status)));
        progress(static_cast<double>(raw.size()), static_cast<double>(all.size()));
    }
    const auto count = static_cast<std::int64_t>(all.size());
    out.rows.push_back(Row::number("energy.raw", mean(raw), "eV/atom", count));
    out.rows.push_back(Row::number("energy.inherent", mean(inherent), "eV/atom", count));
    out.table.add_texts("frame") = std::move(frame);
    out.table.add_numbers("raw", "eV") = std::move(raw);
    out.table.add_numbers("inherent", "eV") = std::move(inherent);
    out.table.add_texts("relaxation") = std::move(state);
    return out;
}

}  // namespace crucible
