#pragma once
// A structure: cell, elements, positions, and what else its file said of it.

#include <map>
#include <string>
#include <vector>

#include "crucible/atoms/cell.hpp"

namespace crucible {

/// Plain data; atom i is `numbers[i]` at `positions[i]`. Both vectors have the same length.
struct Structure {
    Cell cell;
    std::vector<int> numbers;         ///< (n_atoms) atomic numbers Z
    std::vector<Position> positions;  ///< (n_atoms) angstrom, not necessarily inside the cell
    std::string name;                 ///< label of the file or of the phase; may be empty
    std::map<std::string, std::string> info;                 ///< key=value of the file, as written
    std::map<std::string, std::vector<double>> columns;      ///< per-atom scalars, each (n_atoms)
    std::map<std::string, std::vector<Vec3>> vectors;        ///< per-atom vectors, each (n_atoms)
    std::map<std::string, std::vector<std::string>> labels;  ///< per-atom words, each (n_atoms)

    std::size_t size() const { return positions.size(); }
};

using Structures = std::vector<Structure>;

}  // namespace crucible
