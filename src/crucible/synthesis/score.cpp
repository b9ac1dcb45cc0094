#include "crucible/synthesis/score.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible::synthesis {
namespace {

constexpr double missing_leaf = 1e-3;  // exp(-open_cost)

/// Adds up below a node; returns its cost. `line` is the number of reactions above.
double add_up(const RouteNode& n, const Stock& stock, const ScoreSettings& settings, int line,
              RouteScore& s) {
    s.longest = std::max(s.longest, line);
    if (!n.has_move) {
        ++s.leaves;
        if (!n.in_stock) {
            s.score *= missing_leaf;
            return settings.leaf_cost * settings.not_in_stock;
        }
        ++s.leaves_in_stock;
        return stock.price(n.smiles).value_or(settings.leaf_cost);
    }
    ++s.steps;
    s.probability *= n.move.prior;
    s.confidence = std::min(s.confidence, n.move.feasibility);
    s.uncontrolled += static_cast<int>(n.move.uncontrolled.size());
    const double yield =
        settings.step_yield * (n.move.uncontrolled.empty() ? 1 : settings.uncontrolled_share);
    s.score *= n.move.prior * n.move.feasibility * yield;
    double cost = settings.reaction_cost;
    for (const RouteNode& child : n.children) cost += add_up(child, stock, settings, line + 1, s);
    return cost / yield;
}

std::array<double, 4> merits(const RouteScore& s) {
    return {-s.cost, -static_cast<double>(s.steps), s.probability, s.convergence};
}

bool beats(const RouteScore& a, const RouteScore& b) {
    const auto x = merits(a), y = merits(b);
    bool is_better = false;
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (x[k] < y[k]) return false;
        is_better = is_better || x[k] > y[k];
    }
    return is_better;
}

}  // namespace

RouteScore score_route(const RouteNode& root, const Stock& stock, const ScoreSettings& settings) {
    RouteScore s;
    s.score = 1;
    s.cost = add_up(root, stock, settings, 0, s);
    s.solved = s.leaves == s.leaves_in_stock;
    if (s.steps > 0) s.convergence = 1 - static_cast<double>(s.longest) / s.steps;
    return s;
}

bool begins_with(const RouteNode& n, const std::string& smiles) {
    if (smiles.empty()) return true;
    if (!n.has_move) return n.smiles == smiles;
    return std::ranges::any_of(n.children,
                               [&](const RouteNode& c) { return begins_with(c, smiles); });
}

std::string route_text(const RouteNode& n) {
    if (!n.has_move) return n.smiles;
    std::string out = n.smiles + "(";
    for (std::size_t k = 0; k < n.children.size(); ++k)
        out += (k > 0 ? " " : "") + route_text(n.children[k]);
    return out + ")";
}

void rank_routes(std::vector<Route>& routes) {
    std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
        const RouteScore &x = a.score, &y = b.score;
        if (x.solved != y.solved) return x.solved;
        if (x.score != y.score) return x.score > y.score;
        if (x.cost != y.cost) return x.cost < y.cost;
        if (x.steps != y.steps) return x.steps < y.steps;
        return route_text(a.root) < route_text(b.root);
    });
}

std::vector<std::size_t> pareto_front(std::span<const Route> routes) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        const bool is_beaten = std::any_of(routes.begin(), routes.end(), [&](const Route& r) {
            return beats(r.score, routes[i].score);
        });
        if (!is_beaten) out.push_back(i);
    }
    return out;
}

}  // namespace crucible::synthesis
