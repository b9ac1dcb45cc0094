#include "crucible/synthesis/reaction_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule_graph.hpp"

namespace crucible::synthesis {
namespace {

using AtomPair = std::pair<int, int>;

AtomPair in_order(int a, int b) { return {std::min(a, b), std::max(a, b)}; }

std::uint8_t order_in(const BondMatrix& m, AtomPair p) {
    return m.order(static_cast<std::size_t>(p.first), static_cast<std::size_t>(p.second));
}

/// Atoms of the shortest ring through a bond; 0: it is in none.
std::size_t ring_through(const chem::MoleculeGraph& g, std::size_t a, std::size_t b) {
    std::vector<std::size_t> distance(g.atoms.size(), 0), waiting{a};
    distance[a] = 1;
    for (std::size_t k = 0; k < waiting.size(); ++k)
        for (const auto& n : g.around(waiting[k])) {
            const bool is_the_bond = waiting[k] == a && n.atom == b;
            if (is_the_bond || distance[n.atom] > 0) continue;
            distance[n.atom] = distance[waiting[k]] + 1;
            waiting.push_back(n.atom);
        }
    return distance[b];
}

/// Triple bonds and cumulated double bonds in rings of fewer than eight atoms.
int strained_places(const chem::Molecule& molecule) {
    constexpr std::size_t roomy = 8;
    const chem::MoleculeGraph g = chem::graph_of(molecule);
    int out = 0;
    for (std::size_t a = 0; a < g.atoms.size(); ++a) {
        int doubles = 0;
        for (const auto& n : g.around(a)) {
            doubles += n.bond == chem::BondType::twofold;
            if (n.bond != chem::BondType::threefold || n.atom < a) continue;
            const std::size_t ring = ring_through(g, a, n.atom);
            out += ring > 0 && ring < roomy;
        }
        // Of S and P double bonds side by side mean no straight line.
        if (doubles < 2 || g.atoms[a].element > 8) continue;
        for (const auto& n : g.around(a)) {
            const std::size_t ring = ring_through(g, a, n.atom);
            if (ring == 0 || ring >= roomy) continue;
            ++out;
            break;
        }
    }
    return out;
}

class Generator {
public:
    Generator(const BondMatrix& m, const GeneratorSettings& s, const BondEnergies& energies,
              const RunContext& context)
        : m_(m), settings_(s), energies_(energies), context_(context) {
        for (std::size_t a = 0; a < m.size(); ++a)
            for (std::size_t b = a + 1; b < m.size(); ++b)
                if (m.order(a, b) > 0) bonds_.push_back({static_cast<int>(a), static_cast<int>(b)});
        start_ = products_of(m);
    }

    GeneratedReactions all() {
        for (int k = 2; k <= settings_.most_bonds && out_.is_whole; ++k) {
            chosen_.clear();
            choose(static_cast<std::size_t>(k), 0);
        }
        for (auto& [products, reaction] : found_) out_.reactions.push_back(std::move(reaction));
        std::ranges::stable_sort(out_.reactions,
                                 [](const GeneratedReaction& x, const GeneratedReaction& y) {
                                     if (x.bonds != y.bonds) return x.bonds < y.bonds;
                                     if (x.has_energy != y.has_energy) return x.has_energy;
                                     return x.energy < y.energy;
                                 });
        return std::move(out_);
    }

private:
    /// Bonds that are broken, in ascending order, each as often as its order allows.
    void choose(std::size_t k, std::size_t from) {
        if (chosen_.size() == k) {
            if (hydrogens_in_order() && holds_all(chosen_, settings_.broken)) pair_ends();
            return;
        }
        for (std::size_t b = from; b < bonds_.size() && out_.is_whole; ++b) {
            const auto times = std::count(chosen_.begin(), chosen_.end(), bonds_[b]);
            if (times >= order_in(m_, bonds_[b])) continue;
            chosen_.push_back(bonds_[b]);
            choose(k, b);
            chosen_.pop_back();
        }
    }

    static bool holds_all(const std::vector<AtomPair>& all, const std::vector<AtomPair>& wanted) {
        return std::ranges::all_of(wanted, [&](AtomPair w) {
            return std::ranges::find(all, in_order(w.first, w.second)) != all.end();
        });
    }

    /// Of the hydrogens of one atom the first ones are taken: the others are the same.
    bool hydrogens_in_order() const {
        for (const auto& [a, b] : chosen_)
            for (const int h : {a, b}) {
                const int bearer = m_.atoms[static_cast<std::size_t>(h)].bearer;
                if (bearer < 0 || h == 0) continue;
                if (m_.atoms[static_cast<std::size_t>(h) - 1].bearer != bearer) continue;
                if (std::ranges::find(chosen_, in_order(bearer, h - 1)) == chosen_.end())
                    return false;
            }
        return true;
    }

