#pragma once
// Crucible's models of short range as a pair style of LAMMPS: any number of ranks.

#include <vector>

#include "crucible/energy/short_range_model.hpp"

namespace crucible::md {

/// Makes `model` the pair style of the LAMMPS instance `handle` (of lammps_open), whose box is
/// there; `elements` are Z of type 1, 2, ... The model must outlive the instance. All ranks call
/// this together. Throws InputError (E-energy-element).
void set_pair_style(void* handle, ShortRangeModel& model, const std::vector<int>& elements);

}  // namespace crucible::md
