#pragma once
// What `structure.measure` can be asked for.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/kinds/pair_parameters.hpp"
#include "crucible/observe/coordination.hpp"
#include "crucible/observe/exafs.hpp"
#include "crucible/observe/fluctuation.hpp"

namespace crucible {

enum class Measured {
    structure_factor,
    voronoi,
    angles,
    bond_order,
    chemical_order,
    local_structure,
    fluctuation,
    nanodiffraction,
    energy
};
inline std::span<const Name> names(Measured) {
    static constexpr Name all[] = {
        {"structure-factor", "S(q) of X-rays and neutrons, total and partial"},
        {"voronoi", "polyhedra, their faces and five-fold share"},
        {"angles", "between bonds"},
        {"bond-order", "Steinhardt's q4, q6, w4, w6 of the 12 nearest"},
        {"chemical-order", "Warren-Cowley parameters"},
        {"local-structure", "common-neighbour analysis: fcc, hcp, bcc, icosahedral"},
        {"fluctuation", "V(k) of electron microscopy"},
        {"nanodiffraction",
         "symmetry of simulated 4D-STEM patterns, with the probe of `fluctuation`"},
        {"energy", "per atom, as it is and at the inherent structure, by `energy`"}};
    return all;
}

struct ScatteringMeasure {
    Range<Wavenumber> q{{0.5}, {16}};
    Wavenumber step{0.05};
    Length reach{0};
    std::vector<double> energy;
    void describe(Fields& f) {
        f("q", q, "First and last q").within(1e-3, 100);
        f("step", step, "Distance of the points").within(1e-4, 10);
        f("reach", reach, "End of the integral over r; 0 for half the box, at least 10 angstrom")
            .within(0, 200);
        f("energy", energy, "Photon energy in keV, for f' and f'': one number or none")
            .within(0.1, 800);
    }
};

struct ExafsMeasure {
    std::string absorber, edge = "K";
    std::vector<std::filesystem::path> feff;
    std::filesystem::path program;
    Range<Wavenumber> k{{3}, {14}};
    double s02 = 1, sigma2 = 0;
    Energy e0_shift{0};
    int weight = 2;
    Length reach{6};
    std::vector<Range<Length>> filter;
    void describe(Fields& f) {
        f("absorber", absorber, "Element whose edge it is").required("Cu");
        f("feff", feff, "feffNNNN.dat files with single scattering to every element");
        f("program", program, "Instead of files: FEFF itself, run on the first such atom");
        f("edge", edge, "K, L1, L2 or L3, for `program`");
        f("k", k, "First and last k; points are 0.05 1/angstrom apart").within(0.1, 40);
        f("s02", s02, "Amplitude reduction factor S0^2").within(0.01, 5);
        f("sigma2", sigma2, "Added to what the positions give, in square angstrom").within(0, 0.5);
        f("e0_shift", e0_shift, "Shift of the origin of k").within(-100, 100);
        f("weight", weight, "n of k^n chi(k)").within(0, 3);
        f("reach", reach, "Farthest neighbours").within(1, 20);
        f("filter", filter, "Part of R space to keep, if any: one range").within(0, 20);
    }
    ExafsOptions options() const;
    /// From the files, or by FEFF. Throws InputError (E-exafs-path) for neither or both.
    std::vector<FeffPath> paths(const Structure&) const;
};

struct FluctuationMeasure {
    Range<Wavenumber> k{{0.25}, {0.85}};
    Wavenumber step{0.01};
    Length resolution{10};
    int n_psi = 40, n_theta = 20;
    void describe(Fields& f) {
        f("k", k, "First and last k, without 2 pi").within(0.01, 5);
        f("step", step, "Distance of the points").within(1e-4, 1);
        f("resolution", resolution, "R of the probe; its square, R sqrt(2), must fit the box")
            .within(1, 500);
        f("n_psi", n_psi, "Rotations about the beam").within(1, 200);
        f("n_theta", n_theta, "Tilts").within(1, 200);
    }
    FluctuationOptions options() const;
};

/// first, first + step, ... up to last. Throws InputError (E-observe-q) for an empty range.
std::vector<double> spaced(const Range<Wavenumber>&, double step);

}  // namespace crucible
