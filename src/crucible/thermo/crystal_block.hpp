#pragma once
// Crystals as right-angled blocks whose z faces melt and grow fast, by lattice or from a file.

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "crucible/atoms/repeat.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible {

enum class Lattice { fcc, bcc, hcp, diamond };
std::string_view name(Lattice);

/// The right-angled cell of an elemental lattice: cubic ones with (100) across z; hcp (a, c,
/// sqrt(3) a) with (10-10) across z, since the basal face grows layer by layer. Lengths in
/// angstrom; `c` is for hcp, 0 takes sqrt(8/3) a.
Structure lattice_cell(Lattice, int number, double a, double c = 0);

/// What the melting paper says of its 20 elements (Andolina and Saidi, doi:10.1039/d4dd00069b), and
/// the lattices that their crystals melt from or compete with.
struct MeltingElement {
    int number = 0;                  ///< Z
    Lattice lattice = Lattice::fcc;  ///< of the paper
    double a = 0, c = 0;             ///< angstrom, near room temperature; c of hcp
    double melting = 0;              ///< K, experiment
    std::vector<Lattice> others;     ///< allotropes worth a look
};
const std::vector<MeltingElement>& melting_elements();
const MeltingElement* find_melting_element(int number);

/// Lattice constant that gives the same volume per atom in another lattice, angstrom.
double equal_volume_constant(const MeltingElement&, Lattice);

/// Throws InputError (E-melting-cell) unless the cell's vectors lie along x, y and z and it is
/// periodic.
void require_right_angles(const Structure& cell);

/// Repetitions of one slab of the crystal in two-phase cells.
struct BlockSize {
    std::array<int, 3> times{};
    double atoms = 0;  ///< of solid and liquid together
    double area = 0;   ///< angstrom^2
};
/// Slabs at least `thickness` angstrom thick, and as nearly square as cells allow, for about these
/// numbers of atoms; ascending, each once.
std::vector<BlockSize> block_sizes(const Structure& cell, double thickness,
                                   const std::vector<double>& atoms);

}  // namespace crucible
