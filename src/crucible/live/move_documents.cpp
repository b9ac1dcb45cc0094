#include "crucible/live/move_documents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/live/workbook_documents.hpp"
#include "crucible/strategies/reason_strategy.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::live {
namespace {

namespace sy = synthesis;

sy::RuleCard card_of(const sy::Workbook& b, const sy::Move& m) {
    const auto at = b.memory().cards.find(m.rule);
    return at == b.memory().cards.end() ? sy::RuleCard{} : at->second;
}

/// Where a rule comes from: the sources of moves tell it by what they know of their rules.
std::string_view origin_of(const sy::RuleCard& card, std::int64_t rule) {
    if (card.name == "translation") return "translator";
    if (card.name == "recorded reaction") return "recorded";
    return card.uses > 0 && rule < sy::first_transform_rule ? "learned" : "library";
}

Value reasons_of(const sy::Move& m) {
    Value out = Value::make_list();
    for (const std::string& reason : m.reasons) {
        Value one;
        one.set("strategy", strategies::strategy_of_reason(reason));
        one.set("sentence", reason);
        out.push(std::move(one));
    }
    return out;
}

Value precursors_of(const sy::Workbook& b, const sy::Move& m) {
    Value out = Value::make_list();
    for (const std::string& p : m.precursors) {
        Value one;
        one.set("smiles", p);
        one.set("bought", b.is_bought(p));
        out.push(std::move(one));
    }
    return out;
}

}  // namespace

std::string_view strategy_of(const sy::Workbook& b, const sy::Move& m) {
    for (const std::string& reason : m.reasons)
        if (const auto strategy = strategies::strategy_of_reason(reason); !strategy.empty())
            return strategy;
    return origin_of(card_of(b, m), m.rule);
}

std::string step_name(const sy::Workbook& b, const std::string& product, const sy::Move& m,
                      const NamedReactions& named) {
    if (const auto known = named.find(product, m.precursors)) return known->name;
    const sy::RuleCard card = card_of(b, m);
    return card.name.empty() ? fmt::format("rule {}", m.rule) : card.name;
}

Value move_document(const sy::Workbook& b, const std::string& product, const sy::Move& m,
                    NamedReactions& named) {
    const sy::RuleCard card = card_of(b, m);
    Value v, warnings = Value::make_list(), bonds = Value::make_list();
    if (m.rule < sy::first_transform_rule) named.look_at(product);
    v.set("name", step_name(b, product, m, named));
    const auto written = named.find(product, m.precursors);
    const bool is_learned = m.rule < sy::first_transform_rule;
    v.set("conditions", is_learned && written ? written->conditions : card.conditions);
    v.set("reference", is_learned && written ? written->precedent : card.precedent);
    v.set("precedent", is_learned && written ? card.precedent : "");
    v.set("rule", m.rule);
    v.set("origin", origin_of(card, m.rule));
    v.set("prior", m.prior);
    v.set("feasibility", m.feasibility);
    v.set("yield", m.yield);
    v.set("precursors", precursors_of(b, m));
    v.set("reasons", reasons_of(m));
    for (const std::string& w : m.warnings) warnings.push(Value(w));
    if (!m.protections.empty())
        warnings.push(Value("needs protecting groups, written out as steps"));
    v.set("warnings", std::move(warnings));
    v.set("uses", card.uses);
    for (const auto& [x, y] : m.bonds) {
        Value bond = Value::make_list();
        bond.push(std::min(x, y)), bond.push(std::max(x, y));
        bonds.push(std::move(bond));
    }
    v.set("bonds", std::move(bonds));
    return v;
}

Value moves_document(const sy::Workbook& b, int molecule, const std::vector<sy::ListedMove>& moves,
                     PageMemory& page) {
    Value drawings = Value::make_table(), groups = Value::make_list();
    const std::string& smiles = sy::molecule_at(b.state(), molecule).smiles;
    for (std::size_t k = 0; k < moves.size(); ++k) {
        const sy::Move& m = *moves[k].move;
        Value one = move_document(b, smiles, m, page.reactions);
        one.set("number", static_cast<std::int64_t>(k + 1));
        for (const std::string& p : m.precursors) page.drawings.add_to(drawings, p);
        one.set("refused", moves[k].refused);
        const std::string_view strategy = strategy_of(b, m);
        auto group = std::ranges::find_if(
            groups.list, [&](const Value& g) { return g["strategy"].text == strategy; });
        if (group == groups.list.end()) {
            Value fresh;
            fresh.set("strategy", strategy);
            fresh.set("moves", Value::make_list());
            groups.push(std::move(fresh));
            group = groups.list.end() - 1;
        }
        group->find("moves")->push(std::move(one));
    }
    Value v;
    v.set("molecule", molecule);
    v.set("smiles", smiles);
    v.set("groups", std::move(groups));
    v.set("drawings", std::move(drawings));
    return v;
}

}  // namespace crucible::live
