#pragma once
// Deep potentials (DeepPot-SE, arXiv:1805.09003; conventions in docs/potentials.md) without
// TensorFlow: a sum over atoms of networks of their smoothed surroundings.

#include <memory>

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/precision.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

struct DeepPotSettings {
    Precision precision = Precision::double_;
    bool is_exact = false;  ///< evaluate the embedding nets, not tables of them
    /// Spacing of the tables, in units of the normalised input of the embedding nets.
    double table_step = 0.01;
};

class DeepPot final : public ShortRangeModel {
public:
    /// Throws as `check_weights`; InputError (E-energy-parameters) for an absurd table step.
    explicit DeepPot(DeepPotWeights, const DeepPotSettings& = {});
    ~DeepPot() override;

    double cutoff() const override;
    const std::vector<int>& numbers() const override;
    void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&) override;
    void energies(const LocalAtoms&, LocalSums&) override;
    std::unique_ptr<EnergyModel> clone() const override;
    std::string description() const override;

    const DeepPotWeights& weights() const;

private:
    struct Shared;
    struct Scratch;
    DeepPot(const DeepPot&);
    std::shared_ptr<const Shared> shared_;
    std::unique_ptr<Scratch> scratch_;
};

}  // namespace crucible
