#pragma once
// The chiral pool: molecules of one configuration that are there by the kilogram. Data:
// share/crucible/strategies/chiral-pool.csv.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/strategies/start_match.hpp"

namespace crucible::strategies {

struct PoolMember {
    std::string name, class_name;
    MatchSide side;
};

/// Columns name, class, smiles. Throws InputError (E-strategy-settings, E-smiles) with the row.
std::vector<PoolMember> parse_chiral_pool(std::string_view csv, const std::string& file);

/// A member and how much of it a molecule has.
struct PoolMatch {
    const PoolMember* member = nullptr;
    StartMatch match;
};

/// Members of which the molecule has `least` of the atoms, a centre, and none the other way round;
/// highest score first, then most atoms. The molecule itself is none.
std::vector<PoolMatch> match_pool(const std::vector<PoolMember>&, const MatchSide& molecule,
                                  double least = 0.8);

}  // namespace crucible::strategies
