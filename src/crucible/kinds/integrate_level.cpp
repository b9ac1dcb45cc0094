#include "crucible/kinds/integrate_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/csv.hpp"
#include "crucible/thermo/state_grid.hpp"

namespace crucible {
namespace {

constexpr double integrate_kcal = constants::kcal_per_mol;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct IntegralColumn {
    std::string_view name, unit;
};
constexpr IntegralColumn integral_columns[] = {{"pressure", "GPa"},
                                               {"temperature", "K"},
                                               {"atoms", ""},
                                               {"volume", "angstrom^3"},
                                               {"mu", "kcal/mol"},
                                               {"error", "kcal/mol"},
                                               {"mu_of_size", "kcal/mol"},
                                               {"size_shift", "kcal/mol"},
                                               {"sites", "kcal/mol"},
                                               {"reference", "kcal/mol"},
                                               {"work", "kcal/mol"},
                                               {"work_error", "kcal/mol"},
                                               {"quadrature", "kcal/mol"},
                                               {"switched", "kcal/mol"},
                                               {"switched_error", "kcal/mol"},
                                               {"dissipation", "kcal/mol"},
                                               {"allowed", "kcal/mol"},
                                               {"soft_modes", ""},
                                               {"residual_pressure", "GPa"},
                                               {"potential_energy", "kcal/mol"},
                                               {"enthalpy", "kcal/mol"},
                                               {"lost_at", ""},
                                               {"enthalpy_error", "kcal/mol"},
                                               {"volume_at_pressure", "angstrom^3"},
                                               {"volume_error", "angstrom^3"}};
constexpr std::size_t n_integral_columns = std::size(integral_columns);

using IntegralRow = std::array<double, n_integral_columns>;

/// What a whole integration has and a sampled crystal has not.
void whole_row(const CrystalIntegral& r, IntegralRow& row) {
    const double unit = integrate_kcal * r.n_units;
    const Estimate mu = r.chemical_potential(), &work = r.quadrature.work;
    row[4] = mu.value / integrate_kcal, row[5] = mu.error / integrate_kcal;
    row[6] = r.chemical_potential_of_size() / integrate_kcal;
    row[8] = r.site_energy / unit;
    row[9] = (r.reference + r.centre) / unit;
    row[10] = work.value / unit, row[11] = work.error / unit;
    row[12] = r.quadrature.quadrature / unit;
    if (!r.switched) return;
    row[13] = r.switched->work.value / unit, row[14] = r.switched->work.error / unit;
    row[15] = r.switched->dissipation / unit, row[16] = r.switched->allowed / unit;
}

IntegralRow integral_row(const CrystalIntegral& r, double temperature) {
    const double unit = integrate_kcal * r.n_units;
    IntegralRow row;
    row.fill(unknown);
    row[0] = r.pressure / constants::gpa, row[1] = temperature;
    row[2] = static_cast<double>(r.n_atoms), row[3] = r.volume / r.n_units;
    row[17] = static_cast<double>(r.raised);
    if (r.lost) {
        row[21] = static_cast<double>(*r.lost);
        return row;
    }
    if (r.quadrature.work.n > 0) whole_row(r, row);
    row[7] = r.size_shift / unit;
    row[18] = r.residual / constants::gpa;
    row[19] = r.averages.back().energy.value / unit;
    const Estimate enthalpy = r.enthalpy(), relaxed = r.volume_at_pressure();
    row[20] = enthalpy.value / integrate_kcal, row[22] = enthalpy.error / integrate_kcal;
    row[23] = relaxed.value, row[24] = relaxed.error;
    return row;
}

Table integrals_table(const std::string& phase, const std::string& state, const IntegralRow* row) {
    Table t;
    t.add_texts("phase");
    t.add_texts("state");
    for (const IntegralColumn& c : integral_columns)
        t.add_numbers(std::string(c.name), std::string(c.unit));
    if (!row) return t;
    t.columns[0].texts.push_back(phase), t.columns[1].texts.push_back(state);
    for (std::size_t c = 0; c < n_integral_columns; ++c)
        t.columns[c + 2].numbers.push_back((*row)[c]);
    return t;
}

constexpr const char* sampled_state = "sampled";

class PointIntegration {
public:
    PointIntegration(const IntegrateLevel& level, const EnthalpyBranch& branch, EnergyModel& model,
                     IntegrationPart part, std::int64_t item, Worker& worker)
        : level_(level),
          branch_(branch),
          model_(model),
          part_(part),
          context_(worker.context()),
          checkpoint_(worker.checkpoint(item, {30, 0.02})),
          seed_(context_.stream(StreamId::langevin, static_cast<std::uint64_t>(item)).bits64()) {}

