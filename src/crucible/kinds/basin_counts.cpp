#include "crucible/kinds/basin_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/table.hpp"

namespace crucible {
namespace {

// As PhaseTolerance, in the units of the table.
constexpr double same_enthalpy = 0.005, same_volume = 2e-3;
constexpr std::string_view count_prefix = "count_n", trials_prefix = "trials_n";

const Column& counted_column(const Table& t, std::string_view name, const std::string& file) {
    const Column* c = t.find(name);
    if (!c)
        throw InputError("E-search-basins", "there is no column " + in_quotes(name),
                         "give the table of phases that polymorphs.search makes", {file, 1, 0});
    return *c;
}

struct PhaseRows {
    std::string file;
    Table table;
};

std::vector<int> units_of_tables(const std::vector<PhaseRows>& all) {
    std::set<int> units;
    for (const PhaseRows& t : all)
        for (const Column& c : t.table.columns)
            if (c.name.starts_with(count_prefix))
                if (const auto n = to_integer(c.name.substr(count_prefix.size())); n && *n > 0)
                    units.insert(static_cast<int>(*n));
    if (units.empty())
        throw InputError("E-search-basins", "there are no counts by formula units",
                         "give the table of phases that polymorphs.search makes",
                         {all.empty() ? "" : all.front().file, 1, 0});
    return {units.begin(), units.end()};
}

double pressure_of(const std::vector<PhaseRows>& all) {
    double pressure = std::numeric_limits<double>::quiet_NaN();
    for (const PhaseRows& t : all)
        for (const double p : counted_column(t.table, "pressure", t.file).numbers) {
            if (std::isfinite(pressure) && std::fabs(p - pressure) > 1e-9)
                throw InconsistentError(
                    "E-polymorphs-pressures", "the searches were made at different pressures",
                    "estimate the basins of each pressure on their own", {t.file, 1, 0});
            pressure = p;
        }
    return pressure;
}

/// A phase with its counts, before all are sorted.
struct Gathered {
    CountedPhase phase;
    int primitive = 1, order = 1;
    std::vector<double> counts;
};

std::vector<Gathered> gather(const std::vector<PhaseRows>& all, CountedPhases& out) {
    std::vector<Gathered> found;
    for (const PhaseRows& t : all) {
        const auto numbers = [&](std::string_view name) -> const std::vector<double>& {
            return counted_column(t.table, name, t.file).numbers;
        };
        const auto &labels = counted_column(t.table, "label", t.file).texts,
                   &groups = counted_column(t.table, "space_group", t.file).texts;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            Gathered g;
            g.phase = {labels[i],
                       groups[i],
                       numbers("space_group_number")[i],
                       numbers("enthalpy")[i],
                       numbers("volume")[i],
                       0};
            g.primitive = static_cast<int>(numbers("units_primitive")[i]);
            g.order = static_cast<int>(numbers("point_group_order")[i]);
            g.counts.assign(out.counts.units.size(), 0);
            auto at = std::find_if(found.begin(), found.end(), [&](const Gathered& o) {
                return o.phase.space_group_number == g.phase.space_group_number &&
                       std::fabs(o.phase.enthalpy - g.phase.enthalpy) <= same_enthalpy &&
                       std::fabs(o.phase.volume - g.phase.volume) <= same_volume * o.phase.volume &&
                       (&t != &all.front() || o.phase.label == g.phase.label);
            });
            if (at == found.end()) at = found.insert(found.end(), std::move(g));
            for (std::size_t k = 0; k < out.counts.units.size(); ++k)
                if (const Column* c = t.table.find(std::string(count_prefix) +
                                                   std::to_string(out.counts.units[k])))
                    at->counts[k] += c->numbers[i], at->phase.found += c->numbers[i];
        }
        for (std::size_t k = 0; k < out.counts.units.size(); ++k)
            if (const Column* c =
                    t.table.find(std::string(trials_prefix) + std::to_string(out.counts.units[k]));
                c && !c->numbers.empty())
                out.trials[k] += c->numbers[0];
    }
    return found;
}

bool is_held(const Gathered& g, const std::vector<int>& units) {
    for (std::size_t k = 0; k < units.size(); ++k)
        if (g.counts[k] > 0 && units[k] % std::max(g.primitive, 1) != 0) return false;
    return g.primitive > 0 && g.phase.found > 0;
}

}  // namespace

CountedPhases read_counts(const std::vector<std::filesystem::path>& tables) {
    std::vector<PhaseRows> all;
    for (const auto& file : tables)
        all.push_back({file.string(), parse_csv(read_file(file), file.string())});
    CountedPhases out;
    out.pressure = pressure_of(all);
    out.counts.units = units_of_tables(all);
    out.trials.assign(out.counts.units.size(), 0);
    std::vector<Gathered> found = gather(all, out);
    std::stable_sort(found.begin(), found.end(), [](const Gathered& a, const Gathered& b) {
        return a.phase.enthalpy < b.phase.enthalpy;
    });
    std::erase_if(found, [&](const Gathered& g) {
        const bool is_left_out = !is_held(g, out.counts.units);
        if (is_left_out) out.unreliable.push_back(g.phase.label);
        return is_left_out;
    });
    out.counts.counts = Array2<double>(found.size(), out.counts.units.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::copy(found[i].counts.begin(), found[i].counts.end(), out.counts.counts.row(i).begin());
        out.counts.primitive.push_back(found[i].primitive);
        out.counts.point_group_order.push_back(found[i].order);
        out.phases.push_back(std::move(found[i].phase));
    }
    return out;
}

}  // namespace crucible
