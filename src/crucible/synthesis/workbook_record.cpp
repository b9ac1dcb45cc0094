// Workbooks as JSON: the journal, what was learned from models, and the tree that follows.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/data/json.hpp"
#include "crucible/synthesis/workbook.hpp"

namespace crucible::synthesis {
namespace {

constexpr int workbook_version = 1;

template <class List>
Value texts_value(const List& all) {
    Value out = Value::make_list();
    for (const auto& x : all) out.push(x);
    return out;
}

Value pair_value(std::pair<int, int> p) {
    Value out = Value::make_list();
    out.push(p.first), out.push(p.second);
    return out;
}

Value protection_value(const Protection& layers) {
    Value out = Value::make_list();
    for (const ProtectionLayer& l : layers) {
        Value one;
        one.set("install", l.install);
        one.set("removal", l.removal);
        one.set("product", l.product);
        one.set("precursors", texts_value(l.precursors));
        out.push(std::move(one));
    }
    return out;
}

Value move_value(const Move& m) {
    Value out, bonds = Value::make_list(), origins = Value::make_list(),
               protections = Value::make_list();
    for (const auto& b : m.bonds) bonds.push(pair_value(b));
    for (const auto& o : m.origins) origins.push(texts_value(o));
    for (const Protection& p : m.protections) protections.push(protection_value(p));
    out.set("rule", m.rule);
    out.set("precursors", texts_value(m.precursors));
    out.set("prior", m.prior);
    out.set("feasibility", m.feasibility);
    out.set("yield", m.yield);
    out.set("conflicts", m.conflicts);
    out.set("bonds", std::move(bonds));
    out.set("origins", std::move(origins));
    out.set("protections", std::move(protections));
    out.set("warnings", texts_value(m.warnings));
    out.set("reasons", texts_value(m.reasons));
    if (!m.uncontrolled.empty()) out.set("uncontrolled", texts_value(m.uncontrolled));
    return out;
}

Value tree_value(const RouteNode& n) {
    Value out;
    out.set("smiles", n.smiles);
    if (!n.has_move) return out;
    Value from = Value::make_list();
    for (const RouteNode& c : n.children) from.push(tree_value(c));
    out.set("move", move_value(n.move));
    out.set("from", std::move(from));
    return out;
}

/// The tree as it is, molecule by molecule: flat, so that no file is too deep to be read.
Value state_value(const Workbook& book) {
    Value out = Value::make_list();
    for (const auto& [number, m] : book.state().molecules) {
        Value one;
        one.set("number", number);
        one.set("needed_for", m.parent);
        one.set("smiles", m.smiles);
        one.set("in_stock", book.is_bought(m.smiles));
        if (m.has_move) one.set("rule", m.move.rule);
        if (!m.note.empty()) one.set("note", m.note);
        out.push(std::move(one));
    }
    return out;
}

bool has_bond(WorkbookAct a) {
    return a == WorkbookAct::freeze || a == WorkbookAct::cut || a == WorkbookAct::release;
}
bool has_rule(WorkbookAct a) {
    return a == WorkbookAct::forbid_rule || a == WorkbookAct::allow_rule;
}
bool has_molecule_number(WorkbookAct a) {
    return has_bond(a) || a == WorkbookAct::make || a == WorkbookAct::clear ||
           a == WorkbookAct::pin || a == WorkbookAct::unpin || a == WorkbookAct::note;
}
bool has_smiles(WorkbookAct a) {
    return a == WorkbookAct::forbid || a == WorkbookAct::allow || a == WorkbookAct::buy ||
           a == WorkbookAct::do_not_buy || a == WorkbookAct::as_listed || a == WorkbookAct::demand;
}
bool has_text(WorkbookAct a) {
    return has_smiles(a) || a == WorkbookAct::forbid_element || a == WorkbookAct::allow_element ||
           a == WorkbookAct::keep || a == WorkbookAct::drop || a == WorkbookAct::note ||
           a == WorkbookAct::make;
}

Value action_value(const WorkbookAction& a) {
    Value out;
    out.set("do", names(a.act)[static_cast<std::size_t>(a.act)].name);
    if (has_molecule_number(a.act)) out.set("molecule", a.molecule);
    if (has_bond(a.act)) out.set("bond", pair_value(a.bond));
    if (has_rule(a.act)) out.set("rule", a.rule);
    if (has_text(a.act)) out.set("text", a.text);
    if (a.act == WorkbookAct::make) out.set("route", tree_value(a.route));
    return out;
}

Value card_value(std::int64_t rule, const RuleCard& c) {
    Value out;
    out.set("rule", rule);
    out.set("name", c.name);
    out.set("smarts", c.smarts);
    out.set("precedent", c.precedent);
    out.set("uses", c.uses);
    out.set("conditions", c.conditions);
    return out;
}

Value memory_value(const WorkbookMemory& m) {
    Value out, answers = Value::make_list(), bought = Value::make_list(),
               missing = Value::make_list(), rules = Value::make_list(),
               routes = Value::make_list(), found;
    for (const auto& [molecule, moves] : m.answers) {
        Value one, list = Value::make_list();
        for (const Move& move : moves) list.push(move_value(move));
        one.set("molecule", molecule);
        one.set("moves", std::move(list));
        answers.push(std::move(one));
    }
    for (const auto& [smiles, is_there] : m.in_stock) (is_there ? bought : missing).push(smiles);
    for (const auto& [rule, card] : m.cards) rules.push(card_value(rule, card));
    for (const Route& r : m.found) routes.push(tree_value(r.root));
    found.set("molecule", m.searched);
    found.set("end", m.found_end);
    found.set("routes", std::move(routes));
    out.set("sources", m.sources);
    out.set("in_stock", std::move(bought));
    out.set("not_in_stock", std::move(missing));
    out.set("rules", std::move(rules));
    out.set("found", std::move(found));
    out.set("answers", std::move(answers));
    return out;
}

/// A document of which everything is looked at: what is missing, unknown or of another kind is an
/// error at its place.
class WorkbookReader {
public:
    explicit WorkbookReader(std::string file) : file_(std::move(file)) {}

