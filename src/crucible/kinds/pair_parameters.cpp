#include "crucible/kinds/pair_parameters.hpp"

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/kinds/energy_parameter.hpp"

namespace crucible {

std::map<std::pair<int, int>, double> pair_cutoffs(const std::vector<PairCutoff>& list) {
    std::map<std::pair<int, int>, double> out;
    for (const PairCutoff& c : list) {
        const auto [a, b] = parse_pair(c.pair);
        out[{std::min(a, b), std::max(a, b)}] = c.cutoff.value;
    }
    return out;
}

std::string pair_name(int a, int b) {
    return std::string(element(a).symbol) + "-" + std::string(element(b).symbol);
}

}  // namespace crucible
