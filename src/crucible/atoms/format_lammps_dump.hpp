#pragma once
// LAMMPS text dumps (dump atom, dump custom).

#include "crucible/atoms/formats.hpp"

namespace crucible {

/// Frames one after another. Elements come from a column `element`, or types are translated by
/// `options.elements`; without either the file is refused. Coordinates: x y z, unwrapped xu yu zu,
/// scaled xs ys zs or xsu ysu zsu. Atoms come in the order of their ids. vx vy vz and fx fy fz
/// become the vectors `velocities` and `forces`, other numbers columns of their name, words labels.
/// `info` keeps the timestep. Coordinates keep the file's origin.
Structures read_lammps_dump(std::string_view text, const std::string& file, const ReadOptions&);
/// id type element x y z, and velocities and forces if there are any.
std::string write_lammps_dump(const Structures&, const WriteOptions& = {});
int lammps_dump_likeness(std::string_view head);

}  // namespace crucible
