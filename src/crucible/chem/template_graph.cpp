#include "crucible/chem/template_graph.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace crucible::chem {
namespace {

constexpr int most_orders = 24;  // that are compared where stereo tells apart what looks alike

using Ranks = std::vector<int>;

/// Ranks 0, 1, ... of values; equal values share one.
template <class T>
Ranks ranked(const std::vector<T>& values) {
    std::map<T, int> place;
    for (const T& v : values) place.emplace(v, 0);
    int next = 0;
    for (auto& [value, rank] : place) rank = next++;
    Ranks ranks;
    for (const T& v : values) ranks.push_back(place.at(v));
    return ranks;
}

int classes(const Ranks& ranks) { return ranks.empty() ? 0 : *std::ranges::max_element(ranks) + 1; }

Ranks first_ranks(const TemplateGraph& g) {
    std::vector<std::string> labels(g.nodes);
    for (const auto& side : g.sides)
        for (std::size_t i = 0; i < g.nodes; ++i) {
            labels[i] += '|';
            if (side.nodes[i])
                labels[i] += side.nodes[i]->words + (side.nodes[i]->parity ? "@" : "");
        }
    return ranked(labels);
}

/// Tells nodes apart by what their neighbours are, until that tells no more.
Ranks refined(const TemplateGraph& g, Ranks ranks) {
    using Link = std::tuple<int, char, int>;  // side, bond, neighbour
    for (int before = 0; before < classes(ranks);) {
        before = classes(ranks);
        std::vector<std::pair<int, std::vector<Link>>> words(g.nodes);
        for (std::size_t i = 0; i < g.nodes; ++i) words[i].first = ranks[i];
        for (int s = 0; s < 2; ++s)
            for (const auto& bond : g.sides[static_cast<std::size_t>(s)].bonds) {
                const auto a = static_cast<std::size_t>(bond.a);
                const auto b = static_cast<std::size_t>(bond.b);
                words[a].second.emplace_back(s, bond.symbol, ranks[b]);
                words[b].second.emplace_back(s, bond.symbol, ranks[a]);
            }
        for (auto& [rank, links] : words) std::ranges::sort(links);
        ranks = ranked(words);
    }
    return ranks;
}

std::string text_of(const TemplateGraph& g, const Ranks& ranks) {
    std::vector<int> order, map(g.nodes, 0);
    side_text(g.side(Side::product), ranks, map, order);
    int next = 1;
    for (int node : order)
        if (g.side(Side::reactants).nodes[static_cast<std::size_t>(node)])
            map[static_cast<std::size_t>(node)] = next++;
    const std::string product = side_text(g.side(Side::product), ranks, map, order);
    return product + ">>" + side_text(g.side(Side::reactants), ranks, map, order);
}

/// Every way of breaking ties, up to a number; the smallest text.
void try_orders(const TemplateGraph& g, const Ranks& ranks, int& left, std::string& best) {
    if (left <= 0) return;
    std::vector<int> members(static_cast<std::size_t>(classes(ranks)), 0);
    for (int r : ranks) ++members[static_cast<std::size_t>(r)];
    const auto tied = std::ranges::find_if(members, [](int m) { return m > 1; });
    if (tied == members.end()) {
        --left;
        std::string text = text_of(g, ranks);
        if (best.empty() || text < best) best = std::move(text);
        return;
    }
    const int rank = static_cast<int>(tied - members.begin());
    for (std::size_t i = 0; i < g.nodes && left > 0; ++i) {
        if (ranks[i] != rank) continue;
        Ranks chosen = ranks;
        for (int& r : chosen) r *= 2;
        --chosen[i];
        try_orders(g, refined(g, ranked(chosen)), left, best);
    }
}

TemplateGraph mirrored(TemplateGraph g) {
    for (auto& side : g.sides)
        for (auto& node : side.nodes)
            if (node) node->parity = -node->parity;
    return g;
}

bool says_parity(const TemplateGraph::SideWords& side) {
    return std::ranges::any_of(side.nodes, [](const auto& n) { return n && n->parity; });
}

}  // namespace

bool TemplateGraph::has_stereo() const {
    return std::ranges::any_of(
        sides, [](const SideWords& s) { return says_parity(s) || !s.double_bonds.empty(); });
}

std::string canonical_smarts(const TemplateGraph& g) {
    const Ranks ranks = refined(g, first_ranks(g));
    int left = g.has_stereo() ? most_orders : 1;
    std::string best;
    try_orders(g, ranks, left, best);
    // A template whose product has parity means its mirror image, too.
    if (says_parity(g.side(Side::product))) {
        left = most_orders;
        try_orders(mirrored(g), ranks, left, best);
    }
    return best;
}

}  // namespace crucible::chem
