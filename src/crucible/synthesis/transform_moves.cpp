#include "crucible/synthesis/transform_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <iterator>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/transforms/prose.hpp"

namespace crucible::synthesis {
namespace {

constexpr double rating_scale = 12;

void sort_likeliest(std::vector<Move>& moves) {
    std::ranges::stable_sort(moves, std::ranges::greater{}, &Move::prior);
}

bool holds_atom(const std::vector<int>& atoms, int atom) {
    return std::ranges::find(atoms, atom) != atoms.end();
}

/// Reagents that a transform names, of the vocabulary.
std::vector<int> reagents_of(const transforms::Transform& t) {
    std::vector<int> out;
    for (const transforms::Statement& s : t.statements)
        if (s.kind == transforms::Statement::Kind::reagent)
            out.insert(out.end(), s.groups.begin(), s.groups.end());
    return out;
}

}  // namespace

/// A move and what it was made by.
struct TransformMoves::Candidate {
    Move move;
    const transforms::Rule* rule = nullptr;
    std::vector<int> changed;
    std::vector<transforms::Threatened> threatened;
};

TransformMoves::TransformMoves(std::shared_ptr<const transforms::TransformLibrary> library,
                               transforms::ProtectingGroups groups,
                               const TransformMoveSettings& settings)
    : library_(std::move(library)),
      groups_(std::move(groups)),
      settings_(settings),
      ranges_(settings.threads) {}

std::string TransformMoves::describe() const { return "transforms " + library_->hash(); }

RuleCard TransformMoves::rule(std::int64_t number) const {
    if (number >= first_protection_rule)
        return protection_card(number, first_protection_rule, groups_);
    const auto* rule = library_->find(static_cast<int>(number - first_transform_rule));
    CRUCIBLE_ASSERT(rule);
    return transform_card(*rule);
}

bool TransformMoves::has_rule(std::int64_t number) const {
    if (number >= first_protection_rule)
        return static_cast<std::size_t>(number - first_protection_rule) / 2 < groups_.rows().size();
    return number >= first_transform_rule &&
           library_->find(static_cast<int>(number - first_transform_rule)) != nullptr;
}

RuleCard transform_card(const transforms::Rule& rule) {
    const transforms::Transform& t = rule.transform();
    return {transforms::prose_name(t.name), rule.retron(0),
            t.references.empty() ? "" : t.references.front(), 0, t.conditions};
}

void TransformMoves::look_after(Candidate& c, const std::string& molecule) const {
    Move& m = c.move;
    const auto name_of = [&](int group) {
        return lower(library_->vocabulary().groups()[static_cast<std::size_t>(group)].name);
    };
    const auto conflict = [&](const std::string& name) {
        ++m.conflicts;
        std::string warning = fmt::format("{} elsewhere would react, too", name);
        if (std::ranges::find(m.warnings, warning) == m.warnings.end())
            m.warnings.push_back(std::move(warning));
    };
    std::vector<ExposedGroup> protectable, exposed;
    const bool wants_protection =
        std::ranges::any_of(c.threatened, &transforms::Threatened::protect);
    for (std::size_t p = 0; wants_protection && p < m.precursors.size(); ++p) {
        const auto seen = transforms::perceive(chem::Molecule::from_smiles(m.precursors[p]),
                                               library_->vocabulary());
        std::ranges::move(protectable_groups(m, p, seen, c.changed, groups_),
                          std::back_inserter(protectable));
    }
    for (const transforms::Threatened& t : c.threatened) {
        const auto at = std::ranges::find_if(protectable, [&](const ExposedGroup& g) {
            return t.protect && std::ranges::any_of(g.site.hetero, [&](int atom) {
                       const int in_target = m.origins[g.precursor][static_cast<std::size_t>(atom)];
                       return holds_atom(t.atoms, in_target);
                   });
        });
        if (at == protectable.end())
            conflict(name_of(t.group));
        else
            exposed.push_back(*at);
    }
    if (exposed.empty()) return;
    ProtectionAnswer answer =
        choose_protections(molecule, m, exposed, reagents_of(c.rule->transform()), groups_,
                           library_->vocabulary(), first_protection_rule);
    m.protections = std::move(answer.choices);
    m.warnings.insert(m.warnings.end(), answer.warnings.begin(), answer.warnings.end());
    for (const std::string& name : answer.exposed) conflict(name);
}

std::vector<Move> TransformMoves::moves_of(const std::string& smiles) const {
    const transforms::Analysed molecule(chem::Molecule::from_smiles(smiles),
                                        library_->vocabulary());
    std::vector<Candidate> found;
    std::map<std::vector<std::string>, std::size_t> place;  // of each set of precursors
    for (const auto& rule : library_->rules()) {
        for (auto& a :
             transforms::evaluate(*rule, molecule, library_->vocabulary(), {.keep_dead = false})) {
            if (a.is_dead() || a.rating < settings_.least_rating) continue;
            Candidate c;
            c.rule = rule.get();
            c.changed = std::move(a.outcome.changed_atoms);
            c.threatened = std::move(a.threatened);
            c.move.prior = std::exp(a.rating / rating_scale);
            c.move.rule = first_transform_rule + rule->transform().number;
            c.move.precursors = std::move(a.outcome.reactants);
            c.move.bonds = std::move(a.outcome.changed_bonds);
            c.move.origins = std::move(a.outcome.origins);
            c.move.controlled = std::move(a.controlled);
            const auto [at, is_new] = place.try_emplace(c.move.precursors, found.size());
            if (is_new)
                found.push_back(std::move(c));
            else if (found[at->second].move.prior < c.move.prior)
                found[at->second] = std::move(c);
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater{},
                             [](const Candidate& c) { return c.move.prior; });
    if (found.size() > settings_.most_moves) found.resize(settings_.most_moves);
    double sum = 0;
    for (const Candidate& c : found) sum += c.move.prior;
    std::vector<Move> moves;
    for (Candidate& c : found) {
        c.move.prior /= sum;
        look_after(c, molecule.perception.molecule.smiles());
        moves.push_back(std::move(c.move));
    }
    return moves;
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

bool MergedMoves::has_rule(std::int64_t number) const {
    return number >= first_transform_rule ? written_->has_rule(number) : learned_->has_rule(number);
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
            if (at == place.end()) {
                all[i].push_back(std::move(m));
                continue;
            }
            Move& same = all[i][at->second];
            if (!m.controlled.empty()) {  // the one that names what sets the configuration
                m.feasibility = same.feasibility;
                std::swap(same, m);
            }
            same.prior += m.prior;
        }
        sort_likeliest(all[i]);
    }
    return all;
}

}  // namespace crucible::synthesis
