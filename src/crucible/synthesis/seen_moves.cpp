#include "crucible/synthesis/seen_moves.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/cheapest_first.hpp"
#include "crucible/synthesis/search_algorithms.hpp"

namespace crucible::synthesis {
namespace {

constexpr double no_synthesis = std::numeric_limits<double>::infinity();

}  // namespace

std::vector<SeenMolecule> seen_in_search(const std::string& target, MoveSource& source,
                                         const Stock& stock, const SearchSettings& settings,
                                         const RunContext& context) {
    SearchCounts counts;
    MoveBook book(target, source, stock, settings, counts);
    SearchBudget budget(settings, context, counts);
    SearchRun run{book, budget, counts, settings, stock, nullptr, nullptr};
    search_retro_star(run);
    std::vector<SeenMolecule> all;
    SeenMoves seen;
    for (TaskId id = 0; id < book.size(); ++id) {
        const Task& task = book.task(id);
        if (!task.asked) continue;
        SeenMolecule m{task.smiles, {}};
        for (const synthesis::Way& w : task.ways) {
            m.ways.push_back({w.cost, {}});
            for (const TaskId need : w.needs)
                if (!book.task(need).bought) m.ways.back().needs.push_back(book.task(need).smiles);
        }
        seen.add(m);
        all.push_back(std::move(m));
    }
    const auto known = seen.cheapest(std::vector<double>(seen.size(), no_synthesis));
    for (SeenMolecule& m : all) {
        const double most = known[*seen.find(m.smiles)];
        std::erase_if(m.ways, [&](const SeenMolecule::Way& w) { return w.cost > most; });
    }
    return all;
}

SeenMoves::Index SeenMoves::intern(const std::string& smiles) {
    const auto [at, is_new] = ids_.try_emplace(smiles, static_cast<Index>(smiles_.size()));
    if (is_new) {
        smiles_.push_back(smiles);
        asked_.push_back(0);
        used_by_.emplace_back();
    }
    return at->second;
}

std::optional<SeenMoves::Index> SeenMoves::find(const std::string& smiles) const {
    const auto at = ids_.find(smiles);
    return at == ids_.end() ? std::nullopt : std::optional<Index>(at->second);
}

void SeenMoves::add(const SeenMolecule& m) {
    const Index product = intern(m.smiles);
    if (asked_[product] != 0) return;
    asked_[product] = 1;
    for (const SeenMolecule::Way& w : m.ways) {
        CRUCIBLE_ASSERT(w.cost >= 0);
        const auto number = static_cast<Index>(ways_.size());
        ways_.push_back({w.cost, product, static_cast<std::uint32_t>(w.needs.size())});
        for (const std::string& need : w.needs) used_by_[intern(need)].push_back(number);
    }
}

std::vector<double> SeenMoves::cheapest(std::span<const double> unasked) const {
    CRUCIBLE_ASSERT(unasked.size() == size());
    std::vector<double> cost(size(), no_synthesis);
    std::vector<std::uint32_t> missing;
    for (const Way& w : ways_) {
        missing.push_back(w.needs);
        if (w.needs == 0) cost[w.product] = std::min(cost[w.product], w.cost);
    }
    for (Index m = 0; m < size(); ++m)
        if (!was_asked(m)) cost[m] = unasked[m];
    settle_cheapest(
        cost, std::move(missing), [&](Index m) -> const auto& { return used_by_[m]; },
        [&](Index w, double sum, const auto& offer) {
            offer(ways_[w].product, ways_[w].cost + sum);
        });
    return cost;
}

}  // namespace crucible::synthesis
