#pragma once
// Look-ahead to powerful transforms: where the retron of one is only partly there, interchanges of
// functional groups that complete it: the partial retrons and subgoals of LHASA (Corey, Long,
// Rubenstein 1985, Science 228, 408, doi:10.1126/science.3838594).

#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/partial_pattern.hpp"
#include "crucible/strategies/applied_transform.hpp"

namespace crucible::strategies {

struct LookAheadSettings {
    int depth = 6;          ///< most steps before the goal, up to 15
    int effort = 40;        ///< molecules that are looked at for one question
    int least_rating = 30;  ///< of the goal where it is reached
    static constexpr int most_depth = 15;
};

/// Steps back that lead to the retron of a powerful transform.
struct PreparedGoal {
    const transforms::Rule* goal = nullptr;
    int worth = 0;                               ///< of the goal where it is reached
    std::vector<const transforms::Rule*> steps;  ///< backwards, the first is `first`
    synthesis::Move first;
};

/// Rating, and 10 for each piece more than one that it leaves.
int worth_of(const AppliedTransform&);

/// Never changed after it was made; may be used by several threads.
class LookAhead {
public:
    /// Goals are the powerful transforms of the library. Steps are its oxidations, reductions and
    /// interchanges, and all of `interchanges`, which has the same words.
    LookAhead(std::shared_ptr<const transforms::TransformLibrary>,
              std::shared_ptr<const transforms::TransformLibrary> interchanges,
              const LookAheadSettings&);

    /// Goals whose retron is complete, of highest worth first.
    std::vector<AppliedTransform> complete(const transforms::Analysed&) const;
    /// Goals that steps lead to, each by the cheapest, those that cost little more than the first
    /// among them; none where the effort ends before.
    std::vector<PreparedGoal> prepare(const transforms::Analysed&) const;

private:
    struct Goal {
        const transforms::Rule* rule = nullptr;
        std::vector<chem::PartialPattern> retrons;
    };
    class Search;
    std::shared_ptr<const transforms::TransformLibrary> library_, interchanges_;
    LookAheadSettings settings_;
    std::vector<Goal> goals_;
    std::vector<const transforms::Rule*> steps_;
};

}  // namespace crucible::strategies
