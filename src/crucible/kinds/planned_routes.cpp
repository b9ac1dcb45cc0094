#include "crucible/kinds/planned_routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/score.hpp"
#include "crucible/synthesis/tree_distance.hpp"

namespace crucible {
namespace {

Value move_metadata(const PlannedTarget& t, const synthesis::RouteNode& n) {
    Value v = t.cards[std::to_string(n.move.rule)];
    v.set("policy_probability", n.move.prior);
    v.set("feasibility", n.move.feasibility);
    v.set("rule", n.move.rule);
    Value bonds = Value::make_list();
    for (const auto& [a, b] : n.move.bonds) {
        Value bond = Value::make_list();
        bond.push(a);
        bond.push(b);
        bonds.push(std::move(bond));
    }
    v.set("bonds", std::move(bonds));
    const auto set_sentences = [&](const char* key, const std::vector<std::string>& sentences) {
        if (sentences.empty()) return;
        Value list = Value::make_list();
        for (const std::string& s : sentences) list.push(s);
        v.set(key, std::move(list));
    };
    if (!n.move.uncontrolled.empty()) {
        Value centres = Value::make_list();
        for (const int atom : n.move.uncontrolled) centres.push(atom);
        v.set("uncontrolled", std::move(centres));
    }
    set_sentences("warnings", n.move.warnings);
    set_sentences("reasons", n.move.reasons);
    return v;
}

void note_rules(const synthesis::RouteNode& n, std::set<std::int64_t>& rules) {
    if (n.has_move) rules.insert(n.move.rule);
    for (const synthesis::RouteNode& c : n.children) note_rules(c, rules);
}

/// The column of targets, and one of their names where any has one.
struct TargetColumns {
    std::vector<std::string> target, name;

    void add(const PlannedTarget& p) {
        target.push_back(p.smiles);
        name.push_back(p.name);
    }
    void begin(Table& t) const {
        t.add_texts("target") = target;
        if (std::ranges::any_of(name, [](const std::string& n) { return !n.empty(); }))
            t.add_texts("name of target") = name;
    }
};

}  // namespace

std::size_t PlannedTarget::solved() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        result.routes, [](const synthesis::Route& r) { return r.score.solved; }));
}

std::string PlannedTarget::words() const {
    return name.empty() ? smiles : fmt::format("{} ({})", name, smiles);
}

Value score_fields(const synthesis::RouteScore& s) {
    Value v;
    v.set("score", s.score);
    v.set("cost", s.cost);
    v.set("probability", s.probability);
    v.set("confidence", s.confidence);
    v.set("convergence", s.convergence);
    v.set("steps", s.steps);
    v.set("longest", s.longest);
    v.set("leaves", s.leaves);
    v.set("leaves_in_stock", s.leaves_in_stock);
    v.set("uncontrolled", s.uncontrolled);
    return v;
}

Value rule_cards(const synthesis::SearchResult& r, const synthesis::MoveSource& source) {
    std::set<std::int64_t> rules;
    for (const synthesis::Route& route : r.routes) note_rules(route.root, rules);
    Value out = Value::make_table();
    for (const std::int64_t rule : rules) {
        const synthesis::RuleCard card = source.rule(rule);
        Value v;
        v.set("name", card.name);
        v.set("template", card.smarts);
        v.set("precedent", card.precedent);
        v.set("uses", card.uses);
        if (!card.conditions.empty()) v.set("conditions", card.conditions);
        out.set(std::to_string(rule), std::move(v));
    }
    return out;
}

Value routes_document(const std::vector<PlannedTarget>& done) {
    Value out = Value::make_list();
    for (const PlannedTarget& t : done) {
        int rank = 0;
        for (const synthesis::Route& route : t.result.routes) {
            Value tree = route_value(
                route.root, [&](const synthesis::RouteNode& n) { return move_metadata(t, n); });
            if (!t.name.empty()) tree.set("name", t.name);
            tree.set("rank", ++rank);
            tree.set("scores", score_fields(route.score));
            tree.set("is_solved", route.score.solved);
            tree.set("cluster", route.cluster);
            out.push(std::move(tree));
        }
    }
    return out;
}

Table route_rows(const std::vector<PlannedTarget>& done) {
    Table t;
    TargetColumns target;
    std::vector<std::string> solved, front, text;
    std::vector<std::vector<double>> numbers(12);
    for (const PlannedTarget& p : done) {
        const auto best = synthesis::pareto_front(p.result.routes);
        for (std::size_t k = 0; k < p.result.routes.size(); ++k) {
            const synthesis::Route& route = p.result.routes[k];
            const synthesis::RouteScore& s = route.score;
            target.add(p);
            solved.push_back(s.solved ? "yes" : "no");
            front.push_back(std::find(best.begin(), best.end(), k) != best.end() ? "yes" : "no");
            text.push_back(synthesis::route_text(route.root));
            const double row[] = {static_cast<double>(k + 1),
                                  s.score,
                                  static_cast<double>(s.steps),
                                  static_cast<double>(s.longest),
                                  s.cost,
                                  s.probability,
                                  s.convergence,
                                  s.confidence,
                                  static_cast<double>(s.leaves),
                                  static_cast<double>(s.leaves_in_stock),
                                  static_cast<double>(s.uncontrolled),
                                  static_cast<double>(route.cluster)};
            for (std::size_t c = 0; c < numbers.size(); ++c) numbers[c].push_back(row[c]);
        }
    }
    target.begin(t);
    const char* names[] = {"rank",
                           "score",
                           "steps",
                           "longest",
                           "cost",
                           "P_tot",
                           "convergence",
                           "confidence",
                           "leaves",
                           "in stock",
                           "uncontrolled centres",
                           "cluster"};
    for (std::size_t c = 0; c < numbers.size(); ++c) t.add_numbers(names[c]) = numbers[c];
    t.add_texts("solved") = solved;
    t.add_texts("Pareto") = front;
    t.add_texts("route") = text;
    return t;
}

