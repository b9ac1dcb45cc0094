#include "crucible/kinds/integrate_level.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/data/csv.hpp"

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
                                               {"lost_at", ""}};
constexpr std::size_t n_integral_columns = std::size(integral_columns);

std::array<double, n_integral_columns> integral_row(const CrystalIntegral& r, double temperature) {
    const double unit = integrate_kcal * r.n_units, kt = constants::boltzmann * temperature;
    std::array<double, n_integral_columns> row;
    row.fill(unknown);
    row[0] = r.pressure / constants::gpa, row[1] = temperature;
    row[2] = static_cast<double>(r.n_atoms), row[3] = r.volume / r.n_units;
    row[17] = static_cast<double>(r.raised);
    if (r.lost) {
        row[21] = static_cast<double>(*r.lost);
        return row;
    }
    const Estimate mu = r.chemical_potential(), &work = r.quadrature.work;
    row[4] = mu.value / integrate_kcal, row[5] = mu.error / integrate_kcal;
    row[6] = r.chemical_potential_of_size(kt) / integrate_kcal;
    row[7] = r.size_shift / unit, row[8] = r.site_energy / unit;
    row[9] = (r.reference + r.centre) / unit;
    row[10] = work.value / unit, row[11] = work.error / unit;
    row[12] = r.quadrature.quadrature / unit;
    if (r.switched) {
        row[13] = r.switched->work.value / unit, row[14] = r.switched->work.error / unit;
        row[15] = r.switched->dissipation / unit, row[16] = r.switched->allowed / unit;
    }
    row[18] = r.residual / constants::gpa;
    row[19] = r.averages.back().energy.value / unit;
    row[20] = r.enthalpy().value / integrate_kcal;
    return row;
}

/// What of a phase is done, and the bytes of the integration in hand.
struct PhaseProgress {
    std::vector<ChemicalPotential> mu;
    std::vector<std::array<double, n_integral_columns>> rows;
    std::vector<std::string> states;
    std::string in_hand;

    Table table(const std::string& phase) const {
        Table t;
        t.add_texts("phase") = std::vector<std::string>(rows.size(), phase);
        t.add_texts("state") = states;
        for (std::size_t c = 0; c < n_integral_columns; ++c) {
            auto& column = t.add_numbers(std::string(integral_columns[c].name),
                                         std::string(integral_columns[c].unit));
            for (const auto& row : rows) column.push_back(row[c]);
        }
        return t;
    }
    std::string bytes() const {
        const std::string potentials = to_csv(table_of(mu)), done = to_csv(table(""));
        return fmt::format("{} {} {}\n", mu.size(), potentials.size(), done.size()) + potentials +
               done + in_hand;
    }
    static PhaseProgress of(std::string_view bytes) {
        PhaseProgress p;
        std::size_t points = 0, first = 0, second = 0;
        const std::size_t line = bytes.find('\n');
        if (std::sscanf(std::string(bytes.substr(0, line)).c_str(), "%zu %zu %zu", &points, &first,
                        &second) != 3)
            throw InputError("E-model", "a saved integration is damaged", "remove it");
        bytes.remove_prefix(line + 1);
        if (points > 0) {
            p.mu = chemical_potentials(
                parse_csv(std::string(bytes.substr(0, first)), "saved potentials"), "saved");
            const Table t = parse_csv(std::string(bytes.substr(first, second)), "saved integrals");
            for (std::size_t k = 0; k < t.rows(); ++k) {
                auto& row = p.rows.emplace_back();
                for (std::size_t c = 0; c < n_integral_columns; ++c) {
                    const Column& column = *t.find(integral_columns[c].name);
                    row[c] = column.kind == Column::Kind::number ? column.numbers[k] : unknown;
                }
                p.states.push_back(t.find("state")->texts[k]);
            }
        }
        p.in_hand = bytes.substr(first + second);
        return p;
    }
};

class PhaseIntegration {
public:
    PhaseIntegration(const IntegrateLevel& level, const EnthalpyBranch& branch, EnergyModel& model,
                     std::int64_t item, Worker& worker)
        : level_(level),
          branch_(branch),
          model_(model),
          item_(static_cast<std::uint64_t>(item)),
          context_(worker.context()),
          checkpoint_(worker.checkpoint(item, {30, 0.02})) {
        if (const auto saved = checkpoint_.load()) progress_ = PhaseProgress::of(*saved);
    }

    void point(double pressure, double temperature, std::size_t index, std::size_t of) {
        if (index < progress_.mu.size()) return;  // done before
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
            if (start) found = integral(*start, pressure, temperature, index, of, c);
        } catch (const InputError& e) {
            if (e.code() != "E-integrate-modes") throw;
            c.state = PhaseFate::imaginary;
            warn(c, e.message());
        } catch (const UnstableError& e) {
            c.state = PhaseFate::lost;
            warn(c, e.message());
        }
        progress_.mu.push_back(c);
        if (found.n_atoms > 0) {
            progress_.rows.push_back(integral_row(found, temperature));
            progress_.states.emplace_back(name(c.state));
        }
        progress_.in_hand.clear();
        checkpoint_.save(progress_.bytes());
    }
    PhaseIntegrals result() const { return {progress_.mu, progress_.table(branch_.label)}; }

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
                             std::size_t index, std::size_t of, ChemicalPotential& c) {
        const std::uint64_t seed =
            context_.stream(StreamId::langevin, item_ * 65'536 + index).bits64();
        CrystalIntegration run(start.structure, model_,
                               level_.settings(pressure, temperature, seed));
        if (!progress_.in_hand.empty()) run.restore(progress_.in_hand);
        while (!run.done()) {
            if (context_.stopping() || checkpoint_.due()) {
                progress_.in_hand = run.save();
                checkpoint_.save(progress_.bytes());
            }
            run.advance(context_);
            context_.progress(static_cast<double>(index) + run.fraction(), static_cast<double>(of),
                              "points");
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
    std::uint64_t item_;
    const RunContext& context_;
    Checkpoint checkpoint_;
    PhaseProgress progress_;
};

}  // namespace

void IntegrateLevel::check() const {
    if (switches == 1)
        throw InputError("E-integrate-settings", "one pair of switches has no error",
                         "give switches = 0 or at least 2");
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

PhaseIntegrals integrate_phase(const IntegrateLevel& level, const EnthalpyBranch& branch,
                               EnergyModel& model, std::span<const double> pressures,
                               std::span<const double> temperatures, std::int64_t item,
                               Worker& worker) {
    level.check();
    for (const double t : temperatures)
        if (!(t > 0))
            throw InputError("E-integrate-settings", "there is no dynamics at 0 K to integrate",
                             "give temperatures above zero, or the level harmonic");
    PhaseIntegration run(level, branch, model, item, worker);
    const std::size_t all = pressures.size() * temperatures.size();
    std::size_t index = 0;
    for (const double t : temperatures)
        for (const double p : pressures) run.point(p, t, index++, all);
    return run.result();
}

}  // namespace crucible
