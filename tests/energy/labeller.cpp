#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/energy/labeller.hpp"
#include "crucible/energy/lennard_jones.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// Four atoms of fcc aluminium, one of them 0.1 angstrom off its place.
Structure aluminium() {
    Structure s;
    s.cell.h = Mat3::diagonal(4.05, 4.05, 4.05);
    for (const Vec3& f : {Vec3{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}) {
        s.numbers.push_back(13);
        s.positions.push_back(Position(f * 4.05));
    }
    s.positions[1][0] += 0.1;
    return s;
}

RunContext silent() { return {"label", 1, nullptr, nullptr}; }

bool has_cp2k() {
    if (!find_program("cp2k.psmp").empty() || !find_program("cp2k.popt").empty()) return true;
    MESSAGE("SKIPPED: CP2K is not installed");
    return false;
}

}  // namespace

TEST_SUITE("labeller") {
    TEST_CASE("a model labels as it evaluates; the virial is minus the slope with strain") {
        Structure s = aluminium();
        s.numbers.assign(4, 18);
        auto model =
            std::make_unique<LennardJones>(std::vector<LennardJonesPair>{{18, 18, 0.01, 2.6}}, 6.0);
        Evaluation e;
        model->evaluate(s, e);
        const auto labeller = model_labeller(std::move(model));
        const LabelledFrame f = labeller->label(s, "", silent());
        CHECK(f.energy == e.energy);
        CHECK(f.forces[1] == e.forces[1]);
        CHECK((*f.virial)(0, 0) == doctest::Approx(-e.stress(0, 0) * s.cell.volume()));
    }

    TEST_CASE("the input says what is to be computed, and refuses what makes no sense") {
        const std::string text = cp2k_input(aluminium(), {});
        CHECK(text.find("MONKHORST-PACK 7 7 7") != text.npos);  // 2 pi/4.05/0.25 = 6.2
        CHECK(text.find("BASIS_SET DZVP-MOLOPT-SR-GTH") != text.npos);
        Cp2kSettings bad;
        bad.basis = "A\n&END";
        CHECK_THROWS_AS(cp2k_input(aluminium(), bad), InputError);
        bad = {};
        bad.k_points = {2, 0, 2};
        CHECK_THROWS_AS(cp2k_input(aluminium(), bad), InputError);
        CHECK_THROWS_AS(cp2k_input(Structure{}, {}), InputError);
        bad = {};
        bad.program = "/nowhere/cp2k";
        CHECK_THROWS_AS(cp2k_labeller(bad), NotBuiltError);
    }

    TEST_CASE("VASP's inputs are written") {
        Temporary directory;
        write_vasp_inputs(aluminium(), directory.path());
        CHECK(read_file(directory / "INCAR").find("ENCUT = 720") != std::string::npos);
        CHECK(read_file(directory / "POSCAR").find("Al") != std::string::npos);
    }
}

TEST_SUITE("slow labeller") {
    TEST_CASE("CP2K labels aluminium as it did before; stress has the sign of the strain") {
        if (!has_cp2k()) return;
        Temporary directory;
        Cp2kSettings o;
        o.k_points = {4, 4, 4};
        const auto labeller = cp2k_labeller(o);
        const Structure s = aluminium();
        const LabelledFrame f = labeller->label(s, directory / "a", silent());
        // -8.279947185 Ha with these settings (CP2K 2023.1, spec/melting.md section 8).
        CHECK(f.energy / 27.211386245988 == doctest::Approx(-8.279947185).epsilon(2e-6));
        CHECK(f.forces[1][0] < -0.1);  // back to its place
        Vec3 sum;
        for (const Vec3& x : f.forces) sum += x;
        CHECK(norm(sum) < 0.02);
        // The energy along a strain of one axis falls by the virial.
        Structure longer = s;
        const double strain = 0.01;
        longer.cell.h(0, 0) *= 1 + strain;
        for (Position& r : longer.positions) r[0] *= 1 + strain;
        Structure shorter = s;
        shorter.cell.h(0, 0) *= 1 - strain;
        for (Position& r : shorter.positions) r[0] *= 1 - strain;
        const double slope = (labeller->label(longer, directory / "b", silent()).energy -
                              labeller->label(shorter, directory / "c", silent()).energy) /
                             (2 * strain);
        REQUIRE(f.virial);
        CHECK(-slope == doctest::Approx((*f.virial)(0, 0)).epsilon(0.1));
    }

    TEST_CASE("a calculation that does not converge is no label") {
        if (!has_cp2k()) return;
        Temporary directory;
        Cp2kSettings o;
        o.k_points = {2, 2, 2}, o.most_iterations = 2;
        CHECK_THROWS_AS(cp2k_labeller(o)->label(aluminium(), directory / "a", silent()),
                        UnstableError);
    }
}
