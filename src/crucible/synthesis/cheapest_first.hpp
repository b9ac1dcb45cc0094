#pragma once
// Knuth's generalisation of Dijkstra's algorithm (doi:10.1016/0020-0190(77)90002-3): what molecules
// cost at least, where a reaction costs more than the sum of what it needs.

#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

namespace crucible::synthesis {

/// `cost` holds what molecules cost by themselves (infinity: they cannot be had) and comes out as
/// the least cost. `missing`: molecules that each way needs, at least one. `used_by(m)`: the ways
/// that need m. `give(way, sum, offer)` is called once all that a way needs is known to cost `sum`;
/// it calls offer(product, cost), true where that is cheaper than what was known. A molecule that
/// is final is never made cheaper, since costs only grow along a way.
template <class UsedBy, class Give>
void settle_cheapest(std::vector<double>& cost, std::vector<std::uint32_t> missing,
                     UsedBy&& used_by, Give&& give) {
    using Index = std::uint32_t;
    using Entry = std::pair<double, Index>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> waiting;
    for (Index m = 0; m < cost.size(); ++m)
        if (cost[m] < std::numeric_limits<double>::infinity()) waiting.push({cost[m], m});
    std::vector<double> sums(missing.size(), 0.0);
    std::vector<char> is_final(cost.size(), 0);
    const auto offer = [&](Index product, double made) {
        if (is_final[product] != 0 || made >= cost[product]) return false;
        cost[product] = made;
        waiting.push({made, product});
        return true;
    };
    while (!waiting.empty()) {
        const auto [settled, m] = waiting.top();
        waiting.pop();
        if (is_final[m] != 0) continue;
        is_final[m] = 1;
        for (const Index way : used_by(m)) {
            sums[way] += settled;
            if (--missing[way] == 0) give(way, sums[way], offer);
        }
    }
}

}  // namespace crucible::synthesis
