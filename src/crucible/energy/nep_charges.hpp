#pragma once
// The Coulomb energy of charges that a network gives to atoms (doi:10.1021/acs.jctc.6c00146), k
// being 14.399645 eV angstrom and alpha = pi / r_c:
//
//   waves:  k sum over half space, |K| < 2 pi alpha, of 4 pi / V exp(-K^2 / 4 alpha^2) / K^2 |S|^2
//   pairs:  k sum over pairs within r_c of q_i q_j erfc(alpha r) / r; in the third kind with
//           A r + B added, so that value and slope are 0 at r_c
//   self:   -k alpha / sqrt(pi) sum q_i^2
//
// Internal to the module.

#include <span>
#include <vector>

#include "crucible/energy/nep_file.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

class NepElectrostatics {
public:
    /// `cutoff` is the largest radial one, angstrom.
    NepElectrostatics(NepCharges, double cutoff);

    /// Adds energy, forces and virial at fixed charges (owned, e); `by_charge` becomes their
    /// derivatives (owned, V). Throws InputError (E-energy-cell, E-energy-thin).
    void add(const Cell&, const LocalAtoms&, std::span<const double> charges,
             std::vector<double>& by_charge, LocalSums&);
    /// Largest energy of a wave near the limit of |K|, eV, in the last call: what comes and goes
    /// where the cell changes.
    double edge() const { return edge_; }

private:
    void add_pairs(const LocalAtoms&, std::span<const double> charges,
                   std::vector<double>& by_charge, LocalSums&) const;
    void add_waves(const Cell&, const LocalAtoms&, std::span<const double> charges,
                   std::vector<double>& by_charge, LocalSums&);
    void place_phases(const Cell&, const LocalAtoms&);
    void add_wave(const Vec3& wave, double weight, std::span<const double> charges,
                  std::vector<double>& by_charge, LocalSums&);

    NepCharges kind_;
    double cutoff_, alpha_;
    double slope_ = 0, offset_ = 0;  ///< A and B
    double edge_ = 0;
    std::array<int, 3> most_{};  ///< index of the last wave along each axis
    /// (2 most + 1, atoms) of each axis: cosine and sine of 2 pi h s.
    std::array<std::vector<double>, 3> cosine_, sine_;
    std::vector<double> row_cosine_, row_sine_;    ///< (atoms), of two axes
    std::vector<double> wave_cosine_, wave_sine_;  ///< (atoms), of all three
};

}  // namespace crucible
