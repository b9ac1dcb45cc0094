#include "crucible/energy/k_points.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace crucible {

std::array<int, 3> k_point_mesh(const Mat3& h, double spacing) {
    const Mat3 reciprocal = transpose(inverse(h)) * (2 * std::numbers::pi);
    std::array<int, 3> n{};
    for (int k = 0; k < 3; ++k)
        n[static_cast<std::size_t>(k)] =
            std::max(1, static_cast<int>(std::ceil(norm(reciprocal[k]) / spacing - 1e-9)));
    return n;
}

}  // namespace crucible
