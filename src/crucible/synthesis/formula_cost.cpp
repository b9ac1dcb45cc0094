#include "crucible/synthesis/formula_cost.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::array<std::string_view, 5> position_quantities{"LENGTH", "ATOMS", "MASS", "RINGS",
                                                              "STEREO"};
constexpr std::array<std::string_view, 10> move_quantities{
    "PRIOR",      "FEASIBILITY", "YIELD",  "PROTECTIONS", "CONFLICTS",
    "PRECURSORS", "RINGS",       "STEREO", "EVENNESS",    "UNCONTROLLED"};

[[noreturn]] void refuse_value(const Expression& formula, const std::string& of) {
    throw InputError("E-expression-value",
                     "the formula \"" + formula.text() + "\" has no value for " + of,
                     "keep what stands under ln, sqrt and / positive");
}

}  // namespace

FormulaCost::FormulaCost(std::string_view position, std::string_view move, double step_yield)
    : position_(Expression::parse(position, position_quantities, "position_score")),
      move_(Expression::parse(move, move_quantities, "move_score")),
      step_yield_(step_yield) {}

const FormulaCost::Facts& FormulaCost::facts_of(const std::string& smiles) const {
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = known_.try_emplace(smiles);
    if (is_new) {
        const chem::MoleculeFacts f = chem::facts(chem::Molecule::from_smiles(smiles));
        at->second = {static_cast<double>(smiles.size()), static_cast<double>(f.heavy_atoms),
                      f.mass, static_cast<double>(f.rings), static_cast<double>(f.stereocentres)};
    }
    return at->second;  // a map never moves what it holds
}

double FormulaCost::molecule(const std::string& smiles) const {
    const Facts& f = facts_of(smiles);
    const double cost = position_(std::array{f.length, f.atoms, f.mass, f.rings, f.stereo});
    // A search compares sums of these: none may be infinite.
    if (!std::isfinite(cost)) refuse_value(position_, smiles);
    return cost;
}

double FormulaCost::move(const std::string& molecule, const Move& m) const {
    const Facts& made = facts_of(molecule);
    double rings = made.rings, stereo = made.stereo, mass = 0, largest = 0;
    for (const std::string& p : m.precursors) {
        const Facts& f = facts_of(p);
        rings -= f.rings, stereo -= f.stereo;
        mass += f.mass, largest = std::max(largest, f.mass);
    }
    const double cost = move_(std::array{
        m.prior, m.feasibility, m.yield > 0 ? m.yield : step_yield_,
        m.protections.empty() ? 0 : static_cast<double>(m.protections.front().size()),
        static_cast<double>(m.conflicts), static_cast<double>(m.precursors.size()), rings, stereo,
        mass > 0 ? largest / mass : 1, static_cast<double>(m.uncontrolled.size())});
    if (std::isnan(cost)) refuse_value(move_, "a move to " + molecule);
    return cost;
}

}  // namespace crucible::synthesis
