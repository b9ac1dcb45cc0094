#include "crucible/observe/warren_cowley.hpp"

#include "crucible/atoms/elements.hpp"

namespace crucible {

std::vector<WarrenCowley> warren_cowley(std::span<const Structure> frames,
                                        const PairCutoffs& cutoffs) {
    const std::vector<Coordination> all = coordination(frames, cutoffs);
    std::map<int, double> neighbours;
    for (const Coordination& c : all) neighbours[c.centre] += c.number.value;
    const Composition counts = composition(frames[0].numbers);
    std::vector<WarrenCowley> out;
    for (const Coordination& c : all) {
        const double total = neighbours[c.centre];
        if (!(total > 0)) continue;
        const double fraction =
            static_cast<double>(counts.at(c.neighbour)) / static_cast<double>(frames[0].size());
        out.push_back({c.centre, c.neighbour, 1 - c.number.value / (fraction * total)});
    }
    return out;
}

}  // namespace crucible
