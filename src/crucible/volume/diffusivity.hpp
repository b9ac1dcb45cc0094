#pragma once
// Effective diffusivity of a phase: the steady flux through the volume between two opposite faces.

#include <functional>
#include <optional>
#include <vector>

#include "crucible/volume/phase.hpp"

namespace crucible::volume {

struct DiffusivityOptions {
    double tolerance = 1e-8;  ///< of the residual, relative to the first
    int most_iterations = 20000;
    /// Called after each iteration with the relative residual; may throw to stop.
    std::function<void(int iteration, double residual)> progress;
};

struct Diffusivity {
    /// Effective over free diffusivity, 0 where the phase does not percolate. Exact for straight
    /// channels, for which it is their share of the cross-section.
    double relative = 0;
    double porosity = 0;  ///< of the whole phase, over what was measured
    /// porosity / relative, the tortuosity factor (Cooper et al., doi:10.1016/j.softx.2016.09.002);
    /// nothing where the phase does not percolate.
    std::optional<double> tortuosity;
    int iterations = 0;
    double imbalance = 0;  ///< difference of the fluxes in and out, relative to their mean
};

/// Solves Laplace's equation on the voxels of the phase that lie on a way through (6 neighbours):
/// concentration 1 on the low face of the axis, 0 on the high one, half a voxel beyond the outer
/// centres; no flux through rest, masked voxels or the other faces. Finite volumes, conjugate
/// gradients with a multigrid preconditioner that never joins pores across a wall. About 200 bytes
/// per voxel of the phase. Throws InputError (E-volume-axis, E-volume-spacing) and
/// UnstableError (E-volume-solver) where it does not converge.
Diffusivity diffusivity(const LabelVolume& mask, std::size_t axis, const DiffusivityOptions& = {});
/// The same by a dense factorisation; for a few hundred voxels of the phase.
Diffusivity diffusivity_reference(const LabelVolume& mask, std::size_t axis);

}  // namespace crucible::volume