    /// All ways to join the loose ends anew.
    void pair_ends() {
        std::vector<int> ends;
        for (const auto& [a, b] : chosen_) ends.push_back(a), ends.push_back(b);
        std::vector<AtomPair> made;
        std::set<std::vector<AtomPair>> seen;
        join(ends, made, seen);
    }
    void join(const std::vector<int>& ends, std::vector<AtomPair>& made,
              std::set<std::vector<AtomPair>>& seen) {
        if (ends.empty()) {
            std::vector<AtomPair> sorted = made;
            std::sort(sorted.begin(), sorted.end());
            if (seen.insert(sorted).second && holds_all(sorted, settings_.made)) react(sorted);
            return;
        }
        for (std::size_t k = 1; k < ends.size() && out_.is_whole; ++k) {
            const AtomPair p = in_order(ends[0], ends[k]);
            // An atom is not joined to itself, and what was broken is not made again.
            if (p.first == p.second || std::ranges::find(chosen_, p) != chosen_.end()) continue;
            std::vector<int> left;
            for (std::size_t e = 1; e < ends.size(); ++e)
                if (e != k) left.push_back(ends[e]);
            made.push_back(p);
            join(left, made, seen);
            made.pop_back();
        }
    }

    void react(const std::vector<AtomPair>& made) {
        if (++tried_ % 256 == 0) context_.check();
        BondMatrix after = m_;
        std::map<AtomPair, int> change;
        for (const AtomPair& p : chosen_) --change[p];
        for (const AtomPair& p : made) ++change[p];
        std::vector<ChangedBond> changes;
        for (const auto& [p, by] : change) {
            const int order = order_in(m_, p) + by;
            if (order > 3) return;
            after.set_order(static_cast<std::size_t>(p.first), static_cast<std::size_t>(p.second),
                            static_cast<std::uint8_t>(order));
            changes.push_back({p.first, p.second, order_in(m_, p), order});
        }
        ++out_.matrices;
        std::vector<std::string> products;
        try {
            products = products_of(after);
        } catch (const Error&) {
            ++out_.refused;  // RDKit finds a valence that it does not take
            return;
        }
        if (products == start_) {
            ++out_.degenerate;
            return;
        }
        note(std::move(products), std::move(changes));
    }

    void note(std::vector<std::string> products, std::vector<ChangedBond> changes) {
        const auto known = found_.find(products);
        if (known != found_.end()) {
            ++known->second.ways;
            return;
        }
        if (found_.size() == settings_.most_reactions) {
            out_.is_whole = false;
            return;
        }
        GeneratedReaction r;
        r.products = products;
        r.bonds = static_cast<int>(chosen_.size());
        r.ways = 1;
        r.ring = ring_of(changes);
        r.pattern = reaction_pattern(changes, [this](int a) { return element(a); });
        r.has_energy = true;
        for (const ChangedBond& c : changes) {
            const auto before = energies_.of(element(c.a), element(c.b), c.before);
            const auto after = energies_.of(element(c.a), element(c.b), c.after);
            r.has_energy = r.has_energy && before && after;
            if (r.has_energy) r.energy += *before - *after;
        }
        if (!r.has_energy) r.energy = 0;
        for (const std::string& p : products)
            r.strained += strained_places(chem::Molecule::from_smiles(p));
        r.changes = std::move(changes);
        found_.emplace(std::move(products), std::move(r));
    }

    int element(int a) const { return m_.atoms[static_cast<std::size_t>(a)].element; }

    /// Atoms of the ring that the changing bonds form, if each atom of them has just two.
    static int ring_of(const std::vector<ChangedBond>& changes) {
        std::map<int, std::vector<int>> around;
        for (const ChangedBond& c : changes) {
            if (std::abs(c.before - c.after) != 1) return 0;
            around[c.a].push_back(c.b), around[c.b].push_back(c.a);
        }
        for (const auto& [atom, neighbours] : around)
            if (neighbours.size() != 2) return 0;
        int from = around.begin()->first, at = around.begin()->second[0], length = 1;
        const int first = from;
        while (at != first) {
            const auto& n = around.at(at);
            const int next = n[0] == from ? n[1] : n[0];
            from = at, at = next, ++length;
        }
        return length == static_cast<int>(around.size()) ? length : 0;
    }

    static std::vector<std::string> products_of(const BondMatrix& m) {
        std::vector<std::string> out;
        for (const std::string& text : molecules_of(m)) out.push_back(chem::canonical_smiles(text));
        std::sort(out.begin(), out.end());
        return out;
    }

    const BondMatrix& m_;
    const GeneratorSettings& settings_;
    const BondEnergies& energies_;
    const RunContext& context_;
    std::vector<AtomPair> bonds_, chosen_;
    std::vector<std::string> start_;
    std::map<std::vector<std::string>, GeneratedReaction> found_;
    std::uint64_t tried_ = 0;
    GeneratedReactions out_;
};

}  // namespace

GeneratedReactions generate_reactions(const BondMatrix& m, const GeneratorSettings& s,
                                      const BondEnergies& energies, const RunContext& context) {
    if (s.most_bonds < 2 || s.most_bonds > 3)
        throw InputError("E-generate", fmt::format("{} bonds cannot be rearranged", s.most_bonds),
                         "give 2 or 3");
    for (const auto* wanted : {&s.broken, &s.made})
        for (const auto& [a, b] : *wanted)
            if (a < 0 || b < 0 || a == b || std::max(a, b) >= static_cast<int>(m.size()))
                throw InputError(
                    "E-generate", fmt::format("{}-{} are no two atoms", a, b),
                    fmt::format("count the atoms from 0 to {}, hydrogens last", m.size() - 1));
    return Generator(m, s, energies, context).all();
}

}  // namespace crucible::synthesis
