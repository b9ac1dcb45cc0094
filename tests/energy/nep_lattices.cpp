// Crystals of UNEP-v1, minimised: the numbers of spec and reference.
#include <doctest/doctest.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/energy/nep.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

struct Lattice {
    const char *symbol, *kind;
    double a, c, energy, bulk;  ///< angstrom, c/a, eV/atom, GPa; 0 where nothing is known
};

/// Made with a reference implementation (NEP_CPU, double precision).
constexpr Lattice lattices[] = {{"Al", "fcc", 4.0429, 0, -3.74150, 76},
                                {"Cu", "fcc", 3.6263, 0, -3.72430, 144},
                                {"Ni", "fcc", 3.5081, 0, -5.41811, 210},
                                {"Ag", "fcc", 4.1457, 0, 0, 0},
                                {"Au", "fcc", 4.1585, 0, 0, 0},
                                {"Pb", "fcc", 5.0303, 0, 0, 0},
                                {"Pd", "fcc", 3.9399, 0, 0, 0},
                                {"Pt", "fcc", 3.9666, 0, 0, 0},
                                {"Mo", "bcc", 3.1589, 0, -10.93981, 270},
                                {"W", "bcc", 3.1825, 0, 0, 0},
                                {"Ta", "bcc", 3.3190, 0, 0, 0},
                                {"V", "bcc", 2.9940, 0, 0, 0},
                                {"Cr", "bcc", 2.8485, 0, 0, 0},
                                {"Mg", "hcp", 3.2032, 1.6178, -1.50640, 37},
                                {"Ti", "hcp", 2.9280, 1.5853, -7.83107, 113},
                                {"Zr", "hcp", 3.2366, 1.5841, 0, 0}};

Structure primitive(const Lattice& l, double a) {
    Structure s;
    const std::string kind = l.kind;
    const double h = a / 2;
    s.positions = {Position(0, 0, 0)};
    if (kind == "fcc") s.cell.h = Mat3{{{{0, h, h}, {h, 0, h}, {h, h, 0}}}};
    if (kind == "bcc") s.cell.h = Mat3{{{{-h, h, h}, {h, -h, h}, {h, h, -h}}}};
    if (kind == "hcp") {
        s.cell.h = Mat3{{{{a, 0, 0}, {-h, a * std::sqrt(0.75), 0}, {0, 0, 1.6 * a}}}};
        s.positions.push_back(s.cell.cartesian({1.0 / 3, 2.0 / 3, 0.5}));
    }
    s.numbers.assign(s.positions.size(), parse_element(l.symbol));
    return s;
}

}  // namespace

TEST_SUITE("slow nep lattices") {
    TEST_CASE("UNEP-v1's sixteen metals relax to their lattice constants, energies, stiffness") {
        const std::string file = "nep/Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt";
        REQUIRE_SHARED_DATA(file);
        Nep model(read_nep(shared_data(file)));
        for (const Lattice& l : lattices) {
            INFO(l.symbol);
            RelaxSettings settings;
            settings.fmax = 1e-7, settings.stress_tolerance = 1e-8;
            const RelaxResult r = relax(primitive(l, 1.02 * l.a), model, settings);
            CHECK(r.status == RelaxStatus::converged);
            const double atoms = l.c > 0 ? 2 : 1, per_atom = r.volume / atoms;
            const std::string kind = l.kind;
            if (kind == "fcc") CHECK(std::fabs(std::cbrt(4 * per_atom) - l.a) < 6e-5);
            if (kind == "bcc") CHECK(std::fabs(std::cbrt(2 * per_atom) - l.a) < 6e-5);
            if (kind == "hcp") {
                // volume of two atoms = sqrt(3)/2 a^2 c
                const double a3 = r.volume / (std::sqrt(0.75) * l.c);
                CHECK(std::fabs(std::cbrt(a3) - l.a) < 3e-4);
            }
            if (l.energy != 0) CHECK(std::fabs(r.energy / atoms - l.energy) < 6e-6);
            if (l.bulk == 0) continue;
            // B = -V dP/dV by central differences, atoms and shape being those of the minimum.
            Evaluation wide, narrow;
            for (const auto& [scale, out] : {std::pair{1.003, &wide}, {0.997, &narrow}}) {
                Structure s = r.structure;
                s.cell.h *= scale;
                for (auto& p : s.positions) p = Position(p * scale);
                model.evaluate(s, *out);
            }
            const double bulk =
                (trace(wide.stress) - trace(narrow.stress)) / (3 * 3 * 0.006) / constants::gpa;
            CHECK(std::fabs(bulk - l.bulk) < 1);
        }
    }
}
