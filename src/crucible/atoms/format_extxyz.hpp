#pragma once
// xyz and extended xyz. Round trips are exact to the last bit: numbers are written as the shortest
// text that reads back to the same double.

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// Frames one after another. Keys of the comment line go to `info` as written (but Lattice, pbc,
/// name and Properties, which have their own places); columns other than species and pos go to
/// `labels` (S), `vectors` (R:3, I:3) and `columns` (the rest; `virial:R:9` as virial[0] ...
/// virial[8]).
Structures read_extxyz(std::string_view text, const std::string& file, const ReadOptions&);
std::string write_extxyz(const Structures&, const WriteOptions& = {});
int extxyz_likeness(std::string_view head);

}  // namespace crucible
