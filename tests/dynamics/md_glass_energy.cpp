#include <doctest/doctest.h>

#include "crucible/atoms/formats.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/energy/potential_files.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

Structure shared_glass(const char* file) {
    ReadOptions types;
    types.elements = {29, 40};
    return read_structures(shared_data("glass/cu64zr36_2048") / file, types).front();
}

double energy_per_atom(EnergyModel& model, const Structure& s) {
    Evaluation e;
    model.evaluate(s, e);
    return e.energy / static_cast<double>(s.size());
}

RelaxResult inherent_structure(EnergyModel& model, const Structure& s) {
    RelaxSettings settings;
    settings.cell = CellMotion::fixed;
    settings.fmax = 1e-3;
    return relax(s, model, settings);
}

bool has_lammps_data() {
    if (std::filesystem::exists("/usr/share/lammps/potentials/CuZr_mm.eam.fs")) return true;
    MESSAGE("SKIPPED: no lammps-data");
    return false;
}

}  // namespace

TEST_SUITE("glass energies") {
    TEST_CASE("the shipped glass has its published energy, as quenched and at its minimum") {
        REQUIRE_SHARED_DATA("glass/cu64zr36_2048/glass300.dump");
        if (!has_lammps_data()) return;
        const auto model = make_model({"CuZr_mm.eam.fs"});
        const Structure glass = shared_glass("glass300.dump");
        // LAMMPS 20220106: -4.3802 and -4.4200 eV/atom (spec/glass.md 5).
        CHECK(std::fabs(energy_per_atom(*model, glass) + 4.3802) < 2e-4);
        CHECK(std::fabs(energy_per_atom(*model, shared_glass("glassIS.dump")) + 4.4200) < 2e-4);
        const RelaxResult r = inherent_structure(*model, glass);
        CHECK(r.status == RelaxStatus::converged);
        CHECK(std::fabs(r.energy / 2048 + 4.4200) < 2e-4);
        MESSAGE("inherent structure: " << r.energy / 2048 << " eV/atom after " << r.evaluations
                                       << " evaluations");
    }

    TEST_CASE("the same glass in Sheng's potential") {
        REQUIRE_SHARED_DATA("glass/potentials/ZrCuAl2011.eam.alloy");
        const auto file = shared_data("glass/potentials/ZrCuAl2011.eam.alloy");
        const auto model = make_model({file.string()});
        const Structure minimum = shared_glass("glassIS.dump");
        // LAMMPS 20220106 on the same configuration (spec/glass.md 5).
        CHECK(std::fabs(energy_per_atom(*model, minimum) + 4.5725) < 2e-4);
        const RelaxResult r = inherent_structure(*model, minimum);
        CHECK(r.status == RelaxStatus::converged);
        // LAMMPS 20220106, minimize 1e-12 1e-2 from the same configuration, fixed box: -4.58430.
        CHECK(std::fabs(r.energy / 2048 + 4.5843) < 2e-4);
    }

    TEST_CASE("models of reverse Monte Carlo lie as far above the glass as LAMMPS says") {
        REQUIRE_SHARED_DATA("glass/cu64zr36_2048/rmc_sq_exafs.dump");
        if (!has_lammps_data()) return;
        const auto model = make_model({"CuZr_mm.eam.fs"});
        struct Case {
            const char* file;
            double raw;  // eV/atom by LAMMPS, spec/glass.md 5
        };
        for (const Case& c : {Case{"rmc_sq_only.dump", -4.0013}, Case{"rmc_sq_exafs.dump", -4.1477},
                              Case{"hrmc_sq_exafs_eam.dump", -4.3152}})
            CHECK(std::fabs(energy_per_atom(*model, shared_glass(c.file)) - c.raw) < 2e-4);
        // Which minimum lies below a model so far up is a matter of the minimiser: L-BFGS with
        // other step lengths, FIRE and LAMMPS's cg, all converged, give -4.383 to -4.391. The gap
        // to the glass of -4.4200 is that of the spec in each: 0.02 to 0.06.
        const RelaxResult r = inherent_structure(*model, shared_glass("rmc_sq_exafs.dump"));
        CHECK(r.status == RelaxStatus::converged);
        const double gap = r.energy / 2048 + 4.4200;
        MESSAGE("inherent gap " << gap << " eV/atom after " << r.evaluations << " evaluations");
        CHECK(gap > 0.02);
        CHECK(gap < 0.06);
    }
}
