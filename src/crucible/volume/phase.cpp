#include "crucible/volume/phase.hpp"

#include <fmt/format.h>

#include <array>

#include "crucible/base/error.hpp"

namespace crucible::volume {

LabelVolume phase_mask(const LabelVolume& labels, std::span<const std::uint8_t> phase,
                       const LabelVolume* inside) {
    if (inside != nullptr && inside->voxels.size() != labels.voxels.size())
        throw InconsistentError("E-volume-shape",
                                fmt::format("the mask has {} voxels, the volume has {}",
                                            inside->voxels.size(), labels.voxels.size()),
                                "give a mask of the same shape as the volume");
    std::array<std::uint8_t, 256> to{};
    for (const std::uint8_t p : phase) to[p] = in_phase;
    LabelVolume out(labels.grid);
    for (std::size_t v = 0; v < out.voxels.size(); ++v) out.voxels[v] = to[labels.voxels[v]];
    if (inside == nullptr) return out;
    for (std::size_t v = 0; v < out.voxels.size(); ++v)
        if (inside->voxels[v] == 0) out.voxels[v] = in_nothing;
    return out;
}

LabelVolume complement(const LabelVolume& mask) {
    constexpr std::array<std::uint8_t, 4> other{in_phase, in_rest, in_nothing, in_nothing};
    LabelVolume out(mask.grid);
    for (std::size_t v = 0; v < out.voxels.size(); ++v) out.voxels[v] = other[mask.voxels[v] & 3];
    return out;
}

PhaseCount count_phase(std::span<const std::uint8_t> mask) {
    PhaseCount c;
    for (const std::uint8_t v : mask) c.phase += v == in_phase, c.rest += v == in_rest;
    c.masked = mask.size() - c.phase - c.rest;
    return c;
}

std::vector<PhaseCount> phase_profile(const LabelVolume& mask, std::size_t axis) {
    check_mask(mask);
    if (axis > 2)
        throw InputError("E-volume-axis", fmt::format("a volume has no axis {}", axis),
                         "choose 0 (slices), 1 (rows) or 2 (columns)");
    const Grid& g = mask.grid;
    std::vector<PhaseCount> out(axis == 0 ? g.slices : axis == 1 ? g.rows : g.columns);
    for (std::size_t i = 0; i < g.slices; ++i)
        for (std::size_t j = 0; j < g.rows; ++j) {
            const std::span row(mask.voxels.data() + (i * g.rows + j) * g.columns, g.columns);
            if (axis < 2) {
                const PhaseCount c = count_phase(row);
                PhaseCount& to = out[axis == 0 ? i : j];
                to.phase += c.phase, to.rest += c.rest, to.masked += c.masked;
                continue;
            }
            for (std::size_t k = 0; k < g.columns; ++k) {
                out[k].phase += row[k] == in_phase, out[k].rest += row[k] == in_rest;
                out[k].masked += row[k] == in_nothing;
            }
        }
    return out;
}

void check_mask(const LabelVolume& mask) {
    if (mask.grid.size() == 0)
        throw InputError("E-volume-empty", "the volume has no voxels",
                         "give at least one slice, row and column");
    if (mask.voxels.size() != mask.grid.size())
        throw InputError(
            "E-volume-shape",
            fmt::format("{} voxels where the grid has {}", mask.voxels.size(), mask.grid.size()),
            "give slices x rows x columns voxels");
    std::uint8_t highest = 0;
    for (const std::uint8_t v : mask.voxels) highest = v > highest ? v : highest;
    if (highest > in_nothing)
        throw InputError("E-volume-mask", fmt::format("a phase mask holds the value {}", highest),
                         "make it by phase_mask: 0 rest, 1 phase, 2 masked");
}

}  // namespace crucible::volume
