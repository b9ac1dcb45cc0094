// What a chemist has forbidden, at one molecule of a workbook's tree.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/workbook_state.hpp"

namespace crucible::synthesis {
namespace {

using CarriedBonds = std::vector<std::pair<int, int>>;

bool changes_bond(const Move& m, std::pair<int, int> bond) {
    return std::any_of(m.bonds.begin(), m.bonds.end(), [&](std::pair<int, int> b) {
        return std::minmax(b.first, b.second) == std::minmax(bond.first, bond.second);
    });
}

/// Bonds that were marked at a molecule or above it, as far as its atoms are known.
CarriedBonds bonds_at(const WorkbookState& s, const std::vector<MarkedBond>& marked, int number) {
    const WorkbookMolecule& m = s.molecules.at(number);
    CarriedBonds out;
    for (const MarkedBond& b : marked)
        if (b.molecule == number) out.push_back(b.bond);
    if (m.parent == 0) return out;
    const WorkbookMolecule& above = s.molecules.at(m.parent);
    // Of equal precursors the first one counts, as in a search.
    const auto& precursors = above.move.precursors;
    const auto place = static_cast<std::size_t>(
        std::find(precursors.begin(), precursors.end(), m.smiles) - precursors.begin());
    if (place >= above.move.origins.size()) return out;
    CarriedBonds left = bonds_at(s, marked, m.parent);
    std::erase_if(left, [&](std::pair<int, int> b) { return changes_bond(above.move, b); });
    for (const auto& b : carried_bonds(left, above.move.origins[place]))
        if (std::find(out.begin(), out.end(), b) == out.end()) out.push_back(b);
    return out;
}

std::string forbidden_in(const WorkbookState& s, const std::string& smiles) {
    if (s.forbidden_molecules.contains(smiles)) return fmt::format("{} is forbidden", smiles);
    if (!s.forbidden_elements.empty())
        for (const std::string& e : elements_of(smiles))
            if (s.forbidden_elements.contains(e))
                return fmt::format("{} has {}, which is forbidden", smiles, e);
    return "";
}

std::string bond_text(std::pair<int, int> b) { return fmt::format("{}-{}", b.first, b.second); }

/// What speaks against a move for what it does to its molecule.
std::string against_bonds(const WorkbookState& s, int number, const Move& m) {
    for (const auto& b : bonds_at(s, s.frozen, number))
        if (changes_bond(m, b)) return fmt::format("it changes the frozen bond {}", bond_text(b));
    if (m.origins.empty())
        for (const auto& b : bonds_at(s, s.broken, number))
            if (!changes_bond(m, b))
                return fmt::format("it leaves bond {}, and does not say what becomes of the atoms",
                                   bond_text(b));
    return "";
}

}  // namespace

Constraints constraints_at(const WorkbookState& s, int molecule) {
    molecule_at(s, molecule);
    Constraints c;
    c.frozen_bonds = bonds_at(s, s.frozen, molecule);
    c.broken_bonds = bonds_at(s, s.broken, molecule);
    c.banned_rules.assign(s.forbidden_rules.begin(), s.forbidden_rules.end());
    c.banned_molecules.assign(s.forbidden_molecules.begin(), s.forbidden_molecules.end());
    c.banned_elements.assign(s.forbidden_elements.begin(), s.forbidden_elements.end());
    const std::string& self = s.molecules.at(molecule).smiles;
    for (int at = s.molecules.at(molecule).parent; at != 0; at = s.molecules.at(at).parent)
        if (s.molecules.at(at).smiles != self)
            c.banned_molecules.push_back(s.molecules.at(at).smiles);
    return c;
}

std::string why_refused(const WorkbookState& s, int molecule, const Move& m) {
    if (s.forbidden_rules.contains(m.rule)) return fmt::format("rule {} is forbidden", m.rule);
    for (const std::string& p : m.precursors) {
        if (std::string why = forbidden_in(s, p); !why.empty()) return why;
        for (int at = molecule; at != 0; at = s.molecules.at(at).parent)
            if (s.molecules.at(at).smiles == p) return fmt::format("{} is what it is for", p);
    }
    return against_bonds(s, molecule, m);
}

std::vector<std::string> broken_rules(const WorkbookState& s) {
    std::vector<std::string> out;
    for (const auto& [number, m] : s.molecules) {
        if (std::string why = forbidden_in(s, m.smiles); !why.empty())
            out.push_back(fmt::format("molecule {}: {}", number, why));
        if (!m.has_move) continue;
        if (s.forbidden_rules.contains(m.move.rule))
            out.push_back(fmt::format("molecule {} is made by rule {}, which is forbidden", number,
                                      m.move.rule));
        if (std::string why = against_bonds(s, number, m.move); !why.empty())
            out.push_back(fmt::format("the move of molecule {}: {}", number, why));
    }
    return out;
}

}  // namespace crucible::synthesis
