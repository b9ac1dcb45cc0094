#pragma once
// The table of polymorphs.map, read back.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

/// One entry per structure; numbers that a file did not give are NaN.
struct MapPoints {
    std::vector<char> is_known;  ///< 1: a known phase, 0: a minimum of a search
    std::vector<std::string> name, phase, space_group;
    std::vector<double> n, pressure, enthalpy, volume;  ///< GPa, kcal/mol, angstrom^3 per unit
    Array2<double> coordinates;                         ///< (structures, dimensions)

    std::size_t size() const { return name.size(); }
};
/// Throws InputError (E-csv) for a column that is missing.
MapPoints map_points(const Table&, const std::string& file);
MapPoints read_map_points(const std::filesystem::path&);

}  // namespace crucible
