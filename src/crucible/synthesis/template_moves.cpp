#include "crucible/synthesis/template_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <map>

namespace crucible::synthesis {
namespace {

void add_counts(chem::ApplyCounts& sum, const chem::ApplyCounts& c) {
    sum.applied += c.applied, sum.matched += c.matched, sum.outcomes += c.outcomes;
    sum.unsanitary += c.unsanitary, sum.stereo += c.stereo;
}

}  // namespace

TemplateMoves::TemplateMoves(std::shared_ptr<const TemplateLibrary> library,
                             std::shared_ptr<const Policy> policy,
                             std::shared_ptr<const MoveFilter> filter,
                             const TemplateMoveSettings& settings)
    : library_(std::move(library)),
      policy_(std::move(policy)),
      filter_(std::move(filter)),
      settings_(settings),
      ranges_(settings.threads) {}

std::string TemplateMoves::describe() const {
    return fmt::format("templates {} policy {} filter {}", library_->set.hash(), policy_->hash(),
                       filter_ ? filter_->hash() : "none");
}

std::vector<Move> TemplateMoves::moves_of(const chem::Molecule& molecule, int reaction_class,
                                          chem::ApplyCounts* counts) const {
    const chem::Target target(molecule);
    std::vector<Move> found;
    std::map<std::string, std::size_t> place;  // of each set of precursors
    double sum = 0;
    for (const RankedTemplate& t : policy_->rank(target, library_->set, reaction_class)) {
        if (found.size() >= settings_.most_moves || sum >= settings_.most_probability) break;
        sum += t.probability;
        const auto outcomes = library_->set.apply(t.index, target, {}, counts);
        for (const chem::Outcome& o : outcomes) {
            const double prior = t.probability / static_cast<double>(outcomes.size());
            const auto [at, is_new] = place.try_emplace(chem::joined(o.reactants), found.size());
            if (!is_new) {
                found[at->second].prior += prior;  // another template says the same
            } else if (found.size() < settings_.most_moves) {
                found.push_back({o.reactants, prior, 1, t.index, o.changed_bonds, o.origins});
            } else {
                place.erase(at);
            }
        }
    }
    if (filter_) {
        const auto feasible = filter_->feasibility(molecule, found);
        for (std::size_t i = 0; i < found.size(); ++i) found[i].feasibility = feasible[i];
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &Move::prior);
    return found;
}

std::vector<std::vector<Move>> TemplateMoves::moves(std::span<const std::string> molecules) {
    const std::size_t n = molecules.size();
    std::vector<std::vector<Move>> all(n);
    std::vector<chem::ApplyCounts> counts(n);
    std::vector<std::exception_ptr> faults(n);
    ranges_.run(n, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            try {
                all[i] = moves_of(chem::Molecule::from_smiles(molecules[i]),
                                  settings_.reaction_class, &counts[i]);
            } catch (...) {
                faults[i] = std::current_exception();
            }
        }
    });
    for (std::size_t i = 0; i < n; ++i) {
        if (faults[i]) std::rethrow_exception(faults[i]);  // the first, whoever met one first
        add_counts(counts_, counts[i]);
    }
    return all;
}

}  // namespace crucible::synthesis
