#include "crucible/strategies/topological.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/strategies/move_effect.hpp"
#include "crucible/transforms/strategic_bonds.hpp"

namespace crucible::strategies {
namespace {

constexpr double weight_of_strategic = 1.5, weight_of_simplification = 0.5,
                 weight_of_appendage = 0.7, most_simplification = 2;
/// A branch of fewer atoms is no simplification.
constexpr int least_branch = 3;

std::string strategic_reason(const transforms::RingBond& b) {
    return fmt::format(
        "breaks the strategic {} {}-{} (rules {}); ln of the walk count falls by "
        "{:.2f}",
        b.is_hetero ? "carbon-hetero ring bond" : "bond", b.a, b.b, b.codes(), b.simplification);
}

}  // namespace

void Topological::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    if (p.ring_systems.empty()) return;
    const auto rings = transforms::ring_bonds(p);
    const auto branches = transforms::appendage_bonds(p);
    for (synthesis::Move& m : moves)
        for (const auto& [a, b] : broken_bonds(m, p)) {
            const std::pair bond{a, b};
            for (const transforms::RingBond& r : rings)
                if (r.is_strategic && std::pair{r.a, r.b} == bond)
                    weigh(m,
                          weight_of_strategic +
                              weight_of_simplification *
                                  std::clamp(r.simplification, 0.0, most_simplification),
                          strategic_reason(r));
            for (const transforms::AppendageBond& x : branches)
                if (x.size >= least_branch &&
                    std::minmax(x.ring_atom, x.first) == std::minmax(a, b))
                    weigh(m, weight_of_appendage,
                          fmt::format("takes the branch of {} atoms off ring atom {}", x.size,
                                      x.ring_atom));
        }
}

}  // namespace crucible::strategies
