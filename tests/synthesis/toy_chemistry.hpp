#pragma once
// Made-up chemistry: molecules are letters and numbers, moves are what a table says.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible::synthesis::toy {

using MoveTable = std::map<std::string, std::vector<Move>>;

class TableSource : public MoveSource {
public:
    explicit TableSource(MoveTable table) : table_(std::move(table)) {}
    std::vector<std::vector<Move>> moves(std::span<const std::string> molecules) override {
        ++questions;
        std::vector<std::vector<Move>> out;
        for (const std::string& m : molecules) {
            asked.push_back(m);
            const auto at = table_.find(m);
            out.push_back(at == table_.end() ? std::vector<Move>{} : at->second);
        }
        return out;
    }
    RuleCard rule(std::int64_t) const override { return {}; }
    std::string describe() const override { return "table"; }

    std::vector<std::string> asked;
    int questions = 0;

private:
    MoveTable table_;
};

inline Move move_to(std::vector<std::string> precursors, double prior, std::int64_t rule = 0) {
    Move m;
    m.precursors = std::move(precursors);
    std::sort(m.precursors.begin(), m.precursors.end());
    m.prior = prior;
    m.rule = rule;
    return m;
}

/// Molecules M0 (the target) to M(n-1); each has up to `moves` moves to one to three others, also
/// to such that come earlier: cycles. Priors are distinct, likeliest first.
struct RandomWorld {
    MoveTable table;
    std::vector<std::string> stock;
};
inline RandomWorld random_world(std::uint64_t item, int n = 9, int moves = 3,
                                double stock_share = 0.35) {
    RandomStream random(7, StreamId::tests, item);
    RandomWorld w;
    const auto name = [](std::uint64_t k) { return "M" + std::to_string(k); };
    const auto count = static_cast<std::uint64_t>(n);
    for (std::uint64_t k = 0; k < count; ++k) {
        if (k > 0 && random.uniform() < stock_share) {
            w.stock.push_back(name(k));
            continue;
        }
        std::vector<Move> all;
        std::set<std::vector<std::string>> seen;
        double left = 1;
        for (auto m = random.index(static_cast<std::uint64_t>(moves) + 1); m > 0; --m) {
            std::set<std::string> to;
            for (auto p = 1 + random.index(3); p > 0; --p) to.insert(name(random.index(count)));
            Move move = move_to({to.begin(), to.end()}, left * random.uniform(0.3, 0.7),
                                static_cast<std::int64_t>(all.size()));
            if (!seen.insert(move.precursors).second) continue;
            left -= move.prior;
            all.push_back(std::move(move));
        }
        std::sort(all.begin(), all.end(),
                  [](const Move& a, const Move& b) { return a.prior > b.prior; });
        w.table[name(k)] = all;
    }
    return w;
}

/// Everything that is true of a small world, by trying everything.
class Exhaustive {
public:
    Exhaustive(const RandomWorld& w, double step_yield) : world_(w), yield_(step_yield) {}

    struct Tree {
        double cost;
        std::string text;
    };
    /// All routes to a molecule, without molecules above themselves; not sorted.
    std::vector<Tree> routes(const std::string& m, int depth, std::vector<std::string> above = {}) {
        if (!above.empty() && is_bought(m)) return {{0, m}};
        std::vector<Tree> out;
        if (depth == 0 || !world_.table.contains(m)) return out;
        above.push_back(m);
        for (const Move& move : world_.table.at(m)) {
            const bool is_cycle =
                std::any_of(move.precursors.begin(), move.precursors.end(), [&](const auto& p) {
                    return std::find(above.begin(), above.end(), p) != above.end();
                });
            if (is_cycle) continue;
            std::vector<Tree> all{{-std::log(move.prior) - std::log(yield_), m + "("}};
            for (std::size_t k = 0; k < move.precursors.size() && !all.empty(); ++k) {
                const std::vector<Tree> below = routes(move.precursors[k], depth - 1, above);
                std::vector<Tree> next;
                for (const Tree& t : all)
                    for (const Tree& b : below)
                        next.push_back({t.cost + b.cost, t.text + (k > 0 ? " " : "") + b.text});
                all = std::move(next);
            }
            for (Tree& t : all) out.push_back({t.cost, t.text + ")"});
        }
        return out;
    }

private:
    bool is_bought(const std::string& m) const {
        return std::find(world_.stock.begin(), world_.stock.end(), m) != world_.stock.end();
    }
    const RandomWorld& world_;
    double yield_;
};

inline RunContext quiet() { return {"search", 1, {}, nullptr}; }

}  // namespace crucible::synthesis::toy
