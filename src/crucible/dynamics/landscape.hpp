#pragma once
// The enthalpy as a function of one flat vector: displacements of atoms and scaled strains.
// Internal to the module.

#include <vector>

#include "crucible/dynamics/relax.hpp"

namespace crucible {

/// What is known at one point.
struct LandscapePoint {
    double enthalpy = 0;           ///< eV
    std::vector<double> gradient;  ///< (n) eV/angstrom
    double fmax = 0, stress_error = 0, energy = 0;
    int patched = 0;
};

/// Positions r_i = s_i (1 + strain), lattice h = h0 (1 + strain), strain symmetric. The variables x
/// are s_i less its start and the strains (xx, yy, zz, sqrt2 yz, sqrt2 xz, sqrt2 xy) times
/// `strain_length`, so that all are lengths and weigh about the same. None of this knows which
/// lattice vectors describe the cell, so these may be reduced at any time.
class Landscape {
public:
    void start(const Structure&, const RelaxSettings&);
    /// Takes the present point as the new origin; x becomes 0.
    void rebase(std::vector<double>& x);
    /// Replaces the lattice vectors by shorter ones if they have become skewed.
    void reduce_cell();

    enum class Verdict { fine, collapsed, exploded };
    /// Collapsed atoms, and volumes outside the window, are verdicts and not exceptions.
    Verdict evaluate(const std::vector<double>& x, EnergyModel&, LandscapePoint&);
    /// Moves `structure()` to x.
    void place(const std::vector<double>& x);

    const Structure& structure() const { return now_; }
    std::size_t n_atoms() const { return origin_.size(); }
    std::size_t n_strains() const { return n_strains_; }
    std::size_t size() const { return 3 * n_atoms() + n_strains_; }
    double strain_length() const { return strain_length_; }

private:
    RelaxSettings settings_;
    Structure now_;
    Mat3 h0_, deformation_ = Mat3::identity();
    std::vector<Vec3> origin_;  ///< (n_atoms) angstrom
    std::size_t n_strains_ = 6;
    double strain_length_ = 1, start_volume_ = 0;
    Evaluation evaluation_;
};

}  // namespace crucible
