#pragma once
// Moves by a library of transforms that people wrote, and moves of two sources together.

#include <memory>
#include <string>
#include <vector>

#include "crucible/parallel/shared_ranges.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/protection_choices.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::synthesis {

/// Number of the rule of TRANSFORM 1 is this much more, so that no learned template has it.
inline constexpr std::int64_t first_transform_rule = 1'000'000;
/// Rows of the table of protecting groups, put on and taken off by turns, are numbered from here.
inline constexpr std::int64_t first_protection_rule = 2'000'000;

struct TransformMoveSettings {
    std::size_t most_moves = 50;  ///< distinct sets of precursors of one molecule
    int least_rating = 10;        ///< below it, an application is no move
    int threads = 1;              ///< that share the molecules of one question
};

/// Name; the retron; the first reference; conditions.
RuleCard transform_card(const transforms::Rule&);

/// The prior of an application is exp(rating / 12), normalised over the moves of a molecule. What a
/// transform says must be protected comes under groups of the table that withstand its reagents.
class TransformMoves final : public MoveSource {
public:
    TransformMoves(std::shared_ptr<const transforms::TransformLibrary>,
                   transforms::ProtectingGroups, const TransformMoveSettings&);

    /// The same answers on any number of threads.
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    /// Name, in prose; the retron; the first reference.
    RuleCard rule(std::int64_t) const override;
    bool has_rule(std::int64_t) const override;
    std::string describe() const override;

private:
    struct Candidate;
    std::vector<Move> moves_of(const std::string& molecule) const;
    /// Fills in protections, conflicts and warnings.
    void look_after(Candidate&, const std::string& molecule) const;
    std::shared_ptr<const transforms::TransformLibrary> library_;
    transforms::ProtectingGroups groups_;
    TransformMoveSettings settings_;
    SharedRanges ranges_;
};

/// Moves of two sources as of one: priors are halved, and added where both have the same
/// precursors. Rules of the second source are those from first_transform_rule on.
class MergedMoves final : public MoveSource {
public:
    MergedMoves(std::unique_ptr<MoveSource> learned, std::unique_ptr<MoveSource> written);
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    RuleCard rule(std::int64_t) const override;
    bool has_rule(std::int64_t) const override;
    std::string describe() const override;

private:
    std::unique_ptr<MoveSource> learned_, written_;
};

}  // namespace crucible::synthesis
