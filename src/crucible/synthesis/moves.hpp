#pragma once
// Where moves of a search come from: one question, many molecules at once.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible::synthesis {

/// Groups of one kind that are protected while a reaction runs and set free after it.
struct ProtectionLayer {
    std::int64_t install = 0, removal = 0;  ///< rules
    /// The molecule under this layer and those before it; canonical SMILES.
    std::string product;
    std::vector<std::string> precursors;  ///< the same of each precursor
    bool operator==(const ProtectionLayer&) const = default;
};

/// One choice of protecting groups for a reaction, from the first that is put on to the last.
using Protection = std::vector<ProtectionLayer>;

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
    double yield = 0;   ///< of the rule, in (0, 1]; 0: not known
    int conflicts = 0;  ///< groups that the conditions may harm and nothing protects
    std::vector<Protection> protections;  ///< choices, cheapest first; empty: none is needed
    std::vector<std::string> warnings;    ///< what a chemist is to be told, a sentence each
    std::vector<std::string> reasons;     ///< why a strategy chose it, a sentence each
    /// Stereocentres of the molecule, as its atoms, whose configuration the rule itself sets.
    std::vector<int> controlled;
    /// Those that no precursor has and nothing sets (uncontrolled_centres.hpp); -1: place not
    /// known.
    std::vector<int> uncontrolled;
};

/// What the report says of a rule.
struct RuleCard {
    std::string name, smarts, precedent;  ///< precedent: a patent or reaction id
    std::int64_t uses = 0;                ///< how often it was seen in its source
    std::string conditions;               ///< as chemists write them; "": not known
};

class MoveSource {
public:
    virtual ~MoveSource() = default;
    /// For each molecule its moves, likeliest first; precursor sets are distinct. The same answer
    /// for the same molecule, whatever it is asked together with. May be called by one thread.
    virtual std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) = 0;
    virtual RuleCard rule(std::int64_t) const = 0;
    /// False where the source knows that none of its moves can have this rule.
    virtual bool has_rule(std::int64_t) const { return true; }
    /// What it is, for logs and keys: kind and hash of models and templates.
    virtual std::string describe() const = 0;
};

/// Expected cost of making a molecule, for searches that can use it (Retro*); 0 in stock.
class ValueSource {
public:
    virtual ~ValueSource() = default;
    virtual std::vector<double> values(std::span<const std::string> molecules) = 0;
};

/// What positions and moves cost a search that is steered by a chemist's own judgement.
class SearchCost {
public:
    virtual ~SearchCost() = default;
    /// Of a molecule that is still to be made.
    virtual double molecule(const std::string& smiles) const = 0;
    /// Of a reaction; infinite: it is not to be taken.
    virtual double move(const std::string& molecule, const Move&) const = 0;
};

}  // namespace crucible::synthesis
