#include "crucible/synthesis/translator_moves.hpp"

#include <fmt/format.h>

#include <cmath>

namespace crucible::synthesis {

TranslatorMoves::TranslatorMoves(std::shared_ptr<const Translator> translator,
                                 std::shared_ptr<const MoveFilter> filter,
                                 const TranslatorMoveSettings& settings)
    : translator_(std::move(translator)), filter_(std::move(filter)), settings_(settings) {}

std::vector<Move> TranslatorMoves::moves_of(const std::string& molecule,
                                            const TranslatedAnswers& said) const {
    double all = 0, sum = 0;
    for (const auto& a : said.answers) all += std::exp(a.log_probability);
    std::vector<Move> found;
    for (const auto& a : said.answers) {
        if (found.size() >= settings_.most_moves || sum >= settings_.most_probability) break;
        Move m;
        m.precursors = a.precursors;
        m.prior = std::exp(a.log_probability) / all;
        sum += m.prior;
        found.push_back(std::move(m));
    }
    if (filter_) {
        const auto feasible = filter_->feasibility(chem::Molecule::from_smiles(molecule), found);
        for (std::size_t i = 0; i < found.size(); ++i) found[i].feasibility = feasible[i];
    }
    return found;
}

std::vector<std::vector<Move>> TranslatorMoves::moves(std::span<const std::string> molecules) {
    std::vector<std::string> products;
    for (const std::string& m : molecules) products.push_back(chem::canonical_smiles(m));
    const std::vector<int> classes(products.size(), settings_.reaction_class);
    std::vector<std::vector<Move>> out;
    // One at a time: the last digits of a product of matrices may depend on how many rows it has.
    for (std::size_t i = 0; i < products.size(); ++i) {
        const auto said = translator_->ask(std::span(products).subspan(i, 1),
                                           std::span(classes).subspan(i, 1), settings_.beams);
        texts_ += said[0].texts, invalid_ += said[0].invalid;
        out.push_back(moves_of(products[i], said[0]));
    }
    return out;
}

RuleCard TranslatorMoves::rule(std::int64_t) const { return {"translation", "", "", 0}; }

std::string TranslatorMoves::describe() const {
    return fmt::format("translator {} beams {} temperature {} filter {}", translator_->hash(),
                       settings_.beams.beams, settings_.beams.temperature,
                       filter_ ? filter_->hash() : "none");
}

}  // namespace crucible::synthesis
