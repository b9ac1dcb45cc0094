#pragma once
// How much of a starting material lies in a molecule: the largest connected part that both have,
// with its centres and its functional groups (docs/strategies.md).

#include <array>
#include <string>
#include <vector>

#include "crucible/chem/handedness.hpp"
#include "crucible/chem/molecule_graph.hpp"

namespace crucible::strategies {

/// A molecule as a match wants it.
struct MatchSide {
    explicit MatchSide(const chem::Molecule&);
    std::string smiles;
    chem::MoleculeGraph graph;
    std::vector<chem::Centre> centres;
    std::array<int, 128> elements{};  ///< atoms of each
};

struct StartMatch {
    /// Share of the start's atoms that are matched + 0.3 for each matched centre - 0.1 for each
    /// carbon whose level of oxidation differs.
    double score = 0;
    std::vector<int> atoms;  ///< of the molecule, for each atom of the start; -1: not matched
    int matched = 0;         ///< atoms
    int centres = 0;         ///< of the start that the molecule has the same way round
    int opposed = 0;         ///< of the start that it has the other way round
    int changed = 0;         ///< carbons whose level of oxidation differs
};

/// Atoms match by element and aromaticity, bonds by being there. Exact but for very symmetric
/// pairs, whose search ends after a fixed number of steps: the same answer everywhere. A match
/// below `least` of the start's atoms is empty.
StartMatch match_start(const MatchSide& start, const MatchSide& molecule, double least = 0.5);

/// Bonds of an atom to elements other than carbon and hydrogen, counted by their order: 0 of an
/// alkane, 1 of an alcohol, 2 of a ketone, 3 of an acid.
int oxidation_level(const chem::MoleculeGraph&, int atom);

}  // namespace crucible::strategies
