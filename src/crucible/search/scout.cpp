#include "crucible/search/scout.hpp"

#include <algorithm>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

constexpr int scouts = 12;
constexpr std::size_t judges = 3;
/// Streams of trials have their formula units, at most 1000, in these bits.
constexpr std::uint64_t beyond_trials = std::uint64_t{1} << 60;
constexpr int least_atoms = 6;
constexpr int most_evaluations = 400;
/// angstrom beyond each covalent radius: more room than most crystals have
constexpr double slack = 0.6;

double roomy_volume(const Composition& unit) {
    double sum = 0;
    for (const auto& [z, count] : unit) {
        const double radius = element(z).covalent_radius + slack;
        sum += count * 4.0 / 3.0 * std::numbers::pi * radius * radius * radius;
    }
    return sum;
}

int units_of(const Composition& unit) {
    int atoms = 0;
    for (const auto& [z, count] : unit) atoms += count;
    return atoms > 0 ? (least_atoms + atoms - 1) / atoms
                     : 1;  // of nothing: for the generator to refuse
}

}  // namespace

VolumeWindow scout_volume(const SearchSettings& s, Relaxer& relaxer, EnergyModel& model) {
    GenerateSettings roomy = s.generate;
    roomy.symmetry = {};
    roomy.volume_low = 0.8 * roomy_volume(roomy.unit);
    roomy.volume_high = 1.2 * roomy_volume(roomy.unit);
    const int units = units_of(roomy.unit);
    RelaxSettings rough = s.relax;
    rough.max_evaluations = most_evaluations;
    rough.volume_low = 0.05;  // what begins roomy may shrink a lot
    Generator generator(roomy, units);

    struct Rest {
        double enthalpy, volume;
    };
    std::vector<Rest> rests;
    for (std::uint64_t i = 0; i < scouts; ++i) {
        RandomStream random(s.seed, StreamId::generate, beyond_trials | i);
        Structure start;
        int cells = 0;
        if (generator.make(random, start, cells) == Generator::Outcome::gave_up) continue;
        const RelaxResult r = relaxer.run(start, model, rough);
        if (r.status == RelaxStatus::converged) rests.push_back({r.enthalpy, r.volume / units});
    }
    if (rests.empty())
        throw InputError("E-search-volume",
                         "none of " + std::to_string(scouts) + " random cells of " +
                             formula_text(roomy.unit) +
                             " came to rest, so its density is not known",
                         "give cell.volume, in angstrom^3 per formula unit");
    std::ranges::sort(rests, {}, &Rest::enthalpy);
    rests.resize(std::min(rests.size(), judges));
    const auto [low, high] = std::ranges::minmax_element(rests, {}, &Rest::volume);
    return {0.85 * low->volume, 1.2 * high->volume};
}

}  // namespace crucible
