#pragma once
// A multigrid preconditioner for balances of fluxes in pores. Internal to the module.

#include <array>
#include <cstdint>
#include <vector>

namespace crucible::volume {

/// A symmetric matrix with positive diagonal and negative couplings: of each row those to rows
/// before it.
struct FluxMatrix {
    std::vector<std::size_t> first{0};  ///< (n + 1) into the next two
    std::vector<std::uint32_t> before;  ///< (couplings) row coupled to
    std::vector<double> conductance;    ///< (couplings) minus the matrix element
    std::vector<double> diagonal;       ///< (n)

    std::size_t size() const { return diagonal.size(); }
    /// out = A x.
    void apply(const std::vector<double>& x, std::vector<double>& out) const;
};

/// Unknowns that touch within a block of 2 x 2 x 2 become one (aggregation without smoothing, so
/// that pores never join across a wall); then blocks of blocks. One sweep of Gauss and Seidel
/// forward before, one backward after the coarser correction, which is taken twice (W-cycle) and
/// stretched, since constant steps are too stiff (Braess, Computing 55, 379, 1995).
class FluxMultigrid {
public:
    using Place = std::array<std::uint16_t, 3>;
    /// `places`: slice, row, column of each row's voxel.
    FluxMultigrid(const FluxMatrix& finest, std::vector<Place> places);

    /// z = M^-1 r, M symmetric and positive definite.
    void apply(const std::vector<double>& r, std::vector<double>& z);

private:
    struct Level {
        FluxMatrix own;
        const FluxMatrix* matrix = nullptr;  ///< of the finest level not its own
        std::vector<std::uint32_t> coarse;   ///< (n) unknown of the next level; empty for the last
        std::vector<double> r, z, left, first;
    };
    void cycle(std::size_t level, const std::vector<double>& r, std::vector<double>& z);
    std::vector<Level> levels_;
};

}  // namespace crucible::volume
