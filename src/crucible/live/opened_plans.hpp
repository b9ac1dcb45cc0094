#pragma once
// Rules, nets and stocks, opened once for all workbooks with the same settings.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "crucible/kinds/workbook_setup.hpp"

namespace crucible::live {

/// Sources answer one thread at a time: who asks holds `in_use`, and calls `use_plan` first, as
/// another workbook may have asked before.
struct SharedPlan {
    std::timed_mutex in_use;
    OpenedPlan plan;
};

class OpenedPlans {
public:
    /// Opens it where that was not done before, which takes seconds. Throws as PlanSettings::open.
    std::shared_ptr<SharedPlan> of(WorkbookSetup&);

private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<SharedPlan>> opened_;
};

}  // namespace crucible::live
