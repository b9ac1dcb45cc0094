#include "crucible/thermo/pressed_crystal.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/relax.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible {
namespace {

constexpr double sites_fmax = 1e-5;  // eV/angstrom
constexpr double strain_step = 2e-3;
constexpr double most_strain = 0.05;  // in one round
constexpr double most_negative = 1.0 / 3;
constexpr double gruneisen = 1.2;  // typical of oxides: the first guess of the thermal pressure

Structure at_rest(const Structure& s, EnergyModel& model) {
    RelaxSettings settings;
    settings.cell = CellMotion::fixed;
    settings.fmax = sites_fmax;
    return relax(s, model, settings).structure;
}

Structure strained(const Structure& s, const Mat3& strain) {
    Structure out = s;
    const Mat3 f = Mat3::identity() + strain;
    out.cell.h = s.cell.h * f;
    for (auto& r : out.positions) r = Position(r * f);
    return out;
}

std::array<double, 6> six(const Mat3& m) {
    return {m(0, 0), m(1, 1), m(2, 2), m(1, 2), m(0, 2), m(0, 1)};
}

Mat3 strain_of(const std::vector<double>& e) {  // engineering shear
    return {{{{e[0], e[5] / 2, e[4] / 2}, {e[5] / 2, e[1], e[3] / 2}, {e[4] / 2, e[3] / 2, e[2]}}}};
}

// The strain that takes the stress `away`, cut where the crystal would not follow.
Mat3 relief(const Array2<double>& c, const Mat3& away) {
    std::vector<double> e = cholesky_solve(c, six(away));
    double largest = 0;
    for (double v : e) largest = std::max(largest, std::fabs(v));
    if (largest > most_strain)
        for (double& v : e) v *= most_strain / largest;
    return strain_of(e);
}

double share_of_negative(const NormalModes& modes) {
    const auto n = std::count_if(modes.curvatures.begin(), modes.curvatures.end(),
                                 [](double c) { return c <= 0; });
    return double(n) / double(modes.curvatures.size());
}

// At rest under the pressure that the atoms' motion will not supply.
Structure first_cell(const Structure& start, EnergyModel& model, const PressedCrystalSettings& s) {
    const double thermal = gruneisen * 3 * static_cast<double>(start.size()) *
                           constants::boltzmann * s.sampling.temperature / start.cell.volume();
    RelaxSettings settings;
    settings.pressure = s.pressure - thermal;
    settings.fmax = 1e-4;
    return relax(start, model, settings).structure;
}

// A cell without stiffness in some direction is not one that a crystal keeps.
double checked_bulk_modulus(const Array2<double>& c) {
    const EigenSystem e = eigen_symmetric(c);
    if (!(e.values.front() > 0))
        throw InputError("E-integrate-modes", "its cell has no stiffness in some direction",
                         "relax the crystal, or give the phase up at this pressure");
    return bulk_modulus(c);
}

}  // namespace

Array2<double> stiffness(const Structure& cell, EnergyModel& model) {
    Array2<double> c(6, 6);
    Evaluation up, down;
    for (std::size_t a = 0; a < 6; ++a) {
        std::vector<double> e(6);
        e[a] = strain_step;
        model.evaluate(at_rest(strained(cell, strain_of(e)), model), up);
        e[a] = -strain_step;
        model.evaluate(at_rest(strained(cell, strain_of(e)), model), down);
        const auto plus = six(up.stress), minus = six(down.stress);
        for (std::size_t b = 0; b < 6; ++b) c(b, a) = (plus[b] - minus[b]) / (2 * strain_step);
    }
    for (std::size_t a = 0; a < 6; ++a)
        for (std::size_t b = 0; b < a; ++b) c(a, b) = c(b, a) = (c(a, b) + c(b, a)) / 2;
    return c;
}

double bulk_modulus(const Array2<double>& c) {
    const std::vector<double> pressed{1, 1, 1, 0, 0, 0};
    const auto e = cholesky_solve(c, pressed);
    return 1 / (e[0] + e[1] + e[2]);
}

Mat3 allowed_by_symmetry(const Structure& crystal, const Mat3& tensor) {
    const auto symmetry = find_symmetry(crystal);
    if (!symmetry || symmetry->operations.empty()) return tensor;
    const Mat3 h = crystal.cell.h, g = inverse(h);
    Mat3 sum;
    for (const SymmetryOperation& op : symmetry->operations) {
        Mat3 w;
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) w(i, j) = op.rotation(i, j);
        // Rows of h are the lattice vectors, so a Cartesian row turns by g w^T h.
        const Mat3 turn = g * transpose(w) * h;
        sum += transpose(turn) * tensor * turn;
    }
    return sum * (1 / static_cast<double>(symmetry->operations.size()));
}

Mat3 whole_stress(const LambdaAverage& a, double thermal_energy, std::size_t n_atoms,
                  double volume) {
    return a.stress - Mat3::identity() * (static_cast<double>(n_atoms) * thermal_energy / volume);
}

PressedCrystal crystal_at_sites(const Structure& cell, EnergyModel& model, double width) {
    PressedCrystal out;
    out.cell = cell;
    out.supercell = make_supercell(out.cell, repeats_for_width(out.cell, width));
    out.modes = normal_modes(out.supercell, force_constants(out.supercell, model));
    out.negative = share_of_negative(out.modes);
    if (out.negative > most_negative)
        throw InputError("E-integrate-modes",
                         number_text(100 * out.negative, 3) +
                             " % of the modes have no force that brings them back",
                         "relax the crystal, or give the phase up at this pressure");
    return out;
}

PressedCrystal press(const Structure& start, EnergyModel& model,
                     const PressedCrystalSettings& settings, const RunContext& context) {
    const double thermal_energy = constants::boltzmann * settings.sampling.temperature;
    const Structure first = first_cell(start, model, settings);
    const Array2<double> c = stiffness(first, model);
    const double bulk = checked_bulk_modulus(c);
    PressedCrystal out = crystal_at_sites(at_rest(first, model), model, settings.width);
    out.bulk_modulus = bulk;
    for (int round = 0; round < settings.rounds; ++round) {
        const HarmonicCrystal reference(out.modes);
        LambdaRun run(out.supercell.structure, model, reference, 1, settings.sampling,
                      1000 + static_cast<std::uint64_t>(round));
        while (!run.done()) {
            context.check();
            run.advance();
        }
        const LambdaAverage sampled = run.average();
        out.rounds = round + 1;
        out.lost = sampled.lost;
        out.stress = allowed_by_symmetry(
            out.cell, whole_stress(sampled, thermal_energy, out.supercell.structure.size(),
                                   out.supercell.structure.cell.volume()));
        if (out.lost) return out;
        const Mat3 away = (out.stress + Mat3::identity() * settings.pressure) * -1.0;
        double largest = 0;
        for (double v : six(away)) largest = std::max(largest, std::fabs(v));
        if (largest < settings.tolerance) return out;
        const Structure next = strained(out.cell, relief(c, away));
        const auto last_stress = out.stress;
        out = crystal_at_sites(at_rest(next, model), model, settings.width);
        out.rounds = round + 1, out.stress = last_stress, out.bulk_modulus = bulk;
    }
    return out;
}

}  // namespace crucible
