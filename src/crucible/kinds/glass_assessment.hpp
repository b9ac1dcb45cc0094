#pragma once
// The tables that glass.assess makes of portraits: target, and arms of replicas.

#include <string>
#include <vector>

#include "crucible/data/table.hpp"
#include "crucible/rmc/verdict.hpp"

namespace crucible {

/// All replicas of one fit, or of its control.
struct AssessedArm {
    std::string name;
    std::vector<rmc::Portrait> replicas;
    std::size_t first_frame = 0;  ///< of its first model among all frames
};
/// Arms in the order of their first model; portraits before `first_model` are no models.
std::vector<AssessedArm> assessed_arms(const std::vector<rmc::Portrait>&, std::size_t first_model);

/// Every model: differences to the target.
Table arm_table(const rmc::Portrait& target, const std::vector<AssessedArm>&);
/// Shares of Voronoi indices by centre, the target's most frequent first.
Table voronoi_table(const rmc::Portrait& target, const std::vector<AssessedArm>&);
/// g(r), total and partial.
Table g_table(const rmc::Portrait& target, const std::vector<AssessedArm>&);
/// Shares of bond angles.
Table angle_table(const rmc::Portrait& target, const std::vector<AssessedArm>&);
/// Shares of numbers of Voronoi neighbours.
Table neighbour_table(const rmc::Portrait& target, const std::vector<AssessedArm>&);
/// What each verdict rests on.
Table finding_table(const std::vector<rmc::ArmVerdict>&);

}  // namespace crucible
