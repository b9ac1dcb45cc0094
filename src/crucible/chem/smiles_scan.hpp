#pragma once
// Where a SMILES is broken: RDKit judges, but does not tell the column. Grammar: OpenSMILES 1.0
// (opensmiles.org), and what RDKit takes beyond it: [#6], ->, <-, ~, %(123).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::chem {

struct SmilesFault {
    int column = 0;   ///< counts characters from 1
    std::string why;  ///< a clause that names the column
};

struct SmilesScan {
    std::vector<int> atom_columns;     ///< of each atom in the order of the text; up to the fault
    std::optional<SmilesFault> fault;  ///< of spelling alone: valences are not looked at
};

/// Never throws; O(length), and O(length) more for each ring.
SmilesScan scan_smiles(std::string_view);

/// Atoms other than hydrogen in a SMILES that is known to be good, without parsing it.
std::size_t count_heavy_atoms(std::string_view smiles);
/// Their symbols, sorted, each once: "Br", "C", "O".
std::vector<std::string> element_symbols(std::string_view smiles);

}  // namespace crucible::chem
