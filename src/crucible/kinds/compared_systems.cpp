#include "crucible/kinds/compared_systems.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {
namespace {

/// Name of the last reaction, by which chemists tell routes apart; "" for none.
std::string last_reaction(const PlannedTarget& p) {
    if (p.result.routes.empty() || !p.result.routes.front().root.has_move) return "";
    return p.cards[std::to_string(p.result.routes.front().root.move.rule)]["name"].text;
}

}  // namespace

Table system_rows(const std::vector<ComparedPlan>& done) {
    Table t;
    std::vector<std::string> target, name, system, solved, last, end;
    const char* names[] = {"year",       "solved routes", "score",      "steps",
                           "longest",    "cost",          "P_tot",      "convergence",
                           "confidence", "calls",         "iterations", "first route after"};
    std::vector<std::vector<double>> numbers(std::size(names));
    std::vector<double> seconds;
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (const ComparedPlan& c : done) {
        const synthesis::SearchResult& r = c.plan.result;
        const bool any = !r.routes.empty();
        const synthesis::RouteScore s = any ? r.routes.front().score : synthesis::RouteScore{};
        target.push_back(c.plan.smiles);
        name.push_back(c.plan.name);
        system.emplace_back(c.system->name);
        solved.push_back(any && s.solved ? "yes" : "no");
        last.push_back(last_reaction(c.plan));
        end.push_back(r.end);
        const auto of_route = [&](double value) { return any ? value : none; };
        const double row[] = {
            static_cast<double>(c.system->year),
            static_cast<double>(std::ranges::count_if(
                r.routes, [](const synthesis::Route& x) { return x.score.solved; })),
            of_route(s.score),
            of_route(s.steps),
            of_route(s.longest),
            of_route(s.cost),
            of_route(s.probability),
            of_route(s.convergence),
            of_route(s.confidence),
            static_cast<double>(r.counts.model_calls),
            static_cast<double>(r.counts.iterations),
            r.counts.first_route < 0 ? none : static_cast<double>(r.counts.first_route)};
        for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k].push_back(row[k]);
        seconds.push_back(r.counts.seconds);
    }
    t.add_texts("target") = target;
    if (std::ranges::any_of(name, [](const std::string& n) { return !n.empty(); }))
        t.add_texts("name of target") = name;
    t.add_texts("system") = system;
    t.add_texts("solved") = solved;
    for (std::size_t k = 0; k < numbers.size(); ++k) t.add_numbers(names[k]) = numbers[k];
    t.add_numbers("time", "s") = seconds;
    t.add_texts("last reaction") = last;
    t.add_texts("end") = end;
    return t;
}

Value compared_routes(const std::vector<ComparedPlan>& done) {
    Value out = Value::make_list();
    for (const ComparedPlan& c : done)
        for (Value& route : routes_document({c.plan}).list) {
            route.set("system", std::string(c.system->name));
            out.push(std::move(route));
        }
    return out;
}

Table compared_moves(const std::vector<ComparedPlan>& done) {
    std::vector<PlannedTarget> plans;
    std::vector<std::string> system;
    for (const ComparedPlan& c : done) {
        system.resize(system.size() + move_rows({c.plan}).rows(), std::string(c.system->name));
        plans.push_back(c.plan);
    }
    Table t = move_rows(plans);
    t.add_texts("system") = system;
    return t;
}

Table system_distances(const std::vector<ComparedPlan>& done) {
    std::vector<std::string> target, one, other;
    std::vector<double> distance;
    for (std::size_t first = 0, last; first < done.size(); first = last) {
        last = first;
        std::vector<synthesis::Route> best;
        std::vector<std::string> names;
        for (; last < done.size() && done[last].plan.smiles == done[first].plan.smiles; ++last)
            if (const auto& routes = done[last].plan.result.routes; !routes.empty()) {
                best.push_back(routes.front());
                names.emplace_back(done[last].system->name);
            }
        const Array2<double> d = synthesis::route_distances(best);
        for (std::size_t i = 0; i < best.size(); ++i)
            for (std::size_t k = i + 1; k < best.size(); ++k) {
                target.push_back(done[first].plan.smiles);
                one.push_back(names[i]);
                other.push_back(names[k]);
                distance.push_back(d(i, k));
            }
    }
    Table t;
    t.add_texts("target") = target;
    t.add_texts("system") = one;
    t.add_texts("other system") = other;
    t.add_numbers("distance") = distance;
    return t;
}

}  // namespace crucible
