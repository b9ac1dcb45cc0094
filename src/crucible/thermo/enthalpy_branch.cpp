#include "crucible/thermo/enthalpy_branch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "crucible/atoms/match.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/num/hermite.hpp"

namespace crucible {
namespace {

// Taking a crystal up may scale and shear it; one step of pressure moves it by very little.
constexpr MatchTolerance taken_up{.displacement = 0.35, .strain = 0.12};
constexpr MatchTolerance one_step{.displacement = 0.15, .strain = 0.04};
// eV per formula unit: how far the enthalpy may be from the integral of the volume over one step.
// Trapezes leave 2e-4 for a crystal as soft as 20 GPa; other crystals are farther away.
constexpr double enthalpy_jump = 5e-4;

struct BranchStep {
    std::optional<BranchPoint> point;
    std::string refusal;
};

class BranchFollower {
public:
    BranchFollower(EnergyModel& model, const BranchSettings& settings, double units)
        : model_(model), settings_(settings), units_(units) {}

    BranchStep relaxed(const Structure& from, double pressure) {
        RelaxSettings s;
        s.pressure = pressure, s.fmax = settings_.fmax;
        s.stress_tolerance = settings_.stress_tolerance;
        s.max_evaluations = 5000;
        const RelaxResult r = relaxer_.run(from, model_, s);
        if (r.status != RelaxStatus::converged) return {{}, std::string(name(r.status))};
        return {BranchPoint{pressure, PhaseFate::stays, r.structure,
                            symbol_of(r.structure, settings_.symmetry_tolerance),
                            r.enthalpy / units_, r.energy / units_, r.volume / units_},
                ""};
    }

    /// The first relaxation, which may change much, but not the kind of crystal.
    BranchStep taken_up_at(const Structure& given, double pressure) {
        BranchStep step = relaxed(given, pressure);
        if (step.point && !match(given, step.point->structure, taken_up))
            return {{}, "it turns into another crystal at once"};
        return step;
    }

    BranchStep next(const BranchPoint& from, double pressure) {
        BranchStep step = continued(from, pressure);
        if (step.point) return step;
        const double quarter = (pressure - from.pressure) / 4;
        BranchPoint here = from;
        for (int k = 1; k <= 4; ++k) {
            BranchStep small = continued(here, k == 4 ? pressure : from.pressure + k * quarter);
            if (!small.point) return small;
            here = std::move(*small.point);
        }
        return {std::move(here), ""};
    }

private:
    BranchStep continued(const BranchPoint& from, double pressure) {
        BranchStep step = relaxed(from.structure, pressure);
        if (!step.point) return step;
        const double change = step.point->enthalpy - from.enthalpy,
                     expected =
                         0.5 * (step.point->volume + from.volume) * (pressure - from.pressure);
        if (std::fabs(change - expected) > enthalpy_jump)
            return {{}, "its enthalpy jumps: it falls into another minimum"};
        if (!match(from.structure, step.point->structure, one_step))
            return {{}, "its atoms jump: it turns into another crystal"};
        return step;
    }

    EnergyModel& model_;
    const BranchSettings& settings_;
    double units_;
    Relaxer relaxer_;
};

std::vector<double> pressure_grid(const BranchSettings& s) {
    if (!(s.step > 0) || !(s.high >= s.low) || (s.high - s.low) / s.step > 10000)
        throw InputError("E-thermo-branch", "the range of pressures holds no points, or too many",
                         "give low <= high and a step between a ten-thousandth of the range and "
                         "all of it");
    std::vector<double> out;
    const auto first = static_cast<long>(std::floor(s.low / s.step + 1e-9)),
               last = static_cast<long>(std::ceil(s.high / s.step - 1e-9));
    for (long k = first; k <= last; ++k) out.push_back(static_cast<double>(k) * s.step);
    return out;
}

/// Where the crystal is at rest as it was given.
double pressure_of(const Structure& s, EnergyModel& model) {
    Evaluation e;
    model.evaluate(s, e);
    return -trace(e.stress) / 3;
}

std::size_t nearest(const std::vector<double>& grid, double pressure) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < grid.size(); ++k)
        if (std::fabs(grid[k] - pressure) < std::fabs(grid[best] - pressure)) best = k;
    return best;
}

