#include "crucible/thermo/switching.hpp"

#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"

namespace crucible {
namespace {

/// One crystal carried forth and back on one surface.
class Carrier {
public:
    Carrier(const Structure& sites, EnergyModel& model, const ReferenceCrystal& reference,
            const SamplingSettings& s, std::uint64_t item, const RunContext& context)
        : settings_(s),
          context_(context),
          surface_(sites, model, reference),
          watch_(sites, s.left_places),
          motion_(reference.coordinates(), surface_,
                  {constants::boltzmann * s.temperature, s.time_step, s.friction, s.seed, item}) {
        surface_.set_lambda(0);
        motion_.start();
    }

    /// Rests at lambda = `from`, then goes to 1 - from; returns the work done on the crystal.
    double carry(double from) {
        set(from);
        for (std::size_t i = 0; i < settings_.equilibration; ++i) step();
        double work = 0, lambda = from;
        const auto n = static_cast<double>(settings_.steps);
        for (std::size_t i = 1; i <= settings_.steps; ++i) {
            const double on = switching_function(static_cast<double>(i) / n);
            const double next = from == 0 ? on : 1 - on;
            work += (next - lambda) * surface_.difference();
            lambda = next;
            set(lambda);
            step();
        }
        return work;
    }
    const std::optional<std::size_t>& lost() const { return watch_.lost(); }

private:
    void set(double lambda) { surface_.set_lambda(lambda); }
    void step() {
        if (motion_.state().steps % 100 == 0) context_.check();
        motion_.step();
        watch_.see(surface_.displacement(), motion_.state().steps);
    }
    const SamplingSettings& settings_;
    const RunContext& context_;
    MixedSurface surface_;
    PlaceWatch watch_;
    Langevin motion_;
};

}  // namespace

double switching_function(double t) {
    const double t2 = t * t;
    return t2 * t2 * t * ((((70 * t - 315) * t + 540) * t - 420) * t + 126);
}

SwitchPair switch_once(const Structure& sites, EnergyModel& model,
                       const ReferenceCrystal& reference, const SamplingSettings& sampling,
                       std::uint64_t item, const RunContext& context) {
    if (sampling.steps < 10)
        throw InputError("E-integrate-settings", "a switch of fewer than ten steps",
                         "give it more steps");
    Carrier carrier(sites, model, reference, sampling, item, context);
    SwitchPair out;
    out.forth = carrier.carry(0);
    out.back = carrier.carry(1);
    out.lost = carrier.lost();
    return out;
}

SwitchResult switch_result(std::vector<double> forth, std::vector<double> back,
                           double most_dissipation, double thermal_energy_of_all) {
    if (forth.size() < 2 || back.size() != forth.size() || !(most_dissipation > 0))
        throw InputError("E-integrate-settings",
                         "the mean of fewer than two switches, or no limit for their dissipation",
                         "switch more often");
    std::vector<double> works, dissipations;
    for (std::size_t i = 0; i < forth.size(); ++i) {
        works.push_back((forth[i] - back[i]) / 2);
        dissipations.push_back((forth[i] + back[i]) / 2);
    }
    SwitchResult out;
    out.work = {mean(works), standard_error(works), works.size()};
    out.dissipation = mean(dissipations);
    out.dissipation_error = standard_error(dissipations);
    out.allowed = most_dissipation * thermal_energy_of_all;
    out.is_irreversible = out.dissipation - out.dissipation_error > out.allowed;
    out.forth = std::move(forth), out.back = std::move(back);
    return out;
}

void require_reversible(const SwitchResult& r) {
    if (!r.is_irreversible) return;
    throw UnstableError("E-integrate-hysteresis",
                        "switching dissipated " + number_text(r.dissipation, 3) + " eV, of which " +
                            number_text(r.allowed, 3) + " are allowed",
                        "switch more slowly, or check that the crystal keeps its lattice");
}

}  // namespace crucible