    PhaseIntegrals point(double pressure, double temperature) {
        ChemicalPotential c;
        c.phase = branch_.label, c.level = "integrate";
        c.pressure = pressure, c.temperature = temperature;
        c.mu = c.error = c.enthalpy = c.volume = unknown;
        CrystalIntegral found;
        found.pressure = pressure;
        const BranchPoint* start = nearest(pressure);
        if (start) {
            c.enthalpy = start->enthalpy + start->volume * (pressure - start->pressure);
            const auto symmetry = find_symmetry(start->structure);
            c.space_group = symmetry ? symmetry->symbol : "";
        } else {
            c.state = PhaseFate::lost;
        }
        try {
            if (start) found = integral(*start, pressure, temperature, c);
        } catch (const InputError& e) {
            if (e.code() != "E-integrate-modes") throw;
            c.state = PhaseFate::imaginary;
            warn(c, e.message());
        } catch (const UnstableError& e) {
            c.state = PhaseFate::lost;
            warn(c, e.message());
        }
        PhaseIntegrals out{{c}, integrals_table("", "", nullptr)};
        if (found.n_atoms == 0) return out;
        const IntegralRow row = integral_row(found, temperature);
        const bool is_sample = c.state == PhaseFate::beyond;
        out.table = integrals_table(branch_.label,
                                    is_sample ? sampled_state : std::string(name(c.state)), &row);
        return out;
    }

private:
    /// Nothing beyond the pressures at which the phase stays.
    const BranchPoint* nearest(double pressure) const {
        constexpr double touch = 1e-9;  // eV/angstrom^3
        const auto [first, last] = branch_.kept();
        if (first >= last || pressure < branch_.points[first].pressure - touch ||
            pressure > branch_.points[last - 1].pressure + touch)
            return nullptr;
        const BranchPoint* best = &branch_.points[first];
        for (std::size_t k = first; k < last; ++k)
            if (std::fabs(branch_.points[k].pressure - pressure) <
                std::fabs(best->pressure - pressure))
                best = &branch_.points[k];
        return best;
    }

    void warn(const ChemicalPotential& c, const std::string& what) const {
        context_.warn(fmt::format("{} at {:g} GPa and {:g} K: {}", c.phase,
                                  c.pressure / constants::gpa, c.temperature, what));
    }

    CrystalIntegral integral(const BranchPoint& start, double pressure, double temperature,
                             ChemicalPotential& c) {
        CrystalIntegrationSettings settings = level_.settings(pressure, temperature, seed_);
        settings.part = part_;
        CrystalIntegration run(start.structure, model_, settings);
        if (const auto saved = checkpoint_.load()) run.restore(*saved);
        while (!run.done()) {
            if (context_.stopping() || checkpoint_.due()) checkpoint_.save(run.save());
            run.advance(context_);
            context_.progress(run.fraction(), 1, "points");
        }
        CrystalIntegral r = run.result();
        judge(r, c);
        return r;
    }

    void judge(const CrystalIntegral& r, ChemicalPotential& c) const {
        c.volume = r.volume / r.n_units;
        if (r.lost || r.has_changed) {
            c.state = PhaseFate::lost;
            warn(c, r.lost ? fmt::format("an atom left its site by step {}", *r.lost)
                           : "its sites have another space group than the phase at rest");
            return;
        }
        if (part_ == IntegrationPart::crystal) {
            c.state = PhaseFate::beyond;
            return;
        }
        const Estimate mu = r.chemical_potential();
        c.mu = mu.value, c.error = mu.error;
        if (r.is_irreversible) {
            c.state = PhaseFate::irreversible;
            warn(c, fmt::format("switching dissipated {:.3f} kcal/mol, {:.3f} are allowed",
                                r.switched->dissipation / r.n_units / integrate_kcal,
                                r.switched->allowed / r.n_units / integrate_kcal));
        }
    }

