// Distances of routes, clusters, Pareto fronts, and the comparison with references.

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/recovery.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/tree_distance.hpp"
#include "tests/synthesis/toy_chemistry.hpp"

using namespace crucible;
using namespace crucible::synthesis;
using namespace crucible::synthesis::toy;

namespace {

/// Reads "T(A(D) B)".
RouteNode parse_route(const std::string& text, std::size_t& at) {
    RouteNode n;
    while (at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])))
        n.smiles += text[at++];
    n.move.prior = 0.5;
    if (at < text.size() && text[at] == '(') {
        n.has_move = true;
        while (text[at] != ')') {
            ++at;
            n.children.push_back(parse_route(text, at));
        }
        ++at;
    }
    n.in_stock = !n.has_move;
    return n;
}
RouteNode parse_route(const std::string& text) {
    std::size_t at = 0;
    return parse_route(text, at);
}

LabelTree random_tree(RandomStream& random, std::size_t size) {
    // Postorder of a random tree: parents of a random recursive tree, walked depth first.
    std::vector<std::vector<std::size_t>> children(size);
    for (std::size_t i = 1; i < size; ++i) children[random.index(i)].push_back(i);
    LabelTree out;
    const std::function<int(std::size_t)> walk = [&](std::size_t i) {
        std::vector<int> below;
        for (const std::size_t c : children[i]) below.push_back(walk(c));
        const int place = static_cast<int>(out.size());
        out.labels.push_back(std::string(1, static_cast<char>('a' + random.index(3))));
        out.parents.push_back(-1);
        for (const int b : below) out.parents[static_cast<std::size_t>(b)] = place;
        return place;
    };
    walk(0);
    return out;
}

/// Least cost over all mappings that keep ancestors, and, where `ordered`, the postorder; each
/// pair of nodes is tried in and out.
double brute_distance(const LabelTree& a, const LabelTree& b, bool ordered) {
    const auto is_above = [](const LabelTree& t, std::size_t top, std::size_t below) {
        for (int p = t.parents[below]; p >= 0; p = t.parents[static_cast<std::size_t>(p)])
            if (p == static_cast<int>(top)) return true;
        return false;
    };
    double best = static_cast<double>(a.size() + b.size());
    std::vector<std::pair<std::size_t, std::size_t>> mapped;
    const std::function<void(std::size_t)> place = [&](std::size_t i) {
        if (i == a.size()) {
            double cost = static_cast<double>(a.size() + b.size() - 2 * mapped.size());
            for (const auto& [x, y] : mapped) cost += a.labels[x] == b.labels[y] ? 0 : 1;
            best = std::min(best, cost);
            return;
        }
        place(i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            bool fits = true;
            for (const auto& [x, y] : mapped)
                fits = fits && y != j && is_above(a, i, x) == is_above(b, j, y) &&
                       is_above(a, x, i) == is_above(b, y, j) && (!ordered || (x < i) == (y < j));
            if (!fits) continue;
            mapped.push_back({i, j});
            place(i + 1);
            mapped.pop_back();
        }
    };
    place(0);
    return best;
}

std::vector<Route> routes_of(const std::vector<std::string>& texts) {
    std::vector<Route> out;
    for (const std::string& t : texts) {
        Route r;
        r.root = parse_route(t);
        r.score = score_route(r.root, Stock::of({}), {});
        out.push_back(std::move(r));
    }
    return out;
}

}  // namespace

