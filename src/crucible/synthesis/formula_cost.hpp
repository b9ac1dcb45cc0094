#pragma once
// Costs that a chemist types as formulas: the chemicals' and the reaction scoring function of
// Chematica (Szymkuc et al. 2016, doi:10.1002/anie.201506101).

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "crucible/num/expression.hpp"
#include "crucible/synthesis/moves.hpp"

namespace crucible::synthesis {

/// Chemicals' scoring function, of one molecule; a position costs the sum over its molecules.
constexpr std::string_view usual_position_formula = "LENGTH^1.5 + 10 * RINGS + 10 * STEREO";
/// Reaction scoring function: what a step costs by itself, for each protecting group that it needs
/// and each group that it may harm, and for its yield.
constexpr std::string_view usual_move_formula =
    "20 + 40 * PROTECTIONS + 200 * CONFLICTS - 20 * ln(YIELD)";

/// Quantities of a molecule: LENGTH of its canonical SMILES, ATOMS other than hydrogen, MASS
/// (g/mol), RINGS, STEREO (stereocentres).
/// Quantities of a move: PRIOR, FEASIBILITY, YIELD (of the rule, else of a step), PROTECTIONS,
/// CONFLICTS, PRECURSORS, RINGS and STEREO that it makes, UNCONTROLLED (stereocentres that nothing
/// sets), EVENNESS (mass of its largest precursor
/// over that of all: 1 for a single one).
class FormulaCost final : public SearchCost {
public:
    /// Throws InputError (E-expression) with the column.
    FormulaCost(std::string_view position, std::string_view move, double step_yield);
    /// Throw InputError (E-expression-value) where a formula gives no number, or an infinite one
    /// for a molecule.
    double molecule(const std::string& smiles) const override;
    double move(const std::string& molecule, const Move&) const override;

private:
    struct Facts {
        double length = 0, atoms = 0, mass = 0, rings = 0, stereo = 0;
    };
    const Facts& facts_of(const std::string& smiles) const;

    Expression position_, move_;
    double step_yield_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, Facts> known_;
};

}  // namespace crucible::synthesis
