#include "crucible/kinds/polymorphs_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"

namespace crucible {

double in_kcal(double ev) { return ev / constants::kcal_per_mol; }

TrialSummary summary_of(std::int64_t item, const Trial& t) {
    TrialSummary s;
    s.item = item, s.key = t.key, s.outcome = t.outcome, s.evaluations = t.evaluations;
    s.enthalpy = t.enthalpy_per_unit(), s.volume = t.volume_per_unit(), s.fmax = t.fmax;
    return s;
}

std::vector<std::string> labels_of(const Phase& p) {
    std::vector<std::string> out;
    for (const Word& w : fields(p.label, '='))
        if (!w.text.empty()) out.emplace_back(w.text);
    return out;
}

Table phase_table(const PhaseTable& found, const SearchCounts& search) {
    Table t;
    std::vector<std::string> labels, groups;
    std::vector<double> numbers, order, primitive, count, enthalpy, relative, per_atom, volume,
        frequency, error;
    for (const Phase& p : found.phases) {
        labels.push_back(p.name), groups.push_back(p.space_group);
        numbers.push_back(p.space_group_number), order.push_back(p.point_group_order);
        primitive.push_back(p.units_primitive);
        count.push_back(static_cast<double>(p.count));
        enthalpy.push_back(in_kcal(p.enthalpy)), relative.push_back(in_kcal(p.relative));
        per_atom.push_back(1000 * p.relative / static_cast<double>(search.atoms_per_unit));
        volume.push_back(p.volume), frequency.push_back(p.frequency),
            error.push_back(p.frequency_error);
    }
    t.add_texts("label") = std::move(labels);
    t.add_texts("space_group") = std::move(groups);
    t.add_numbers("space_group_number") = std::move(numbers);
    t.add_numbers("point_group_order") = std::move(order);
    t.add_numbers("units_primitive") = std::move(primitive);
    t.add_numbers("pressure", "GPa").assign(found.phases.size(), search.pressure);
    t.add_numbers("count") = std::move(count);
    t.add_numbers("enthalpy", enthalpy_unit) = std::move(enthalpy);
    t.add_numbers("relative", enthalpy_unit) = std::move(relative);
    t.add_numbers("relative_per_atom", "meV") = std::move(per_atom);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    t.add_numbers("frequency") = std::move(frequency);
    t.add_numbers("frequency_error") = std::move(error);
    for (const int n : search.units) {
        auto& column = t.add_numbers(fmt::format("count_n{}", n));
        for (const Phase& p : found.phases) {
            const auto it = p.count_by_units.find(n);
            column.push_back(it == p.count_by_units.end() ? 0.0 : static_cast<double>(it->second));
        }
        t.add_numbers(fmt::format("trials_n{}", n))
            .assign(found.phases.size(), static_cast<double>(search.trials_per_batch));
    }
    return t;
}

Table trial_table(const std::vector<TrialSummary>& trials, const PhaseTable& found) {
    Table t;
    std::vector<double> n, number, enthalpy, volume, evaluations, fmax;
    std::vector<std::string> outcome, label;
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const TrialSummary& x : trials) {
        const bool minimum = x.outcome == TrialOutcome::minimum;
        n.push_back(x.key.units), number.push_back(static_cast<double>(x.key.number));
        outcome.emplace_back(name(x.outcome));
        label.push_back(x.phase < 0 ? "" : found.phases[static_cast<std::size_t>(x.phase)].name);
        enthalpy.push_back(minimum ? in_kcal(x.enthalpy) : none);
        volume.push_back(minimum ? x.volume : none);
        evaluations.push_back(x.evaluations), fmax.push_back(minimum ? in_kcal(x.fmax) : none);
    }
    t.add_numbers("n") = std::move(n);
    t.add_numbers("trial") = std::move(number);
    t.add_texts("outcome") = std::move(outcome);
    t.add_texts("phase") = std::move(label);
    t.add_numbers("enthalpy", enthalpy_unit) = std::move(enthalpy);
    t.add_numbers("volume", "angstrom^3") = std::move(volume);
    t.add_numbers("evaluations") = std::move(evaluations);
    t.add_numbers("fmax", "kcal/mol/angstrom") = std::move(fmax);
    return t;
}

Table found_table(const std::vector<TrialSummary>& trials) {
    std::vector<std::size_t> order(trials.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return trials[a].key.number < trials[b].key.number;
    });
    Table t;
    std::vector<double> done, seen;
    std::set<int> distinct;
    const std::size_t stride = std::max<std::size_t>(1, order.size() / 200);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (const int phase = trials[order[i]].phase; phase >= 0) distinct.insert(phase);
        if (i % stride && i + 1 < order.size()) continue;
        done.push_back(static_cast<double>(i + 1)),
            seen.push_back(static_cast<double>(distinct.size()));
    }
    t.add_numbers("trials") = std::move(done);
    t.add_numbers("phases") = std::move(seen);
    return t;
}

}  // namespace crucible
