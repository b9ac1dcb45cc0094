#pragma once
// A structure as owned atoms and copies of their neighbours, for models that see atoms that way.
// Internal to the module.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// Lists of neighbours and images, kept while atoms and cell move little.
class GhostLists {
public:
    /// Makes lists of all within `cutoff` angstrom, unless the ones at hand still hold them, and
    /// puts the atoms in their places. `known` are Z of kind 0, 1, ... Throws InputError
    /// (E-energy-element, E-energy-cell).
    void update(const Structure&, double cutoff, std::span<const int> known);
    LocalAtoms atoms() const;
    /// (all, 3), as LocalSums has them: what is on ghosts goes to their owners. `out` is (owned).
    void gather_forces(std::span<const double> forces, std::vector<Vec3>& out) const;
    void forget() { built_at_.clear(); }

private:
    bool cover(const Structure&, double cutoff) const;
    void build(const Structure&, double cutoff, std::span<const int> known);
    void add_ghosts(const Structure&, double reach);
    void place(const Structure&);

    std::vector<std::array<std::int32_t, 3>> shifts_;  ///< (all) of the image
    std::vector<std::int32_t> kinds_, neighbours_, owners_;
    std::vector<std::int64_t> first_;
    std::vector<double> positions_;   ///< (all, 3)
    std::vector<Position> built_at_;  ///< empty: no lists
    std::vector<int> built_of_;
    Cell cell_;
};

}  // namespace crucible
