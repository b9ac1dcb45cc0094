#include "crucible/energy/nep.hpp"

#include <cmath>
#include <optional>

#include "crucible/base/error.hpp"
#include "crucible/energy/nep_kernel.hpp"
#include "crucible/energy/nep_reference.hpp"

namespace crucible {

struct Nep::Shared {
    NepParameters parameters;
    Precision precision;
    std::optional<NepTables<float>> single;  ///< these two only where the fast path needs them
    std::optional<NepTables<double>> wide;

    Shared(NepParameters p, Precision given, NepKernel kernel)
        : parameters(std::move(p)), precision(given) {
        if (parameters.charges != NepCharges::none)
            throw InputError("E-nep",
                             parameters.file + " has charges: it is no model of short range",
                             "evaluate it as a NEP with charges");
        if (kernel == NepKernel::plain || !is_nep_fast(parameters)) return;
        if (precision != Precision::double_) single.emplace(parameters);
        if (precision != Precision::single) wide.emplace(parameters);
    }
};

struct Nep::State {
    explicit State(const Shared& s) : plain(s.parameters) {}
    NepReference plain;
    NepScratch<float> single;
    NepScratch<double> wide;
};

Nep::Nep(NepParameters p, Precision precision, NepKernel kernel)
    : Nep(std::make_shared<const Shared>(std::move(p), precision, kernel)) {}

Nep::Nep(std::shared_ptr<const Shared> shared)
    : shared_(std::move(shared)), state_(std::make_unique<State>(*shared_)) {}

Nep::~Nep() = default;

double Nep::cutoff() const { return shared_->parameters.reach(); }
const std::vector<int>& Nep::numbers() const { return shared_->parameters.numbers; }

std::unique_ptr<EnergyModel> Nep::clone() const { return std::unique_ptr<Nep>(new Nep(shared_)); }

std::string Nep::description() const { return nep_description(shared_->parameters); }

void Nep::add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    const Shared& s = *shared_;
    if (s.single)
        add_nep(*s.single, s.wide ? &*s.wide : nullptr, state_->single, a, begin, end, out);
    else if (s.wide)
        add_nep(*s.wide, state_->wide, a, begin, end, out);
    else
        state_->plain.add(a, begin, end, out);
    if (out.nearest < nep_least_distance) fail_nep_collapse(out.nearest);
    if (!std::isfinite(out.energy))
        throw UnstableError("E-energy-collapse", "the energy of a NEP is not finite",
                            "look for atoms that are far nearer than in its training set");
}

}  // namespace crucible
