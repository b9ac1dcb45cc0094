#pragma once
// A polymorphs page with made-up numbers, marked as sample data: what the tests and the browser
// check look at.

#include "crucible/report/page.hpp"

namespace sample {

namespace report = crucible::report;

/// Every form once, with ids "form-...".
std::vector<report::Figure> figures_of_every_form();
/// One whose volume can be opened.
report::Figure figure_with_volume();
report::Crystal rutile();
report::Crystal anatase();
report::Crystal pyrite();
report::Page polymorphs_page();
/// The same page with `figures_of_every_form` as a further group.
report::Page full_page();

}  // namespace sample
