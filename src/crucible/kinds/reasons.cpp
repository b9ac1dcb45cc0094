#include "crucible/kinds/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace crucible {

void give_reasons(StepRun& r, const std::map<std::string, std::int64_t>& counts, std::size_t most) {
    std::vector<std::pair<std::int64_t, std::string>> sorted;
    for (const auto& [why, n] : counts) sorted.emplace_back(-n, why);
    std::ranges::sort(sorted);
    for (std::size_t i = 0; i < std::min(sorted.size(), most); ++i)
        r.row(Row::words(fmt::format("without.{}", i + 1),
                         fmt::format("{}: {}", -sorted[i].first, sorted[i].second)));
}

}  // namespace crucible
