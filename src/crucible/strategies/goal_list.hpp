#pragma once
// A chemist's own list of goals, and how crowded the place of a reaction is: the way of SECS
// (Wipke, Ouchi, Krishnan 1978, doi:10.1016/0004-3702(78)90016-4).

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crucible/strategies/strategy.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::strategies {

struct Goal {
    enum class Kind {
        break_bond,     ///< of the target: a reaction makes it
        keep_bond,      ///< of the target: no reaction touches it
        form_ring,      ///< a reaction closes a ring of this size
        open_ring,      ///< a reaction opens one
        use_group,      ///< a reaction takes place at such a group
        use_transform,  ///< a written transform is used
        reach           ///< a molecule is among the precursors
    };
    Kind kind = Kind::break_bond;
    std::string words;         ///< as written
    std::pair<int, int> bond;  ///< atoms of the target's canonical SMILES, the lower first
    int ring = 0;
    std::vector<int> groups;          ///< of the vocabulary
    std::vector<std::int64_t> rules;  ///< of the transforms that are meant
    std::string molecule;             ///< canonical SMILES
};

/// goal = "break" "bond" A-B | "keep" "bond" A-B | "form" "ring" N | "open" "ring" N
///      | "use" "group" NAME | "use" "transform" (NUMBER | words of its name) | "reach" SMILES.
/// Throws InputError (E-strategy-goal); the line is the number of the goal, the column that of the
/// word.
std::vector<Goal> parse_goals(std::span<const std::string>, const transforms::TransformLibrary&);

/// Favours moves that reach a goal; moves at crowded places are held back.
class GoalList final : public Strategy {
public:
    explicit GoalList(std::vector<Goal> goals) : goals_(std::move(goals)) {}
    std::string name() const override { return "goals"; }
    /// Throws InputError (E-strategy-goal) for a bond that the target does not have.
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
    std::string describe() const override;

private:
    std::vector<Goal> goals_;
};

/// How crowded the two ends of a bond are: neighbours other than hydrogen beyond two at each end,
/// and 0.1 for each branch on these; 0 where both are open.
double congestion(const transforms::Perception&, int a, int b);

}  // namespace crucible::strategies