    [[noreturn]] void refuse(const Value& v, std::string_view why) const {
        throw InputError("E-workbook-file", why,
                         "correct the place, or take the file as it was saved",
                         {file_, v.origin.line, v.origin.column});
    }
    Location place(const Value& v) const { return {file_, v.origin.line, v.origin.column}; }

    /// Throws for a member that is none of `keys`, and where one of them is missing.
    void require_keys(const Value& v, const std::vector<std::string>& keys) const {
        if (!v.is(Value::Kind::table)) refuse(v, "a table with names is expected here");
        for (const Member& m : v.table)
            if (std::find(keys.begin(), keys.end(), m.key) == keys.end())
                refuse(m.value, fmt::format("unknown name {}{}", in_quotes(m.key),
                                            did_you_mean(m.key, keys)));
        for (const std::string& key : keys)
            if (!v.find(key)) refuse(v, fmt::format("'{}' is missing", key));
    }
    const std::vector<Value>& list(const Value& v) const {
        if (!v.is(Value::Kind::list)) refuse(v, "a list is expected here");
        return v.list;
    }
    const std::string& text(const Value& v) const {
        if (!v.is(Value::Kind::text)) refuse(v, "a text is expected here");
        return v.text;
    }
    std::int64_t integer(const Value& v, std::int64_t least, std::int64_t most) const {
        if (!v.is(Value::Kind::integer) || v.integer < least || v.integer > most)
            refuse(v, fmt::format("a whole number from {} to {} is expected here", least, most));
        return v.integer;
    }
    double share(const Value& v) const {
        const bool is_number = v.is(Value::Kind::number) || v.is(Value::Kind::integer);
        if (!is_number || !(v.real() >= 0 && v.real() <= 1))
            refuse(v, "a number from 0 to 1 is expected here");
        return v.real();
    }
    const std::string& smiles(const Value& v) {
        const std::string& s = text(v);
        if (!understood_.contains(s)) {
            try {
                chem::Molecule::from_smiles(s);
            } catch (Error& e) {
                e.locate(place(v));
                throw;
            }
            understood_.insert(s);
        }
        return s;
    }
    std::vector<std::string> many_smiles(const Value& v) {
        std::vector<std::string> out;
        for (const Value& one : list(v)) out.push_back(smiles(one));
        return out;
    }
    std::pair<int, int> bond(const Value& v) const {
        if (list(v).size() != 2) refuse(v, "two atoms are expected here");
        return {atom(v.list[0], 0), atom(v.list[1], 0)};
    }
    int atom(const Value& v, int least) const { return static_cast<int>(integer(v, least, 65535)); }

