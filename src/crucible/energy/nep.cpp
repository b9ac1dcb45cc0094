#include "crucible/energy/nep.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/energy/nep_reference.hpp"

namespace crucible {

struct Nep::Shared {
    NepParameters parameters;
    Precision precision;
    NepKernel kernel;
};

struct Nep::State {
    explicit State(const Shared& s) : plain(s.parameters) {}
    NepReference plain;
};

Nep::Nep(NepParameters p, Precision precision, NepKernel kernel)
    : Nep(std::make_shared<const Shared>(Shared{std::move(p), precision, kernel})) {}

Nep::Nep(std::shared_ptr<const Shared> shared)
    : shared_(std::move(shared)), state_(std::make_unique<State>(*shared_)) {}

Nep::~Nep() = default;

double Nep::cutoff() const { return shared_->parameters.reach(); }
const std::vector<int>& Nep::numbers() const { return shared_->parameters.numbers; }

std::unique_ptr<EnergyModel> Nep::clone() const { return std::unique_ptr<Nep>(new Nep(shared_)); }

std::string Nep::description() const {
    const NepParameters& p = shared_->parameters;
    constexpr const char* generations[] = {"NEP3", "NEP4", "NEP5"};
    std::string symbols;
    for (const int z : p.numbers) symbols += " " + std::string(element(z).symbol);
    return fmt::format("{}{} ({}) of{}, cut-off {} angstrom, {} neurons",
                       generations[static_cast<int>(p.generation)],
                       p.zbl ? " with screened nuclear repulsion" : "",
                       std::filesystem::path(p.file).filename().string(), symbols, p.reach(),
                       p.neurons);
}

void Nep::add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    state_->plain.add(a, begin, end, out);
    if (!std::isfinite(out.energy))
        throw UnstableError("E-energy-collapse", "the energy of a NEP is not finite",
                            "look for atoms that are far nearer than in its training set");
}

}  // namespace crucible
