// One side of a template as SMARTS: a walk in the order of ranks, with parities and directions that
// are put right by reading back what was written.

#include <algorithm>
#include <map>
#include <set>

#include "crucible/chem/rewrite_edit.hpp"
#include "crucible/chem/template_graph.hpp"

namespace crucible::chem {
namespace {

using Pair = std::pair<int, int>;

/// For single bonds beside double bonds with stereo: does the second node lie above the first?
std::map<Pair, bool> directions_of(const TemplateGraph::SideWords& side) {
    std::map<Pair, bool> above;
    const auto set = [&](int from, int to, bool up) {
        above[{from, to}] = up;
        above[{to, from}] = !up;
    };
    const auto is_begun = [&](const DoubleBondWords& d) {
        return above.contains({d.a, d.at_a}) || above.contains({d.b, d.at_b});
    };
    // Of conjugated ones, each after one that it shares a single bond with: so all agree.
    std::vector<DoubleBondWords> left = side.double_bonds;
    while (!left.empty()) {
        auto next = std::ranges::find_if(left, is_begun);
        if (next == left.end()) {
            next = left.begin();
            set(next->a, next->at_a, true);
        }
        const DoubleBondWords d = *next;
        left.erase(next);
        if (above.contains({d.a, d.at_a}))
            set(d.b, d.at_b, above.at({d.a, d.at_a}) == d.cis);
        else
            set(d.a, d.at_a, above.at({d.b, d.at_b}) == d.cis);
    }
    return above;
}

class SideWriter {
public:
    SideWriter(const TemplateGraph::SideWords& side, const std::vector<int>& rank,
               const std::vector<int>& map, std::map<Pair, bool> above,
               const std::vector<int>& tags)
        : side_(side), rank_(rank), map_(map), above_(std::move(above)), tags_(tags) {
        links_.resize(side.nodes.size());
        for (const auto& bond : side.bonds) {
            links_[static_cast<std::size_t>(bond.a)].emplace_back(bond.b, bond.symbol);
            links_[static_cast<std::size_t>(bond.b)].emplace_back(bond.a, bond.symbol);
        }
        for (auto& list : links_)
            std::ranges::sort(
                list, {}, [&](const auto& l) { return rank_[static_cast<std::size_t>(l.first)]; });
    }

    std::string write() {
        std::vector<int> starts;
        for (std::size_t i = 0; i < side_.nodes.size(); ++i)
            if (side_.nodes[i]) starts.push_back(static_cast<int>(i));
        std::ranges::sort(starts, {}, [&](int i) { return rank_[static_cast<std::size_t>(i)]; });
        seen_.assign(side_.nodes.size(), 0);
        for (int start : starts)
            if (!seen_[static_cast<std::size_t>(start)]) find_rings(start, -1);
        std::string text;
        for (int start : starts) {
            if (std::ranges::find(order, start) != order.end()) continue;
            if (!text.empty()) text += '.';
            branch(start, -1, text);
        }
        return text;
    }

    std::vector<int> order;

private:
    /// Marks the bonds that close rings; the walk is the one that writes.
    void find_rings(int node, int from) {
        seen_[static_cast<std::size_t>(node)] = 1;
        for (const auto& [next, symbol] : links_[static_cast<std::size_t>(node)]) {
            if (next == from || closing_.contains({node, next})) continue;
            if (seen_[static_cast<std::size_t>(next)])
                closing_.insert({next, node});
            else
                find_rings(next, node);
        }
    }

    std::string bond_text(int from, int to, char symbol) const {
        const auto d = above_.find({from, to});
        if (d == above_.end() || symbol != '-') return {symbol};
        return {d->second ? '/' : '\\'};
    }

    std::string atom_text(int node) const {
        const NodeWords& says = *side_.nodes[static_cast<std::size_t>(node)];
        if (says.bare) return says.words;
        std::string words = says.words;
        if (const int tag = tags_[static_cast<std::size_t>(node)]) {
            const auto first = std::min(words.find(';'), words.size());
            words.insert(first, tag > 0 ? ";@" : ";@@");
        }
        const int number = map_[static_cast<std::size_t>(node)];
        return "[" + words + (number ? ":" + std::to_string(number) : "") + "]";
    }

    static std::string digit_text(int digit) {
        return digit < 10 ? std::to_string(digit) : "%" + std::to_string(digit);
    }

    int free_digit() {
        int digit = 1;
        while (digits_in_use_.contains(digit)) ++digit;
        digits_in_use_.insert(digit);
        return digit;
    }

