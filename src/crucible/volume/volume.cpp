#include "crucible/volume/volume.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"

namespace crucible::volume {

Grid part(const Grid& whole, const Region& region) {
    const std::array<std::size_t, 3> shape{whole.slices, whole.rows, whole.columns};
    constexpr const char* axes[] = {"slices", "rows", "columns"};
    Grid g = whole;
    std::array<std::size_t*, 3> sizes{&g.slices, &g.rows, &g.columns};
    for (std::size_t a = 0; a < 3; ++a) {
        if (region.first[a] >= region.end[a] || region.end[a] > shape[a])
            throw InputError(
                "E-volume-region",
                fmt::format("{} {}..{} are not in a volume of {} x {} x {} slices, rows, columns",
                            axes[a], region.first[a], region.end[a], shape[0], shape[1], shape[2]),
                "give a part that lies in the volume and is not empty; the end is not in it");
        *sizes[a] = region.end[a] - region.first[a];
        g.origin[a] += static_cast<double>(region.first[a]) * whole.spacing[a];
    }
    return g;
}

}  // namespace crucible::volume
