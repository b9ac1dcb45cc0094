#include "crucible/synthesis/transform_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

constexpr double rating_scale = 12;

void sort_likeliest(std::vector<Move>& moves) {
    std::ranges::stable_sort(moves, std::ranges::greater{}, &Move::prior);
}

/// Groups elsewhere that the reagents would attack.
void note_threats(const transforms::Application& a, const transforms::Vocabulary& words,
                  Move& move) {
    for (const transforms::Threatened& t : a.threatened) {
        const auto& group = words.groups()[static_cast<std::size_t>(t.group)];
        move.conflicts += 1;
        move.warnings.push_back(t.protect ? "protect the group " + group.name
                                          : "the group " + group.name + " does not survive this");
    }
    std::ranges::sort(move.warnings);
    move.warnings.erase(std::unique(move.warnings.begin(), move.warnings.end()),
                        move.warnings.end());
}

}  // namespace

TransformMoves::TransformMoves(std::shared_ptr<const transforms::TransformLibrary> library,
                               const TransformMoveSettings& settings)
    : library_(std::move(library)), settings_(settings), ranges_(settings.threads) {}

std::string TransformMoves::describe() const { return "transforms " + library_->hash(); }

RuleCard TransformMoves::rule(std::int64_t number) const {
    const auto* rule = library_->find(static_cast<int>(number - first_transform_rule));
    CRUCIBLE_ASSERT(rule);
    const transforms::Transform& t = rule->transform();
    return {t.name, rule->retron(0), t.references.empty() ? "" : t.references.front(), 0};
}

std::vector<Move> TransformMoves::moves_of(const std::string& smiles) const {
    const transforms::Analysed molecule(chem::Molecule::from_smiles(smiles),
                                        library_->vocabulary());
    std::vector<Move> found;
    std::map<std::vector<std::string>, std::size_t> place;  // of each set of precursors
    for (const auto& rule : library_->rules()) {
        for (auto& a :
             transforms::evaluate(*rule, molecule, library_->vocabulary(), {.keep_dead = false})) {
            if (a.is_dead() || a.rating < settings_.least_rating) continue;
            Move move;
            move.prior = std::exp(a.rating / rating_scale);
            move.rule = first_transform_rule + rule->transform().number;
            move.precursors = std::move(a.outcome.reactants);
            move.bonds = std::move(a.outcome.changed_bonds);
            move.origins = std::move(a.outcome.origins);
            note_threats(a, library_->vocabulary(), move);
            const auto [at, is_new] = place.try_emplace(move.precursors, found.size());
            if (is_new)
                found.push_back(std::move(move));
            else if (found[at->second].prior < move.prior)
                found[at->second] = std::move(move);
        }
    }
    sort_likeliest(found);
    if (found.size() > settings_.most_moves) found.resize(settings_.most_moves);
    double sum = 0;
    for (const Move& m : found) sum += m.prior;
    for (Move& m : found) m.prior /= sum;
    return found;
}

std::vector<std::vector<Move>> TransformMoves::moves(std::span<const std::string> molecules) {
    const std::size_t n = molecules.size();
    std::vector<std::vector<Move>> all(n);
    std::vector<std::exception_ptr> faults(n);
    ranges_.run(n, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            try {
                all[i] = moves_of(molecules[i]);
            } catch (...) {
                faults[i] = std::current_exception();
            }
        }
    });
    for (const auto& fault : faults)
        if (fault) std::rethrow_exception(fault);  // the first, whoever met one first
    return all;
}

MergedMoves::MergedMoves(std::unique_ptr<MoveSource> learned, std::unique_ptr<MoveSource> written)
    : learned_(std::move(learned)), written_(std::move(written)) {}

std::string MergedMoves::describe() const {
    return learned_->describe() + " and " + written_->describe();
}

RuleCard MergedMoves::rule(std::int64_t number) const {
    return number >= first_transform_rule ? written_->rule(number) : learned_->rule(number);
}

std::vector<std::vector<Move>> MergedMoves::moves(std::span<const std::string> molecules) {
    auto all = learned_->moves(molecules);
    auto written = written_->moves(molecules);
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::map<std::vector<std::string>, std::size_t> place;
        for (std::size_t k = 0; k < all[i].size(); ++k) {
            all[i][k].prior /= 2;
            place.emplace(all[i][k].precursors, k);
        }
        for (Move& m : written[i]) {
            m.prior /= 2;
            const auto at = place.find(m.precursors);
            if (at == place.end())
                all[i].push_back(std::move(m));
            else
                all[i][at->second].prior += m.prior;
        }
        sort_likeliest(all[i]);
    }
    return all;
}

}  // namespace crucible::synthesis
