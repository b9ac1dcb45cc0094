#include "crucible/synthesis/rollouts.hpp"

#include "crucible/base/error.hpp"

#include <algorithm>

namespace crucible::synthesis {
namespace {
constexpr std::size_t rollout_choices = 10;  // of a molecule, likeliest first
}

struct Rollouts::Game {
    std::vector<std::uint32_t> open;
    int bought = 0, moves = 0;
    bool is_over = false;
    RandomStream random;
};

Rollouts::Rollouts(SearchRun& run, MoveSource& source) : run_(run), source_(source) {}

std::uint32_t Rollouts::intern(const std::string& smiles) {
    const auto [at, is_new] = ids_.try_emplace(smiles, static_cast<std::uint32_t>(known_.size()));
    if (!is_new) return at->second;
    const Constraints& c = run_.settings.constraints;
    Known k;
    k.smiles = smiles;
    k.bought = smiles == c.start ||
               (run_.stock.contains(smiles) &&
                !(c.exclude_target && smiles == run_.book.task(run_.book.target()).smiles));
    known_.push_back(std::move(k));
    return at->second;
}

void Rollouts::ask(const std::vector<std::uint32_t>& ids) {
    std::vector<std::string> questions;
    std::vector<std::uint32_t> asked;
    for (const std::uint32_t id : ids) {
        if (known_[id].asked) continue;
        known_[id].asked = true;
        asked.push_back(id);
        questions.push_back(known_[id].smiles);
    }
    if (questions.empty()) return;
    run_.counts.rollout_calls += static_cast<std::int64_t>(questions.size());
    const std::vector<std::vector<Move>> all = source_.moves(questions);
    CRUCIBLE_ASSERT(all.size() == questions.size());
    for (std::size_t k = 0; k < all.size(); ++k) {
        std::vector<Choice> choices;
        for (const Move& m : all[k]) {
            if (choices.size() == rollout_choices) break;
            Choice c{m.prior, {}};
            bool fits = !m.precursors.empty();
            for (const std::string& p : m.precursors) {
                fits = fits && p != questions[k] && run_.book.may_hold(p);
                if (!fits) break;
                c.needs.push_back(intern(p));
            }
            if (fits && m.prior > 0) choices.push_back(std::move(c));
        }
        known_[asked[k]].choices = std::move(choices);
    }
}

void Rollouts::step(Game& g) {
    const std::uint32_t made = g.open.back();
    const std::vector<Choice>& choices = known_[made].choices;
    double sum = 0;
    for (const Choice& c : choices) sum += c.prior;
    if (choices.empty() || g.moves == run_.settings.rollout_depth) {
        g.is_over = true;
        return;
    }
    double drawn = g.random.uniform() * sum;
    std::size_t k = 0;
    while (k + 1 < choices.size() && drawn >= choices[k].prior) drawn -= choices[k++].prior;
    ++g.moves;
    g.open.pop_back();
    for (const std::uint32_t need : choices[k].needs) {
        if (known_[need].bought)
            ++g.bought;
        else
            g.open.push_back(need);
    }
    g.is_over = g.open.empty();
}

std::vector<double> Rollouts::play(const std::vector<Job>& jobs) {
    std::vector<Game> games;
    for (const Job& j : jobs) {
        Game g{{}, j.bought, 0, j.open.empty(), j.random};
        for (const std::string& s : j.open) g.open.push_back(intern(s));
        games.push_back(std::move(g));
    }
    for (bool is_running = true; is_running;) {
        is_running = false;
        std::vector<std::uint32_t> next;
        for (const Game& g : games)
            if (!g.is_over) next.push_back(g.open.back());
        ask(next);
        for (Game& g : games) {
            if (g.is_over) continue;
            step(g);
            is_running = true;
        }
    }
    std::vector<double> out;
    for (const Game& g : games) {
        const double leaves = g.bought + static_cast<double>(g.open.size());
        out.push_back(g.open.empty() ? 1 : g.bought > 0 ? g.bought / leaves : -1);
    }
    return out;
}

}  // namespace crucible::synthesis
