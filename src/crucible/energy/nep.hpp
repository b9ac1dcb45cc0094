#pragma once
// Neuroevolution potentials (NEP), generations 2 to 5: a descriptor of Chebyshev radial functions
// and spherical harmonics, and one hidden layer of neurons. docs/nep.md tells the rest.

#include <memory>
#include <string>
#include <vector>

#include "crucible/energy/nep_file.hpp"
#include "crucible/energy/precision.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// How a NEP is evaluated.
enum class NepKernel {
    plain,  ///< plain loops in double
    fast    ///< vectors of neighbours; models that it leaves out are evaluated in plain loops
};

/// O(N) in atoms. Energies have the zero of the training set, which is no isolated atom's: only
/// differences between condensed phases mean something.
class Nep final : public ShortRangeModel {
public:
    /// Throws InputError (E-nep) for parameters with charges: those are ChargedNep's.
    explicit Nep(NepParameters, Precision = Precision::double_, NepKernel = NepKernel::fast);
    ~Nep() override;

    double cutoff() const override;
    const std::vector<int>& numbers() const override;
    void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;

private:
    struct Shared;
    struct State;
    explicit Nep(std::shared_ptr<const Shared>);
    std::shared_ptr<const Shared> shared_;
    std::unique_ptr<State> state_;
};

}  // namespace crucible
