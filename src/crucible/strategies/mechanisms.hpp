#pragma once
// Mechanistic transforms: a molecule from a reactive intermediate, that from another or from what
// generates it. A chain of these is one move; its intermediates are told, never bought or made.

#include <memory>

#include "crucible/strategies/strategy.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::strategies {

struct MechanismSettings {
    int propagations = 2;  ///< intermediates that turn into each other, at most
    int effort = 60;       ///< intermediates of one molecule that are looked at
};

/// The number of a chain's rule is that of its capture in the library of elementary steps.
class Mechanisms final : public Strategy {
public:
    /// The library's transforms are of the classes capture, propagation, generation.
    Mechanisms(std::shared_ptr<const transforms::TransformLibrary>, const MechanismSettings&);
    std::string name() const override { return "mechanisms"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
    std::optional<synthesis::RuleCard> rule(std::int64_t) const override;
    std::string describe() const override;

private:
    class Chains;
    std::shared_ptr<const transforms::TransformLibrary> library_;
    std::vector<const transforms::Rule*> captures_, propagations_, generations_;
    MechanismSettings settings_;
};

}  // namespace crucible::strategies
