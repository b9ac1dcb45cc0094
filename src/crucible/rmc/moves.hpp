#pragma once
// What a move is, and how one is proposed. Internal to the module.

#include <cstdint>
#include <span>
#include <vector>

#include "crucible/rmc/cell_boxes.hpp"
#include "crucible/rmc/draws.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

/// Atoms in the order of the chain, sorted by element: those of species s are
/// begin[s] .. begin[s + 1] - 1, wherever they are. A swap exchanges two atoms' places.
struct Species {
    std::vector<int> elements;       ///< Z, ascending
    std::vector<std::size_t> begin;  ///< (n_species + 1)
    std::vector<std::uint8_t> of;    ///< (n_atoms)

    std::size_t size() const { return elements.size(); }
    std::size_t pairs() const { return size() * (size() + 1) / 2; }
    /// As Ensemble::pair.
    std::size_t pair(std::size_t a, std::size_t b) const {
        if (a > b) std::swap(a, b);
        return a * (2 * size() - a + 1) / 2 + (b - a);
    }
};

/// The atoms of these elements at these places.
Structure structure_of(const FixedCell&, const Species&, const std::vector<Place>&);

struct Change {
    std::int32_t atom = 0;
    Place before, now;
};

struct Move {
    enum class Kind : std::uint8_t { displacement, swap, group } kind = Kind::displacement;
    std::vector<Change> changes;
    double u_energy = 0, u_data = 0;  ///< drawn before anything is known of the move
    bool has(std::int32_t atom) const {
        for (const Change& c : changes)
            if (c.atom == atom) return true;
        return false;
    }
};

/// What a stage says of its moves, and the step of the moment.
struct MoveMix {
    double step = 0.2;  ///< angstrom
    double swap_fraction = 0, group_fraction = 0;
};

class Proposer {
public:
    /// `groups` in the order of the chain. Throws InputError (E-rmc-group).
    Proposer(const FixedCell&, const Species&, std::vector<std::vector<std::int32_t>> groups);
    /// The move number `number` of the chain from these places.
    void propose(const Places&, const ChainKey&, std::int64_t number, const MoveMix&,
                 Move& out) const;

private:
    void displace(const Places&, Draws&, double step, Move&) const;
    void swap(const Places&, Draws&, Move&) const;
    void turn(const Places&, Draws&, double step, Move&) const;

    FixedCell cell_;
    std::vector<std::vector<std::int32_t>> groups_;
    std::vector<std::int32_t> free_;       ///< atoms in no group, by species
    std::vector<std::size_t> free_begin_;  ///< (n_species + 1)
    bool can_swap_ = false;
};

}  // namespace crucible::rmc
