#pragma once
// Bonds ranked by how readily they part into ions, as WODCA did it (Ihlenfeldt and Gasteiger 1995,
// doi:10.1002/anie.199526131).

#include <string>
#include <vector>

#include "crucible/strategies/strategy.hpp"

namespace crucible::strategies {

/// A bond that could be cut.
struct PolarBond {
    int plus = 0, minus = 0;                         ///< atoms that take the charges
    double polarity = 0;                             ///< difference of the partial charges, e
    double plus_stability = 0, minus_stability = 0;  ///< what stabilises the charges, 0 to 2
    double rating = 0;  ///< 4 polarity + both stabilities; rings cost 1 where they are opened
    bool is_in_ring = false;
    std::string reason() const;
};

/// Single bonds between atoms other than hydrogen that are not aromatic, best first.
std::vector<PolarBond> polar_bonds(const transforms::Perception&);

/// Favours moves that cut bonds of high rating.
class Polarity final : public Strategy {
public:
    std::string name() const override { return "polarity"; }
    void advise(const Position&, std::vector<synthesis::Move>&) const override;
};

}  // namespace crucible::strategies
