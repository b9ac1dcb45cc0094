#include "crucible/thermo/crystal_integration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/thermo/integration_record.hpp"

namespace crucible {
namespace {

constexpr std::uint64_t switch_item = 100;  // random numbers of switches; nodes have 0, 1, ...

double formula_units(const Structure& s) {
    std::map<int, int> counts;
    for (int z : s.numbers) ++counts[z];
    int common = 0;
    for (const auto& [z, n] : counts) common = std::gcd(common, n);
    return common;
}

LambdaRule rule_of(const CrystalIntegrationSettings& s) {
    if (s.part == IntegrationPart::crystal) return {{1}, {1}};
    return gauss_radau(s.nodes);
}

int space_group(const Structure& s) {
    const auto symmetry = find_symmetry(s);
    return symmetry ? symmetry->number : 1;
}

}  // namespace

struct CrystalIntegration::State {
    Structure start;
    EnergyModel& model;
    CrystalIntegrationSettings settings;
    LambdaRule rule;
    IntegrationRecord record;
    std::optional<PressedCrystal> crystal;
    std::unique_ptr<ReferenceCrystal> reference;
    std::unique_ptr<LambdaRun> run;
    std::size_t raised = 0;

    double thermal_energy() const {
        return constants::boltzmann * settings.press.sampling.temperature;
    }
    SamplingSettings sampling() const {
        SamplingSettings s = settings.press.sampling;
        s.steps = settings.steps;
        return s;
    }
    void adopt(PressedCrystal);
    void begin_node();
    void press_cell(const RunContext&);
    void advance_node();
    void advance_switch(const RunContext&);
    bool is_lost() const { return record.lost.has_value(); }
};

void CrystalIntegration::State::adopt(PressedCrystal c) {
    record.cell = c.cell;
    record.bulk_modulus = c.bulk_modulus;
    if (c.lost) record.lost = c.lost;
    if (settings.reference == ReferenceKind::harmonic) {
        auto harmonic = std::make_unique<HarmonicCrystal>(c.modes);
        raised = harmonic->raised();
        reference = std::move(harmonic);
    } else {
        reference = std::make_unique<EinsteinCrystal>(matching_springs(c.modes));
    }
    crystal = std::move(c);
}

void CrystalIntegration::State::press_cell(const RunContext& context) {
    adopt(press(start, model, settings.press, context));
}

void CrystalIntegration::State::begin_node() {
    const std::size_t node = record.averages.size();
    run = std::make_unique<LambdaRun>(crystal->supercell.structure, model, *reference,
                                      rule.lambda[node], sampling(), node);
}

void CrystalIntegration::State::advance_node() {
    if (!run) begin_node();
    run->advance();
    if (!run->done()) return;
    record.averages.push_back(run->average());
    if (record.averages.back().lost && !record.lost) record.lost = record.averages.back().lost;
    run.reset();
}

void CrystalIntegration::State::advance_switch(const RunContext& context) {
    const std::uint64_t item = switch_item + record.forth.size();
    const SwitchPair pair =
        switch_once(crystal->supercell.structure, model, *reference, sampling(), item, context);
    record.forth.push_back(pair.forth);
    record.back.push_back(pair.back);
    if (pair.lost && !record.lost) record.lost = pair.lost;
}

CrystalIntegration::CrystalIntegration(const Structure& start, EnergyModel& model,
                                       const CrystalIntegrationSettings& settings)
    : state_(new State{start, model, settings, rule_of(settings), {}, {}, {}, {}, 0}) {
    const PressedCrystalSettings& p = settings.press;
    if (settings.nodes < 3 || settings.steps < 200 || settings.switches < 0 ||
        settings.switches == 1 || !(settings.most_dissipation > 0) || !(p.width > 0) ||
        p.rounds < 0 || !(p.sampling.temperature > 0))
        throw InputError("E-integrate-settings",
                         "an integration needs three nodes, two hundred steps, a temperature and a "
                         "width above zero, and no switches or at least two pairs",
                         "correct its settings");
}
CrystalIntegration::~CrystalIntegration() = default;

void CrystalIntegration::advance(const RunContext& context) {
    context.check();
    State& s = *state_;
    if (!s.crystal)
        s.press_cell(context);
    else if (s.record.averages.size() < s.rule.lambda.size())
        s.advance_node();
    else
        s.advance_switch(context);
}

bool CrystalIntegration::done() const {
    const State& s = *state_;
    if (s.is_lost() && !s.run) return true;
    return s.record.averages.size() == s.rule.lambda.size() &&
           (s.settings.part == IntegrationPart::crystal ||
            s.record.forth.size() >= static_cast<std::size_t>(s.settings.switches));
}

double CrystalIntegration::fraction() const {
    const State& s = *state_;
    const double nodes = static_cast<double>(s.rule.lambda.size());
    const bool is_whole = s.settings.part == IntegrationPart::whole;
    const double all = nodes + (is_whole ? 2 * s.settings.switches : 0);
    double did = static_cast<double>(s.record.averages.size() + 2 * s.record.forth.size());
    if (s.run)
        did += static_cast<double>(s.run->progress().state.steps) /
               static_cast<double>(s.settings.steps + s.settings.press.sampling.equilibration);
    return std::min(1.0, did / all);
}

CrystalIntegral CrystalIntegration::result() const {
    const State& s = *state_;
    CRUCIBLE_ASSERT(done());
    CrystalIntegral out;
    out.cell = s.record.cell;
    out.lost = s.record.lost;
    out.has_changed = space_group(s.record.cell) != space_group(s.start);
    out.pressure = s.settings.press.pressure;
    out.bulk_modulus = s.record.bulk_modulus;
    out.raised = s.raised;
    const Structure& super = s.crystal->supercell.structure;
    out.n_atoms = super.size();
    out.n_units = formula_units(super);
    out.thermal_energy = s.thermal_energy();
    out.volume = super.cell.volume();
    if (out.lost) return out;
    const double kt = s.thermal_energy();
    out.averages = s.record.averages;
    const Mat3 stress = whole_stress(out.averages.back(), kt, out.n_atoms, out.volume);
    out.residual = -trace(stress) / 3 - out.pressure;
    if (const auto shift = endless_shift(*s.crystal, s.model, kt)) {
        out.size_shift = *shift;
    } else {
        out.correction = SizeCorrection::logarithmic;
        out.size_shift = kt * std::log(static_cast<double>(out.n_atoms)) / 2;
    }
    if (s.settings.part == IntegrationPart::crystal) return out;
    Evaluation at_sites;
    s.model.forget();
    s.model.evaluate(super, at_sites);
    out.site_energy = at_sites.energy;
    out.reference = s.reference->free_energy(kt);
    out.centre = centre_free_energy(out.volume / static_cast<double>(out.n_atoms), kt);
    out.quadrature = integrate(s.rule, out.averages, kt);
    out.free_energy = out.site_energy + out.reference + out.centre + out.quadrature.work.value;
    if (s.settings.switches > 0) {
        out.switched = switch_result(s.record.forth, s.record.back, s.settings.most_dissipation,
                                     kt * static_cast<double>(out.n_atoms));
        out.is_irreversible = out.switched->is_irreversible;
    }
    return out;
}

std::string CrystalIntegration::save() const {
    const State& s = *state_;
    IntegrationRecord record = s.record;
    record.has_cell = s.crystal.has_value();
    if (s.run) record.node = s.run->progress();
    return encode(record);
}

void CrystalIntegration::restore(std::string_view bytes) {
    State& s = *state_;
    s.record = decode_integration(bytes, s.start);
    s.crystal.reset(), s.reference.reset(), s.run.reset();
    if (!s.record.has_cell) return;
    const auto lost = s.record.lost;
    const double bulk = s.record.bulk_modulus;
    PressedCrystal crystal = crystal_at_sites(s.record.cell, s.model, s.settings.press.width);
    crystal.bulk_modulus = bulk;
    s.adopt(std::move(crystal));
    s.record.lost = lost;
    if (!s.record.node) return;
    s.begin_node();
    s.run->resume(std::move(*s.record.node));
    s.record.node.reset();
}

Estimate CrystalIntegral::chemical_potential() const {
    const double mu = free_energy + size_shift + pressure * volume -
                      (bulk_modulus > 0 ? volume * residual * residual / (2 * bulk_modulus) : 0);
    double error = quadrature.work.error;
    if (correction == SizeCorrection::logarithmic) error = std::hypot(error, size_shift);
    return {mu / n_units, error / n_units, quadrature.work.n};
}

double CrystalIntegral::chemical_potential_of_size() const {
    return chemical_potential().value +
           (2 * thermal_energy * std::log(static_cast<double>(n_atoms)) - size_shift) / n_units;
}

Estimate CrystalIntegral::enthalpy() const {
    const Estimate& e = averages.back().energy;
    const double square = bulk_modulus > 0 ? volume * residual * residual / (2 * bulk_modulus) : 0;
    return {(e.value + pressure * volume - square) / n_units, e.error / n_units, e.n};
}

Estimate CrystalIntegral::volume_at_pressure() const {
    const Mat3& noise = averages.back().stress_error;
    const double error = std::hypot(noise(0, 0), noise(1, 1), noise(2, 2)) / 3;
    const double slope = bulk_modulus > 0 ? volume / bulk_modulus : 0;
    return {(volume + slope * residual) / n_units, slope * error / n_units,
            averages.back().energy.n};
}

}  // namespace crucible
