#pragma once
// Strategy by functional groups: bonds between pairs of groups, single groups, and interchanges
// that make a pair consonant.

#include "crucible/strategies/strategy.hpp"
#include "crucible/transforms/vocabulary.hpp"

namespace crucible::strategies {

class FunctionalGroups final : public Strategy {
public:
    explicit FunctionalGroups(transforms::Vocabulary words) : words_(std::move(words)) {}
    std::string name() const override { return "functional-groups"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;

private:
    void advise_interchange(synthesis::Move&, std::size_t pairs_before) const;
    transforms::Vocabulary words_;
};

}  // namespace crucible::strategies
