#pragma once
// Sixty years of synthesis planning as settings of one search: what each system of the field
// plans with, on the same molecules and the same stock.

#include <span>
#include <string_view>

namespace crucible {

/// Where a system's moves come from.
enum class SystemMoves {
    written,     ///< transforms that people wrote
    learned,     ///< templates ranked by a policy
    both,        ///< both together
    translator,  ///< precursors written by a net that reads the product
};

struct PlanningSystem {
    std::string_view name;      ///< a preset of synthesis.plan
    int year = 0;               ///< of its first paper
    std::string_view sentence;  ///< what it did, and what stands in for it here
    SystemMoves moves = SystemMoves::written;
    std::string_view settings;  ///< of synthesis.plan, as TOML
};

/// In the order of their years.
std::span<const PlanningSystem> planning_systems();
/// nullptr where there is none of that name.
const PlanningSystem* planning_system(std::string_view name);

}  // namespace crucible
