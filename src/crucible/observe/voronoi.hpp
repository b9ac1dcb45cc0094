#pragma once
// Voronoi polyhedra (voro++).

#include <array>
#include <map>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// <n3, n4, n5, n6>: faces with 3, 4, 5 and 6 edges.
using VoronoiIndex = std::array<int, 4>;
/// "<0,0,12,0>".
std::string text(const VoronoiIndex&);

struct VoronoiOptions {
    double face_tolerance = 0;  ///< faces below this fraction of the cell's surface do not count
    double edge_tolerance = 0;  ///< angstrom; edges shorter than this do not count
};

struct VoronoiCell {
    VoronoiIndex index{};
    int faces = 0;      ///< coordination number
    double volume = 0;  ///< angstrom^3
    double fivefold() const { return faces ? double(index[2]) / faces : 0; }
};

/// (n_atoms) cells. Faces and edges below a tolerance are left out of the counts without mending
/// their neighbours; a face that keeps fewer than three edges is left out. Throws InputError:
/// E-atoms-periodic for a cell not periodic throughout, E-observe-voronoi for atoms that coincide.
std::vector<VoronoiCell> voronoi_cells(const Structure&, const VoronoiOptions& = {});

/// Statistics of the cells around one element (0: all atoms).
struct VoronoiStatistics {
    int centre = 0;
    std::size_t atoms = 0;
    std::map<VoronoiIndex, std::size_t> count;
    double coordination = 0, fivefold = 0;  ///< means; n5 / faces per atom
    double fraction(const VoronoiIndex&) const;
    std::vector<std::size_t> coordination_count;  ///< [n]: atoms with n faces
};
/// All atoms together first, then each element in ascending Z.
std::vector<VoronoiStatistics> voronoi_statistics(const Structure&,
                                                  const std::vector<VoronoiCell>&);
/// Sum over indices of |fraction_a - fraction_b|: 0 equal, 2 disjoint.
double voronoi_distance(const VoronoiStatistics&, const VoronoiStatistics&);

}  // namespace crucible
