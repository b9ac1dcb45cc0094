#include "crucible/synthesis/network_statistics.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

/// Hurwitz zeta, sum of (q + n)^-s for s > 1, and its sums with logarithms, by Euler-Maclaurin.
double hurwitz_zeta(double s, double q) {
    constexpr int direct = 20;
    double sum = 0;
    for (int n = 0; n < direct; ++n) sum += std::pow(q + n, -s);
    const double a = q + direct;
    sum += std::pow(a, 1 - s) / (s - 1) + std::pow(a, -s) / 2;
    sum += s * std::pow(a, -s - 1) / 12;
    sum -= s * (s + 1) * (s + 2) * std::pow(a, -s - 3) / 720;
    return sum;
}

/// Exponent of greatest likelihood for a mean of ln k: golden section of a concave function.
double likeliest_exponent(double mean_log, int from) {
    const auto likelihood = [&](double s) {
        return -std::log(hurwitz_zeta(s, from)) - s * mean_log;
    };
    const double ratio = (std::sqrt(5.0) - 1) / 2;
    double low = 1.01, high = 8;
    double a = high - ratio * (high - low), b = low + ratio * (high - low);
    double fa = likelihood(a), fb = likelihood(b);
    while (high - low > 1e-9) {
        if (fa > fb) {
            high = b, b = a, fb = fa;
            a = high - ratio * (high - low), fa = likelihood(a);
        } else {
            low = a, a = b, fa = fb;
            b = low + ratio * (high - low), fb = likelihood(b);
        }
    }
    return (low + high) / 2;
}

/// The law for values (ascending) from the first that is at least `from`.
PowerLaw law_from(std::span<const int> sorted, int from) {
    const auto begin = std::lower_bound(sorted.begin(), sorted.end(), from);
    PowerLaw out;
    out.from = from;
    out.tail = sorted.end() - begin;
    const auto n = static_cast<double>(out.tail);
    double sum = 0;
    for (auto i = begin; i != sorted.end(); ++i) sum += std::log(*i);
    out.exponent = likeliest_exponent(sum / n, from);
    // Error: 1 / sqrt(n (ln zeta)''), the second derivative by differences.
    constexpr double h = 1e-3;
    const auto log_zeta = [&](double s) { return std::log(hurwitz_zeta(s, from)); };
    const double curvature =
        (log_zeta(out.exponent + h) - 2 * log_zeta(out.exponent) + log_zeta(out.exponent - h)) /
        (h * h);
    out.error = 1 / std::sqrt(n * curvature);
    const double whole = hurwitz_zeta(out.exponent, from);
    for (auto i = begin; i != sorted.end();) {
        const auto next = std::upper_bound(i, sorted.end(), *i);
        const double seen = static_cast<double>(next - begin) / n;
        const double law = 1 - hurwitz_zeta(out.exponent, *i + 1.0) / whole;
        out.distance = std::max(out.distance, std::abs(seen - law));
        i = next;
    }
    return out;
}

}  // namespace

PowerLaw fit_power_law(std::span<const int> values) {
    std::vector<int> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() < 10 || sorted.front() < 1 || sorted.front() == sorted.back())
        throw InputError("E-network-statistics",
                         "a power law needs ten or more whole numbers from 1 on, not all alike",
                         "give a larger network");
    constexpr std::size_t least_tail = 50;
    PowerLaw best = law_from(sorted, sorted.front());
    for (int from = sorted.front() + 1; from < sorted.back(); ++from) {
        const auto begin = std::lower_bound(sorted.begin(), sorted.end(), from);
        if (static_cast<std::size_t>(sorted.end() - begin) < least_tail) break;
        const PowerLaw law = law_from(sorted, from);
        if (law.distance < best.distance) best = law;
    }
    return best;
}

std::vector<int> uses(const ReactionNetwork& n) {
    std::vector<int> out;
    for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m)
        if (!n.used_by(m).empty()) out.push_back(static_cast<int>(n.used_by(m).size()));
    return out;
}

DegreeStatistics degree_statistics(const ReactionNetwork& n) {
    DegreeStatistics s;
    double total = 0;
    std::int64_t used = 0;
    for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m) {
        const int in = static_cast<int>(n.made_by(m).size());
        const int out = static_cast<int>(n.used_by(m).size());
        ++s.made_by[in];
        ++s.used_by[out];
        s.begin += in == 0;
        s.end += out == 0;
        s.between += in > 0 && out > 0;
        if (out > 0) total += out, ++used;
        if (out > s.most_used) s.most_used = out, s.most_used_molecule = m;
    }
    if (used > 0) s.mean_used = total / static_cast<double>(used);
    return s;
}

}  // namespace crucible::synthesis
