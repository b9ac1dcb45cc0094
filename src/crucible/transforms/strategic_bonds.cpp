#include "crucible/transforms/strategic_bonds.hpp"

#include <algorithm>
#include <cmath>

namespace crucible::transforms {
namespace {

using Ring = std::vector<int>;

constexpr std::size_t smallest = 4, largest = 7;
constexpr std::uint8_t carbon_number = 6;

bool in_ring(const Ring& r, int atom) { return std::ranges::find(r, atom) != r.end(); }

/// Atoms of a ring come in order around it.
bool bond_in_ring(const Ring& r, int a, int b) {
    const auto at = std::ranges::find(r, a);
    if (at == r.end()) return false;
    const std::size_t k = static_cast<std::size_t>(at - r.begin()), n = r.size();
    return r[(k + 1) % n] == b || r[(k + n - 1) % n] == b;
}

int bridgeheads(const Perception& p, const Ring& r) {
    return static_cast<int>(std::ranges::count_if(
        r, [&](int atom) { return p.atoms[static_cast<std::size_t>(atom)].is_bridgehead; }));
}

/// Whether an atom is in a ring once a bond is gone: whether a way leads from it back to itself,
/// over one of its bonds and not the same again.
bool still_in_ring(const chem::MoleculeGraph& g, int atom, int a, int b) {
    const auto is_cut = [&](int x, int y) { return (x == a && y == b) || (x == b && y == a); };
    for (const auto& start : g.around(static_cast<std::size_t>(atom))) {
        if (is_cut(atom, start.atom)) continue;
        std::vector<int> found{start.atom};
        for (std::size_t k = 0; k < found.size(); ++k)
            for (const auto& n : g.around(static_cast<std::size_t>(found[k]))) {
                if (is_cut(found[k], n.atom)) continue;
                if (n.atom == atom && k > 0) return true;
                if (n.atom != atom && std::ranges::find(found, n.atom) == found.end())
                    found.push_back(n.atom);
            }
    }
    return false;
}

/// Bonds of the smallest ring through a bond when another one is cut; 0: none.
int smallest_ring(const chem::MoleculeGraph& g, int from, int to, std::pair<int, int> cut) {
    const auto same = [](int x, int y, int a, int b) {
        return (x == a && y == b) || (x == b && y == a);
    };
    std::vector<int> far(g.atoms.size(), -1), queue{from};
    far[static_cast<std::size_t>(from)] = 0;
    for (std::size_t k = 0; k < queue.size(); ++k)
        for (const auto& n : g.around(static_cast<std::size_t>(queue[k]))) {
            if (same(queue[k], n.atom, cut.first, cut.second) || same(queue[k], n.atom, from, to) ||
                far[n.atom] >= 0)
                continue;
            far[n.atom] = far[static_cast<std::size_t>(queue[k])] + 1;
            if (n.atom == to) return far[n.atom] + 1;
            queue.push_back(n.atom);
        }
    return 0;
}

class BondJudge {
public:
    explicit BondJudge(const Perception& p) : p_(p), walks_(log_walk_count(p.graph)) {}

    RingBond judge(int a, int b) const {
        RingBond out;
        out.a = a, out.b = b;
        const auto& one = p_.graph.atoms[static_cast<std::size_t>(a)];
        const auto& two = p_.graph.atoms[static_cast<std::size_t>(b)];
        out.is_hetero = (one.element == carbon_number) != (two.element == carbon_number);
        std::vector<const Ring*> around, others;
        for (const Ring& r : p_.skeleton.rings)
            (bond_in_ring(r, a, b) ? around : others).push_back(&r);
        const auto pass = [&](BondRule rule, bool is_so) {
            out.passes[static_cast<std::size_t>(rule)] = is_so;
        };
        pass(BondRule::ring_size, has_good_size(around));
        pass(BondRule::exo_to_ring, std::ranges::any_of(others, [&](const Ring* r) {
                 return r->size() >= smallest && in_ring(*r, a) != in_ring(*r, b);
             }));
        pass(BondRule::maximum_bridging, is_most_bridged(around, a));
        pass(BondRule::no_core, is_no_core(around, a, b));
        pass(BondRule::no_stereo_chain, leaves_no_stereo(around, a, b));
        pass(BondRule::not_aromatic, !is_aromatic(a, b));
        out.is_strategic = true;
        for (int k = 0; k < bond_rules; ++k)
            out.is_strategic = out.is_strategic && (out.passes[static_cast<std::size_t>(k)] ||
                                                    (out.is_hetero && k >= 1 && k <= 3));
        out.simplification = walks_ - log_walk_count(p_.graph, {a, b});
        return out;
    }

private:
    static bool has_good_size(const std::vector<const Ring*>& around) {
        bool is_good = false;
        for (const Ring* r : around) {
            if (r->size() < smallest) return false;
            is_good = is_good || r->size() <= largest;
        }
        return is_good;
    }

