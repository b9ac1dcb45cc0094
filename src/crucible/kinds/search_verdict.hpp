#pragma once
// What searches of many targets came to, and the tables that set them side by side.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible {

/// Routes at one time of a search.
struct VerdictAtMark {
    bool solved = false;
    double place = 0;  ///< of the reference; 0: not among the routes
};

/// What one search of one target came to.
struct SearchVerdict {
    std::size_t target = 0, algorithm = 0;
    bool solved = false;
    double first_seconds = -1, seconds = 0, first_calls = -1, calls = 0, rollout_calls = 0,
           iterations = 0, routes = 0, place = 0, steps = 0, score = 0;
    std::vector<VerdictAtMark> marks;  ///< a mark that was not reached has the end of the search
};

/// Target and algorithm are for the caller to set.
SearchVerdict verdict_of(const synthesis::SearchResult&,
                         const std::vector<synthesis::RouteNode>& references,
                         const std::vector<double>& marks);

std::string encode_verdict(const SearchVerdict&);
SearchVerdict decode_verdict(std::string_view);

/// What the tables are about.
struct Comparison {
    std::vector<std::string> targets;     ///< SMILES
    std::vector<double> reference_steps;  ///< of each target; NaN: there is no reference
    std::vector<std::string> algorithms;  ///< names
    std::vector<double> marks;            ///< s
    std::vector<SearchVerdict> verdicts;

    /// Every search of every target.
    Table searches() const;
    /// One line for each algorithm; each figure is a row of the step's results, too.
    Table summary(StepRun&) const;
    /// Share of targets solved by the time that was spent.
    Table solved_by_time() const;
};

}  // namespace crucible
