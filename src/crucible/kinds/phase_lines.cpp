#include "crucible/kinds/phase_lines.hpp"

#include <cmath>
#include <map>

namespace crucible {
namespace {

constexpr std::size_t phases_drawn = 7;

}  // namespace

PhaseHues nearest_phases(const std::vector<std::string>& phase, const std::vector<double>& above) {
    std::vector<std::pair<double, std::string>> best;
    for (std::size_t k = 0; k < phase.size(); ++k) {
        const auto at = std::find_if(best.begin(), best.end(),
                                     [&](const auto& b) { return b.second == phase[k]; });
        if (at == best.end())
            best.emplace_back(above[k], phase[k]);
        else
            at->first = std::min(at->first, above[k]);
    }
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    PhaseHues out;
    for (const auto& b : best)
        if (out.names.size() < phases_drawn) out.names.push_back(b.second);
    return out;
}

std::vector<std::string> page_words(const Table& t, const char* name) {
    return column_of(t, name).texts;
}
const std::vector<double>& page_numbers(const Table& t, const char* name) {
    return column_of(t, name).numbers;
}

void look_near_the_lowest(report::LinePlot& plot) {
    std::map<double, double> lowest;
    for (const report::Series& s : plot.series)
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            const auto at = lowest.try_emplace(s.x[k], s.y[k]).first;
            at->second = std::min(at->second, s.y[k]);
        }
    double low = INFINITY, high = -INFINITY;
    std::erase_if(plot.series, [&](const report::Series& s) {
        bool is_seen = false;
        for (std::size_t k = 0; k < s.x.size(); ++k) {
            if (s.y[k] > lowest[s.x[k]] + kcal_drawn) continue;
            low = std::min(low, s.y[k]), high = std::max(high, s.y[k]);
            is_seen = true;
        }
        return !is_seen;
    });
    if (low < high)
        plot.y.low = low - 0.05 * (high - low), plot.y.high = high + 0.05 * (high - low);
}

}  // namespace crucible
