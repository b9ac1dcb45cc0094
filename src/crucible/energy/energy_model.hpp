#pragma once
// What every potential offers: energy, forces, stress of a structure.

#include <memory>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"

namespace crucible {

/// Result of one evaluation. Reuse the object: vectors keep their capacity.
struct Evaluation {
    double energy = 0;             ///< eV per cell
    std::vector<Vec3> forces;      ///< (n_atoms) eV/angstrom
    Mat3 stress;                   ///< eV/angstrom^3, positive under tension: (1/V) dE/dstrain
    std::vector<double> per_atom;  ///< (n_atoms) eV, empty when the model cannot split its energy
    int patched = 0;  ///< pairs so close that a repulsive patch stood in for the potential
};

/// A stiff pair: atom i and an image of atom j at `vector` from it. A network of these stands in
/// for the Hessian where a minimiser needs a rough one.
struct Spring {
    int i = 0, j = 0;
    Vec3 vector;           ///< angstrom
    double stiffness = 0;  ///< eV/angstrom^2, along the vector
};

/// A potential energy surface. `evaluate` may keep scratch memory, so one object serves one thread;
/// `clone` makes another for the next thread (tables are shared).
class EnergyModel {
public:
    virtual ~EnergyModel() = default;
    /// Throws InputError for an element that the model does not know, UnstableError when atoms have
    /// collapsed onto each other so that the energy means nothing.
    virtual void evaluate(const Structure&, Evaluation&) = 0;
    virtual std::unique_ptr<EnergyModel> clone() const = 0;
    /// One line for provenance: name, parameters' source, cut-offs.
    virtual std::string description() const = 0;
    /// The stiff pairs of the structure (each once), the same every time for the same structure.
    /// Left empty by a model that does not know; a minimiser then guesses from the distances.
    virtual void springs(const Structure&, std::vector<Spring>& out) { out.clear(); }
    /// How far the energy may jump, eV per cell, when a truncated term comes within its cut-off. A
    /// minimiser trusts no smaller differences.
    virtual double roughness() const { return 0; }
    /// Drops lists kept from earlier evaluations: what follows is then, to the last bit, a function
    /// of the structures evaluated from here on.
    virtual void forget() {}
};

}  // namespace crucible
