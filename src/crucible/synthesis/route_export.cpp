#include "crucible/synthesis/route_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/text.hpp"
#include "crucible/chem/depict.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/synthesis/stock_file.hpp"

namespace crucible::synthesis {
namespace {

/// Steps in the order in which they are done: precursors first.
void collect_steps(const RouteNode& node, std::vector<const RouteNode*>& to) {
    for (const RouteNode& child : node.children) collect_steps(child, to);
    if (node.has_move) to.push_back(&node);
}

std::vector<const RouteNode*> steps_of(const NamedRoute& r) {
    std::vector<const RouteNode*> steps;
    collect_steps(r.route->root, steps);
    return steps;
}

std::string molecule_part(const std::string& smiles) {
    return "$MOL\n" + chem::mol_block(chem::Molecule::from_smiles(smiles));
}

void append_datum(std::string& to, std::string_view name, const std::string& value) {
    to += fmt::format("$DTYPE {}\n$DATUM {}\n", name, value);
}

/// A leaf of some routes.
struct Wanted {
    std::string first;  ///< of the routes
    int routes = 0;
    bool in_stock = false;
};

void note_leaves(const RouteNode& node, std::map<std::string, bool>& to) {
    for (const RouteNode& child : node.children) note_leaves(child, to);
    if (node.has_move) return;
    bool& in_stock = to[node.smiles];
    in_stock = in_stock || node.in_stock;
}

std::map<std::string, Wanted> wanted_of(std::span<const NamedRoute> routes) {
    std::map<std::string, Wanted> out;
    for (const NamedRoute& r : routes) {
        std::map<std::string, bool> leaves;
        note_leaves(r.route->root, leaves);
        for (const auto& [smiles, in_stock] : leaves) {
            Wanted& w = out[smiles];
            if (w.routes++ == 0) w.first = r.name;
            w.in_stock = w.in_stock || in_stock;
        }
    }
    return out;
}

/// What the files say of one molecule.
struct Offer {
    std::string name, file;
    double tier = NAN, price = NAN;
};

Offer offer_of(const std::string& smiles, std::span<const StockSource> sources) {
    Offer out;
    for (const StockSource& s : sources) {
        if (!s.stock.contains(smiles)) continue;
        if (out.file.empty()) out.file = s.file;
        if (const auto at = s.names.find(smiles); at != s.names.end() && out.name.empty())
            out.name = at->second;
        if (const int tier = s.stock.tier(smiles); tier > 0)
            out.tier = std::fmin(out.tier, static_cast<double>(tier));
        if (const auto price = s.stock.price(smiles)) out.price = std::fmin(out.price, *price);
    }
    return out;
}

}  // namespace

std::string reaction_smiles(std::span<const NamedRoute> routes) {
    std::string out;
    for (const NamedRoute& r : routes) {
        int number = 0;
        for (const RouteNode* n : steps_of(r)) {
            std::vector<std::string> reactants;
            for (const RouteNode& child : n->children) reactants.push_back(child.smiles);
            out += fmt::format("{}>>{} {}-{}\n", chem::joined(std::move(reactants)), n->smiles,
                               r.name, ++number);
        }
    }
    return out;
}

std::string routes_rdf(std::span<const NamedRoute> routes) {
    std::string out = "$RDFILE 1\n$DATM\n";
    int entry = 0;
    for (const NamedRoute& r : routes) {
        int number = 0;
        for (const RouteNode* n : steps_of(r)) {
            ++number;
            out += fmt::format("$RFMT $RIREG {}\n$RXN\nroute {} step {}\n  Crucible\n\n{:3}{:3}\n",
                               ++entry, r.name, number, n->children.size(), 1);
            for (const RouteNode& child : n->children) out += molecule_part(child.smiles);
            out += molecule_part(n->smiles);
            append_datum(out, "route", r.name);
            append_datum(out, "step", std::to_string(number));
            append_datum(out, "rule", std::to_string(n->move.rule));
            append_datum(out, "prior", number_text(n->move.prior));
            append_datum(out, "feasibility", number_text(n->move.feasibility));
        }
    }
    return out;
}

StockSource open_stock_source(const std::filesystem::path& file) {
    StockSource out;
    out.file = file.filename().string();
    StockList list;
    if (is_stock_file(file)) {
        add_stock_file(file, list);
    } else {
        auto got = chem::read_molecules(file);
        out.warnings = stock_warnings(counts_of(file, got));
        for (const chem::MoleculeRecord& m : got.records)
            if (!m.smiles.empty() && !m.name.empty()) out.names.emplace(m.smiles, m.name);
        list = stock_list_of(std::move(got.records));
    }
    out.stock = Stock::holding(std::move(list));
    return out;
}

Table shopping_list(std::span<const NamedRoute> routes, std::span<const StockSource> sources) {
    const std::map<std::string, Wanted> wanted = wanted_of(routes);
    std::vector<std::pair<std::string, Wanted>> rows(wanted.begin(), wanted.end());
    std::ranges::stable_sort(
        rows, [](const auto& a, const auto& b) { return a.second.routes > b.second.routes; });
    std::vector<std::string> name, smiles, formula, first, found, file;
    std::vector<double> mass, count, tier, price;
    for (const auto& [leaf, w] : rows) {
        const chem::MoleculeFacts f = chem::facts(chem::Molecule::from_smiles(leaf));
        const Offer offer = offer_of(leaf, sources);
        name.push_back(offer.name), smiles.push_back(leaf), formula.push_back(f.formula);
        mass.push_back(std::round(1000 * f.mass) / 1000), count.push_back(w.routes);
        first.push_back(w.first), found.push_back(w.in_stock ? "yes" : "no");
        tier.push_back(offer.tier), price.push_back(offer.price), file.push_back(offer.file);
    }
    Table t;
    t.add_texts("name") = std::move(name);
    t.add_texts("smiles") = std::move(smiles);
    t.add_texts("formula") = std::move(formula);
    t.add_numbers("mass", "g/mol") = std::move(mass);
    t.add_numbers("routes") = std::move(count);
    t.add_texts("first route") = std::move(first);
    t.add_texts("in stock") = std::move(found);
    t.add_numbers("tier") = std::move(tier);
    t.add_numbers("price per gram") = std::move(price);
    t.add_texts("stock file") = std::move(file);
    return t;
}

}  // namespace crucible::synthesis
