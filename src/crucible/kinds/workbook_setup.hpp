#pragma once
// What a workbook is made with: where moves come from, what can be bought, how is searched.

#include <filesystem>

#include "crucible/kinds/plan_settings.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible {

/// Settings of synthesis.plan but for what is forbidden, which is said in the workbook itself.
struct WorkbookSetup {
    PlanSettings plan;

    void describe(Fields&);
};

/// What was written, and what ships with the program for the keys that it leaves open.
Value with_shipped(Value written);

/// Settings as a page sends them. Their files lie below `folder`: a page may name no others. Throws
/// StudyError for keys and values that are none, InputError (E-workbook-request) for another file.
WorkbookSetup workbook_setup(const Value& written, const std::filesystem::path& folder);

/// Lets a workbook ask what was opened, with its own target.
void use_plan(synthesis::Workbook&, OpenedPlan&);

}  // namespace crucible
