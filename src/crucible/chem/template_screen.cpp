#include "crucible/chem/template_screen.hpp"

#include <rdkit/GraphMol/ROMol.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <stdexcept>

namespace crucible::chem {
namespace {

/// An atom as features see it, at up to two levels of detail; 0: this level is not known.
struct ScreenAtom {
    std::uint32_t coarse = 0;  ///< element and aromaticity
    std::uint32_t fine = 0;    ///< and hydrogens and neighbours
    int charge = 0;
};

struct ScreenBond {
    int a = 0, b = 0;
    std::uint32_t order = 0;  ///< 0: not known
};

struct ScreenGraph {
    std::vector<ScreenAtom> atoms;
    std::vector<ScreenBond> bonds;
    std::vector<std::vector<std::pair<int, std::uint32_t>>> neighbours;  ///< atom, order

    void link() {
        neighbours.resize(atoms.size());
        for (const ScreenBond& bond : bonds) {
            neighbours[static_cast<std::size_t>(bond.a)].emplace_back(bond.b, bond.order);
            neighbours[static_cast<std::size_t>(bond.b)].emplace_back(bond.a, bond.order);
        }
    }
};

ScreenAtom screen_atom(int element, bool aromatic, int hydrogens, int degree) {
    ScreenAtom atom;
    atom.coarse = 1U + 2U * static_cast<std::uint32_t>(element) + (aromatic ? 1U : 0U);
    if (hydrogens >= 0 && degree >= 0)
        atom.fine = atom.coarse + 1024U * (1U + static_cast<std::uint32_t>(hydrogens)) +
                    65536U * (1U + static_cast<std::uint32_t>(degree));
    return atom;
}

std::uint32_t stirred(std::uint32_t h, std::uint32_t word) {
    h ^= word + 0x9e3779b9U + (h << 6) + (h >> 2);
    h *= 0x85ebca6bU;
    return h ^ (h >> 13);
}

/// Hands every feature of a graph to `set(bit)`.
template <class Set>
class Features {
public:
    Features(const ScreenGraph& graph, Set set) : graph_(graph), set_(set) {}

    void all() {
        singles();
        for (const ScreenBond& bond : graph_.bonds) pair(bond);
        for (std::size_t i = 0; i < graph_.atoms.size(); ++i) triples(i);
    }

private:
    enum class Kind : std::uint32_t { count = 1, charge, pair, triple };

    void emit(std::uint32_t h) { set_(static_cast<std::uint16_t>(h % screen_size)); }
    static std::uint32_t start(Kind kind) {
        return stirred(0x51ed270bU, static_cast<std::uint32_t>(kind));
    }
    std::array<std::uint32_t, 2> levels(int i) const {
        const ScreenAtom& a = graph_.atoms[static_cast<std::size_t>(i)];
        return {a.coarse, a.fine};
    }

    void singles() {
        std::map<std::uint32_t, std::uint32_t> seen;  // the n-th of a kind has its own bit
        for (const ScreenAtom& atom : graph_.atoms) {
            for (std::uint32_t word : {atom.coarse, atom.fine})
                if (word && ++seen[word] <= 6)
                    emit(stirred(stirred(start(Kind::count), word), seen[word]));
            if (atom.charge && atom.coarse)
                emit(stirred(stirred(start(Kind::charge), atom.coarse),
                             static_cast<std::uint32_t>(atom.charge + 16)));
        }
    }

    void pair(const ScreenBond& bond) {
        if (!bond.order) return;
        for (std::uint32_t x : levels(bond.a))
            for (std::uint32_t y : levels(bond.b)) {
                if (!x || !y) continue;
                const auto [low, high] = std::minmax(x, y);
                emit(stirred(stirred(stirred(start(Kind::pair), low), bond.order), high));
            }
    }

