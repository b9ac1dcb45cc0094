#include "crucible/strategies/reason_strategy.hpp"

namespace crucible::strategies {
namespace {

struct Opening {
    std::string_view strategy, first, later;  ///< `later`: what also stands in it
};

// In the order in which they are tried. A new sentence of a strategy needs a line here, or its
// moves are listed among those that no strategy speaks for.
constexpr Opening openings[] = {
    {"transform-goals", "the retron of the ", "powerful transform"},
    {"transform-goals", "prepares the ", " back: "},
    {"mechanisms", "mechanism: ", ""},
    {"structure-goals", "keeps ", " together"},
    {"structure-goals", "gives ", " itself"},
    {"structure-goals", "meets what ", ""},
    {"topological", "breaks the strategic ", ""},
    {"topological", "takes the branch of ", ""},
    {"stereochemical", "clears ", ""},
    {"stereochemical", "the ", "gives the double bond"},
    {"functional-groups", "cuts bond ", "pair of groups"},
    {"functional-groups", "cuts bond ", "single group"},
    {"functional-groups", "the interchange makes ", ""},
    {"goals", "serves the goal ", ""},
    {"goals", "goes against the goal ", ""},
    {"convergent-bond-sets", "makes ", "of the bond set"},
    {"polarity", "cuts the polar bond ", ""},
};

}  // namespace

std::string_view strategy_of_reason(std::string_view reason) {
    for (const Opening& o : openings)
        if (reason.starts_with(o.first) && reason.find(o.later) != reason.npos) return o.strategy;
    return "";
}

}  // namespace crucible::strategies