    Move move(const Value& v) {
        require_keys(v, {"rule", "precursors", "prior", "feasibility", "yield", "conflicts",
                         "bonds", "origins", "protections", "warnings", "reasons",
                         v.find("uncontrolled") ? "uncontrolled" : "rule"});
        Move m;
        m.rule = integer(v["rule"], -1, INT64_MAX);
        m.precursors = many_smiles(v["precursors"]);
        if (m.precursors.empty()) refuse(v["precursors"], "a move has no precursors");
        m.prior = share(v["prior"]);
        m.feasibility = share(v["feasibility"]);
        m.yield = share(v["yield"]);
        m.conflicts = static_cast<int>(integer(v["conflicts"], 0, 1000000));
        for (const Value& b : list(v["bonds"])) m.bonds.push_back(bond(b));
        for (const Value& o : list(v["origins"])) {
            m.origins.emplace_back();
            for (const Value& a : list(o)) m.origins.back().push_back(atom(a, -1));
        }
        if (!m.origins.empty() && m.origins.size() != m.precursors.size())
            refuse(v["origins"], "there is not one list of origins for each precursor");
        for (const Value& p : list(v["protections"])) m.protections.push_back(protection(p, m));
        for (const Value& w : list(v["warnings"])) m.warnings.push_back(text(w));
        for (const Value& w : list(v["reasons"])) m.reasons.push_back(text(w));
        for (const Value& a : v["uncontrolled"].list) m.uncontrolled.push_back(atom(a, -1));
        return m;
    }

    /// No deeper than a document can be (max_document_depth).
    RouteNode tree(const Value& v) {
        const bool has_move = v.find("move") != nullptr;
        require_keys(v, has_move ? std::vector<std::string>{"smiles", "move", "from"}
                                 : std::vector<std::string>{"smiles"});
        RouteNode n;
        n.smiles = smiles(v["smiles"]);
        if (!has_move) return n;
        n.has_move = true;
        n.move = move(v["move"]);
        for (const Value& c : list(v["from"])) n.children.push_back(tree(c));
        const auto& p = n.move.precursors;
        for (const RouteNode& c : n.children)
            if (std::find(p.begin(), p.end(), c.smiles) == p.end())
                refuse(v["from"], fmt::format("{} is no precursor of the move", c.smiles));
        for (const std::string& s : p)
            if (std::none_of(n.children.begin(), n.children.end(),
                             [&](const RouteNode& c) { return c.smiles == s; }))
                refuse(v["from"], fmt::format("the precursor {} is missing", s));
        return n;
    }

    WorkbookAction action(const Value& v) {
        if (!v.find("do")) refuse(v, "'do' is missing");
        WorkbookAction a;
        a.act = act(v["do"]);
        std::vector<std::string> keys{"do"};
        if (has_molecule_number(a.act)) keys.emplace_back("molecule");
        if (has_bond(a.act)) keys.emplace_back("bond");
        if (has_rule(a.act)) keys.emplace_back("rule");
        if (has_text(a.act)) keys.emplace_back("text");
        if (a.act == WorkbookAct::make) keys.emplace_back("route");
        require_keys(v, keys);
        if (has_molecule_number(a.act))
            a.molecule = static_cast<int>(integer(v["molecule"], 1, INT32_MAX));
        if (has_bond(a.act)) a.bond = bond(v["bond"]);
        if (has_rule(a.act)) a.rule = integer(v["rule"], -1, INT64_MAX);
        if (has_text(a.act)) a.text = has_smiles(a.act) ? smiles(v["text"]) : text(v["text"]);
        if (a.act == WorkbookAct::make) a.route = tree(v["route"]);
        return a;
    }

