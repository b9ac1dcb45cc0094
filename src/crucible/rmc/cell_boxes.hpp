#pragma once
// The atoms' places, in order of atoms and sorted into boxes. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/rmc/kernels.hpp"

namespace crucible::rmc {

/// Kept in step by `move`. Two sets of places with the same history hold the same atoms in the same
/// boxes, perhaps in another order: nothing that reaches a result may depend on that order.
class Places {
public:
    Places() = default;
    Places(const FixedCell&, std::vector<Place>);

    std::size_t size() const { return at_[0].size() - 2 * overhang; }
    Place operator[](std::size_t i) const { return {{at_[0][i], at_[1][i], at_[2][i]}}; }
    std::array<const std::uint32_t*, 3> arrays() const {
        return {at_[0].data(), at_[1].data(), at_[2].data()};
    }
    std::vector<Place> all() const;
    void move(std::size_t atom, const Place& to);
    /// Replaces `out` by the atoms nearer than `range` (angstrom) to `centre`, in no order.
    void near(const FixedCell&, const Place& centre, double range, NearAtoms& out) const;

private:
    std::size_t box_of(const Place&) const;
    void fill();
    void put(std::size_t atom, const Place&);
    void list_boxes(const FixedCell&, const Place& centre, double range,
                    std::vector<std::int32_t>& out) const;

    std::array<std::vector<std::uint32_t>, 3> at_;  ///< (n_atoms, padded)
    std::array<std::uint32_t, 3> boxes_{};
    std::size_t room_ = 16;                             ///< atoms that a box can hold
    std::array<std::vector<std::uint32_t>, 3> box_at_;  ///< (n_boxes, room)
    std::vector<std::int32_t> box_atom_, count_;        ///< (n_boxes, room); (n_boxes)
    std::vector<std::size_t> slot_;                     ///< (n_atoms)
};

}  // namespace crucible::rmc
