#pragma once
// Relaxation of atoms and cell to a minimum of the enthalpy H = E + P V.

#include <memory>
#include <string>
#include <string_view>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/energy_model.hpp"

namespace crucible {

enum class CellMotion {
    free,  ///< all six strains
    fixed  ///< atoms only
};
enum class Minimiser {
    lbfgs,  ///< limited-memory BFGS with a preconditioner and backtracking
    fire    ///< damped dynamics (Bitzek et al. 2006, doi:10.1103/PhysRevLett.97.170201)
};
enum class Preconditioning {
    springs,  ///< a network of springs, atoms and strain coupled; for up to 200 atoms, else none
    none      ///< plain: only the scale between strain and positions
};
enum class RelaxStatus {
    converged,
    evaluation_limit,  ///< max_evaluations used up
    stalled,           ///< no step lowers the enthalpy, though forces are above the tolerance
    collapsed,         ///< atoms fell onto each other: the potential means nothing there
    exploded           ///< the volume left the allowed window
};
std::string_view name(RelaxStatus);
std::string_view name(Minimiser);

struct RelaxSettings {
    double pressure = 0;                                ///< eV/angstrom^3
    double fmax = 0.01 * constants::kcal_per_mol;       ///< eV/angstrom, largest |force|
    double stress_tolerance = 0.0035 * constants::gpa;  ///< eV/angstrom^3, any component
    int max_evaluations = 1000;
    double max_step = 0.25;   ///< angstrom, of any atom in one step; strain follows
    double volume_low = 0.3;  ///< times the volume at the start: below, "collapsed"
    double volume_high = 4;   ///< times the volume at the start: above, "exploded"
    CellMotion cell = CellMotion::free;
    Minimiser minimiser = Minimiser::lbfgs;
    Preconditioning preconditioning = Preconditioning::springs;
};

struct RelaxResult {
    Structure structure;      ///< cell re-reduced when it had become skewed; names and info kept
    double enthalpy = 0;      ///< eV per cell
    double energy = 0;        ///< eV per cell
    double volume = 0;        ///< angstrom^3
    double fmax = 0;          ///< eV/angstrom
    double stress_error = 0;  ///< eV/angstrom^3: largest |stress + P|; 0 for a fixed cell
    int evaluations = 0;
    RelaxStatus status = RelaxStatus::converged;
};

/// Keeps its memory between runs; one object serves one thread. A run is a pure function of its
/// arguments: the models forget what they kept.
class Relaxer {
public:
    Relaxer();
    Relaxer(Relaxer&&) noexcept;
    ~Relaxer();

    /// Relaxes on `model`. When `coarse` is given the way down is done on it, and `model` only
    /// finishes from where the coarse one has converged; both must describe the same potential.
    /// Never throws for bad physics: that is a status. Throws InputError for structures or settings
    /// that make no sense (E-relax-settings, and what the model throws).
    RelaxResult run(const Structure&, EnergyModel& model, const RelaxSettings&,
                    EnergyModel* coarse = nullptr);

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

/// `Relaxer` for a single run.
RelaxResult relax(const Structure&, EnergyModel&, const RelaxSettings&);

/// One line for provenance: which minimiser, which tolerances.
std::string description(const RelaxSettings&);

}  // namespace crucible
