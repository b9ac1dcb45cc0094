#pragma once
// Langevin dynamics about the sites of a crystal, for averages at a temperature.
//
// The splitting is BAOAB (Leimkuhler and Matthews 2013, doi:10.1063/1.4802990): where the energy is
// quadratic its positions have exactly the canonical distribution at every stable time step, and
// elsewhere the error begins with the second power of the step. Random numbers are counted by the
// step, so a state is a few numbers and what follows it does not depend on how it was reached.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible {

/// Linear coordinates y of unit mass for the displacements u (3 n_atoms, angstrom) of atoms from
/// their sites. Averages over positions do not depend on masses, so these are chosen for speed.
class Coordinates {
public:
    virtual ~Coordinates() = default;
    virtual std::size_t size() const = 0;     ///< of y
    virtual std::size_t n_atoms() const = 0;  ///< a third of the size of u
    /// Directions of y that can move: the size less those that move the centre.
    virtual std::size_t freedoms() const = 0;
    virtual void displace(std::span<const double> y, std::span<double> u) const = 0;
    /// The force along y of forces on atoms.
    virtual void pull(std::span<const double> force, std::span<double> along) const = 0;
    /// Takes out of y, or of a velocity or force along it, what moves the centre.
    virtual void hold_centre(std::span<double> y) const = 0;
};

/// y = sqrt(weight) u. With masses for weights this is ordinary dynamics; the centre that is held
/// is that of the weights.
class ScaledCoordinates : public Coordinates {
public:
    /// `weights` (n_atoms), positive; else InputError (E-langevin-settings).
    explicit ScaledCoordinates(std::vector<double> weights);
    std::size_t size() const override { return 3 * roots_.size(); }
    std::size_t n_atoms() const override { return roots_.size(); }
    std::size_t freedoms() const override { return size() - 3; }
    void displace(std::span<const double> y, std::span<double> u) const override;
    void pull(std::span<const double> force, std::span<double> along) const override;
    void hold_centre(std::span<double> y) const override;

private:
    std::vector<double> roots_;
    double total_ = 0;
};

/// y_m = sqrt(weight_m) (vector_m . u) along orthonormal vectors that all leave the centre in
/// place: with the normal modes of a crystal and their force constants all modes swing in step, and
/// none is slow to forget.
class ModeCoordinates : public Coordinates {
public:
    /// `weights` (m) positive, `vectors` (m, 3 n_atoms); else InputError (E-langevin-settings).
    ModeCoordinates(std::vector<double> weights, Array2<double> vectors);
    std::size_t size() const override { return weights_.size(); }
    std::size_t n_atoms() const override { return vectors_.columns() / 3; }
    std::size_t freedoms() const override { return size(); }
    void displace(std::span<const double> y, std::span<double> u) const override;
    void pull(std::span<const double> force, std::span<double> along) const override;
    void hold_centre(std::span<double>) const override {}
    const std::vector<double>& weights() const { return weights_; }

private:
    std::vector<double> weights_;
    Array2<double> vectors_;  // scaled by 1/sqrt(weight)
};

/// What drives the motion: evaluated once per step.
class Surface {
public:
    virtual ~Surface() = default;
    virtual void evaluate(std::span<const double> y) = 0;
    /// The force along y where it was evaluated last, the centre's taken out.
    virtual std::span<const double> force() const = 0;
};

/// Units follow from the coordinates: with masses in eV fs^2/angstrom^2 the time is in fs; with
/// force constants it is in swings of the reference (2 pi is a period).
struct LangevinSettings {
    double thermal_energy = 0;  ///< eV, kT
    double time_step = 0.5;
    double friction = 1;  ///< 1/time; 0 keeps the energy
    std::uint64_t seed = 1, item = 0;
};

/// All that the future depends on.
struct LangevinState {
    std::uint32_t steps = 0;
    std::vector<double> y, p;
    friend bool operator==(const LangevinState&, const LangevinState&) = default;
};

class Langevin {
public:
    /// Throws InputError (E-langevin-settings) for a temperature, step or friction out of range.
    Langevin(const Coordinates&, Surface&, const LangevinSettings&);
    /// From y = 0 with momenta of the temperature.
    void start();
    /// From where a run was, to the last bit where the surface forgets what it kept.
    void resume(LangevinState);
    /// Throws UnstableError (E-langevin-lost) when the motion has run away.
    void step();

    const LangevinState& state() const { return state_; }
    double kinetic_energy() const;  ///< eV

private:
    void kick();
    void drift();
    void bathe();
    const Coordinates& coordinates_;
    Surface& surface_;
    LangevinSettings settings_;
    LangevinState state_;
    std::vector<double> noise_;
};

}  // namespace crucible