TEST_SUITE("synthesis: routes") {
    TEST_CASE("tree distances against all mappings") {
        for (std::uint64_t item = 0; item < 150; ++item) {
            RandomStream random(4, StreamId::tests, item);
            const LabelTree a = random_tree(random, 1 + random.index(6));
            const LabelTree b = random_tree(random, 1 + random.index(6));
            CAPTURE(item);
            const double ordered = ordered_distance(a, b), unordered = unordered_distance(a, b);
            CHECK(ordered == brute_distance(a, b, true));
            CHECK(unordered == brute_distance(a, b, false));
            CHECK(unordered <= ordered);
            CHECK(ordered == ordered_distance(b, a));
            CHECK(ordered_distance(a, a) == 0);
        }
    }
    TEST_CASE("the published example of Zhang and Shasha") {
        // f(d(a c(b)) e) and f(c(d(a b)) e): distance 2 (SIAM J. Comput. 18, 1245, figure 4).
        const LabelTree a{{"a", "b", "c", "d", "e", "f"}, {3, 2, 3, 5, 5, -1}};
        const LabelTree b{{"a", "b", "d", "c", "e", "f"}, {2, 2, 3, 5, 5, -1}};
        CHECK(ordered_distance(a, b) == 2);
        CHECK(unordered_distance(a, b) == 2);
    }
    TEST_CASE("trees too large for the exact distance are refused") {
        RandomStream random(4, StreamId::tests, 999);
        const LabelTree big = random_tree(random, 13), small = random_tree(random, 3);
        CHECK_THROWS_AS(unordered_distance(big, small), InputError);
        CHECK(ordered_distance(big, small) >= 10);
    }
    TEST_CASE("alike routes are clustered") {
        std::vector<Route> routes =
            routes_of({"T(A(D E) B)", "T(X(Y(Z)))", "T(A(D F) B)", "T(X(Y(W)))", "T(A(D G) B)"});
        const RouteClusters c = cluster_routes(routes);
        CHECK(c.cluster == std::vector<int>{1, 2, 1, 2, 1});
        CHECK(c.count == 2);
        CHECK(c.silhouette > 0.3);
        CHECK(routes[3].cluster == 2);
        std::vector<Route> two = routes_of({"T(A)", "T(B)"});
        CHECK(cluster_routes(two).count == 1);
    }
    TEST_CASE("silhouette by hand") {
        Array2<double> d(3, 3);
        d(0, 1) = d(1, 0) = 1;
        d(0, 2) = d(2, 0) = 4;
        d(1, 2) = d(2, 1) = 2;
        const std::vector<std::size_t> clusters{0, 0, 1};
        CHECK(silhouette(d, clusters) == doctest::Approx((0.75 + 0.5 + 0) / 3));
    }
    TEST_CASE("Pareto front and ranks") {
        // Steps 1, 2, 3; the third has more steps and cost than the second, and no merit.
        std::vector<Route> routes = routes_of({"T(A B)", "T(A(C) B(D))", "T(A(C(E)))", "T(A(C))"});
        CHECK(routes[1].score.convergence == doctest::Approx(1.0 / 3));
        const std::vector<std::size_t> front = pareto_front(routes);
        CHECK(front == std::vector<std::size_t>{0, 1});
        rank_routes(routes);
        CHECK(route_text(routes[0].root) == "T(A B)");
        CHECK(route_text(routes[1].root) == "T(A(C))");
        routes[0].root.children[0].in_stock = false;
        routes[0].score = score_route(routes[0].root, Stock::of({}), {});
        CHECK(!routes[0].score.solved);
        CHECK(routes[0].score.score == doctest::Approx(0.5 * 0.8 * 1e-3));
        // (1 + 10 + 1) / 0.8: what is not in stock costs ten times as much.
        CHECK(routes[0].score.cost == doctest::Approx(15));
        rank_routes(routes);
        CHECK(route_text(routes[3].root) == "T(A B)");
    }
    TEST_CASE("the place of a reference route") {
        const std::vector<Route> routes = routes_of({"T(A B)", "T(B(D C) A)", "T(X)"});
        CHECK(place_of(parse_route("T(A B(C D))"), routes) == 2);
        CHECK(place_of(parse_route("T(A B(C))"), routes) == 0);
        const std::vector<RouteNode> either{parse_route("T(Q)"), parse_route("T(X)")};
        CHECK(place_of(either, routes) == 3);
        CHECK(same_molecules(parse_route("T(B A)"), parse_route("T(A B)")));
        CHECK(!same_molecules(parse_route("T(A B)"), parse_route("T(A B(C))")));
    }
}
