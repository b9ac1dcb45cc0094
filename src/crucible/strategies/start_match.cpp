#include "crucible/strategies/start_match.hpp"

#include <algorithm>
#include <optional>

namespace crucible::strategies {
namespace {

using chem::BondType;
using chem::MoleculeGraph;

constexpr double worth_of_centre = 0.3, cost_of_change = 0.1;
/// Steps of one search from one pair of atoms.
constexpr int most_steps = 3000;
constexpr int carbon_element = 6;

std::optional<BondType> bond_of(const MoleculeGraph& g, int a, int b) {
    for (const auto& n : g.around(static_cast<std::size_t>(a)))
        if (n.atom == b) return n.bond;
    return std::nullopt;
}

bool are_alike(const MoleculeGraph::Atom& a, const MoleculeGraph::Atom& b) {
    return a.element == b.element && a.is_aromatic == b.is_aromatic;
}

enum class Way { same, opposite, unknown };

/// Whether a centre of the start lies the same way round in the molecule.
Way compare_centre(const chem::Centre& centre, const std::vector<int>& atoms,
                   const MatchSide& molecule) {
    const int at = atoms[static_cast<std::size_t>(centre.atom)];
    const auto there = std::ranges::find(molecule.centres, at, &chem::Centre::atom);
    if (at < 0 || there == molecule.centres.end()) return Way::unknown;
    std::array<int, 4> image{};
    int missing = -1, left = 6;  // 0 + 1 + 2 + 3, less the places that are taken
    std::array<bool, 4> is_taken{};
    for (std::size_t k = 0; k < 4; ++k) {
        const int neighbour = centre.around[k];
        image[k] = neighbour < 0 ? -1 : atoms[static_cast<std::size_t>(neighbour)];
        const auto place =
            image[k] < 0 ? there->around.end() : std::ranges::find(there->around, image[k]);
        if (place == there->around.end()) {
            if (missing >= 0) return Way::unknown;  // two neighbours are not known
            missing = static_cast<int>(k);
            continue;
        }
        const auto p = static_cast<std::size_t>(place - there->around.begin());
        is_taken[p] = true;
        left -= static_cast<int>(p);
    }
    if (missing >= 0)
        image[static_cast<std::size_t>(missing)] = there->around[static_cast<std::size_t>(left)];
    return chem::is_even_permutation(image, there->around) ? Way::same : Way::opposite;
}

void judge(const MatchSide& start, const MatchSide& molecule, StartMatch& m) {
    m.matched = m.centres = m.opposed = m.changed = 0;
    for (std::size_t i = 0; i < m.atoms.size(); ++i) {
        if (m.atoms[i] < 0) continue;
        ++m.matched;
        m.changed += start.graph.atoms[i].element == carbon_element &&
                     oxidation_level(start.graph, static_cast<int>(i)) !=
                         oxidation_level(molecule.graph, m.atoms[i]);
    }
    for (const chem::Centre& c : start.centres) {
        const Way way = compare_centre(c, m.atoms, molecule);
        m.centres += way == Way::same;
        m.opposed += way == Way::opposite;
    }
    m.score = static_cast<double>(m.matched) / static_cast<double>(m.atoms.size()) +
              worth_of_centre * m.centres - cost_of_change * m.changed;
}

bool is_better(const StartMatch& a, const StartMatch& b) { return a.score > b.score + 1e-9; }

/// Grows one match from a pair of atoms, atom by atom, and steps back.
class Growth {
public:
    Growth(const MatchSide& start, const MatchSide& molecule, int least, StartMatch& best)
        : start_(start), molecule_(molecule), least_(least), best_(best) {
        now_.atoms.assign(start.graph.atoms.size(), -1);
        is_used_.assign(molecule.graph.atoms.size(), false);
        is_left_out_.assign(start.graph.atoms.size(), false);
        open_ = static_cast<int>(start.graph.atoms.size());
    }

    void from(int a, int b) {
        steps_ = 0;
        put(a, b);
        grow(1);
        take_back(a, b);
    }

private:
    void put(int a, int b) {
        now_.atoms[static_cast<std::size_t>(a)] = b;
        is_used_[static_cast<std::size_t>(b)] = true;
    }
    void take_back(int a, int b) {
        now_.atoms[static_cast<std::size_t>(a)] = -1;
        is_used_[static_cast<std::size_t>(b)] = false;
    }

