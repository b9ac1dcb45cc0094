#include "crucible/transforms/perception.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace crucible::transforms {
namespace {

using chem::BondType;
using chem::MoleculeGraph;

constexpr std::uint8_t carbon = 6, nitrogen = 7;
constexpr double crowding_of_branch = 0.1;

bool holds(const std::vector<int>& list, int x) { return std::ranges::find(list, x) != list.end(); }

/// C=O, C=N, C#N, NO2, S=O: what makes a hydrogen beside it acidic.
bool acidifies(const MoleculeGraph& g, std::size_t atom) {
    const auto element = g.atoms[atom].element;
    if (element == nitrogen && g.atoms[atom].charge <= 0) return false;
    if (g.atoms[atom].is_aromatic) return false;
    return std::ranges::any_of(g.around(atom), [&](const auto& n) {
        const bool multiple = n.bond == BondType::twofold || n.bond == BondType::threefold;
        return multiple && g.atoms[n.atom].element != carbon;
    });
}

void view_neighbours(const MoleculeGraph& g, std::vector<AtomView>& atoms) {
    for (std::size_t i = 0; i < atoms.size(); ++i) {
        AtomView& a = atoms[i];
        a.degree = g.atoms[i].degree;
        a.crowding = a.degree;
        bool beside = false, saturated = true;
        for (const auto& n : g.around(i)) {
            a.carbons += g.atoms[n.atom].element == carbon;
            a.crowding += crowding_of_branch * std::max(0, g.atoms[n.atom].degree - 2);
            beside = beside || acidifies(g, n.atom);
            saturated = saturated && n.bond == BondType::single;
        }
        a.is_enolizable =
            g.atoms[i].element == carbon && g.atoms[i].hydrogens > 0 && beside && saturated;
    }
}

void find_groups(Perception& p, const Vocabulary& words) {
    for (std::size_t g = 0; g < words.groups().size(); ++g) {
        const FunctionalGroup& group = words.groups()[g];
        const auto& numbers = group.pattern.numbers();
        std::set<std::pair<int, std::vector<int>>> seen;  // bearer, hetero atoms
        for (auto& site : group.pattern.sites(p.molecule, chem::Sites::ordered)) {
            GroupSite s{static_cast<int>(g), site.front(), {}, {}};
            for (int n = 1; n <= 9; ++n)
                for (std::size_t i = 0; i < numbers.size(); ++i)
                    if (numbers[i] == n) s.hetero.push_back(site[i]);
            if (!seen.insert({s.carbon, s.hetero}).second) continue;
            s.atoms = std::move(site);
            p.groups.push_back(std::move(s));
        }
    }
}

void view_groups(Perception& p, const Vocabulary& words) {
    for (const GroupSite& s : p.groups) {
        const FunctionalGroup& g = words.groups()[static_cast<std::size_t>(s.group)];
        const bool gives = g.is_of("DONATING"), takes = g.is_of("WITHDRAWING");
        const auto mark = [&](int atom) {
            AtomView& a = p.atoms[static_cast<std::size_t>(atom)];
            a.is_donated = a.is_donated || gives;
            a.is_withdrawn = a.is_withdrawn || takes;
        };
        p.atoms[static_cast<std::size_t>(s.carbon)].is_leaving |= g.is_of("LEAVING");
        mark(s.carbon);
        if (!g.is_acyl) continue;
        for (const auto& n : p.graph.around(static_cast<std::size_t>(s.carbon)))
            if (!holds(s.atoms, n.atom)) mark(n.atom);
    }
}

/// Union of rings that share an atom.
void find_ring_systems(Perception& p) {
    const auto& rings = p.skeleton.rings;
    std::vector<int> system(rings.size());
    std::iota(system.begin(), system.end(), 0);
    std::map<std::pair<std::size_t, std::size_t>, int> shared;
    for (std::size_t i = 0; i < rings.size(); ++i)
        for (std::size_t j = i + 1; j < rings.size(); ++j) {
            const auto common =
                std::ranges::count_if(rings[i], [&](int atom) { return holds(rings[j], atom); });
            if (common == 0) continue;
            shared[{i, j}] = static_cast<int>(common);
            const int from = system[j], to = system[i];
            std::ranges::replace(system, from, to);
        }
    std::map<int, std::size_t> place;
    for (std::size_t i = 0; i < rings.size(); ++i) {
        const auto [at, is_new] = place.try_emplace(system[i], p.ring_systems.size());
        if (is_new) p.ring_systems.emplace_back();
        RingSystem& s = p.ring_systems[at->second];
        s.rings.push_back(static_cast<int>(i));
        for (const int atom : rings[i]) {
            p.atoms[static_cast<std::size_t>(atom)].ring_sizes.push_back(
                static_cast<int>(rings[i].size()));
            if (!holds(s.atoms, atom)) s.atoms.push_back(atom);
        }
        std::ranges::sort(s.atoms);
    }
    for (const auto& [pair, common] : shared) {
        RingSystem& s = p.ring_systems[place.at(system[pair.first])];
        (common == 1 ? s.spiro : common == 2 ? s.fused : s.bridged) += 1;
    }
}

/// Atoms with three ring bonds at the ends of what two rings of a bridged pair share.
void find_bridgeheads(Perception& p) {
    const auto& rings = p.skeleton.rings;
    for (std::size_t i = 0; i < rings.size(); ++i)
        for (std::size_t j = i + 1; j < rings.size(); ++j) {
            std::vector<int> common;
            for (const int atom : rings[i])
                if (holds(rings[j], atom)) common.push_back(atom);
            if (common.size() < 3) continue;
            for (const int atom : common) {
                const auto inner =
                    std::ranges::count_if(p.graph.around(static_cast<std::size_t>(atom)),
                                          [&](const auto& n) { return holds(common, n.atom); });
                if (inner == 1) p.atoms[static_cast<std::size_t>(atom)].is_bridgehead = true;
            }
        }
}

int branch_size(const Perception& p, int ring_atom, int first) {
    std::vector<int> found{first};
    for (std::size_t k = 0; k < found.size(); ++k)
        for (const auto& n : p.graph.around(static_cast<std::size_t>(found[k])))
            if (n.atom != ring_atom && !holds(found, n.atom)) found.push_back(n.atom);
    return static_cast<int>(found.size());
}

void find_appendages(Perception& p) {
    for (std::size_t i = 0; i < p.atoms.size(); ++i) {
        if (p.atoms[i].ring_sizes.empty()) continue;
        for (const auto& n : p.graph.around(i)) {
            const int a = static_cast<int>(i);
            if (p.in_one_ring(a, n.atom)) continue;
            p.appendages.push_back({a, n.atom, branch_size(p, a, n.atom)});
        }
    }
}

void view_stereo(Perception& p) {
    std::vector<int> centres;
    for (std::size_t i = 0; i < p.atoms.size(); ++i) {
        if (p.skeleton.atoms[i].cip == ' ') continue;
        centres.push_back(static_cast<int>(i));
        const bool has_hetero = std::ranges::any_of(p.graph.around(i), [&](const auto& n) {
            const auto element = p.graph.atoms[n.atom].element;
            return element != carbon && element != 1;
        });
        p.atoms[i].is_clearable = has_hetero || p.atoms[i].is_enolizable;
    }
    std::set<int> done;
    for (const int c : centres) {
        if (!done.insert(c).second) continue;
        std::vector<int> run{c};
        for (std::size_t k = 0; k < run.size(); ++k)
            for (const auto& n : p.graph.around(static_cast<std::size_t>(run[k])))
                if (holds(centres, n.atom) && done.insert(n.atom).second) run.push_back(n.atom);
        std::ranges::sort(run);
        if (run.size() > 1) p.centre_runs.push_back(std::move(run));
    }
    std::map<int, int> twins;
    for (const auto& a : p.skeleton.atoms) ++twins[a.symmetry];
    for (const auto& a : p.skeleton.atoms) p.symmetric_atoms += twins[a.symmetry] > 1;
}

}  // namespace

bool Perception::in_one_ring(int a, int b) const {
    return std::ranges::any_of(skeleton.rings,
                               [&](const auto& r) { return holds(r, a) && holds(r, b); });
}

bool Perception::bonded(int a, int b) const {
    return std::ranges::any_of(graph.around(static_cast<std::size_t>(a)),
                               [&](const auto& n) { return n.atom == b; });
}

Perception perceive(const chem::Molecule& m, const Vocabulary& words) {
    Perception p{m, chem::graph_of(m), chem::skeleton_of(m), {}, {}, {}, {}, {}, 0};
    p.atoms.resize(p.graph.atoms.size());
    view_neighbours(p.graph, p.atoms);
    find_groups(p, words);
    view_groups(p, words);
    find_ring_systems(p);
    find_bridgeheads(p);
    find_appendages(p);
    view_stereo(p);
    return p;
}

}  // namespace crucible::transforms
