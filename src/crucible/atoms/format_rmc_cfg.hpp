#pragma once
// Configuration files (.cfg) of RMCA and RMC++.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// "Version 3" files of single-atom molecules in a parallelepiped. Coordinates run from -1 to 1
/// along defining vectors that are half the cell's. Types are numbered: `options.elements` names
/// them.
Structures read_rmc_cfg(std::string_view text, const std::string& file, const ReadOptions&);
/// One structure; types in the order of the options, else ascending Z.
std::string write_rmc_cfg(const Structures&, const WriteOptions& = {});
int rmc_cfg_likeness(std::string_view head);

}  // namespace crucible
