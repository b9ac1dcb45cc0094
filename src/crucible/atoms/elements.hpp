#pragma once
// The elements, and formulas made of them.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crucible/base/error.hpp"

namespace crucible {

struct Element {
    std::string_view symbol, name;
    double mass;  ///< u; IUPAC 2021 standard weight (abridged), else the longest-lived isotope
    double covalent_radius;  ///< angstrom; Cordero et al., doi:10.1039/b801115j (low-spin values
                             ///< for Mn, Fe, Co); 1.5 beyond curium, where no value was published
};

inline constexpr int max_atomic_number = 118;

/// The element with `z` protons, 1 <= z <= 118 (asserted: readers admit nothing else).
const Element& element(int z);
/// Group 1 to 18 of the periodic table; lanthanoids and actinoids count as 3.
int periodic_group(int z);

/// Z of a symbol, case-blind; D and T are hydrogen. Nothing if there is no such element.
std::optional<int> atomic_number(std::string_view symbol);
/// Z of a symbol; throws InputError (E-atoms-element) at `where`, naming the nearest symbol.
int parse_element(std::string_view symbol, const Location& where = {});
/// "Ti-O" to two atomic numbers. Throws InputError (E-search-pair, E-atoms-element).
std::pair<int, int> parse_pair(const std::string& text);
/// Z of a label such as "Ti1", "O2-", "Fe_a": the longest leading part that is a symbol.
std::optional<int> element_of_label(std::string_view label);

/// Z -> number of atoms, in ascending Z.
using Composition = std::map<int, int>;

Composition composition(const std::vector<int>& numbers);
/// Greatest common divisor of the counts: formula units per cell (0 for nothing).
int formula_units(const Composition&);
/// Counts divided by `formula_units`.
Composition reduced(const Composition&);
/// "TiO2": electropositive element first (IUPAC 2005 Red Book, table VI), counts of one left out.
std::string formula_text(const Composition&);
/// "TiO2", "Ca(OH)2", "Ti2 O4" to counts. Throws InputError (E-atoms-formula) with the column.
Composition parse_formula(std::string_view formula, const Location& where = {});
/// Sum of the atoms' masses in u.
double total_mass(const Composition&);

/// Index into a list of the distinct elements: never to be mixed up with an atomic number.
struct Species {
    int index = 0;
    friend bool operator==(Species, Species) = default;
};

/// Distinct elements in ascending Z, and which of them each atom is.
struct SpeciesList {
    std::vector<int> numbers;      ///< (n_species) Z
    std::vector<Species> of_atom;  ///< (n_atoms)
};
SpeciesList species_of(const std::vector<int>& numbers);

}  // namespace crucible
