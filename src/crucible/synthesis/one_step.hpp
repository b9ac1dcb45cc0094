#pragma once
// How good a source of moves is at one step: where the recorded reactants stand among its answers.

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "crucible/synthesis/template_moves.hpp"

namespace crucible::synthesis {

inline constexpr std::array<std::size_t, 6> one_step_ranks{1, 3, 5, 10, 20, 50};

struct OneStepAnswer {
    /// Place of the recorded reactants among the distinct answers, from 1; 0: not among them.
    std::size_t rank = 0;
    std::size_t flat_rank = 0;  ///< the same, stereo ignored on both sides
    std::size_t answers = 0;
};

/// Of answers as sets of precursors (canonical SMILES), likeliest first. `reactants`: as recorded,
/// components by '.'. Throws InputError (E-smiles).
OneStepAnswer find_recorded(const std::vector<std::vector<std::string>>& answers,
                            const std::string& reactants);
/// The same of what templates give.
OneStepAnswer ask_one_step(const TemplateMoves&, const std::string& product,
                           const std::string& reactants, int reaction_class);

/// Sums over answers.
struct OneStepScore {
    std::size_t asked = 0;
    std::array<std::size_t, one_step_ranks.size()> within{}, flat_within{};
    double reciprocal_ranks = 0;
    std::size_t answers = 0;

    void add(const OneStepAnswer&);
    double top(std::size_t place) const { return share(within[place]); }
    double flat_top(std::size_t place) const { return share(flat_within[place]); }
    /// Mean of 1 / rank, 0 where the reactants were not found.
    double mean_reciprocal_rank() const {
        return asked ? reciprocal_ranks / static_cast<double>(asked) : 0;
    }

private:
    double share(std::size_t n) const {
        return asked ? static_cast<double>(n) / static_cast<double>(asked) : 0;
    }
};

}  // namespace crucible::synthesis
