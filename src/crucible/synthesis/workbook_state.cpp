#include "crucible/synthesis/workbook_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/molecule_graph.hpp"
#include "crucible/synthesis/move_book.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible::synthesis {

std::span<const Name> names(WorkbookAct) {
    static constexpr Name all[] = {
        {"make", ""},       {"clear", ""},          {"freeze", ""},        {"cut", ""},
        {"release", ""},    {"forbid-rule", ""},    {"allow-rule", ""},    {"forbid", ""},
        {"allow", ""},      {"forbid-element", ""}, {"allow-element", ""}, {"buy", ""},
        {"do-not-buy", ""}, {"as-listed", ""},      {"pin", ""},           {"unpin", ""},
        {"keep", ""},       {"drop", ""},           {"note", ""},          {"demand", ""},
        {"undemand", ""}};
    return all;
}

namespace {

using MarkedPair = std::pair<int, int>;

/// Of one action, so that a document holds it (max_document_depth).
constexpr int most_line = 25;

[[noreturn]] void refuse_action(std::string_view why, std::string_view cure) {
    throw InputError("E-workbook-action", why, cure);
}

MarkedPair ascending(MarkedPair b) {
    return {std::min(b.first, b.second), std::max(b.first, b.second)};
}

void require_bond(const std::string& smiles, MarkedPair bond) {
    const chem::MoleculeGraph graph = chem::graph_of(chem::Molecule::from_smiles(smiles));
    const auto count = static_cast<int>(graph.atoms.size());
    bool is_there = false;
    if (bond.first >= 0 && bond.second >= 0 && bond.first < count && bond.second < count)
        for (const auto& n : graph.around(static_cast<std::size_t>(bond.first)))
            is_there = is_there || n.atom == bond.second;
    if (!is_there)
        refuse_action(
            fmt::format("atoms {} and {} of {} have no bond", bond.first, bond.second, smiles),
            fmt::format("count the atoms of this SMILES from 0 to {}", count - 1));
}

/// A branch of a route as molecules of the tree.
int plant(WorkbookState& s, const RouteNode& n, int parent) {
    const int number = s.next++;
    WorkbookMolecule m;
    m.parent = parent;
    m.smiles = n.smiles;
    s.molecules[number] = std::move(m);
    if (!n.has_move) return number;
    std::vector<int> children;
    for (const RouteNode& c : n.children) children.push_back(plant(s, c, number));
    s.molecules[number].has_move = true;
    s.molecules[number].move = n.move;
    s.molecules[number].children = std::move(children);
    return number;
}

void fell(WorkbookState& s, int number) {
    for (const int c : s.molecules.at(number).children) fell(s, c);
    s.molecules.erase(number);
    const auto is_here = [&](const MarkedBond& b) { return b.molecule == number; };
    std::erase_if(s.frozen, is_here);
    std::erase_if(s.broken, is_here);
}

bool has_molecule(const RouteNode& n, const std::string& smiles) {
    return n.smiles == smiles ||
           std::any_of(n.children.begin(), n.children.end(),
                       [&](const RouteNode& c) { return has_molecule(c, smiles); });
}

/// Molecules that this one is needed for, and itself.
std::vector<std::string> line_above(const WorkbookState& s, int number) {
    std::vector<std::string> out;
    for (int at = number; at != 0; at = s.molecules.at(at).parent)
        out.push_back(s.molecules.at(at).smiles);
    return out;
}

/// Hangs pinned sub-routes below the leaves of a route that they are for.
void hang_pins(const WorkbookState& s, RouteNode& n, std::vector<std::string>& above) {
    if (!n.has_move) {
        const auto pin = s.pins.find(n.smiles);
        const bool fits = pin != s.pins.end() &&
                          std::none_of(above.begin(), above.end(), [&](const std::string& smiles) {
                              return has_molecule(pin->second, smiles);
                          });
        if (fits) n = pin->second;
        return;
    }
    above.push_back(n.smiles);
    for (RouteNode& c : n.children) hang_pins(s, c, above);
    above.pop_back();
}

void require_free(const WorkbookState& s, int number) {
    if (is_pinned(s, number))
        refuse_action(fmt::format("molecule {} belongs to a pinned sub-route", number),
                      "unpin it first");
}

void clear_below(WorkbookState& s, int number) {
    const std::vector<int> children = s.molecules.at(number).children;
    for (const int c : children) fell(s, c);
    WorkbookMolecule& m = s.molecules.at(number);
    m.has_move = false;
    m.move = {};
    m.children.clear();
}

int longest_line(const RouteNode& n) {
    int below = 0;
    for (const RouteNode& c : n.children) below = std::max(below, longest_line(c));
    return n.has_move ? below + 1 : below;
}

void make_molecule(WorkbookState& s, const WorkbookAction& a) {
    const WorkbookMolecule& m = molecule_at(s, a.molecule);
    require_free(s, a.molecule);
    if (!a.route.has_move || a.route.smiles != m.smiles)
        refuse_action(fmt::format("molecule {} is {}, and the route makes {}", a.molecule, m.smiles,
                                  a.route.has_move ? a.route.smiles : "nothing"),
                      "give a route to this molecule");
    if (longest_line(a.route) > most_line)
        refuse_action(fmt::format("the route has more than {} reactions in a line", most_line),
                      "search with less `depth`");
    std::vector<std::string> above = line_above(s, m.parent);
    for (const std::string& smiles : above)
        if (has_molecule(a.route, smiles))
            refuse_action(fmt::format("{} would be made from itself", smiles), "take another move");
    RouteNode route = a.route;
    for (RouteNode& c : route.children) {
        above.push_back(route.smiles);
        hang_pins(s, c, above);
        above.pop_back();
    }
    clear_below(s, a.molecule);
    std::vector<int> children;
    for (const RouteNode& c : route.children) children.push_back(plant(s, c, a.molecule));
    WorkbookMolecule& made = s.molecules.at(a.molecule);
    made.has_move = true;
    made.move = std::move(route.move);
    made.children = std::move(children);
}

void clear_molecule(WorkbookState& s, int number) {
    if (!molecule_at(s, number).has_move)
        refuse_action(fmt::format("molecule {} has no move to be taken back", number),
                      "name a molecule that is made");
    require_free(s, number);
    clear_below(s, number);
}

void mark_bond(WorkbookState& s, const WorkbookAction& a) {
    require_bond(molecule_at(s, a.molecule).smiles, a.bond);
    const MarkedBond b{a.molecule, ascending(a.bond)};
    const auto erased = std::erase(s.frozen, b) + std::erase(s.broken, b);
    if (a.act == WorkbookAct::freeze) s.frozen.push_back(b);
    if (a.act == WorkbookAct::cut) s.broken.push_back(b);
    if (a.act == WorkbookAct::release && erased == 0)
        refuse_action(fmt::format("bond {}-{} of molecule {} is neither frozen nor to be cut",
                                  a.bond.first, a.bond.second, a.molecule),
                      "name a bond that is listed");
}

template <class Set, class Item>
void take_out(Set& set, const Item& item, std::string_view what) {
    if (set.erase(item) == 0) refuse_action(fmt::format("{} {}", item, what), "see what is listed");
}

void pin_molecule(WorkbookState& s, int number) {
    const WorkbookMolecule& m = molecule_at(s, number);
    if (!m.has_move)
        refuse_action(fmt::format("molecule {} has no move that could be pinned", number),
                      "choose one first");
    s.pins[m.smiles] = route_below(s, number, [](const std::string&) { return false; });
}

void require_text(const WorkbookAction& a, std::string_view what) {
    if (a.text.empty())
        refuse_action(fmt::format("there is no {}", what), fmt::format("name the {}", what));
}

void forbid_element(WorkbookState& s, const WorkbookAction& a) {
    require_text(a, "element");
    if (!is_element(a.text))
        refuse_action(fmt::format("{} is no element", in_quotes(a.text)), "give its symbol: Br");
    const auto own = elements_of(s.molecules.at(1).smiles);
    if (std::find(own.begin(), own.end(), a.text) != own.end())
        refuse_action(fmt::format("the target has {} itself", a.text), "forbid another element");
    s.forbidden_elements.insert(a.text);
}

void demand_molecule(WorkbookState& s, const WorkbookAction& a) {
    if (a.act == WorkbookAct::undemand) {
        if (s.demanded.empty()) refuse_action("no molecule is demanded", "see what is listed");
        s.demanded.clear();
        return;
    }
    require_text(a, "molecule");
    if (a.text == s.molecules.at(1).smiles)
        refuse_action("routes cannot begin with the target itself",
                      "name a molecule that it is made from");
    s.demanded = a.text;
}

}  // namespace