    void triples(std::size_t middle) {
        const auto& around = graph_.neighbours[middle];
        for (std::size_t i = 0; i < around.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (around[i].second && around[j].second) triple(middle, around[i], around[j]);
    }

    void triple(std::size_t middle, std::pair<int, std::uint32_t> p,
                std::pair<int, std::uint32_t> q) {
        for (std::uint32_t m : levels(static_cast<int>(middle)))
            for (std::uint32_t x : levels(p.first))
                for (std::uint32_t y : levels(q.first)) {
                    if (!m || !x || !y) continue;
                    std::pair<std::uint32_t, std::uint32_t> one{x, p.second}, two{y, q.second};
                    if (two < one) std::swap(one, two);
                    std::uint32_t h = stirred(start(Kind::triple), m);
                    h = stirred(stirred(h, one.first), one.second);
                    emit(stirred(stirred(h, two.first), two.second));
                }
    }

    const ScreenGraph& graph_;
    Set set_;
};

std::uint32_t order_word(const RDKit::Bond& bond) {
    switch (bond.getBondType()) {
        case RDKit::Bond::SINGLE:
            return 1;
        case RDKit::Bond::DOUBLE:
            return 2;
        case RDKit::Bond::TRIPLE:
            return 3;
        case RDKit::Bond::AROMATIC:
            return 4;
        default:
            return 0;
    }
}

std::uint32_t order_word(const SmartsWords& words, const BondWords& bond) {
    const auto aliphatic = [&](int i) {
        const auto& says = words.atoms[static_cast<std::size_t>(i)].aromatic;
        return says && !*says;
    };
    switch (bond.order) {
        case Order::one:
            return 1;
        case Order::two:
            return 2;
        case Order::three:
            return 3;
        case Order::aromatic:
            return 4;
        case Order::plain:
            return aliphatic(bond.a) || aliphatic(bond.b) ? 1 : 0;
        case Order::unsaid:
            return 0;
    }
    return 0;
}

}  // namespace

ScreenBits screen_of_molecule(const RDKit::ROMol& mol) {
    ScreenGraph graph;
    for (const auto* atom : mol.atoms()) {
        graph.atoms.push_back(screen_atom(atom->getAtomicNum(), atom->getIsAromatic(),
                                          static_cast<int>(atom->getTotalNumHs(true)),
                                          static_cast<int>(atom->getDegree())));
        graph.atoms.back().charge = atom->getFormalCharge();
    }
    for (const auto* bond : mol.bonds())
        graph.bonds.push_back({static_cast<int>(bond->getBeginAtomIdx()),
                               static_cast<int>(bond->getEndAtomIdx()), order_word(*bond)});
    graph.link();
    ScreenBits bits{};
    Features(graph, [&](std::uint16_t b) { bits[b / 64] |= std::uint64_t{1} << (b % 64); }).all();
    return bits;
}

std::vector<std::uint16_t> screen_of_pattern(const SmartsWords& words) {
    ScreenGraph graph;
    for (const AtomWords& says : words.atoms) {
        ScreenAtom atom;
        if (says.element && says.aromatic)
            atom = screen_atom(*says.element, *says.aromatic, says.hydrogens.value_or(-1),
                               says.degree.value_or(-1));
        atom.charge = says.charge.value_or(0);
        graph.atoms.push_back(atom);
    }
    for (const BondWords& bond : words.bonds)
        graph.bonds.push_back({bond.a, bond.b, order_word(words, bond)});
    graph.link();
    std::vector<std::uint16_t> bits;
    Features(graph, [&](std::uint16_t b) { bits.push_back(b); }).all();
    std::ranges::sort(bits);
    const auto rest = std::ranges::unique(bits);
    bits.erase(rest.begin(), rest.end());
    return bits;
}

ScreenTable::ScreenTable(const std::vector<std::vector<std::uint16_t>>& patterns) {
    std::vector<std::uint32_t> uses(screen_size, 0);
    for (const auto& pattern : patterns)
        for (std::uint16_t bit : pattern) ++uses[bit];
    starts_.push_back(0);
    for (std::vector<std::uint16_t> pattern : patterns) {
        std::ranges::sort(pattern, {}, [&](std::uint16_t b) { return std::pair(uses[b], b); });
        bits_.insert(bits_.end(), pattern.begin(), pattern.end());
        starts_.push_back(static_cast<std::uint32_t>(bits_.size()));
    }
}

std::vector<std::uint32_t> ScreenTable::passing(const ScreenBits& molecule) const {
    std::vector<std::uint32_t> pass;
    for (std::size_t i = 0; i + 1 < starts_.size(); ++i) {
        const std::span bits(bits_.data() + starts_[i], bits_.data() + starts_[i + 1]);
        if (std::ranges::all_of(
                bits, [&](std::uint16_t b) { return (molecule[b / 64] >> (b % 64)) & 1U; }))
            pass.push_back(static_cast<std::uint32_t>(i));
    }
    return pass;
}

std::string ScreenTable::stored() const {
    const std::uint64_t sizes[] = {starts_.size(), bits_.size()};
    std::string bytes(reinterpret_cast<const char*>(sizes), sizeof sizes);
    bytes.append(reinterpret_cast<const char*>(starts_.data()), 4 * starts_.size());
    bytes.append(reinterpret_cast<const char*>(bits_.data()), 2 * bits_.size());
    return bytes;
}

ScreenTable ScreenTable::from_stored(std::string_view bytes) {
    std::uint64_t sizes[2];
    if (bytes.size() < sizeof sizes) throw std::invalid_argument("the screen is cut off");
    std::memcpy(sizes, bytes.data(), sizeof sizes);
    bytes.remove_prefix(sizeof sizes);
    if (sizes[0] > bytes.size() / 4 || sizes[1] > bytes.size() / 2 ||
        4 * sizes[0] + 2 * sizes[1] != bytes.size())
        throw std::invalid_argument("the screen has another length than it says");
    ScreenTable table;
    table.starts_.resize(sizes[0]);
    table.bits_.resize(sizes[1]);
    std::memcpy(table.starts_.data(), bytes.data(), 4 * sizes[0]);
    std::memcpy(table.bits_.data(), bytes.data() + 4 * sizes[0], 2 * sizes[1]);
    const bool ascending = std::ranges::is_sorted(table.starts_);
    const bool ends = !table.starts_.empty() && table.starts_.front() == 0 &&
                      table.starts_.back() == table.bits_.size();
    const bool inside = std::ranges::all_of(table.bits_, [](auto b) { return b < screen_size; });
    if (!ascending || !ends || !inside) throw std::invalid_argument("the screen is damaged");
    return table;
}

}  // namespace crucible::chem
