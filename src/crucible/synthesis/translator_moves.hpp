#pragma once
// Moves that a translator writes: an expansion without templates.

#include <memory>

#include "crucible/synthesis/template_moves.hpp"
#include "crucible/synthesis/translator.hpp"

namespace crucible::synthesis {

struct TranslatorMoveSettings {
    std::size_t most_moves = 50;      ///< distinct sets of precursors
    double most_probability = 0.995;  ///< moves are taken until their priors sum to this
    learn::BeamSettings beams;
    int reaction_class = 0;  ///< told to a net that was trained with classes
};

/// Priors are the probabilities of the texts, over their sum: what the beam did not see, texts that
/// are no molecules and the product itself have none. Which atom went where is not known.
class TranslatorMoves final : public MoveSource {
public:
    TranslatorMoves(std::shared_ptr<const Translator>, std::shared_ptr<const MoveFilter>,
                    const TranslatorMoveSettings&);
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override;
    RuleCard rule(std::int64_t) const override;
    std::string describe() const override;

    std::size_t texts() const { return texts_; }
    std::size_t invalid() const { return invalid_; }

private:
    std::vector<Move> moves_of(const std::string& molecule, const TranslatedAnswers&) const;

    std::shared_ptr<const Translator> translator_;
    std::shared_ptr<const MoveFilter> filter_;
    TranslatorMoveSettings settings_;
    std::size_t texts_ = 0, invalid_ = 0;
};

}  // namespace crucible::synthesis
