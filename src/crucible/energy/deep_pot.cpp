#include "crucible/energy/deep_pot.hpp"

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot_engine.hpp"
#include "crucible/energy/deep_pot_environment.hpp"

namespace crucible {

void atoms_on_one_spot(std::size_t atom, double distance) {
    throw UnstableError(
        "E-energy-collapse",
        fmt::format("atom {} is {:.2g} angstrom from its neighbour", atom + 1, distance),
        "start from larger distances, or take a shorter time step");
}

struct DeepPot::Shared {
    DeepPotWeights weights;
    DeepPotSettings settings;
};
struct DeepPot::Scratch {
    std::unique_ptr<deep_pot::Engine> engine;
};

DeepPot::DeepPot(DeepPotWeights weights, const DeepPotSettings& settings)
    : scratch_(std::make_unique<Scratch>()) {
    check_weights(weights, weights.source);
    auto shared = std::make_shared<Shared>();
    shared->weights = std::move(weights), shared->settings = settings;
    scratch_->engine = deep_pot::make_engine(shared->weights, settings);
    shared_ = std::move(shared);
}
DeepPot::DeepPot(const DeepPot& other)
    : shared_(other.shared_), scratch_(std::make_unique<Scratch>()) {
    scratch_->engine = other.scratch_->engine->clone();
}
DeepPot::~DeepPot() = default;

double DeepPot::cutoff() const { return shared_->weights.cutoff; }
const std::vector<int>& DeepPot::numbers() const { return shared_->weights.numbers; }
const DeepPotWeights& DeepPot::weights() const { return shared_->weights; }
std::unique_ptr<EnergyModel> DeepPot::clone() const {
    return std::unique_ptr<EnergyModel>(new DeepPot(*this));
}
std::string DeepPot::description() const {
    return fmt::format("deep potential of {}, cut-off {} angstrom", weights().source, cutoff());
}
void DeepPot::add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    scratch_->engine->add(a, begin, end, out);
}
void DeepPot::energies(const LocalAtoms& a, LocalSums& out) {
    out.energy = 0, out.nearest = 1e30, out.crowding = {};
    out.per_atom.assign(a.owned, 0.0);
    scratch_->engine->add(a, 0, a.owned, out, deep_pot::Engine::Want::energies);
}

}  // namespace crucible
