#pragma once
// Phase masks: what the pore metrics look at. Phases are named explicitly, never by the number that
// some file happened to use for them.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "crucible/volume/volume.hpp"

namespace crucible::volume {

/// Values of a phase mask. Voxels outside what was measured belong to neither side: they enter no
/// denominator, and nothing reaches through them.
inline constexpr std::uint8_t in_rest = 0, in_phase = 1, in_nothing = 2;

/// The mask of those voxels whose label is among `phase`; where `inside` is given, voxels that are
/// zero in it are masked. Throws InconsistentError (E-volume-shape) for grids of other shape.
LabelVolume phase_mask(const LabelVolume& labels, std::span<const std::uint8_t> phase,
                       const LabelVolume* inside = nullptr);
/// The other side: phase and rest exchanged, masked voxels as they were.
LabelVolume complement(const LabelVolume& mask);

struct PhaseCount {
    std::uint64_t phase = 0, rest = 0, masked = 0;

    std::uint64_t measured() const { return phase + rest; }
    /// phase / (phase + rest), PoreSpy's `porosity`; nothing where all is masked.
    std::optional<double> fraction() const {
        if (measured() == 0) return std::nullopt;
        return static_cast<double>(phase) / static_cast<double>(measured());
    }
};
PhaseCount count_phase(std::span<const std::uint8_t> mask);

/// Of each plane normal to an axis; PoreSpy's `porosity_profile` keeps masked voxels in its
/// denominator, `fraction` does not. Throws InputError (E-volume-axis) for an axis beyond 2.
std::vector<PhaseCount> phase_profile(const LabelVolume& mask, std::size_t axis);

/// Throws InputError: E-volume-empty for a volume without voxels, E-volume-mask for values other
/// than the three above, E-volume-shape where the number of voxels contradicts the grid.
void check_mask(const LabelVolume& mask);

}  // namespace crucible::volume
