#pragma once
// Molecules as drawings.

#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

struct DrawSettings {
    /// The box of the picture; a molecule that does not fit is drawn smaller. 0, 0: as large as the
    /// molecule asks for.
    double width = 200, height = 150;
    double bond_length = 20;  ///< of all molecules alike, unless they do not fit
    /// Atoms (index in the canonical SMILES) and bonds (pairs of them) to be marked.
    std::vector<int> atoms;
    std::vector<std::pair<int, int>> bonds;
    std::string mark = "#f0b429";  ///< colour of the marks, #rrggbb
    bool stereo_labels = false;    ///< R, S, E, Z
};

/// One stroke, filled polygon or letter of a drawing; y grows downwards.
struct DrawnShape {
    enum class Kind : unsigned char { line, area, letter } kind = Kind::line;
    enum class Role : unsigned char { molecule, mark } role = Role::molecule;
    std::vector<std::pair<double, double>> points;  ///< of a letter: its baseline's start
    double size = 1;                                ///< width of a line, height of a font
    std::string letter;
};

/// A drawing as plain shapes, in the order in which they are painted.
struct Drawing {
    double width = 0, height = 0;
    double scale = 1;  ///< below 1: drawn smaller than asked for, to fit
    std::vector<DrawnShape> shapes;
    std::vector<std::pair<double, double>> atoms;  ///< where they are, by index in the SMILES
    std::vector<std::pair<int, int>> bonds;        ///< pairs of these, the lower one first
};

Drawing draw(const Molecule&, const DrawSettings& = {});

/// What was drawn as a whole <svg> element with a transparent ground, no ids, so that many fit into
/// one page. Lines and letters have the colour of the text around it. The same bytes for the same
/// molecule.
std::string svg(const Drawing&, const std::string& mark = DrawSettings{}.mark);
std::string svg(const Molecule&, const DrawSettings& = {});

/// MDL MOL block (V2000) with the coordinates of the drawing, in angstrom, wedges included.
std::string mol_block(const Molecule&);

}  // namespace crucible::chem