    WorkbookMemory memory(const Value& v) {
        require_keys(v, {"sources", "in_stock", "not_in_stock", "rules", "found", "answers"});
        WorkbookMemory m;
        m.sources = text(v["sources"]);
        for (const std::string& s : many_smiles(v["in_stock"])) m.in_stock[s] = true;
        for (const std::string& s : many_smiles(v["not_in_stock"])) m.in_stock[s] = false;
        for (const Value& c : list(v["rules"])) {
            require_keys(c, {"rule", "name", "smarts", "precedent", "uses", "conditions"});
            m.cards[integer(c["rule"], -1, INT64_MAX)] = {
                text(c["name"]), text(c["smarts"]), text(c["precedent"]),
                integer(c["uses"], 0, INT64_MAX), text(c["conditions"])};
        }
        const Value& found = v["found"];
        require_keys(found, {"molecule", "end", "routes"});
        m.searched = static_cast<int>(integer(found["molecule"], 0, INT32_MAX));
        m.found_end = text(found["end"]);
        for (const Value& r : list(found["routes"])) m.found.push_back({tree(r), {}, 0});
        for (const Value& a : list(v["answers"])) {
            require_keys(a, {"molecule", "moves"});
            auto& moves = m.answers[smiles(a["molecule"])];
            for (const Value& one : list(a["moves"])) moves.push_back(move(one));
        }
        return m;
    }

private:
    WorkbookAct act(const Value& v) const {
        std::vector<std::string> known;
        for (const Name& n : names(WorkbookAct::make)) {
            if (text(v) == n.name) return static_cast<WorkbookAct>(known.size());
            known.emplace_back(n.name);
        }
        refuse(v,
               fmt::format("unknown action {}{}", in_quotes(v.text), did_you_mean(v.text, known)));
    }
    Protection protection(const Value& v, const Move& m) {
        Protection out;
        for (const Value& l : list(v)) {
            require_keys(l, {"install", "removal", "product", "precursors"});
            out.push_back({integer(l["install"], 0, INT64_MAX), integer(l["removal"], 0, INT64_MAX),
                           smiles(l["product"]), many_smiles(l["precursors"])});
            if (out.back().precursors.size() != m.precursors.size())
                refuse(l, "a protection does not have the precursors of its move");
        }
        if (out.empty()) refuse(v, "a protection has no layers");
        return out;
    }

    std::string file_;
    std::unordered_set<std::string> understood_;
};

}  // namespace

std::string Workbook::text() const {
    Value out, actions = Value::make_list();
    for (const WorkbookAction& a : actions_) actions.push(action_value(a));
    out.set("crucible_workbook", workbook_version);
    out.set("target", target_);
    out.set("tree", state_value(*this));
    out.set("done", static_cast<std::int64_t>(done_));
    out.set("actions", std::move(actions));
    out.set("memory", memory_value(memory_));
    return to_json(out, JsonStyle::pretty);
}

Workbook Workbook::read(std::string_view text, const std::string& file) {
    const Value v = parse_json(text, file);
    WorkbookReader reader(file);
    if (!v.find("crucible_workbook"))
        reader.refuse(v, "this is no workbook: 'crucible_workbook' is missing");
    if (v["crucible_workbook"].integer != workbook_version)
        reader.refuse(v["crucible_workbook"],
                      fmt::format("this program reads workbooks of version {}", workbook_version));
    reader.require_keys(v, {"crucible_workbook", "target", "tree", "done", "actions", "memory"});
    const std::string& target = reader.smiles(v["target"]);
    try {
        chem::plannable_molecule(target);
    } catch (Error& e) {
        e.locate(reader.place(v["target"]));
        throw;
    }
    Workbook out(target);
    out.memory_ = reader.memory(v["memory"]);
    const auto& actions = reader.list(v["actions"]);
    const auto done = static_cast<std::size_t>(
        reader.integer(v["done"], 0, static_cast<std::int64_t>(actions.size())));
    WorkbookState all = out.state_;  // also of actions that were undone
    for (std::size_t k = 0; k < actions.size(); ++k) {
        WorkbookAction a = reader.action(actions[k]);
        try {
            apply(all, a);
        } catch (Error& e) {
            e.locate(reader.place(actions[k]));
            throw;
        }
        out.actions_.push_back(std::move(a));
        if (k + 1 == done) out.state_ = all;
    }
    out.done_ = done;
    if (to_json(state_value(out)) != to_json(v["tree"]))
        reader.refuse(v["tree"], "the tree is not what the actions make of the target");
    return out;
}

}  // namespace crucible::synthesis
