#include "crucible/live/workbook_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/kinds/planned_routes.hpp"
#include "crucible/live/move_documents.hpp"

namespace crucible::live {
namespace {

namespace sy = synthesis;

template <class Texts>
Value texts_of(const Texts& texts) {
    Value out = Value::make_list();
    for (const std::string& t : texts) out.push(Value(t));
    return out;
}

Value bond_of(std::pair<int, int> bond) {
    Value out = Value::make_list();
    out.push(std::min(bond.first, bond.second)), out.push(std::max(bond.first, bond.second));
    return out;
}

/// Bonds at a molecule, and whether they were marked there or came down the tree.
Value marks_of(const std::vector<std::pair<int, int>>& bonds,
               const std::vector<sy::MarkedBond>& marked, int number) {
    Value out = Value::make_list();
    for (const auto& b : bonds) {
        Value one;
        one.set("bond", bond_of(b));
        const sy::MarkedBond here{number, std::minmax(b.first, b.second)};
        one.set("own", std::ranges::find(marked, here) != marked.end());
        out.push(std::move(one));
    }
    return out;
}

bool is_open(const sy::Workbook& b, int number, const sy::WorkbookMolecule& m) {
    return !m.has_move && (number == 1 || !b.is_bought(m.smiles));
}

Value molecule_document(const sy::Workbook& b, int number, const sy::WorkbookMolecule& m,
                        PageMemory& page) {
    const sy::WorkbookState& s = b.state();
    Value v;
    v.set("id", number);
    v.set("parent", m.parent);
    v.set("smiles", m.smiles);
    Value children = Value::make_list();
    for (const int c : m.children) children.push(c);
    v.set("children", std::move(children));
    v.set("bought", b.is_bought(m.smiles));
    v.set("said", s.bought.contains(m.smiles)       ? "buy"
                  : s.not_bought.contains(m.smiles) ? "nobuy"
                                                    : "");
    v.set("open", is_open(b, number, m));
    v.set("pinned", m.has_move && s.pins.contains(m.smiles));
    v.set("held", sy::is_pinned(s, number));
    v.set("forbidden", s.forbidden_molecules.contains(m.smiles));
    v.set("note", m.note);
    const sy::Constraints bonds = sy::constraints_at(s, number);
    v.set("frozen", marks_of(bonds.frozen_bonds, s.frozen, number));
    v.set("cut", marks_of(bonds.broken_bonds, s.broken, number));
    if (m.has_move) v.set("move", move_document(b, m.smiles, m.move, page.reactions));
    return v;
}

/// A route as nested molecules; `shared` holds reactions that another route has, too.
Value branch_document(const sy::Workbook& b, const sy::RouteNode& n,
                      const std::set<std::string>& shared, PageMemory& page, Value& drawings) {
    Value v;
    v.set("smiles", n.smiles);
    v.set("bought", b.is_bought(n.smiles));
    page.drawings.add_to(drawings, n.smiles);
    Value children = Value::make_list();
    if (n.has_move) {
        v.set("name", step_name(b, n.smiles, n.move, page.reactions));
        v.set("shared",
              shared.contains(fmt::format("{}>>{}", fmt::join(n.move.precursors, "."), n.smiles)));
        for (const sy::RouteNode& c : n.children)
            children.push(branch_document(b, c, shared, page, drawings));
    }
    v.set("children", std::move(children));
    return v;
}

Value found_document(const sy::Workbook& b, PageMemory& page, Value& drawings) {
    const sy::WorkbookMemory& memory = b.memory();
    Value v;
    v.set("molecule", memory.searched);
    v.set("end", memory.found_end);
    v.set("count", static_cast<std::int64_t>(memory.found.size()));
    Value routes = Value::make_list();
    for (std::size_t k = 1; k <= std::min(memory.found.size(), shown_routes); ++k) {
        const sy::Route r = b.found(k);
        Value one;
        one.set("number", static_cast<std::int64_t>(k));
        one.set("score", score_document(r.score));
        one.set("tree", branch_document(b, r.root, {}, page, drawings));
        routes.push(std::move(one));
    }
    v.set("routes", std::move(routes));
    return v;
}

Value constraints_document(const sy::Workbook& b) {
    const sy::WorkbookState& s = b.state();
    Value v, rules = Value::make_list();
    for (const std::int64_t rule : s.forbidden_rules) {
        Value one;
        one.set("rule", rule);
        one.set("name", b.name_of(rule));
        rules.push(std::move(one));
    }
    v.set("rules", std::move(rules));
    v.set("molecules", texts_of(s.forbidden_molecules));
    v.set("elements", texts_of(s.forbidden_elements));
    v.set("buy", texts_of(s.bought));
    v.set("nobuy", texts_of(s.not_bought));
    const auto bonds = [](const std::vector<sy::MarkedBond>& all) {
        Value out = Value::make_list();
        for (const sy::MarkedBond& m : all) {
            Value one;
            one.set("molecule", m.molecule);
            one.set("bond", bond_of(m.bond));
            out.push(std::move(one));
        }
        return out;
    };
    v.set("frozen", bonds(s.frozen));
    v.set("cut", bonds(s.broken));
    v.set("start", s.demanded);
    return v;
}

Value kept_document(const sy::Workbook& b) {
    Value out = Value::make_list();
    for (const auto& [name, route] : b.state().kept) {
        Value one;
        one.set("name", name);
        one.set("score", score_document(b.compare(name, name).first));
        out.push(std::move(one));
    }
    return out;
}

std::vector<std::string> forbidden_and_marked(const sy::WorkbookState& s) {
    std::vector<std::string> out(s.forbidden_molecules.begin(), s.forbidden_molecules.end());
    out.insert(out.end(), s.bought.begin(), s.bought.end());
    out.insert(out.end(), s.not_bought.begin(), s.not_bought.end());
    if (!s.demanded.empty()) out.push_back(s.demanded);
    return out;
}

}  // namespace

int count_open(const sy::Workbook& b) {
    int count = 0;
    for (const auto& [number, m] : b.state().molecules) count += is_open(b, number, m);
    return count;
}

Value score_document(const sy::RouteScore& s) {
    Value v = score_fields(s);
    v.set("complete", s.solved);
    return v;
}

Value state_document(const sy::Workbook& b, PageMemory& page) {
    const sy::WorkbookState& s = b.state();
    Value v, drawings = Value::make_table(), molecules = Value::make_list();
    v.set("target", b.target());
    for (const auto& [number, m] : s.molecules) {
        molecules.push(molecule_document(b, number, m, page));
        page.drawings.add_to(drawings, m.smiles);
    }
    for (const std::string& smiles : forbidden_and_marked(s))
        page.drawings.add_to(drawings, smiles);
    v.set("molecules", std::move(molecules));
    if (s.molecules.at(1).has_move) v.set("score", score_document(b.score()));
    v.set("warnings", texts_of(sy::broken_rules(s)));
    v.set("constraints", constraints_document(b));
    v.set("kept", kept_document(b));
    v.set("found", found_document(b, page, drawings));
    v.set("undo", b.done() > 0 ? action_words(b.actions()[b.done() - 1]) : "");
    v.set("redo", b.done() < b.actions().size() ? action_words(b.actions()[b.done()]) : "");
    v.set("drawings", std::move(drawings));
    return v;
}

Value comparison_document(const sy::Workbook& b, const std::string& first,
                          const std::string& second, PageMemory& page) {
    const sy::RouteDifference d = b.compare(first, second);
    const std::set<std::string> shared(d.shared.begin(), d.shared.end());
    Value v, drawings = Value::make_table();
    const auto side = [&](const std::string& name, const sy::RouteScore& score,
                          const std::vector<std::string>& alone) {
        Value one;
        one.set("name", name);
        one.set("score", score_document(score));
        one.set("steps", texts_of(alone));
        one.set("tree", branch_document(b, b.route_called(name), shared, page, drawings));
        return one;
    };
    v.set("shared", texts_of(d.shared));
    v.set("first", side(first, d.first, d.first_alone));
    v.set("second", side(second, d.second, d.second_alone));
    v.set("distance", d.distance);
    v.set("drawings", std::move(drawings));
    return v;
}

std::string action_words(const sy::WorkbookAction& a) {
    using Act = sy::WorkbookAct;
    const auto word = std::string(names(Act{})[static_cast<std::size_t>(a.act)].name);
    switch (a.act) {
        case Act::make:
            return fmt::format("make molecule {} by {}", a.molecule, a.text);
        case Act::clear:
            return fmt::format("take back the move of molecule {}", a.molecule);
        case Act::freeze:
        case Act::cut:
        case Act::release:
            return fmt::format("{} bond {}-{} of molecule {}", word, a.bond.first, a.bond.second,
                               a.molecule);
        case Act::forbid_rule:
            return fmt::format("forbid rule {}", a.rule);
        case Act::allow_rule:
            return fmt::format("allow rule {}", a.rule);
        case Act::forbid_element:
        case Act::allow_element:
            return fmt::format("{} {}", a.act == Act::forbid_element ? "forbid" : "allow", a.text);
        case Act::buy:
            return fmt::format("mark {} as bought", a.text);
        case Act::do_not_buy:
            return fmt::format("mark {} as not to be bought", a.text);
        case Act::as_listed:
            return fmt::format("let the stock decide on {}", a.text);
        case Act::pin:
        case Act::unpin:
            return fmt::format("{} molecule {}", word, a.molecule);
        case Act::note:
            return fmt::format("note on molecule {}", a.molecule);
        case Act::forbid:
        case Act::allow:
        case Act::keep:
        case Act::drop:
        case Act::demand:
            break;
        case Act::undemand:
            return "demand no molecule";
    }
    return fmt::format("{} {}", word, a.text);
}

}  // namespace crucible::live
