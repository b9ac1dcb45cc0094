#include "crucible/strategies/strategic_moves.hpp"

#include <algorithm>

namespace crucible::strategies {
namespace {

double sum_of_priors(const std::vector<synthesis::Move>& moves) {
    double sum = 0;
    for (const synthesis::Move& m : moves) sum += m.prior;
    return sum;
}

}  // namespace

StrategicMoves::StrategicMoves(std::unique_ptr<synthesis::MoveSource> source,
                               StrategyList strategies, transforms::Vocabulary words,
                               Unadvised unadvised)
    : source_(std::move(source)),
      strategies_(std::move(strategies)),
      words_(std::move(words)),
      unadvised_(unadvised) {}

std::string StrategicMoves::describe() const {
    std::string out = source_->describe();
    for (const auto& s : strategies_) out += ", " + s->describe();
    return out;
}

synthesis::RuleCard StrategicMoves::rule(std::int64_t number) const {
    for (const auto& s : strategies_)
        if (auto card = s->rule(number)) return *card;
    return source_->rule(number);
}

bool StrategicMoves::has_rule(std::int64_t number) const {
    return std::ranges::any_of(strategies_,
                               [&](const auto& s) { return s->rule(number).has_value(); }) ||
           source_->has_rule(number);
}

std::optional<std::string> StrategicMoves::start() const {
    const transforms::Analysed molecule(chem::Molecule::from_smiles(target_), words_);
    for (const auto& s : strategies_)
        if (auto start = s->start({molecule, true})) return start;
    return std::nullopt;
}

void StrategicMoves::advise(const std::string& smiles, std::vector<synthesis::Move>& moves) const {
    const double before = moves.empty() ? 1 : sum_of_priors(moves);
    const transforms::Analysed molecule(chem::Molecule::from_smiles(smiles), words_);
    for (const auto& s : strategies_) s->advise({molecule, smiles == target_}, moves);
    if (unadvised_ == Unadvised::left_out)
        std::erase_if(moves, [](const synthesis::Move& m) { return m.reasons.empty(); });
    const double after = sum_of_priors(moves);
    if (after > 0)
        for (synthesis::Move& m : moves) m.prior *= before / after;
    std::ranges::stable_sort(moves, std::ranges::greater{}, &synthesis::Move::prior);
}

std::vector<std::vector<synthesis::Move>> StrategicMoves::moves(
    std::span<const std::string> molecules) {
    auto all = source_->moves(molecules);
    for (std::size_t i = 0; i < all.size(); ++i) advise(molecules[i], all[i]);
    return all;
}

}  // namespace crucible::strategies
