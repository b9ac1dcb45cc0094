#include "crucible/synthesis/tree_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "crucible/base/error.hpp"
#include "crucible/synthesis/score.hpp"

namespace crucible::synthesis {
namespace {

/// Appends a molecule and what is below it; returns its place.
int add_tree(const RouteNode& n, LabelTree& out) {
    int reaction = -1;
    if (n.has_move) {
        std::vector<const RouteNode*> children;
        for (const RouteNode& c : n.children) children.push_back(&c);
        std::sort(children.begin(), children.end(), [](const RouteNode* a, const RouteNode* b) {
            return route_text(*a) < route_text(*b);
        });
        std::vector<int> places;
        std::string label = ">>";
        for (const RouteNode* c : children) {
            places.push_back(add_tree(*c, out));
            label += c->smiles + ".";
        }
        reaction = static_cast<int>(out.size());
        out.labels.push_back(label);
        out.parents.push_back(-1);
        for (const int p : places) out.parents[static_cast<std::size_t>(p)] = reaction;
    }
    const int place = static_cast<int>(out.size());
    out.labels.push_back(n.smiles);
    out.parents.push_back(-1);
    if (reaction >= 0) out.parents[static_cast<std::size_t>(reaction)] = place;
    return place;
}

/// Leftmost leaf below each node, and the nodes that have a left sibling, or are the root.
struct KeyedTree {
    std::vector<std::size_t> leftmost, keys;
};

KeyedTree keyed(const LabelTree& t) {
    KeyedTree k;
    k.leftmost.resize(t.size());
    for (std::size_t i = 0; i < t.size(); ++i) k.leftmost[i] = i;
    for (std::size_t i = 0; i < t.size(); ++i)
        if (t.parents[i] >= 0) {
            auto& above = k.leftmost[static_cast<std::size_t>(t.parents[i])];
            above = std::min(above, k.leftmost[i]);
        }
    for (std::size_t i = 0; i < t.size(); ++i) {
        bool is_last = true;
        for (std::size_t j = i + 1; j < t.size(); ++j)
            is_last = is_last && k.leftmost[j] != k.leftmost[i];
        if (is_last) k.keys.push_back(i);
    }
    return k;
}

/// One pair of key roots of Zhang and Shasha: fills distances of the subtrees that they begin.
void pair_of_keys(const LabelTree& a, const LabelTree& b, const KeyedTree& ka, const KeyedTree& kb,
                  std::size_t i, std::size_t j, Array2<double>& trees) {
    const std::size_t i0 = ka.leftmost[i], j0 = kb.leftmost[j];
    Array2<double> forest(i - i0 + 2, j - j0 + 2);
    for (std::size_t x = 1; x < forest.rows(); ++x) forest(x, 0) = static_cast<double>(x);
    for (std::size_t y = 1; y < forest.columns(); ++y) forest(0, y) = static_cast<double>(y);
    for (std::size_t x = 1; x < forest.rows(); ++x)
        for (std::size_t y = 1; y < forest.columns(); ++y) {
            const std::size_t p = i0 + x - 1, q = j0 + y - 1;
            const double edited = std::min(forest(x - 1, y), forest(x, y - 1)) + 1;
            if (ka.leftmost[p] == i0 && kb.leftmost[q] == j0) {
                const double renamed = a.labels[p] == b.labels[q] ? 0 : 1;
                forest(x, y) = std::min(edited, forest(x - 1, y - 1) + renamed);
                trees(p, q) = forest(x, y);
            } else {
                forest(x, y) = std::min(
                    edited, forest(ka.leftmost[p] - i0, kb.leftmost[q] - j0) + trees(p, q));
            }
        }
}

/// Mappings of nodes of one tree to different ones of another that keep "is above": tried from
/// the root down. Distance = nodes of both that are not mapped + mapped ones of other labels.
class MappingSearch {
public:
    MappingSearch(const LabelTree& a, const LabelTree& b)
        : a_(a), b_(b), above_a_(above(a)), above_b_(above(b)), image_(a.size(), -1) {
        best_ = static_cast<double>(a.size() + b.size());
    }
    double search() {
        place(a_.size(), 0, 0);
        return best_;
    }

private:
    static Array2<char> above(const LabelTree& t) {
        Array2<char> out(t.size(), t.size());
        for (std::size_t i = 0; i < t.size(); ++i)
            for (int p = t.parents[i]; p >= 0; p = t.parents[static_cast<std::size_t>(p)])
                out(static_cast<std::size_t>(p), i) = 1;
        return out;
    }

    /// Nodes from `end` on are decided; `cost` is theirs, `mapped` their number of images.
    void place(std::size_t end, double cost, std::size_t mapped) {
        const double rest = static_cast<double>(b_.size() - mapped);
        // At best every node that is left finds an equal one.
        if (cost + std::max(0.0, rest - static_cast<double>(end)) >= best_) return;
        if (end == 0) {
            best_ = cost + rest;
            return;
        }
        const std::size_t i = end - 1;
        for (std::size_t j = b_.size(); j-- > 0;) {
            if (!fits(i, j)) continue;
            image_[i] = static_cast<int>(j);
            place(i, cost + (a_.labels[i] == b_.labels[j] ? 0 : 1), mapped + 1);
            image_[i] = -1;
        }
        place(i, cost + 1, mapped);
    }

    bool fits(std::size_t i, std::size_t j) const {
        for (std::size_t k = i + 1; k < a_.size(); ++k) {
            if (image_[k] < 0) continue;
            const auto l = static_cast<std::size_t>(image_[k]);
            if (l == j || above_a_(k, i) != above_b_(l, j) || above_a_(i, k) != above_b_(j, l))
                return false;
        }
        return true;
    }

    const LabelTree &a_, &b_;
    Array2<char> above_a_, above_b_;
    std::vector<int> image_;
    double best_ = 0;
};

}  // namespace

LabelTree label_tree(const RouteNode& root) {
    LabelTree out;
    add_tree(root, out);
    return out;
}

double ordered_distance(const LabelTree& a, const LabelTree& b) {
    const KeyedTree ka = keyed(a), kb = keyed(b);
    Array2<double> trees(a.size(), b.size());
    for (const std::size_t i : ka.keys)
        for (const std::size_t j : kb.keys) pair_of_keys(a, b, ka, kb, i, j, trees);
    return trees(a.size() - 1, b.size() - 1);
}

double unordered_distance(const LabelTree& a, const LabelTree& b) {
    if (std::max(a.size(), b.size()) > largest_unordered)
        throw InputError(
            "E-route-distance",
            fmt::format("trees of {} and {} nodes are too large for the exact "
                        "distance without order",
                        a.size(), b.size()),
            fmt::format("at most {} nodes each; take the distance with order", largest_unordered));
    return MappingSearch(a, b).search();
}

Array2<double> route_distances(std::span<const Route> routes) {
    std::vector<LabelTree> trees;
    for (const Route& r : routes) trees.push_back(label_tree(r.root));
    Array2<double> out(routes.size(), routes.size());
    for (std::size_t i = 0; i < routes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            out(i, j) = out(j, i) = ordered_distance(trees[i], trees[j]) /
                                    static_cast<double>(trees[i].size() + trees[j].size());
    return out;
}

}  // namespace crucible::synthesis