    bool is_most_bridged(const std::vector<const Ring*>& around, int atom) const {
        int own = 0, most = 0;
        for (const Ring* r : around) own = std::max(own, bridgeheads(p_, *r));
        for (const RingSystem& s : p_.ring_systems) {
            if (!std::ranges::binary_search(s.atoms, atom)) continue;
            for (const int k : s.rings)
                most =
                    std::max(most, bridgeheads(p_, p_.skeleton.rings[static_cast<std::size_t>(k)]));
        }
        return own == most;
    }

    /// Another bond of its rings that is in a ring of 7 at most, and would only be in larger ones.
    bool is_no_core(const std::vector<const Ring*>& around, int a, int b) const {
        if (around.size() < 2) return true;
        constexpr int most = static_cast<int>(largest);
        for (const Ring* r : around)
            for (std::size_t k = 0; k < r->size(); ++k) {
                const int one = (*r)[k], two = (*r)[(k + 1) % r->size()];
                if (bond_in_ring({one, two}, a, b)) continue;
                const int before = smallest_ring(p_.graph, one, two, {-1, -1});
                if (before <= most && smallest_ring(p_.graph, one, two, {a, b}) > most)
                    return false;
            }
        return true;
    }

    /// Its own ends do not count: they are where the new bond is made.
    bool leaves_no_stereo(const std::vector<const Ring*>& around, int a, int b) const {
        int centres = 0, clearable = 0;
        std::vector<int> seen;
        for (const Ring* r : around)
            for (const int atom : *r) {
                const auto i = static_cast<std::size_t>(atom);
                if (atom == a || atom == b || !p_.skeleton.atoms[i].is_centre ||
                    in_ring(seen, atom))
                    continue;
                seen.push_back(atom);
                if (still_in_ring(p_.graph, atom, a, b)) continue;
                ++centres;
                clearable += p_.atoms[i].is_clearable;
            }
        return centres == 0 || (centres == 1 && clearable == 1);
    }

    bool is_aromatic(int a, int b) const {
        for (const auto& n : p_.graph.around(static_cast<std::size_t>(a)))
            if (n.atom == b) return n.bond == chem::BondType::aromatic;
        return false;
    }

    const Perception& p_;
    double walks_;
};

}  // namespace

std::string RingBond::codes() const {
    std::string out;
    for (int k = 0; k < bond_rules; ++k) {
        const bool is_waived = is_hetero && k >= 1 && k <= 3;
        if (!passes[static_cast<std::size_t>(k)] && !is_waived) continue;
        if (!out.empty()) out += ' ';
        out += passes[static_cast<std::size_t>(k)] ? std::to_string(k + 1)
                                                   : "(" + std::to_string(k + 1) + ")";
    }
    return out;
}

std::vector<RingBond> ring_bonds(const Perception& p) {
    const BondJudge judge(p);
    std::vector<RingBond> out;
    for (std::size_t a = 0; a < p.graph.atoms.size(); ++a)
        for (const auto& n : p.graph.around(a)) {
            const int one = static_cast<int>(a), two = n.atom;
            const bool in_any = std::ranges::any_of(
                p.skeleton.rings, [&](const Ring& r) { return bond_in_ring(r, one, two); });
            if (one < two && in_any) out.push_back(judge.judge(one, two));
        }
    std::ranges::sort(out, {}, [](const RingBond& r) { return std::pair(r.a, r.b); });
    return out;
}

std::vector<AppendageBond> appendage_bonds(const Perception& p) {
    constexpr int least = 2;
    const double walks = log_walk_count(p.graph);
    std::vector<AppendageBond> out;
    for (const Appendage& a : p.appendages)
        if (a.size >= least)
            out.push_back({a.ring_atom, a.first, a.size,
                           walks - log_walk_count(p.graph, {a.ring_atom, a.first})});
    return out;
}

double log_walk_count(const chem::MoleculeGraph& g, std::pair<int, int> without) {
    const std::size_t n = g.atoms.size();
    std::vector<double> walks(n, 1.0), next(n);
    // Counts grow as powers of the largest eigenvalue: they are kept as mantissa and logarithm.
    double scale = 0, sum = 0, sum_scale = 0;
    for (std::size_t length = 1; length < n; ++length) {
        double total = 0;
        for (std::size_t i = 0; i < n; ++i) {
            next[i] = 0;
            for (const auto& neighbour : g.around(i)) {
                const int a = static_cast<int>(i), b = neighbour.atom;
                if (std::minmax(a, b) == std::minmax(without.first, without.second)) continue;
                next[i] += walks[neighbour.atom];
            }
            total += next[i];
        }
        if (total == 0) break;
        sum = sum * std::exp(sum_scale - scale) + total, sum_scale = scale;
        for (std::size_t i = 0; i < n; ++i) walks[i] = next[i] / total;
        scale += std::log(total);
    }
    return sum > 0 ? std::log(sum) + sum_scale : 0;
}

}  // namespace crucible::transforms
