#pragma once
// The order of the atoms of a flat molecule from which its canonical SMILES follows: classes of
// atoms refined by their neighbours until nothing changes, ties then broken one by one. Which class
// comes first, and which tie is broken first, are as in RDKit (GraphMol/new_canon.h, after R.
// Sayle; Schneider, Sahnoun, Landrum 2015, doi:10.1021/acs.jcim.5b00543).

#include <array>
#include <cstdint>

#include "crucible/chem/flat_molecule.hpp"

namespace crucible::chem {

class FlatRanks {
public:
    static constexpr std::size_t most = FlatMolecule::most_atoms;
    struct Arc {
        std::uint8_t atom, bond;
    };

    /// At most `most_atoms` atoms with at most `most_neighbours` bonds each.
    explicit FlatRanks(const FlatMolecule&);

    /// False where rings are so symmetric that RDKit compares more than is compared here.
    bool found();
    std::uint8_t operator[](std::size_t atom) const { return class_[atom]; }

    std::size_t degree(std::size_t atom) const { return degree_[atom]; }
    const Arc* around(std::size_t atom) const { return arcs_[atom].data(); }

private:
    struct Keyed {
        std::uint64_t own, neighbours;
        std::uint8_t atom;
    };

    std::uint64_t own_key(std::size_t atom) const;
    std::uint64_t neighbours_key(std::size_t atom) const;
    void sort_all();
    void refine();
    /// Sorts the class that begins at `start`, by neighbours, and activates what that touches.
    void split(std::size_t start);
    void divide(std::size_t start, std::size_t length, const Keyed* sorted);
    void touch_around(std::size_t atom);
    void activate_touched();
    std::size_t class_size(std::size_t atom) const;
    bool has_ties() const;
    bool is_too_symmetric() const;
    void break_ties();

    const FlatMolecule& molecule_;
    std::size_t n_;
    std::array<std::array<Arc, FlatMolecule::most_neighbours>, most> arcs_;
    std::array<std::uint8_t, most> degree_;
    std::array<std::uint8_t, most> order_;  ///< atoms, class after class
    std::array<std::uint8_t, most> class_;  ///< of an atom: where its class begins in `order_`
    std::array<std::uint8_t, most> size_;   ///< of the class that begins here; 0 elsewhere
    std::array<std::uint8_t, most> active_;
    std::array<std::uint8_t, most> is_active_;
    std::size_t active_count_ = 0;
    std::array<std::uint64_t, 4> touched_{};
    std::array<Keyed, most> keyed_;
};

}  // namespace crucible::chem
