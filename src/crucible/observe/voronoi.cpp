#include "crucible/observe/voronoi.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

VoronoiStatistics statistics_of(const Structure& s, const std::vector<VoronoiCell>& cells,
                                int centre) {
    VoronoiStatistics out;
    out.centre = centre;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (centre != 0 && s.numbers[i] != centre) continue;
        const VoronoiCell& c = cells[i];
        const auto faces = static_cast<std::size_t>(c.faces);
        ++out.atoms;
        ++out.count[c.index];
        out.coordination += c.faces;
        out.fivefold += c.fivefold();
        if (out.coordination_count.size() <= faces) out.coordination_count.resize(faces + 1);
        ++out.coordination_count[faces];
    }
    if (out.atoms > 0) {
        out.coordination /= static_cast<double>(out.atoms);
        out.fivefold /= static_cast<double>(out.atoms);
    }
    return out;
}

}  // namespace

std::string text(const VoronoiIndex& n) {
    return fmt::format("<{},{},{},{}>", n[0], n[1], n[2], n[3]);
}

double VoronoiStatistics::fraction(const VoronoiIndex& index) const {
    const auto at = count.find(index);
    if (at == count.end()) return 0;
    return static_cast<double>(at->second) / static_cast<double>(atoms);
}

std::vector<VoronoiStatistics> voronoi_statistics(const Structure& s,
                                                  const std::vector<VoronoiCell>& cells) {
    CRUCIBLE_ASSERT(cells.size() == s.size());
    std::vector<VoronoiStatistics> out{statistics_of(s, cells, 0)};
    for (const auto& [z, n] : composition(s.numbers)) out.push_back(statistics_of(s, cells, z));
    return out;
}

double voronoi_distance(const VoronoiStatistics& a, const VoronoiStatistics& b) {
    std::set<VoronoiIndex> kinds;
    for (const auto& [index, n] : a.count) kinds.insert(index);
    for (const auto& [index, n] : b.count) kinds.insert(index);
    double sum = 0;
    for (const VoronoiIndex& index : kinds) sum += std::fabs(a.fraction(index) - b.fraction(index));
    return sum;
}

}  // namespace crucible
