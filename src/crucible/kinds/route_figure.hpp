#pragma once
// A route as a figure of the report.

#include <functional>
#include <string>

#include "crucible/base/value.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/synthesis/route.hpp"

namespace crucible {

/// What the report says of a rule: as MoveSource::rule.
using RuleCards = std::function<synthesis::RuleCard(std::int64_t)>;

/// Target, intermediates and leaves with the bonds that change marked; steps with their rule,
/// prior, feasibility and precedent.
report::TreePlot route_tree(const synthesis::Route&, const RuleCards&);

/// With title, caption and a description for those who do not see it. `id` names it on the page.
report::Figure route_figure(const synthesis::Route&, const RuleCards&, const std::string& id,
                            const std::string& title);

/// The same of a route as routes.json has it. Throws InputError (E-route-json).
report::TreePlot route_tree(const Value& written);
report::Figure route_figure(const Value& written, const std::string& id, const std::string& title);

}  // namespace crucible
