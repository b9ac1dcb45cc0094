#include "crucible/learn/farthest_points.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "crucible/base/error.hpp"

namespace crucible::learn {
namespace {

// Eight sums side by side: vectors for the compiler, and the same order for every count of lanes.
double squared_distance(const double* a, const double* b, std::size_t n) {
    double sums[8] = {};
    std::size_t k = 0;
    for (; k + 8 <= n; k += 8)
        for (std::size_t j = 0; j < 8; ++j) {
            const double d = a[k + j] - b[k + j];
            sums[j] += d * d;
        }
    for (; k < n; ++k) sums[0] += (a[k] - b[k]) * (a[k] - b[k]);
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) +
           ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

void check_first(Span2D<const double> rows, std::size_t first) {
    if (first >= rows.rows())
        throw InputError("E-learn-few", "there is no such row to begin with", "give more samples");
}

}  // namespace

FarthestPoints farthest_points(Span2D<const double> rows, std::size_t count, std::size_t first) {
    check_first(rows, first);
    const std::size_t n = rows.columns();
    std::vector<double> nearest(rows.rows(), std::numeric_limits<double>::infinity());
    std::vector<std::uint32_t> chosen_for(rows.rows(), 0);  // place of the nearest chosen one
    FarthestPoints out;
    std::size_t next = first;
    double reach = 0;
    while (out.rows.size() < count) {
        const auto place = static_cast<std::uint32_t>(out.rows.size());
        std::vector<double> apart;  // squared, of the new one to each chosen before
        for (const std::size_t r : out.rows)
            apart.push_back(squared_distance(rows.row(r).data(), rows.row(next).data(), n));
        out.rows.push_back(next);
        out.distances.push_back(std::sqrt(reach));
        const double* at = rows.row(next).data();
        double farthest = 0;
        std::size_t where = rows.rows();
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            // |x - new| >= |new - old| - |x - old| >= |x - old| where |new - old| >= 2 |x - old|;
            // a little more than 4, for rounding.
            if (place == 0 || apart[chosen_for[i]] < 4.000001 * nearest[i]) {
                const double d = squared_distance(rows.row(i).data(), at, n);
                if (d < nearest[i]) nearest[i] = d, chosen_for[i] = place;
            }
            if (nearest[i] > farthest) farthest = nearest[i], where = i;
        }
        if (where == rows.rows()) break;
        next = where, reach = farthest;
    }
    return out;
}

FarthestPoints farthest_points_reference(Span2D<const double> rows, std::size_t count,
                                         std::size_t first) {
    check_first(rows, first);
    FarthestPoints out;
    for (std::size_t next = first; out.rows.size() < count;) {
        double reach = 0;
        if (!out.rows.empty()) {
            for (std::size_t i = 0; i < rows.rows(); ++i) {
                double nearest = std::numeric_limits<double>::infinity();
                for (const std::size_t r : out.rows)
                    nearest = std::min(
                        nearest,
                        squared_distance(rows.row(i).data(), rows.row(r).data(), rows.columns()));
                if (nearest > reach) reach = nearest, next = i;
            }
            if (reach == 0) break;
        }
        out.rows.push_back(next);
        out.distances.push_back(std::sqrt(reach));
    }
    return out;
}

}  // namespace crucible::learn
