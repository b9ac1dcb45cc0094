#pragma once
// One page of a study across the sciences: its own kind answers first, the others in a sentence, a
// number each, and in groups of their own.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/report/page.hpp"

namespace crucible {

class RunData;

class ScienceAnswers {
public:
    /// `page` outlives this, and is that of the study's kind, or of the first science that has
    /// finished a step where the kind itself has not.
    ScienceAnswers(const RunData&, report::Page& page);

    /// The page that is filled for steps of a group ("melting"); groups that answer no question of
    /// their own ("structure") have the study's.
    report::Page& of(std::string_view group);

    /// Puts all into the study's page. Call once.
    void join();

private:
    report::Page& page_;
    std::string own_;
    std::vector<report::Page> others_;
};

}  // namespace crucible