    void rings_at(int node, std::string& text) {
        for (const auto& [next, symbol] : links_[static_cast<std::size_t>(node)]) {
            if (closing_.contains({next, node})) {  // opened there, closed here
                const int digit = open_.at({next, node});
                text += bond_text(node, next, symbol) + digit_text(digit);
                digits_in_use_.erase(digit);
            }
        }
        for (const auto& [next, symbol] : links_[static_cast<std::size_t>(node)]) {
            if (!closing_.contains({node, next})) continue;
            const int digit = free_digit();
            open_[{node, next}] = digit;
            text += digit_text(digit);
        }
    }

    void branch(int node, int from, std::string& text) {
        order.push_back(node);
        text += atom_text(node);
        rings_at(node, text);
        std::vector<std::pair<int, char>> ahead;
        for (const auto& link : links_[static_cast<std::size_t>(node)])
            if (link.first != from && !closing_.contains({link.first, node}) &&
                !closing_.contains({node, link.first}))
                ahead.push_back(link);
        for (std::size_t i = 0; i < ahead.size(); ++i) {
            const bool last = i + 1 == ahead.size();
            if (!last) text += '(';
            text += bond_text(node, ahead[i].first, ahead[i].second);
            branch(ahead[i].first, node, text);
            if (!last) text += ')';
        }
    }

    const TemplateGraph::SideWords& side_;
    const std::vector<int>&rank_, &map_;
    std::map<Pair, bool> above_;
    const std::vector<int>& tags_;
    std::vector<std::vector<std::pair<int, char>>> links_;
    std::vector<char> seen_;
    std::set<Pair> closing_;
    std::map<Pair, int> open_;
    std::set<int> digits_in_use_;
};

/// Turns round the tags that reading back shows to mean the other hand.
void correct_tags(const TemplateGraph::SideWords& side, const SmartsWords& read,
                  const std::vector<int>& order, std::vector<int>& tags) {
    for (std::size_t i = 0; i < read.atoms.size(); ++i) {
        const auto node = static_cast<std::size_t>(order[i]);
        const NodeWords& wish = *side.nodes[node];
        if (!wish.parity) continue;
        std::vector<int> neighbours;
        for (int n : read.atoms[i].neighbours)
            neighbours.push_back(order[static_cast<std::size_t>(n)]);
        const int parity = transferred_parity(read.atoms[i].parity, neighbours, wish.around);
        if (parity == 0) tags[node] = 0;
        if (parity == -wish.parity) tags[node] = -tags[node];
    }
}

bool same_double_bonds(const TemplateGraph::SideWords& side, const SmartsWords& read,
                       const std::vector<int>& order) {
    const auto node = [&](int i) { return order[static_cast<std::size_t>(i)]; };
    if (read.double_bonds.size() != side.double_bonds.size()) return false;
    return std::ranges::all_of(side.double_bonds, [&](const DoubleBondWords& wish) {
        return std::ranges::any_of(read.double_bonds, [&](const DoubleBondWords& d) {
            if (node(d.a) == wish.a && node(d.b) == wish.b)
                return (d.cis ^ (node(d.at_a) != wish.at_a) ^ (node(d.at_b) != wish.at_b)) ==
                       wish.cis;
            return node(d.a) == wish.b && node(d.b) == wish.a &&
                   (d.cis ^ (node(d.at_a) != wish.at_b) ^ (node(d.at_b) != wish.at_a)) == wish.cis;
        });
    });
}

}  // namespace

std::string side_text(const TemplateGraph::SideWords& side, const std::vector<int>& rank,
                      const std::vector<int>& map, std::vector<int>& order) {
    std::vector<int> tags;
    bool stereo = !side.double_bonds.empty();
    for (const auto& node : side.nodes) {
        tags.push_back(node && node->parity ? 1 : 0);
        stereo = stereo || tags.back();
    }
    auto above = directions_of(side);
    const auto write = [&] {
        SideWriter writer(side, rank, map, above, tags);
        std::string text = writer.write();
        order = std::move(writer.order);
        return text;
    };
    std::string text = write();
    if (!stereo) return text;
    const SmartsWords read = words_of(*read_smarts(text));
    correct_tags(side, read, order, tags);
    if (!same_double_bonds(side, read, order)) above.clear();
    const auto first = text.find_first_of("/\\");
    if (first != std::string::npos && text[first] == '\\')
        for (auto& [bond, up] : above) up = !up;
    return write();
}

}  // namespace crucible::chem
