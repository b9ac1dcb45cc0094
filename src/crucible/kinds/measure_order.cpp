// How atoms are arranged: polyhedra, angles, bond order, chemistry, crystals.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "crucible/atoms/elements.hpp"
#include "crucible/kinds/measure_tables.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/observe/bond_angles.hpp"
#include "crucible/observe/bond_order.hpp"
#include "crucible/observe/common_neighbours.hpp"
#include "crucible/observe/voronoi.hpp"
#include "crucible/observe/warren_cowley.hpp"

namespace crucible {
namespace {

/// "all", or the element's symbol.
std::string centre_name(int z) { return z == 0 ? "all" : std::string(element(z).symbol); }

/// One statistic over all frames.
VoronoiStatistics together(const std::vector<VoronoiStatistics>& frames) {
    VoronoiStatistics out = frames[0];
    out.coordination = out.fivefold = 0;
    out.atoms = 0;
    out.count.clear();
    for (const VoronoiStatistics& s : frames) out.atoms += s.atoms;
    for (const VoronoiStatistics& s : frames) {
        const double share = static_cast<double>(s.atoms) / static_cast<double>(out.atoms);
        out.coordination += share * s.coordination;
        out.fivefold += share * s.fivefold;
        for (const auto& [index, n] : s.count) out.count[index] += n;
    }
    return out;
}

/// Elements 0 (all), then each of the first frame, with a statistic each.
std::vector<VoronoiStatistics> voronoi_of_all(const Structures& all) {
    std::vector<std::vector<VoronoiStatistics>> by_centre;
    for (const Structure& s : all) {
        const auto frame = voronoi_statistics(s, voronoi_cells(s));
        by_centre.resize(frame.size());
        for (std::size_t c = 0; c < frame.size(); ++c) by_centre[c].push_back(frame[c]);
    }
    std::vector<VoronoiStatistics> out;
    for (const auto& frames : by_centre) out.push_back(together(frames));
    return out;
}

/// One cut-off for all pairs, where g(r) of all atoms alike has its first minimum: with shells of
/// different width, large and small atoms would look like chemistry.
PairCutoffs one_shell(Structures all, const PairCutoffs& otherwise) {
    const Composition counts = composition(all[0].numbers);
    const int any = counts.begin()->first;
    for (Structure& s : all) s.numbers.assign(s.size(), any);
    const PairCutoffs minimum = cutoffs_from_minima(all);
    if (minimum.empty()) return otherwise;
    PairCutoffs out;
    for (const auto& [a, n] : counts)
        for (const auto& [b, m] : counts)
            if (a <= b) out[{a, b}] = minimum.begin()->second;
    return out;
}

}  // namespace

MeasuredPart measured_voronoi(const Structures& all) {
    const std::vector<VoronoiStatistics> centres = voronoi_of_all(all);
    MeasuredPart out;
    std::vector<std::pair<std::size_t, VoronoiIndex>> kinds;
    for (const auto& [index, n] : centres[0].count) kinds.push_back({n, index});
    std::stable_sort(kinds.begin(), kinds.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    auto& column = out.table.add_texts("index");
    for (const auto& kind : kinds) column.push_back(text(kind.second));
    for (const VoronoiStatistics& s : centres) {
        const std::string name = centre_name(s.centre);
        auto& share = out.table.add_numbers(name);
        for (const auto& kind : kinds) share.push_back(s.fraction(kind.second));
        const auto n = static_cast<std::int64_t>(s.atoms);
        out.rows.push_back(Row::number("voronoi.coordination." + name, s.coordination, "", n));
        out.rows.push_back(Row::number("voronoi.fivefold." + name, s.fivefold, "", n));
        out.rows.push_back(
            Row::number("voronoi.icosahedra." + name, s.fraction({0, 0, 12, 0}), "", n));
    }
    return out;
}

MeasuredPart measured_angles(const Structures& all, const PairCutoffs& cutoffs) {
    constexpr std::size_t bins = 90;
    MeasuredPart out;
    auto& angle = out.table.add_numbers("angle", "deg");
    for (std::size_t b = 0; b < bins; ++b)
        angle.push_back(180.0 / bins * (static_cast<double>(b) + 0.5));
    std::vector<int> centres{0};
    for (const auto& [z, n] : composition(all[0].numbers)) centres.push_back(z);
    for (const int z : centres) {
        std::vector<double> mean_share(bins);
        for (const Structure& s : all) {
            const auto share = bond_angle_distribution(s, cutoffs, z, bins);
            for (std::size_t b = 0; b < bins; ++b)
                mean_share[b] += share[b] / static_cast<double>(all.size());
        }
        out.table.add_numbers("P " + centre_name(z)) = std::move(mean_share);
    }
    return out;
}

MeasuredPart measured_bond_order(const Structures& all) {
    std::map<int, std::map<std::string, std::vector<double>>> values;  // centre, quantity
    for (const Structure& s : all)
        for (const int l : {4, 6}) {
            const BondOrder order = bond_order(s, {.l = l});
            for (std::size_t i = 0; i < s.size(); ++i)
                for (const int centre : {0, s.numbers[i]}) {
                    values[centre][fmt::format("q{}", l)].push_back(order.q[i]);
                    values[centre][fmt::format("w{}", l)].push_back(order.w[i]);
                }
        }
    MeasuredPart out;
    std::vector<std::string> centre;
    std::map<std::string, std::vector<double>> means, deviations;
    for (const auto& [z, of] : values) {
        centre.push_back(centre_name(z));
        for (const auto& [quantity, v] : of) {
            means[quantity].push_back(mean(v));
            deviations[quantity].push_back(
                v.size() > 1 ? standard_error(v) * std::sqrt(static_cast<double>(v.size())) : 0);
            if (z == 0)
                out.rows.push_back(Row::number("bond-order." + quantity, mean(v), "",
                                               static_cast<std::int64_t>(v.size())));
        }
    }
    out.table.add_texts("centre") = std::move(centre);
    for (auto& [quantity, v] : means) {
        out.table.add_numbers(quantity) = std::move(v);
        out.table.add_numbers("deviation of " + quantity) = std::move(deviations[quantity]);
    }
    return out;
}

MeasuredPart measured_chemical_order(const Structures& all, const PairCutoffs& cutoffs) {
    MeasuredPart out;
    const PairCutoffs shell = one_shell(all, cutoffs);
    std::vector<std::string> centre, neighbour;
    std::vector<double> alpha;
    for (const WarrenCowley& w : warren_cowley(all, shell)) {
        centre.emplace_back(element(w.centre).symbol);
        neighbour.emplace_back(element(w.neighbour).symbol);
        alpha.push_back(w.alpha);
        out.rows.push_back(Row::number("warren-cowley." + pair_name(w.centre, w.neighbour), w.alpha,
                                       "", static_cast<std::int64_t>(all.size())));
    }
    out.table.add_texts("centre") = std::move(centre);
    out.table.add_texts("neighbour") = std::move(neighbour);
    out.table.add_numbers("alpha") = std::move(alpha);
    return out;
}

MeasuredPart measured_local_structure(const Structures& all) {
    std::array<double, local_structures> share{};
    std::size_t atoms = 0;
    for (const Structure& s : all) {
        const auto frame = fractions(common_neighbour_analysis(s));
        for (std::size_t k = 0; k < share.size(); ++k)
            share[k] += frame[k] / static_cast<double>(all.size());
        atoms += s.size();
    }
    MeasuredPart out;
    std::vector<std::string> kind;
    for (std::size_t k = 0; k < share.size(); ++k) {
        kind.emplace_back(name(static_cast<LocalStructure>(k)));
        out.rows.push_back(Row::number("local-structure." + kind.back(), share[k], "",
                                       static_cast<std::int64_t>(atoms)));
    }
    out.table.add_texts("kind") = std::move(kind);
    out.table.add_numbers("fraction") = {share.begin(), share.end()};
    return out;
}

}  // namespace crucible
