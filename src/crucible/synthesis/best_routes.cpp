#include "crucible/synthesis/best_routes.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr std::size_t tries_per_route = 200;  // routes with detours are passed over

/// One way to make a molecule: a move, and which of the best trees each need has.
struct Derivation {
    double cost = 0;
    int way = -1;  ///< -1: left open, or bought
    std::vector<std::uint32_t> ranks;
    bool operator<(const Derivation& o) const {
        if (cost != o.cost) return cost < o.cost;
        return way != o.way ? way < o.way : ranks < o.ranks;
    }
};

enum class Endings { bought, open };

class RouteList {
public:
    RouteList(const MoveBook& book, int depth, Endings endings)
        : book_(book), depth_(depth), endings_(endings) {}

    std::vector<RouteNode> best(std::size_t count) {
        std::vector<RouteNode> out;
        std::set<std::string> seen;
        const std::size_t tries = tries_per_route * (count + 10);
        const Key root{book_.target(), depth_};
        for (std::size_t k = 0; k < tries && out.size() < count; ++k) {
            if (!has(root, k)) break;
            RouteNode node;
            std::vector<std::uint32_t> above;
            std::string text;
            if (build(root, k, above, node, text) && seen.insert(text).second)
                out.push_back(std::move(node));
        }
        return out;
    }

private:
    struct Key {
        TaskId task;
        int left;
    };
    struct Vertex {
        double least = -1;  ///< of its trees; < 0: not known yet
        bool started = false;
        std::vector<Derivation> best;
        std::set<Derivation> waiting, taken;
    };

    Vertex& at(Key k) {
        return vertices_[(std::uint64_t{k.task} << 32) | static_cast<std::uint32_t>(k.left)];
    }

    bool may_end(Key k) const {
        const Task& t = book_.task(k.task);
        const bool is_whole_route = k.task == book_.target() && k.left == depth_;
        return t.bought || (endings_ == Endings::open && !is_whole_route);
    }

    double least(Key k) {
        if (const double known = at(k).least; known >= 0) return known;
        const Task& t = book_.task(k.task);
        double out = t.bought ? 0 : may_end(k) ? open_cost : unreachable;
        if (!t.bought && k.left > 0)
            for (const Way& w : t.ways) out = std::min(out, least(w, k.left));
        return at(k).least = out;
    }
    double least(const Way& w, int left) {
        double cost = w.cost;
        for (const TaskId need : w.needs) {
            cost += least({need, left - 1});
            if (cost == unreachable) break;
        }
        return cost;
    }

    void start(Key k) {
        at(k).started = true;
        const Task& t = book_.task(k.task);
        std::vector<Derivation> first;
        if (may_end(k)) first.push_back({t.bought ? 0 : open_cost, -1, {}});
        for (std::size_t w = 0; w < t.ways.size() && !t.bought && k.left > 0; ++w) {
            const double cost = least(t.ways[w], k.left);
            if (cost < unreachable)
                first.push_back({cost, static_cast<int>(w),
                                 std::vector<std::uint32_t>(t.ways[w].needs.size(), 0)});
        }
        Vertex& v = at(k);
        v.taken.insert(first.begin(), first.end());
        v.waiting.insert(first.begin(), first.end());
    }

    /// Whether there is a tree of this rank, which is then known.
    bool has(Key k, std::size_t rank) {
        if (!at(k).started) start(k);
        while (at(k).best.size() <= rank) {
            if (!at(k).best.empty()) push_neighbours(k, Derivation(at(k).best.back()));
            Vertex& v = at(k);
            if (v.waiting.empty()) return false;
            v.best.push_back(*v.waiting.begin());
            v.waiting.erase(v.waiting.begin());
        }
        return true;
    }

    double cost_of(Key k, std::size_t rank) {
        CRUCIBLE_ASSERT(has(k, rank));
        return at(k).best[rank].cost;
    }

    void push_neighbours(Key k, const Derivation& d) {
        if (d.way < 0) return;
        const Way& w = book_.task(k.task).ways[static_cast<std::size_t>(d.way)];
        for (std::size_t n = 0; n < w.needs.size(); ++n) {
            Derivation next = d;
            const Key below{w.needs[n], k.left - 1};
            if (!has(below, ++next.ranks[n])) continue;
            next.cost = w.cost;
            for (std::size_t m = 0; m < w.needs.size(); ++m)
                next.cost += cost_of({w.needs[m], k.left - 1}, next.ranks[m]);
            Vertex& v = at(k);
            if (v.taken.insert(next).second) v.waiting.insert(next);
        }
    }

    /// False where a molecule would be made from itself. `text` tells routes apart.
    bool build(Key k, std::size_t rank, std::vector<std::uint32_t>& above, RouteNode& out,
               std::string& text) {
        if (!has(k, rank)) return false;
        const Derivation d = at(k).best[rank];
        const Task& t = book_.task(k.task);
        if (std::find(above.begin(), above.end(), t.molecule) != above.end()) return false;
        out.smiles = t.smiles;
        out.in_stock = t.bought;
        text += t.smiles;
        if (d.way < 0) return true;
        const Way& w = t.ways[static_cast<std::size_t>(d.way)];
        out.has_move = true;
        out.move = book_.move(k.task, w);
        text += "(";
        above.push_back(t.molecule);
        for (std::size_t n = 0; n < w.needs.size(); ++n) {
            out.children.emplace_back();
            text += " ";
            if (!build({w.needs[n], k.left - 1}, d.ranks[n], above, out.children.back(), text))
                return false;
        }
        above.pop_back();
        text += ")";
        return true;
    }

    const MoveBook& book_;
    int depth_;
    Endings endings_;
    std::unordered_map<std::uint64_t, Vertex> vertices_;
};

}  // namespace

std::vector<RouteNode> best_routes(const MoveBook& book, int depth, std::size_t count) {
    std::vector<RouteNode> out = RouteList(book, depth, Endings::bought).best(count);
    if (out.empty()) out = RouteList(book, depth, Endings::open).best(count);
    return out;
}

}  // namespace crucible::synthesis
