#include "crucible/synthesis/route_export.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <vector>

#include "crucible/base/text.hpp"
#include "crucible/chem/depict.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/data/table.hpp"

namespace crucible::synthesis {
namespace {

/// Steps in the order in which they are done: precursors first.
void collect_steps(const RouteNode& node, std::vector<const RouteNode*>& to) {
    for (const RouteNode& child : node.children) collect_steps(child, to);
    if (node.has_move) to.push_back(&node);
}

void count_leaves(const RouteNode& node, std::map<std::string, std::pair<int, bool>>& to) {
    for (const RouteNode& child : node.children) count_leaves(child, to);
    if (node.has_move) return;
    auto& [count, in_stock] = to[node.smiles];
    ++count;
    in_stock = in_stock || node.in_stock;
}

std::string molecule_part(const std::string& smiles) {
    return "$MOL\n" + chem::mol_block(chem::Molecule::from_smiles(smiles));
}

void append_datum(std::string& to, std::string_view name, const std::string& value) {
    to += fmt::format("$DTYPE {}\n$DATUM {}\n", name, value);
}

}  // namespace

std::string reaction_smiles(const Route& route) {
    std::vector<const RouteNode*> steps;
    collect_steps(route.root, steps);
    std::string out;
    for (const RouteNode* n : steps) {
        std::vector<std::string> reactants;
        for (const RouteNode& child : n->children) reactants.push_back(child.smiles);
        out += chem::joined(std::move(reactants)) + ">>" + n->smiles + "\n";
    }
    return out;
}

std::string route_rdf(const Route& route) {
    std::vector<const RouteNode*> steps;
    collect_steps(route.root, steps);
    std::string out = "$RDFILE 1\n$DATM\n";
    int number = 0;
    for (const RouteNode* n : steps) {
        ++number;
        out += fmt::format("$RFMT $RIREG {0}\n$RXN\nstep {0}\n  Crucible\n\n{1:3}{2:3}\n", number,
                           n->children.size(), 1);
        for (const RouteNode& child : n->children) out += molecule_part(child.smiles);
        out += molecule_part(n->smiles);
        append_datum(out, "rule", std::to_string(n->move.rule));
        append_datum(out, "prior", number_text(n->move.prior));
        append_datum(out, "feasibility", number_text(n->move.feasibility));
    }
    return out;
}

std::string shopping_list(const Route& route, const Stock& stock) {
    std::map<std::string, std::pair<int, bool>> leaves;
    count_leaves(route.root, leaves);
    std::vector<std::string> smiles, formula, found;
    std::vector<double> mass, times, tier, price;
    for (const auto& [leaf, count] : leaves) {
        const chem::MoleculeFacts f = chem::facts(chem::Molecule::from_smiles(leaf));
        smiles.push_back(leaf), formula.push_back(f.formula);
        mass.push_back(std::round(1000 * f.mass) / 1000), times.push_back(count.first);
        found.push_back(count.second ? "yes" : "no");
        const int known = stock.tier(leaf);
        tier.push_back(known > 0 ? static_cast<double>(known) : NAN);
        price.push_back(stock.price(leaf).value_or(NAN));
    }
    Table t;
    t.add_texts("smiles") = std::move(smiles);
    t.add_texts("formula") = std::move(formula);
    t.add_numbers("mass", "g/mol") = std::move(mass);
    t.add_numbers("times") = std::move(times);
    t.add_texts("in stock") = std::move(found);
    t.add_numbers("tier") = std::move(tier);
    t.add_numbers("price per gram") = std::move(price);
    return to_csv(t);
}

}  // namespace crucible::synthesis
