#include "crucible/synthesis/route_json.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

[[noreturn]] void refuse_route(const Value& v, const std::string& where, const char* why) {
    throw InputError("E-route-json", why,
                     "give trees of molecules and reactions by turns: type, smiles, children",
                     {where, v.origin.line, v.origin.column});
}

RouteNode molecule_of(const Value& v, const std::string& where, int depth) {
    if (depth > max_document_depth) refuse_route(v, where, "a route is too deep");
    if (v["type"].text != "mol" || v["smiles"].text.empty())
        refuse_route(v, where, "a route has something else where a molecule should be");
    RouteNode out;
    out.smiles = v["smiles"].text;
    out.in_stock = v["in_stock"].integer != 0;
    if (!v["children"].is(Value::Kind::none) && !v["children"].is(Value::Kind::list))
        refuse_route(v["children"], where, "the children of a molecule are no list");
    const auto& made_by = v["children"].list;
    if (made_by.empty()) return out;
    if (made_by.size() != 1 || made_by.front()["type"].text != "reaction")
        refuse_route(v, where, "a molecule of a route is not made by one reaction");
    const auto& reactants = made_by.front()["children"].list;
    if (reactants.empty()) refuse_route(v, where, "a reaction of a route has no reactants");
    out.has_move = true;
    const Value& about = made_by.front()["metadata"];
    out.move.prior = about["policy_probability"].real(1);
    out.move.feasibility = about["feasibility"].real(1);
    out.move.rule = about["rule"].integer;
    for (const Value& a : about["uncontrolled"].list)
        out.move.uncontrolled.push_back(static_cast<int>(a.integer));
    for (const Value& w : about["warnings"].list) out.move.warnings.push_back(w.text);
    for (const Value& w : about["reasons"].list) out.move.reasons.push_back(w.text);
    for (const Value& bond : about["bonds"].list)
        if (bond.list.size() == 2)
            out.move.bonds.emplace_back(static_cast<int>(bond.list[0].integer),
                                        static_cast<int>(bond.list[1].integer));
    for (const Value& r : reactants) out.children.push_back(molecule_of(r, where, depth + 1));
    std::sort(out.children.begin(), out.children.end(),
              [](const RouteNode& a, const RouteNode& b) { return a.smiles < b.smiles; });
    for (const RouteNode& c : out.children) out.move.precursors.push_back(c.smiles);
    return out;
}

}  // namespace

Value route_value(const RouteNode& n, const MoveMetadata& metadata) {
    Value out;
    out.set("type", "mol");
    out.set("smiles", n.smiles);
    out.set("is_chemical", true);
    out.set("in_stock", n.in_stock);
    if (!n.has_move) return out;
    Value reaction, reactants = Value::make_list(), made_by = Value::make_list();
    std::string left;
    for (const std::string& p : n.move.precursors) left += (left.empty() ? "" : ".") + p;
    reaction.set("type", "reaction");
    reaction.set("is_reaction", true);
    reaction.set("smiles", left + ">>" + n.smiles);
    if (metadata) reaction.set("metadata", metadata(n));
    for (const RouteNode& c : n.children) reactants.push(route_value(c, metadata));
    reaction.set("children", std::move(reactants));
    made_by.push(std::move(reaction));
    out.set("children", std::move(made_by));
    return out;
}

RouteNode route_of(const Value& v, const std::string& where) { return molecule_of(v, where, 0); }

}  // namespace crucible::synthesis
