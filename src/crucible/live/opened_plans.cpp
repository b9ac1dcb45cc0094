#include "crucible/live/opened_plans.hpp"

#include "crucible/study/fill.hpp"

namespace crucible::live {

std::shared_ptr<SharedPlan> OpenedPlans::of(WorkbookSetup& setup) {
    Fields f;
    setup.describe(f);
    const std::string key = to_json(resolved(f), JsonStyle::canonical);
    const std::lock_guard lock(mutex_);
    std::shared_ptr<SharedPlan>& at = opened_[key];
    if (!at) {
        auto fresh = std::make_shared<SharedPlan>();
        fresh->plan = setup.plan.open();
        at = std::move(fresh);
    }
    return at;
}

}  // namespace crucible::live
