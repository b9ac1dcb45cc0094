#include "crucible/synthesis/search_record.hpp"

#include <array>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

struct CountMember {
    const char* name;
    std::int64_t SearchCounts::*member;
};
constexpr std::array count_members{CountMember{"iterations", &SearchCounts::iterations},
                                   CountMember{"model_calls", &SearchCounts::model_calls},
                                   CountMember{"cached", &SearchCounts::cached},
                                   CountMember{"rollout_calls", &SearchCounts::rollout_calls},
                                   CountMember{"molecules", &SearchCounts::molecules},
                                   CountMember{"moves", &SearchCounts::moves},
                                   CountMember{"rejected", &SearchCounts::rejected},
                                   CountMember{"first_route", &SearchCounts::first_route},
                                   CountMember{"first_calls", &SearchCounts::first_calls}};

struct ScoreMember {
    const char* name;
    double RouteScore::*member;
};
constexpr std::array score_members{
    ScoreMember{"probability", &RouteScore::probability}, ScoreMember{"cost", &RouteScore::cost},
    ScoreMember{"convergence", &RouteScore::convergence},
    ScoreMember{"confidence", &RouteScore::confidence}, ScoreMember{"score", &RouteScore::score}};

Value node_value(const RouteNode& n) {
    Value out;
    out.set("smiles", n.smiles);
    out.set("in_stock", n.in_stock);
    if (!n.has_move) return out;
    Value precursors = Value::make_list(), bonds = Value::make_list(),
          children = Value::make_list();
    for (const std::string& p : n.move.precursors) precursors.push(p);
    for (const auto& [a, b] : n.move.bonds) bonds.push(a), bonds.push(b);
    for (const RouteNode& c : n.children) children.push(node_value(c));
    out.set("prior", n.move.prior);
    out.set("feasibility", n.move.feasibility);
    out.set("rule", n.move.rule);
    out.set("precursors", std::move(precursors));
    out.set("bonds", std::move(bonds));
    if (n.move.yield > 0) out.set("yield", n.move.yield);
    const auto set_sentences = [&](const char* key, const std::vector<std::string>& sentences) {
        if (sentences.empty()) return;
        Value list = Value::make_list();
        for (const std::string& s : sentences) list.push(s);
        out.set(key, std::move(list));
    };
    if (!n.move.uncontrolled.empty()) {
        Value centres = Value::make_list();
        for (const int atom : n.move.uncontrolled) centres.push(atom);
        out.set("uncontrolled", std::move(centres));
    }
    set_sentences("warnings", n.move.warnings);
    set_sentences("reasons", n.move.reasons);
    out.set("children", std::move(children));
    return out;
}

RouteNode node_of(const Value& v) {
    RouteNode out;
    out.smiles = v["smiles"].text;
    if (out.smiles.empty())
        throw InputError("E-route-json", "a stored route has no molecule", "search again");
    out.in_stock = v["in_stock"].integer != 0;
    out.has_move = v.find("rule") != nullptr;
    if (!out.has_move) return out;
    out.move.prior = v["prior"].real();
    out.move.feasibility = v["feasibility"].real();
    out.move.rule = v["rule"].integer;
    out.move.yield = v["yield"].real(0);
    for (const Value& a : v["uncontrolled"].list)
        out.move.uncontrolled.push_back(static_cast<int>(a.integer));
    for (const Value& w : v["warnings"].list) out.move.warnings.push_back(w.text);
    for (const Value& w : v["reasons"].list) out.move.reasons.push_back(w.text);
    for (const Value& p : v["precursors"].list) out.move.precursors.push_back(p.text);
    const auto& bonds = v["bonds"].list;
    for (std::size_t k = 0; k + 1 < bonds.size(); k += 2)
        out.move.bonds.emplace_back(static_cast<int>(bonds[k].integer),
                                    static_cast<int>(bonds[k + 1].integer));
    for (const Value& c : v["children"].list) out.children.push_back(node_of(c));
    return out;
}

Value score_value(const RouteScore& s) {
    Value out;
    out.set("solved", s.solved);
    out.set("steps", s.steps);
    out.set("longest", s.longest);
    out.set("leaves", s.leaves);
    out.set("leaves_in_stock", s.leaves_in_stock);
    out.set("uncontrolled", s.uncontrolled);
    for (const ScoreMember& m : score_members) out.set(m.name, s.*m.member);
    return out;
}

RouteScore score_of(const Value& v) {
    RouteScore s;
    s.solved = v["solved"].integer != 0;
    s.steps = static_cast<int>(v["steps"].integer);
    s.longest = static_cast<int>(v["longest"].integer);
    s.leaves = static_cast<int>(v["leaves"].integer);
    s.leaves_in_stock = static_cast<int>(v["leaves_in_stock"].integer);
    s.uncontrolled = static_cast<int>(v["uncontrolled"].integer);
    for (const ScoreMember& m : score_members) s.*m.member = v[m.name].real();
    return s;
}

}  // namespace

Value search_value(const SearchResult& r) {
    Value out, routes = Value::make_list(), counts;
    for (const Route& route : r.routes) {
        Value one;
        one.set("score", score_value(route.score));
        one.set("cluster", route.cluster);
        one.set("tree", node_value(route.root));
        routes.push(std::move(one));
    }
    for (const CountMember& m : count_members) counts.set(m.name, r.counts.*m.member);
    counts.set("seconds", r.counts.seconds);
    counts.set("first_seconds", r.counts.first_seconds);
    out.set("routes", std::move(routes));
    out.set("counts", std::move(counts));
    out.set("interrupted", r.interrupted);
    out.set("least_feasibility", r.least_feasibility);
    out.set("end", r.end);
    if (!r.proof.empty()) {
        Value proof = Value::make_list();
        for (const std::string& line : r.proof) proof.push(line);
        out.set("proof", std::move(proof));
    }
    return out;
}

SearchResult search_result_of(const Value& v) {
    if (!v.find("routes") || !v.find("counts"))
        throw InputError("E-route-json", "a document is no result of a search", "search again");
    SearchResult out;
    for (const Value& one : v["routes"].list) {
        Route r;
        r.root = node_of(one["tree"]);
        r.score = score_of(one["score"]);
        r.cluster = static_cast<int>(one["cluster"].integer);
        out.routes.push_back(std::move(r));
    }
    for (const CountMember& m : count_members) out.counts.*m.member = v["counts"][m.name].integer;
    out.counts.seconds = v["counts"]["seconds"].real();
    out.counts.first_seconds = v["counts"]["first_seconds"].real();
    out.interrupted = v["interrupted"].integer != 0;
    out.least_feasibility = v["least_feasibility"].real();
    out.end = v["end"].text;
    for (const Value& line : v["proof"].list) out.proof.push_back(line.text);
    return out;
}

}  // namespace crucible::synthesis
