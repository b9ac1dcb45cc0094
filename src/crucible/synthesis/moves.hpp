#pragma once
// Where moves of a search come from: one question, many molecules at once.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible::synthesis {

/// One way to make a molecule from others.
struct Move {
    std::vector<std::string> precursors;  ///< canonical SMILES, sorted
    double prior = 0;        ///< probability of the rule; of one molecule they sum to <= 1
    double feasibility = 1;  ///< the in-scope filter's, 1 without one
    std::int64_t rule = 0;   ///< number of the rule in its source
    /// Bonds of the molecule that change, as pairs of atoms in its canonical SMILES.
    std::vector<std::pair<int, int>> bonds;
    /// For each precursor, for each of its atoms in its canonical SMILES, the atom of the molecule
    /// that it was, or -1. Empty where the source does not know; frozen and broken bonds are then
    /// held against moves of the target alone.
    std::vector<std::vector<int>> origins;
};

/// What the report says of a rule.
struct RuleCard {
    std::string name, smarts, precedent;  ///< precedent: a patent or reaction id
    std::int64_t uses = 0;                ///< how often it was seen in its source
};

class MoveSource {
public:
    virtual ~MoveSource() = default;
    /// For each molecule its moves, likeliest first; precursor sets are distinct. The same answer
    /// for the same molecule, whatever it is asked together with. May be called by one thread.
    virtual std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) = 0;
    virtual RuleCard rule(std::int64_t) const = 0;
    /// What it is, for logs and keys: kind and hash of models and templates.
    virtual std::string describe() const = 0;
};

/// Expected cost of making a molecule, for searches that can use it (Retro*); 0 in stock.
class ValueSource {
public:
    virtual ~ValueSource() = default;
    virtual std::vector<double> values(std::span<const std::string> molecules) = 0;
};

}  // namespace crucible::synthesis
