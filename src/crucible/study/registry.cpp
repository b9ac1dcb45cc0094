#include "crucible/study/registry.hpp"

#include "crucible/base/error.hpp"

namespace crucible {

void Registry::add(StepType t) {
    CRUCIBLE_ASSERT(!find(t.name) && t.name.find('.') != std::string::npos);
    types_.push_back(std::move(t));
}

const StepType* Registry::find(std::string_view name) const {
    for (const StepType& t : types_)
        if (t.name == name) return &t;
    return nullptr;
}

std::vector<std::string> Registry::names() const {
    std::vector<std::string> all;
    for (const StepType& t : types_) all.push_back(t.name);
    return all;
}

}  // namespace crucible
