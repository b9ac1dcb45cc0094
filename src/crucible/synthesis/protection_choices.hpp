#pragma once
// Which protecting groups a reaction needs: groups of its precursors that its reagents would touch
// are hidden in the precursors and in the product alike.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/synthesis/moves.hpp"
#include "crucible/transforms/perception.hpp"
#include "crucible/transforms/protecting_groups.hpp"

namespace crucible::synthesis {

/// A functional group of a precursor that must not react.
struct ExposedGroup {
    std::size_t precursor = 0;
    transforms::GroupSite site;  ///< in the precursor's canonical SMILES
};

/// Functional groups of the precursor for which there are protecting groups, none of whose atoms
/// takes part in the reaction. A reaction's atoms are those that it changes in the target
/// (`changed`) and those that the target does not have.
std::vector<ExposedGroup> protectable_groups(const Move&, std::size_t precursor,
                                             const transforms::Perception&,
                                             const std::vector<int>& changed,
                                             const transforms::ProtectingGroups&);

/// Warnings that say what would protect a group begin so.
inline constexpr std::string_view advice_to_protect = "protect ";

struct ProtectionAnswer {
    std::vector<Protection> choices;    ///< cheapest first; empty where it cannot be done
    std::vector<std::string> warnings;  ///< one for each kind of group: what would protect it
    std::vector<std::string> exposed;   ///< names of groups that nothing protects
};

/// At most this many choices are told apart.
constexpr std::size_t most_protection_choices = 4;

/// `first_rule`: number of the rule "put on the first row"; its removal is the next, and so on.
/// `reagents`: of the vocabulary; protection withstands all of them.
ProtectionAnswer choose_protections(const std::string& target, const Move&,
                                    std::span<const ExposedGroup>, std::span<const int> reagents,
                                    const transforms::ProtectingGroups&,
                                    const transforms::Vocabulary&, std::int64_t first_rule);

/// The card of a rule that puts on or takes off a row of the table.
RuleCard protection_card(std::int64_t rule, std::int64_t first_rule,
                         const transforms::ProtectingGroups&);

}  // namespace crucible::synthesis
