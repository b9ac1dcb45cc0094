#pragma once
// How good guesses of one label among many are: accuracy, top-3, mean reciprocal rank, precision
// and F1, in all and of each label (Segler and Waller 2017, doi:10.1002/chem.201605499, table 1).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crucible::learn {

struct LabelGuess {
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    std::uint32_t said = none;  ///< the likeliest label
    std::size_t rank = 0;       ///< place of the right one among the answers, from 1; 0: not there
};
/// Of logits of all labels; of equal ones the first stands first.
LabelGuess guess_of(std::span<const float> logits, std::uint32_t right);
/// Of labels in the order of an answer.
LabelGuess guess_of(std::span<const std::uint32_t> best_first, std::uint32_t right);

struct LabelScore {
    std::uint32_t label = 0;
    std::size_t rows = 0, said = 0, right = 0;  ///< that have it; told as it; both
    double precision() const;                   ///< 0 where it was never told
    double recall() const;
    double f1() const;  ///< harmonic mean of the two
};

struct LabelScores {
    std::size_t rows = 0;
    double accuracy = 0, top3 = 0, mean_reciprocal_rank = 0;
    /// Means over labels by their rows; `macro_f1` over all labels that are or were told.
    double weighted_precision = 0, weighted_f1 = 0, macro_f1 = 0;
    std::vector<LabelScore> labels;  ///< those that occur, ascending
};

/// One right label and one guess for each row. Zero everywhere for no rows.
LabelScores label_scores(std::span<const std::uint32_t> right, std::span<const LabelGuess>);

}  // namespace crucible::learn
