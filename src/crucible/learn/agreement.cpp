#include "crucible/learn/agreement.hpp"

#include <map>
#include <utility>

#include "crucible/base/error.hpp"

namespace crucible::learn {
namespace {

template <class Key>
double pairs_within(const std::map<Key, double>& sizes) {
    double pairs = 0;
    for (const auto& [key, n] : sizes) pairs += n * (n - 1) / 2;
    return pairs;
}

}  // namespace

double adjusted_rand_index(std::span<const int> a, std::span<const int> b) {
    if (a.size() != b.size())
        throw InputError("E-num-shape", "two labellings differ in length", "label the same things");
    std::map<int, double> of_a, of_b;
    std::map<std::pair<int, int>, double> of_both;
    for (std::size_t i = 0; i < a.size(); ++i) ++of_a[a[i]], ++of_b[b[i]], ++of_both[{a[i], b[i]}];
    const double n = static_cast<double>(a.size()), all = n * (n - 1) / 2;
    const double first = pairs_within(of_a), second = pairs_within(of_b);
    const double by_chance = all > 0 ? first * second / all : 0, most = (first + second) / 2;
    if (most == by_chance) return 1;
    return (pairs_within(of_both) - by_chance) / (most - by_chance);
}

}  // namespace crucible::learn