    const IntegrateLevel& level_;
    const EnthalpyBranch& branch_;
    EnergyModel& model_;
    IntegrationPart part_;
    const RunContext& context_;
    Checkpoint checkpoint_;
    std::uint64_t seed_;
};

}  // namespace

void IntegrateLevel::check(std::span<const double> pressures,
                           std::span<const double> temperatures) const {
    const auto fail = [](const char* what, const char* cure) {
        throw InputError("E-integrate-settings", what, cure);
    };
    if (switches == 1) fail("one pair of switches has no error", "give switches = 0 or at least 2");
    for (const double t : temperatures)
        if (!(t > 0))
            fail("there is no dynamics at 0 K to integrate",
                 "give temperatures above zero, or the level harmonic");
    if (plan == IntegrationPlan::lines && (pressures.size() == 2 || temperatures.size() == 2))
        fail("a line goes through one pressure or temperature or at least three, not two",
             "add another, or give plan = 'points'");
}

std::size_t first_of_lines(const EnthalpyBranch& branch, const StateGrid& grid) {
    const auto far = [&](double p) { return std::fabs(p - branch.start); };
    const auto nearest = std::min_element(grid.pressures.begin(), grid.pressures.end(),
                                          [&](double a, double b) { return far(a) < far(b); });
    return static_cast<std::size_t>(nearest - grid.pressures.begin());
}

CrystalIntegrationSettings IntegrateLevel::settings(double pressure, double temperature,
                                                    std::uint64_t seed) const {
    CrystalIntegrationSettings s;
    s.press.pressure = pressure, s.press.width = width.value;
    s.press.sampling.temperature = temperature, s.press.sampling.seed = seed;
    s.press.sampling.steps = static_cast<std::size_t>(cell_steps);
    s.reference = reference, s.nodes = static_cast<std::size_t>(nodes);
    s.steps = static_cast<std::size_t>(steps), s.switches = switches;
    s.most_dissipation = dissipation;
    return s;
}

PhaseIntegrals integrate_point(const IntegrateLevel& level, const EnthalpyBranch& branch,
                               EnergyModel& model, const StateGrid& grid, std::size_t point,
                               std::int64_t item, Worker& worker) {
    level.check(grid.pressures, grid.temperatures);
    const bool is_whole =
        level.plan == IntegrationPlan::points || point == first_of_lines(branch, grid);
    PointIntegration run(level, branch, model,
                         is_whole ? IntegrationPart::whole : IntegrationPart::crystal, item,
                         worker);
    return run.point(grid.pressure(point), grid.temperature(point));
}

void follow_lines(PhaseIntegrals& phase, const StateGrid& grid, std::size_t first,
                  std::uint64_t seed) {
    // Lines are those of the crystal of so many atoms; what one without end has besides is known
    // at each point.
    std::vector<std::optional<SampledState>> states(grid.size());
    std::vector<double> shifts(grid.size());
    const auto column = [&](std::string_view wanted) -> const Column& {
        return *phase.table.find(wanted);
    };
    std::size_t row =
        0;  // of the table, which leaves out points that were lost before any dynamics
    for (std::size_t i = 0; i < grid.size() && row < phase.table.rows(); ++i) {
        const auto at = [&](std::string_view wanted) {
            const Column& c = column(wanted);
            return c.kind == Column::Kind::number ? c.numbers[row] : unknown;
        };
        constexpr double touch = 1e-6;  // GPa, K
        if (std::fabs(at("pressure") - grid.pressure(i) / constants::gpa) > touch ||
            std::fabs(at("temperature") - grid.temperature(i)) > touch)
            continue;
        shifts[i] = at("size_shift") * integrate_kcal;
        if (std::isfinite(at("enthalpy")))
            states[i] = SampledState{
                {at("enthalpy") * integrate_kcal, at("enthalpy_error") * integrate_kcal, 1},
                {at("volume_at_pressure"), at("volume_error"), 1},
                at("residual_pressure") * constants::gpa};
        ++row;
    }
    if (!states[first] || phase.mu[first].state != PhaseFate::stays) return;
    RandomStream random(seed, StreamId::bootstrap);
    const ChemicalPotential& known = phase.mu[first];
    const auto found = potentials_on_grid(grid.pressures, grid.temperatures, states, first,
                                          {known.mu - shifts[first], known.error, 1}, random);
    for (std::size_t i = 0; i < grid.size(); ++i) {
        ChemicalPotential& c = phase.mu[i];
        if (i == first || !found[i]) continue;
        c.state = PhaseFate::stays;
        c.mu = found[i]->value + shifts[i], c.error = found[i]->error;
    }
}

}  // namespace crucible
