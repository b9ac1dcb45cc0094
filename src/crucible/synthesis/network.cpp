#include "crucible/synthesis/network.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"

namespace crucible::synthesis {
namespace {

void sort_distinct(std::vector<ReactionNetwork::Index>& v) {
    std::sort(v.begin(), v.end());
    v.erase(std::unique(v.begin(), v.end()), v.end());
}

std::string reaction_key(const ReactionNetwork::Reaction& r) {
    std::string key;
    for (const auto* side : {&r.reactants, &r.products}) {
        for (const ReactionNetwork::Index m : *side) key += std::to_string(m) + ".";
        key += ">";
    }
    return key;
}

class AcyclicCount {
public:
    AcyclicCount(const ReactionNetwork& n, const std::vector<char>& in_stock, std::int64_t most)
        : network_(n), in_stock_(in_stock), left_(most), above_(n.molecules(), 0) {}

    Natural count(ReactionNetwork::Index m, int depth) {
        if (above_[m] != 0) return 0;
        if (--left_ < 0)
            throw ResourceError("E-network-count",
                                "too many syntheses to be counted without cycles one by one",
                                "count by depth alone, or take a smaller depth");
        Natural out = in_stock_[m] != 0 ? 1 : 0;
        if (depth == 0) return out;
        above_[m] = 1;
        for (const ReactionNetwork::Index r : network_.made_by(m)) {
            Natural ways = 1;
            for (const ReactionNetwork::Index s : network_.reactions()[r].reactants) {
                ways *= count(s, depth - 1);
                if (ways.is_zero()) break;
            }
            out += ways;
        }
        above_[m] = 0;
        return out;
    }

private:
    const ReactionNetwork& network_;
    const std::vector<char>& in_stock_;
    std::int64_t left_;
    std::vector<char> above_;
};

}  // namespace

ReactionNetwork::Index ReactionNetwork::intern(const std::string& smiles) {
    const auto [at, is_new] = ids_.try_emplace(smiles, static_cast<Index>(names_.size()));
    if (is_new) {
        names_.push_back(smiles);
        made_by_.emplace_back();
        used_by_.emplace_back();
    }
    return at->second;
}

void ReactionNetwork::add(const NetworkRecord& record) {
    if (record.reactants.empty() || record.products.empty())
        throw InputError("E-network-reaction",
                         fmt::format("reaction '{}' has no reactants or no products", record.id),
                         "give both sides of every reaction");
    if (!(record.yield >= 0 && record.yield <= 1))
        throw InputError("E-network-reaction",
                         fmt::format("reaction '{}' has a yield of {}", record.id, record.yield),
                         "give yields as shares between 0 and 1, 0 for unknown");
    ++records_;
    Reaction r;
    r.id = record.id;
    r.yield = record.yield;
    r.records = 1;
    for (const std::string& s : record.reactants) r.reactants.push_back(intern(s));
    for (const std::string& s : record.products) r.products.push_back(intern(s));
    sort_distinct(r.reactants);
    sort_distinct(r.products);
    const auto number = static_cast<Index>(reactions_.size());
    const auto [at, is_new] = reaction_ids_.try_emplace(reaction_key(r), number);
    if (!is_new) {
        Reaction& known = reactions_[at->second];
        ++known.records;
        known.yield = std::max(known.yield, r.yield);
        return;
    }
    for (const Index m : r.reactants) used_by_[m].push_back(number);
    for (const Index m : r.products) made_by_[m].push_back(number);
    reactions_.push_back(std::move(r));
}

std::optional<ReactionNetwork::Index> ReactionNetwork::find(const std::string& smiles) const {
    const auto at = ids_.find(smiles);
    if (at == ids_.end()) return std::nullopt;
    return at->second;
}

std::vector<double> bought_costs(const ReactionNetwork& n, const Stock& stock, double leaf) {
    std::vector<double> out(n.molecules(), not_to_be_had);
    for (ReactionNetwork::Index m = 0; m < n.molecules(); ++m)
        if (stock.contains(n.name(m))) out[m] = stock.price(n.name(m)).value_or(leaf);
    return out;
}

std::vector<Natural> count_syntheses(const ReactionNetwork& n, const std::vector<char>& in_stock,
                                     int depth) {
    std::vector<Natural> row(n.molecules());
    for (std::size_t m = 0; m < row.size(); ++m) row[m] = in_stock[m] != 0 ? 1 : 0;
    for (int d = 0; d < depth; ++d) {
        std::vector<Natural> next(n.molecules());
        for (std::size_t m = 0; m < row.size(); ++m) next[m] = in_stock[m] != 0 ? 1 : 0;
        for (const ReactionNetwork::Reaction& r : n.reactions()) {
            Natural ways = 1;
            for (const ReactionNetwork::Index s : r.reactants) {
                ways *= row[s];
                if (ways.is_zero()) break;
            }
            if (ways.is_zero()) continue;
            for (const ReactionNetwork::Index p : r.products) next[p] += ways;
        }
        row = std::move(next);
    }
    return row;
}

Natural count_acyclic(const ReactionNetwork& n, const std::vector<char>& in_stock,
                      ReactionNetwork::Index molecule, int depth, std::int64_t most_steps) {
    return AcyclicCount(n, in_stock, most_steps).count(molecule, depth);
}

double popularity(const ReactionNetwork& n, const RouteNode& route) {
    if (!route.has_move) {
        const auto m = n.find(route.smiles);
        const std::size_t uses = m ? n.used_by(*m).size() : 0;
        return uses > 0 ? 1 / static_cast<double>(uses) : 1;
    }
    double out = 0;
    for (const RouteNode& child : route.children) out += popularity(n, child);
    return out;
}

}  // namespace crucible::synthesis
