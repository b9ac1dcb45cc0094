#pragma once
// Crystallographic Information Files: small-molecule and inorganic crystals.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// One structure per data block that has atoms. Symmetry is carried out: by the listed operations,
/// else by the space group's symbol or number, else none (told as a notice). Occupancies other than
/// one become the column `occupancy`; sites with an unknown coordinate are left out with a notice.
Structures read_cif(std::string_view text, const std::string& file, const ReadOptions&);
/// In P 1: every atom of the cell is listed.
std::string write_cif(const Structures&, const WriteOptions& = {});
int cif_likeness(std::string_view head);

}  // namespace crucible
