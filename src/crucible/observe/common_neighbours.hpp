#pragma once
// Common-neighbour analysis: which crystal an atom's surroundings are like (Honeycutt and Andersen,
// doi:10.1021/j100303a014; adaptive: Stukowski, doi:10.1088/0965-0393/20/4/045021).

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

enum class LocalStructure { other, fcc, hcp, bcc, icosahedral };
inline constexpr std::size_t local_structures = 5;
std::string_view name(LocalStructure);

/// (n_atoms). With a cut-off in angstrom: that of all bonds. Without: one per atom, from the
/// distances of its 12 nearest neighbours, or 14 for bcc; then the lengths of bonds may differ from
/// place to place. Throws InputError: E-atoms-cutoff, E-atoms-periodic.
std::vector<LocalStructure> common_neighbour_analysis(const Structure&,
                                                      std::optional<double> cutoff = {});

/// Share of the atoms in each kind, in the order of LocalStructure.
std::array<double, local_structures> fractions(const std::vector<LocalStructure>&);

}  // namespace crucible