namespace {

struct MoveRows {
    TargetColumns target;
    std::vector<std::string> product, precursors, name, precedent, reasons, warnings;
    std::vector<double> rank, depth, prior, feasibility, rule;

    void add(const PlannedTarget& p, double route, const synthesis::RouteNode& n, int level) {
        if (!n.has_move) return;
        const Value& card = p.cards[std::to_string(n.move.rule)];
        std::string left;
        for (const std::string& s : n.move.precursors) left += (left.empty() ? "" : ".") + s;
        target.add(p);
        rank.push_back(route);
        depth.push_back(level);
        product.push_back(n.smiles);
        precursors.push_back(left);
        prior.push_back(n.move.prior);
        feasibility.push_back(n.move.feasibility);
        rule.push_back(static_cast<double>(n.move.rule));
        name.push_back(card["name"].text);
        precedent.push_back(card["precedent"].text);
        reasons.push_back(fmt::format("{}", fmt::join(n.move.reasons, "; ")));
        warnings.push_back(fmt::format("{}", fmt::join(n.move.warnings, "; ")));
        for (const synthesis::RouteNode& c : n.children) add(p, route, c, level + 1);
    }
};

}  // namespace

Table move_rows(const std::vector<PlannedTarget>& done) {
    MoveRows rows;
    for (const PlannedTarget& p : done)
        for (std::size_t k = 0; k < p.result.routes.size(); ++k)
            rows.add(p, static_cast<double>(k + 1), p.result.routes[k].root, 1);
    Table t;
    rows.target.begin(t);
    t.add_numbers("route") = rows.rank;
    t.add_numbers("depth") = rows.depth;
    t.add_texts("product") = rows.product;
    t.add_texts("precursors") = rows.precursors;
    t.add_numbers("prior") = rows.prior;
    t.add_numbers("feasibility") = rows.feasibility;
    t.add_numbers("rule") = rows.rule;
    t.add_texts("name") = rows.name;
    t.add_texts("precedent") = rows.precedent;
    // Plans without strategies, and without anything to be told, have the columns that they had.
    const auto says = [](const std::vector<std::string>& column) {
        return std::ranges::any_of(column, [](const std::string& s) { return !s.empty(); });
    };
    if (says(rows.reasons)) t.add_texts("reasons") = rows.reasons;
    if (says(rows.warnings)) t.add_texts("warnings") = rows.warnings;
    return t;
}

Table search_rows(const std::vector<PlannedTarget>& done) {
    Table t;
    TargetColumns target;
    std::vector<std::string> end;
    std::vector<double> routes, incomplete, iterations, calls, cached, rollouts, rejected, first,
        seconds;
    for (const PlannedTarget& p : done) {
        const synthesis::SearchCounts& c = p.result.counts;
        target.add(p);
        end.push_back(p.result.end);
        routes.push_back(static_cast<double>(p.solved()));
        incomplete.push_back(static_cast<double>(p.result.routes.size() - p.solved()));
        iterations.push_back(static_cast<double>(c.iterations));
        calls.push_back(static_cast<double>(c.model_calls));
        cached.push_back(static_cast<double>(c.cached));
        rollouts.push_back(static_cast<double>(c.rollout_calls));
        rejected.push_back(static_cast<double>(c.rejected));
        first.push_back(static_cast<double>(c.first_route));
        seconds.push_back(c.seconds);
    }
    target.begin(t);
    t.add_texts("end") = end;
    t.add_numbers("routes") = routes;
    t.add_numbers("incomplete routes") = incomplete;
    t.add_numbers("iterations") = iterations;
    t.add_numbers("calls") = calls;
    t.add_numbers("from memory") = cached;
    t.add_numbers("rollout calls") = rollouts;
    t.add_numbers("moves refused") = rejected;
    t.add_numbers("first route after") = first;
    t.add_numbers("time", "s") = seconds;
    return t;
}

std::string proof_text(const std::vector<PlannedTarget>& done) {
    std::string out;
    for (const PlannedTarget& p : done) {
        out += fmt::format("target {}\n", p.words());
        if (p.result.proof.empty()) out += "no proof was looked for, or none was needed\n";
        for (const std::string& line : p.result.proof) out += line + "\n";
        out += fmt::format("end: {}\n", p.result.end);
    }
    return out;
}

std::vector<synthesis::NamedRoute> best_named_routes(const std::vector<PlannedTarget>& done,
                                                     std::size_t most_of_target) {
    std::vector<synthesis::NamedRoute> out;
    for (std::size_t t = 0; t < done.size(); ++t) {
        const auto& routes = done[t].result.routes;
        for (std::size_t k = 0; k < std::min(routes.size(), most_of_target); ++k)
            out.push_back({fmt::format("{}-{}", t + 1, k + 1), &routes[k]});
    }
    return out;
}

}  // namespace crucible
