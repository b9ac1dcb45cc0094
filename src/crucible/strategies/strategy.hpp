#pragma once
// A strategy looks at a molecule as a whole, says which of its moves serve a plan, adds moves of
// its own, and says why: what LHASA called a strategy (Corey, Long, Rubenstein 1985, Science 228,
// 408, doi:10.1126/science.3838594).

#include <optional>
#include <string>
#include <vector>

#include "crucible/synthesis/moves.hpp"
#include "crucible/transforms/evaluate.hpp"

namespace crucible::strategies {

/// A molecule that is to be made.
struct Position {
    const transforms::Analysed& molecule;
    bool is_target = false;  ///< of the search; precursors are not
};

class Strategy {
public:
    virtual ~Strategy() = default;
    /// As a study names it: "topological".
    virtual std::string name() const = 0;
    /// Weighs moves (`weigh`), may add moves of its own (`offer`), and says why. Priors need not
    /// sum to one afterwards. The same advice for the same molecule and moves. By one thread.
    virtual void advise(const Position&, std::vector<synthesis::Move>&) const = 0;
    /// A molecule that routes to this target should begin with; nothing: any.
    virtual std::optional<std::string> start(const Position&) const { return std::nullopt; }
    /// What is known of a rule whose moves this strategy adds; nothing for others.
    virtual std::optional<synthesis::RuleCard> rule(std::int64_t) const { return std::nullopt; }
    /// For keys and logs: its name, and hashes of what it reads.
    virtual std::string describe() const { return name(); }
};

/// Multiplies the prior by exp(log_weight); an empty reason is not kept, nor is one twice.
void weigh(synthesis::Move&, double log_weight, std::string reason);

/// Prior of the likeliest move; 1 where there is none.
double likeliest_prior(const std::vector<synthesis::Move>&);

/// The move with the same precursors, or else this one, added; its prior is at least `least_prior`.
/// References end with the next call.
synthesis::Move& offer(std::vector<synthesis::Move>&, synthesis::Move, double least_prior);

}  // namespace crucible::strategies
