#pragma once
// The embedded atom's energy, kept up to date while atoms move one by one.
//
// A move takes bonds away from an atom and gives it others; the change of the energy is that of the
// pair terms plus that of the embedding of every atom whose density changed. Tables and
// interpolation are those of EmbeddedAtom. All contributions are cut to integers (1.5e-11 eV,
// 1e-12 of a density): sums do not depend on their order, a move taken back leaves no trace, and
// nothing drifts however long the chain.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crucible/energy/eam_file.hpp"

namespace crucible {

/// Who is near whom is the caller's business: bonds are named by atom and distance.
class EamMoves {
public:
    /// `numbers`: (n_atoms) Z. No bonds yet. Throws InputError (E-energy-element).
    EamMoves(const std::shared_ptr<const EamTables>&, std::span<const int> numbers);

    double cutoff() const { return cutoff_; }  ///< angstrom
    std::size_t size() const { return kind_.size(); }

    /// Proposes to give `atom` bonds to others at these distances (angstrom, below the cut-off), or
    /// to take them away. O(bonds).
    void join(std::size_t atom, std::span<const std::int32_t> others,
              std::span<const double> distances) {
        bond(atom, others, distances, 1);
    }
    void part(std::size_t atom, std::span<const std::int32_t> others,
              std::span<const double> distances) {
        bond(atom, others, distances, -1);
    }
    /// eV, of all that was proposed since the last commit or discard. O(atoms touched).
    double energy_change();
    /// Makes the proposal real; `energy_change` must have been asked for.
    void commit();
    void discard();

    double energy() const { return static_cast<double>(energy_) * energy_quantum; }  ///< eV

    static constexpr double energy_quantum = 0x1p-36, density_quantum = 0x1p-40;

private:
    /// One interval of the three functions of a distance, value = c0 + p (c1 + p (c2 + p c3)), in
    /// one cache line. Intervals are so short that c1 to c3 are small: float costs 1e-10 at most.
    /// Order: density at the other atom, at this one, r phi.
    struct alignas(64) RadialInterval {
        double c0[3];
        float c1[3], c2[3], c3[3];
    };
    struct EmbeddingPoint {
        double value, slope;
    };
    void bond(std::size_t atom, std::span<const std::int32_t> others,
              std::span<const double> distances, std::int64_t sign);
    void touch(std::size_t atom, std::int64_t density) {
        if (!changed_[atom])
            changed_[atom] = 1, touched_.push_back(static_cast<std::int32_t>(atom));
        change_[atom] += density;
    }
    std::int64_t embedding(std::size_t kind, std::int64_t density) const;

    double cutoff_ = 0, per_r_ = 0, per_rho_ = 0, rho_max_ = 0;
    std::int32_t last_r_ = 0, last_rho_ = 0;
    std::size_t kinds_ = 0;
    std::vector<std::vector<RadialInterval>> radial_;     ///< (kinds, kinds)(n_r)
    std::vector<std::vector<EmbeddingPoint>> embedding_;  ///< (kinds)(n_rho)
    std::vector<std::uint8_t> kind_;                      ///< (n_atoms)
    std::vector<std::int64_t> density_, embedded_;        ///< (n_atoms) in quanta
    std::int64_t energy_ = 0;

    std::vector<std::int64_t> change_;        ///< (n_atoms) of the density, proposed
    std::vector<std::uint8_t> changed_;       ///< (n_atoms)
    std::vector<std::int32_t> touched_;       ///< atoms with `changed_`
    std::vector<std::int64_t> new_embedded_;  ///< (touched)
    std::int64_t pair_change_ = 0, energy_change_ = 0;
    std::vector<const RadialInterval*> interval_;  ///< of the bonds in hand
    std::vector<float> part_;                      ///< how far into it
};

}  // namespace crucible