/// The grid's points by their distance from the first guess, thinned to about a dozen.
std::vector<std::size_t> attempts(const std::vector<double>& grid, std::size_t first) {
    std::vector<std::size_t> out = {first};
    const std::size_t stride = std::max<std::size_t>(1, grid.size() / 12);
    for (std::size_t d = stride; d < grid.size(); d += stride) {
        if (first + d < grid.size()) out.push_back(first + d);
        if (d <= first) out.push_back(first - d);
    }
    return out;
}

BranchPoint lost_at(double pressure) { return {pressure, PhaseFate::lost, {}, "", NAN, NAN, NAN}; }

/// From point `from` to the end of the grid and back again; `step` is 1 or -1.
std::string lead(BranchFollower& follower, EnthalpyBranch& b, std::size_t from, int step) {
    auto& points = b.points;
    const auto beyond = [&](std::size_t k) { return step > 0 ? k + 1 >= points.size() : k == 0; };
    const auto moved = [&](std::size_t k, int by) {
        return static_cast<std::size_t>(static_cast<long>(k) + by);
    };
    std::size_t k = from;
    std::string why;
    while (!beyond(k)) {
        BranchStep next = follower.next(points[k], points[moved(k, step)].pressure);
        if (!next.point) {
            why = next.refusal;
            break;
        }
        k = moved(k, step);
        points[k] = std::move(*next.point);
    }
    BranchPoint back = points[k];
    while (k != from) {
        k = moved(k, -step);
        const BranchStep next = follower.relaxed(back.structure, points[k].pressure);
        if (!next.point) break;
        back = *next.point;
        b.hysteresis = std::max(b.hysteresis, std::fabs(back.enthalpy - points[k].enthalpy));
    }
    return why;
}

double units_in(const Structure& s, const Composition& unit, const std::string& label) {
    const Composition all = composition(s.numbers);
    if (reduced(all) != reduced(unit))
        throw InputError("E-thermo-branch",
                         fmt::format("{} is {}, not {}", label.empty() ? "a structure" : label,
                                     formula_text(all), formula_text(unit)),
                         "give phases of one composition");
    return static_cast<double>(formula_units(all)) / formula_units(unit);
}

}  // namespace

std::pair<std::size_t, std::size_t> EnthalpyBranch::kept() const {
    std::size_t first = 0;
    while (first < points.size() && points[first].fate != PhaseFate::stays) ++first;
    std::size_t last = first;
    while (last < points.size() && points[last].fate == PhaseFate::stays) ++last;
    return {first, last};
}

ValueSlope EnthalpyBranch::at(double pressure) const {
    const auto [first, last] = kept();
    for (std::size_t k = first; k + 1 < last; ++k) {
        const BranchPoint &a = points[k], &b = points[k + 1];
        const double slack = 1e-9 * (b.pressure - a.pressure);
        if (pressure < a.pressure - slack || pressure > b.pressure + slack) continue;
        return HermitePiece{a.pressure, a.enthalpy, a.volume, b.pressure, b.enthalpy, b.volume}.at(
            pressure);
    }
    return {NAN, NAN};
}

EnthalpyBranch follow_branch(const Structure& given, const Composition& unit, EnergyModel& model,
                             const BranchSettings& settings) {
    EnthalpyBranch b;
    b.label = given.name;
    Structure start = primitive_cell(given);
    b.units = units_in(start, unit, given.name);
    const std::vector<double> grid = pressure_grid(settings);
    for (const double p : grid) b.points.push_back(lost_at(p));
    BranchFollower follower(model, settings, b.units);
    for (const std::size_t k : attempts(grid, nearest(grid, pressure_of(given, model)))) {
        BranchStep first = follower.taken_up_at(start, grid[k]);
        if (!first.point) {
            b.low_end = b.high_end = first.refusal;
            continue;
        }
        b.points[k] = std::move(*first.point);
        b.start = grid[k];
        b.high_end = lead(follower, b, k, 1);
        b.low_end = lead(follower, b, k, -1);
        break;
    }
    return b;
}

std::string symbol_of(const Structure& s, double tolerance) {
    const auto found = find_symmetry(s, tolerance);
    return found ? found->symbol : "?";
}

}  // namespace crucible
