#pragma once
// Surfaces of a phase as triangles, by marching cubes (Lorensen and Cline 1987,
// doi:10.1145/37401.37422), and their files.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "crucible/volume/source.hpp"

namespace crucible::volume {

/// Triangles turn to the left when seen from outside the phase.
struct Mesh {
    std::vector<std::array<float, 3>> vertices;           ///< mm: along columns, rows, slices
    std::vector<std::array<std::uint32_t, 3>> triangles;  ///< of vertices
};
double area(const Mesh&);             ///< mm^2
double enclosed_volume(const Mesh&);  ///< mm^3, of a closed mesh; positive for a solid body

/// What happens where the phase reaches the border of the volume.
enum class MeshBorder : std::uint8_t {
    open,   ///< it is not cut off there, and the surface has an edge
    closed  ///< as if nothing were outside: half a voxel beyond the last one
};

/// The surface around the voxels of one label. Vertices lie half way between voxels.
Mesh surface_of_label(VolumeSource&, std::uint8_t label, MeshBorder);
/// The surface around values of at least `level`; vertices are interpolated, half way to voxels
/// that are `outside`. Slices are read one at a time. Throws ResourceError (E-volume-memory) for
/// more than 2^32 vertices.
Mesh surface_at(VolumeSource&, double level, MeshBorder);

/// Triangles of a cube whose corner c (bit 0 column, bit 1 row, bit 2 slice) is inside where bit c
/// is set, as triples of edges 4 * axis + place; corners of the phase that touch across a face are
/// joined, so that surfaces of neighbouring cubes always fit.
const std::vector<std::array<std::uint8_t, 3>>& cube_triangles(unsigned inside);

/// Middle of an edge of the unit cube: column, row, slice.
std::array<double, 3> edge_middle(int edge);

std::string to_stl(const Mesh&);  ///< binary
std::string to_ply(const Mesh&);  ///< binary, little-endian

}  // namespace crucible::volume
