#pragma once
// The shape of a network of reactions: how many reactions make and use a molecule.

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "crucible/synthesis/network.hpp"

namespace crucible::synthesis {

/// p(k) ~ k^-exponent for k >= from.
struct PowerLaw {
    double exponent = 0, error = 0;  ///< standard error, from the curvature of the likelihood
    int from = 1;                    ///< where the law fits best: least Kolmogorov distance
    double distance = 0;             ///< Kolmogorov-Smirnov, of the tail
    std::int64_t tail = 0;           ///< values from there on
};
/// Greatest likelihood for whole numbers >= 1 (Clauset, Shalizi, Newman 2009,
/// doi:10.1137/070710111, equations 3.5 and 3.6). Throws InputError (E-network-statistics) for
/// fewer than ten values, or where all are alike.
PowerLaw fit_power_law(std::span<const int> values);

struct DegreeStatistics {
    std::map<int, std::int64_t> made_by, used_by;  ///< molecules with so many reactions
    double mean_used = 0;                          ///< mean over molecules that are used at all
    int most_used = 0;
    ReactionNetwork::Index most_used_molecule = 0;
    std::int64_t begin = 0;    ///< molecules that nothing makes
    std::int64_t end = 0;      ///< molecules that nothing uses
    std::int64_t between = 0;  ///< made and used
};
DegreeStatistics degree_statistics(const ReactionNetwork&);
/// Number of reactions that use each molecule that is used.
std::vector<int> uses(const ReactionNetwork&);

}  // namespace crucible::synthesis