WorkbookState workbook_of(const std::string& target) {
    WorkbookState s;
    RouteNode root;
    root.smiles = target;
    plant(s, root, 0);
    return s;
}

const WorkbookMolecule& molecule_at(const WorkbookState& s, int number) {
    const auto at = s.molecules.find(number);
    if (at == s.molecules.end())
        refuse_action(fmt::format("there is no molecule {} in the tree", number),
                      "name one of the numbers in the tree");
    return at->second;
}

void apply(WorkbookState& s, const WorkbookAction& a) {
    switch (a.act) {
        case WorkbookAct::make:
            return make_molecule(s, a);
        case WorkbookAct::clear:
            return clear_molecule(s, a.molecule);
        case WorkbookAct::freeze:
        case WorkbookAct::cut:
        case WorkbookAct::release:
            return mark_bond(s, a);
        case WorkbookAct::forbid_rule:
            s.forbidden_rules.insert(a.rule);
            return;
        case WorkbookAct::allow_rule:
            return take_out(s.forbidden_rules, a.rule, "is no forbidden rule");
        case WorkbookAct::forbid:
            require_text(a, "molecule");
            if (a.text == s.molecules.at(1).smiles)
                refuse_action("the target itself cannot be forbidden", "forbid something else");
            s.forbidden_molecules.insert(a.text);
            return;
        case WorkbookAct::allow:
            return take_out(s.forbidden_molecules, a.text, "is no forbidden molecule");
        case WorkbookAct::forbid_element:
            return forbid_element(s, a);
        case WorkbookAct::allow_element:
            return take_out(s.forbidden_elements, a.text, "is no forbidden element");
        case WorkbookAct::buy:
        case WorkbookAct::do_not_buy:
            require_text(a, "molecule");
            s.bought.erase(a.text), s.not_bought.erase(a.text);
            (a.act == WorkbookAct::buy ? s.bought : s.not_bought).insert(a.text);
            return;
        case WorkbookAct::as_listed:
            if (s.bought.erase(a.text) + s.not_bought.erase(a.text) == 0)
                refuse_action(fmt::format("nothing was said of {}", a.text), "see what is listed");
            return;
        case WorkbookAct::pin:
            return pin_molecule(s, a.molecule);
        case WorkbookAct::unpin:
            return take_out(s.pins, molecule_at(s, a.molecule).smiles, "is not pinned");
        case WorkbookAct::keep:
            require_text(a, "name");
            s.kept[a.text] = route_below(s, 1, [](const std::string&) { return false; });
            return;
        case WorkbookAct::drop:
            return take_out(s.kept, a.text, "is the name of no kept route");
        case WorkbookAct::note:
            molecule_at(s, a.molecule);
            s.molecules.at(a.molecule).note = a.text;
            return;
        case WorkbookAct::demand:
        case WorkbookAct::undemand:
            return demand_molecule(s, a);
    }
}

RouteNode route_below(const WorkbookState& s, int molecule,
                      const std::function<bool(const std::string&)>& is_bought) {
    const WorkbookMolecule& m = molecule_at(s, molecule);
    RouteNode out;
    out.smiles = m.smiles;
    out.in_stock = is_bought(m.smiles);
    out.has_move = m.has_move;
    out.move = m.move;
    for (const int c : m.children) out.children.push_back(route_below(s, c, is_bought));
    return out;
}

bool is_pinned(const WorkbookState& s, int molecule) {
    const auto nothing = [](const std::string&) { return false; };
    for (int at = molecule; at != 0; at = molecule_at(s, at).parent) {
        const auto pin = s.pins.find(molecule_at(s, at).smiles);
        if (pin != s.pins.end() &&
            route_text(pin->second) == route_text(route_below(s, at, nothing)))
            return true;
    }
    return false;
}

}  // namespace crucible::synthesis
