#pragma once
// Which space groups have room for a composition, and on which Wyckoff positions its atoms may sit.

#include <cstddef>
#include <map>
#include <vector>

#include "crucible/atoms/wyckoff.hpp"
#include "crucible/base/random.hpp"
#include "crucible/num/vec3.hpp"

namespace crucible {

/// Space groups by number and by how many operations their point groups have (1 to 48).
struct SymmetryWindow {
    int group_low = 1, group_high = 1;
    int operations_low = 1, operations_high = 48;
};

/// One orbit of atoms.
struct OrbitChoice {
    std::size_t position = 0, species = 0;
};

/// Every way to share out Wyckoff positions among the atoms of a primitive cell: positions that
/// cannot move take one orbit at most, whatever its species; others any number.
class WyckoffChoices {
public:
    /// counts (n_species) atoms in the primitive cell.
    WyckoffChoices(const WyckoffTable&, const std::vector<int>& counts);
    /// How many ways there are; above 2^53 not exactly.
    double ways() const { return ways_; }
    /// One of them, all equally likely; by species, then by position. There must be one.
    std::vector<OrbitChoice> draw(RandomStream&) const;

private:
    struct Place {  ///< orbits before `species` at `position` are chosen, so many atoms are left
        std::size_t position = 0, species = 0;
        std::vector<int> left;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    double count(const Place&);
    bool has_room(const Place&) const;
    Place with(const Place&) const;
    Place without(const Place&) const;

    std::vector<int> multiplicities_, freedoms_, counts_;
    std::map<Place, double> known_;
    double ways_ = 0;
};

/// The groups of a window in which a composition has room.
class SymmetricSites {
public:
    struct Group {
        WyckoffTable table;
        WyckoffChoices choices;
        Mat3 primitive;  ///< rows: lattice vectors of the primitive cell, of the conventional one
    };
    /// Throws InputError (E-search-settings) for a window without any, or one that is none.
    SymmetricSites(const SymmetryWindow&, const std::vector<int>& counts);
    /// One of the groups, all equally likely.
    const Group& draw(RandomStream&) const;
    std::size_t size() const { return groups_.size(); }

private:
    std::vector<Group> groups_;
};

/// The points of an orbit in the primitive cell, fractional of that, in [0, 1). `along` gives the
/// multiples of the position's directions.
std::vector<Vec3> orbit(const SymmetricSites::Group&, const WyckoffPosition&, const Vec3& along);

}  // namespace crucible