    /// The next atom of the start that hangs on the match; -1: none.
    int next() const {
        for (std::size_t i = 0; i < now_.atoms.size(); ++i) {
            if (now_.atoms[i] < 0) continue;
            for (const auto& n : start_.graph.around(i))
                if (now_.atoms[n.atom] < 0 && !is_left_out_[n.atom]) return n.atom;
        }
        return -1;
    }

    /// Whether every bond of `a` to the match is there at `b`, too.
    bool fits(int a, int b) const {
        if (is_used_[static_cast<std::size_t>(b)] ||
            !are_alike(start_.graph.atoms[static_cast<std::size_t>(a)],
                       molecule_.graph.atoms[static_cast<std::size_t>(b)]))
            return false;
        for (const auto& n : start_.graph.around(static_cast<std::size_t>(a))) {
            const int image = now_.atoms[n.atom];
            if (image < 0) continue;
            const auto there = bond_of(molecule_.graph, b, image);
            if (!there || (n.bond == BondType::aromatic) != (*there == BondType::aromatic))
                return false;
        }
        return true;
    }

    void grow(int matched) {
        if (++steps_ > most_steps || open_ < std::max(least_, best_.matched)) return;
        const int a = next();
        if (a < 0) return keep(matched);
        std::vector<int> tried;
        for (const auto& n : start_.graph.around(static_cast<std::size_t>(a))) {
            const int image = now_.atoms[n.atom];
            if (image < 0) continue;
            for (const auto& b : molecule_.graph.around(static_cast<std::size_t>(image))) {
                if (std::ranges::find(tried, b.atom) != tried.end() || !fits(a, b.atom)) continue;
                tried.push_back(b.atom);
                put(a, b.atom);
                grow(matched + 1);
                take_back(a, b.atom);
            }
        }
        is_left_out_[static_cast<std::size_t>(a)] = true;
        --open_;
        grow(matched);
        ++open_;
        is_left_out_[static_cast<std::size_t>(a)] = false;
    }

    void keep(int matched) {
        if (matched < least_ || matched < best_.matched) return;
        judge(start_, molecule_, now_);
        if (matched > best_.matched || is_better(now_, best_)) best_ = now_;
    }

    const MatchSide &start_, &molecule_;
    int least_, open_ = 0, steps_ = 0;
    StartMatch& best_;
    StartMatch now_;
    std::vector<char> is_used_, is_left_out_;
};

/// Atoms of the start that a match is grown from: its centres, else the one with most neighbours.
std::vector<int> seeds_of(const MatchSide& start) {
    std::vector<int> out;
    for (const chem::Centre& c : start.centres) out.push_back(c.atom);
    if (!out.empty()) return out;
    const auto most = std::ranges::max_element(start.graph.atoms, {}, &MoleculeGraph::Atom::degree);
    out.push_back(static_cast<int>(most - start.graph.atoms.begin()));
    return out;
}

}  // namespace

MatchSide::MatchSide(const chem::Molecule& m)
    : smiles(m.smiles()), graph(chem::graph_of(m)), centres(chem::centres_of(m)) {
    for (const auto& atom : graph.atoms)
        if (atom.element < elements.size()) ++elements[atom.element];
}

int oxidation_level(const MoleculeGraph& g, int atom) {
    int level = 0;
    for (const auto& n : g.around(static_cast<std::size_t>(atom))) {
        if (g.atoms[n.atom].element == carbon_element) continue;
        level += n.bond == BondType::twofold ? 2 : n.bond == BondType::threefold ? 3 : 1;
    }
    return level;
}

StartMatch match_start(const MatchSide& start, const MatchSide& molecule, double least) {
    StartMatch best;
    const std::size_t n = start.graph.atoms.size();
    const int needed = std::max(1, static_cast<int>(least * static_cast<double>(n) + 0.999));
    int common = 0;
    for (std::size_t e = 0; e < start.elements.size(); ++e)
        common += std::min(start.elements[e], molecule.elements[e]);
    if (common < needed) return best;
    Growth growth(start, molecule, needed, best);
    for (const int a : seeds_of(start))
        for (std::size_t b = 0; b < molecule.graph.atoms.size(); ++b)
            if (are_alike(start.graph.atoms[static_cast<std::size_t>(a)], molecule.graph.atoms[b]))
                growth.from(a, static_cast<int>(b));
    return best;
}

}  // namespace crucible::strategies
