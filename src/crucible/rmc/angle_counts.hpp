#pragma once
// Bond angles b-a-c, counted as integers and changed move by move. Internal to the module.

#include <cstdint>
#include <vector>

#include "crucible/rmc/moves.hpp"
#include "crucible/rmc/problem.hpp"

namespace crucible::rmc {

class AngleCounts {
public:
    /// Throws InputError (E-rmc-cutoff, E-rmc-range).
    AngleCounts(const AngleTerm&, const FixedCell&, const Species&);

    void recount(const Places&);
    /// (bins) by how much a move changes the counts; valid until the next call.
    const std::vector<std::int64_t>& change(const Places&, const Move&);
    void commit();
    const std::vector<std::int64_t>& counts() const { return counts_; }
    /// (bins) fractions of all angles; zeros while there are none.
    std::vector<double> values(const std::vector<std::int64_t>* change = nullptr) const;

private:
    enum class When { before, now };
    struct Bonded {
        std::size_t species;
        Vec3 unit;
    };
    void list_centres(const Places&, const Move&);
    void add(const Places&, const Move&, std::int32_t centre, When, std::int64_t weight,
             std::vector<std::int64_t>& counts);
    void bond(std::size_t centre_species, const Place& centre, std::int32_t atom,
              const Place& other);

    FixedCell cell_;
    Species species_;
    int centre_z_;
    std::vector<double> cutoff2_;  ///< (n_species, n_species) angstrom^2
    double longest_ = 0;
    std::vector<std::int64_t> counts_, change_;
    std::vector<std::int32_t> centres_;
    std::vector<Bonded> bonded_;
    NearAtoms near_;
};

}  // namespace crucible::rmc
