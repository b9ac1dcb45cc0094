#pragma once
// Tens of thousands of patterns against one molecule at once. What an atom may be is asked once for
// all patterns, since they share a hundred such questions; a pattern is only tried where each of
// its bonds occurs.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crucible/chem/pattern.hpp"

namespace crucible::chem {

class PatternIndex {
public:
    PatternIndex() = default;
    /// Patterns outside the subset of pattern.hpp are listed by `unread` and never match.
    explicit PatternIndex(std::span<const std::string> smarts);

    std::size_t size() const { return plans_.size(); }
    const std::vector<std::uint32_t>& unread() const { return unread_; }
    /// Patterns that occur in the molecule, ascending. Exact. Stereo is ignored.
    std::vector<std::uint32_t> matching(const MoleculeGraph&) const;

private:
    /// One atom of a pattern, in the order in which they are found.
    struct Visit {
        std::uint16_t query = 0;                  ///< in `queries_`
        std::int16_t parent = -1;                 ///< an earlier visit; -1: any atom
        BondQuery bond = 0;                       ///< to the parent
        std::uint16_t first_ring = 0, rings = 0;  ///< bonds to other earlier visits
    };
    struct Ring {
        std::uint16_t visit = 0;
        BondQuery bond = 0;
    };
    struct Plan {
        std::vector<Visit> visits;
        std::vector<Ring> rings;
        std::vector<std::uint32_t> needs;  ///< bonds (places in `bonds_`) that must occur
        std::vector<std::uint16_t> atoms;  ///< queries that must be met
    };
    /// A query bond between two atom queries, the smaller one first.
    struct BondKind {
        std::uint16_t a = 0, b = 0;
        BondQuery query = 0;
        bool operator==(const BondKind&) const = default;
    };

    class Search;
    std::uint16_t query_number(const AtomQuery&);
    std::uint32_t bond_number(BondKind);
    Plan plan_of(const Pattern&);

    std::vector<AtomQuery> queries_;
    std::vector<BondKind> bonds_;
    std::vector<std::vector<std::uint32_t>> bonds_of_query_;  ///< by their first query
    std::vector<Plan> plans_;
    std::vector<std::uint32_t> unread_;
};

}  // namespace crucible::chem
