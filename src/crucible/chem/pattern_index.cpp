#include "crucible/chem/pattern_index.hpp"

#include <algorithm>

namespace crucible::chem {

/// One molecule, asked about every pattern in turn.
class PatternIndex::Search {
public:
    Search(const PatternIndex& index, const MoleculeGraph& g) : index_(index), g_(g) {
        const std::size_t n = g.atoms.size();
        meets_.resize(index.queries_.size() * n);
        some_.resize(index.queries_.size());
        for (std::size_t q = 0; q < index.queries_.size(); ++q)
            for (std::size_t a = 0; a < n; ++a)
                if (index.queries_[q].matches(g.atoms[a])) meets_[q * n + a] = 1, some_[q] = 1;
        find_bonds();
        used_.resize(n);
    }

    bool occurs(const Plan& p) {
        for (const std::uint16_t q : p.atoms)
            if (!some_[q]) return false;
        for (const std::uint32_t b : p.needs)
            if (!there_[b]) return false;
        if (p.visits.size() == 2 && p.rings.empty() && p.visits[1].parent == 0) return true;
        at_.resize(p.visits.size());
        return place(p, 0);
    }

private:
    bool meets(std::uint16_t query, std::size_t atom) const {
        return meets_[query * g_.atoms.size() + atom] != 0;
    }

    /// Which kinds of bonds the molecule has.
    void find_bonds() {
        there_.assign(index_.bonds_.size(), 0);
        for (std::size_t q = 0; q < index_.queries_.size(); ++q) {
            if (!some_[q]) continue;
            for (const std::uint32_t b : index_.bonds_of_query_[q]) there_[b] = has_bond(b);
        }
    }
    std::uint8_t has_bond(std::uint32_t number) const {
        const BondKind& k = index_.bonds_[number];
        if (!some_[k.b]) return 0;
        for (std::size_t a = 0; a < g_.atoms.size(); ++a) {
            if (!meets(k.a, a)) continue;
            for (const auto& n : g_.around(a))
                if ((bit_of(n.bond) & k.query) && meets(k.b, n.atom)) return 1;
        }
        return 0;
    }

    bool rings_close(const Plan& p, const Visit& v, std::size_t atom) const {
        for (std::size_t r = v.first_ring; r < std::size_t{v.first_ring} + v.rings; ++r) {
            const auto around = g_.around(atom);
            const std::size_t other = at_[p.rings[r].visit];
            if (std::ranges::none_of(around, [&](const MoleculeGraph::Neighbour& n) {
                    return n.atom == other && (bit_of(n.bond) & p.rings[r].bond);
                }))
                return false;
        }
        return true;
    }

    bool take(const Plan& p, std::size_t visit, std::size_t atom) {
        const Visit& v = p.visits[visit];
        if (used_[atom] || !meets(v.query, atom) || !rings_close(p, v, atom)) return false;
        used_[atom] = 1, at_[visit] = atom;
        const bool found = place(p, visit + 1);
        used_[atom] = 0;
        return found;
    }

    bool place(const Plan& p, std::size_t visit) {
        if (visit == p.visits.size()) return true;
        const Visit& v = p.visits[visit];
        if (v.parent < 0) {
            for (std::size_t a = 0; a < g_.atoms.size(); ++a)
                if (take(p, visit, a)) return true;
            return false;
        }
        for (const auto& n : g_.around(at_[static_cast<std::size_t>(v.parent)]))
            if ((bit_of(n.bond) & v.bond) && take(p, visit, n.atom)) return true;
        return false;
    }

    const PatternIndex& index_;
    const MoleculeGraph& g_;
    std::vector<std::uint8_t> meets_;  ///< (queries, atoms)
    std::vector<std::uint8_t> some_;   ///< an atom meets the query
    std::vector<std::uint8_t> there_;  ///< the kind of bond occurs
    std::vector<std::uint8_t> used_;
    std::vector<std::size_t> at_;
};

std::uint16_t PatternIndex::query_number(const AtomQuery& q) {
    const auto place = std::ranges::find(queries_, q);
    if (place != queries_.end()) return static_cast<std::uint16_t>(place - queries_.begin());
    queries_.push_back(q);
    bonds_of_query_.emplace_back();
    return static_cast<std::uint16_t>(queries_.size() - 1);
}

std::uint32_t PatternIndex::bond_number(BondKind k) {
    if (k.b < k.a) std::swap(k.a, k.b);
    for (const std::uint32_t b : bonds_of_query_[k.a])
        if (bonds_[b] == k) return b;
    bonds_.push_back(k);
    bonds_of_query_[k.a].push_back(static_cast<std::uint32_t>(bonds_.size() - 1));
    return static_cast<std::uint32_t>(bonds_.size() - 1);
}

PatternIndex::Plan PatternIndex::plan_of(const Pattern& p) {
    Plan plan;
    const std::size_t n = p.atoms.size();
    std::vector<std::uint16_t> query(n);
    for (std::size_t a = 0; a < n; ++a) query[a] = query_number(p.atoms[a]);
    std::vector<int> visit_of(n, -1);
    for (std::size_t round = 0; round < n; ++round) {
        // Next to what is placed comes first; else the next atom begins a component.
        Visit v;
        std::size_t next = n;
        for (const Pattern::Bond& b : p.bonds) {
            const bool from = visit_of[b.from] >= 0, to = visit_of[b.to] >= 0;
            if (from == to) continue;
            next = from ? b.to : b.from;
            v.parent = static_cast<std::int16_t>(visit_of[from ? b.from : b.to]);
            v.bond = b.query;
            break;
        }
        for (std::size_t a = 0; next == n; ++a)
            if (visit_of[a] < 0) next = a;
        v.query = query[next];
        v.first_ring = static_cast<std::uint16_t>(plan.rings.size());
        for (const Pattern::Bond& b : p.bonds) {
            const std::size_t other = b.from == next ? b.to : b.from;
            if ((b.from != next && b.to != next) || visit_of[other] < 0 ||
                visit_of[other] == v.parent)
                continue;
            plan.rings.push_back({static_cast<std::uint16_t>(visit_of[other]), b.query});
        }
        v.rings = static_cast<std::uint16_t>(plan.rings.size() - v.first_ring);
        visit_of[next] = static_cast<int>(round);
        plan.visits.push_back(v);
    }
    for (const Pattern::Bond& b : p.bonds)
        plan.needs.push_back(bond_number({query[b.from], query[b.to], b.query}));
    std::ranges::sort(plan.needs);
    plan.needs.erase(std::unique(plan.needs.begin(), plan.needs.end()), plan.needs.end());
    plan.atoms = query;
    std::ranges::sort(plan.atoms);
    plan.atoms.erase(std::unique(plan.atoms.begin(), plan.atoms.end()), plan.atoms.end());
    return plan;
}

PatternIndex::PatternIndex(std::span<const std::string> smarts) {
    plans_.reserve(smarts.size());
    for (std::size_t i = 0; i < smarts.size(); ++i) {
        const auto pattern = parse_pattern(smarts[i]);
        if (!pattern) unread_.push_back(static_cast<std::uint32_t>(i));
        plans_.push_back(pattern ? plan_of(*pattern) : Plan{});
    }
}

std::vector<std::uint32_t> PatternIndex::matching(const MoleculeGraph& g) const {
    Search search(*this, g);
    std::vector<std::uint32_t> found;
    for (std::size_t i = 0; i < plans_.size(); ++i)
        if (!plans_[i].visits.empty() && search.occurs(plans_[i]))
            found.push_back(static_cast<std::uint32_t>(i));
    return found;
}

}  // namespace crucible::chem
