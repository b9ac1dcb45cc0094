#pragma once
// Why a SMILES is no molecule, in plain words with the column.

#include <string_view>

namespace crucible::chem {

/// Throws InputError (E-smiles) with the fault that is found first: of spelling, then of valence,
/// then of aromatic rings; `otherwise` says what RDKit said where neither is found.
[[noreturn]] void explain_smiles(std::string_view smiles, std::string_view otherwise);

/// Throws it with this reason; `column` 0: none.
[[noreturn]] void refuse_smiles(std::string_view smiles, std::string_view why, int column = 0);

}  // namespace crucible::chem
