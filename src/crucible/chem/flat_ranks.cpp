#include "crucible/chem/flat_ranks.hpp"

#include <algorithm>
#include <bit>

namespace crucible::chem {

FlatRanks::FlatRanks(const FlatMolecule& m) : molecule_(m), n_(m.atoms.size()) {
    std::fill_n(degree_.begin(), n_, std::uint8_t{0});
    for (std::size_t b = 0; b < m.bonds.size(); ++b) {
        const FlatMolecule::Bond& bond = m.bonds[b];
        arcs_[bond.a][degree_[bond.a]++] = {bond.b, static_cast<std::uint8_t>(b)};
        arcs_[bond.b][degree_[bond.b]++] = {bond.a, static_cast<std::uint8_t>(b)};
    }
}

/// What an atom is by itself, most important first: RDKit compares degree, element, isotope,
/// hydrogens and charge, the last without a sign, so that negative ones come after positive ones.
std::uint64_t FlatRanks::own_key(std::size_t i) const {
    const FlatMolecule::Atom& a = molecule_.atoms[i];
    std::uint64_t key = degree_[i];
    key = key << 8 | a.element;
    key = key << 16 | a.isotope;
    key = key << 8 | a.hydrogens;
    return key << 8 | static_cast<std::uint8_t>(a.charge);
}

/// Bonds with the classes they lead to, the greatest first. Atoms that are compared have as many
/// of them.
std::uint64_t FlatRanks::neighbours_key(std::size_t i) const {
    std::array<std::uint64_t, FlatMolecule::most_neighbours> words;
    const std::size_t degree = degree_[i];
    for (std::size_t k = 0; k < degree; ++k) {
        const Arc arc = arcs_[i][k];
        const std::uint64_t word =
            std::uint64_t{molecule_.bonds[arc.bond].type} << 8 | class_[arc.atom];
        std::size_t at = k;
        for (; at > 0 && words[at - 1] < word; --at) words[at] = words[at - 1];
        words[at] = word;
    }
    std::uint64_t key = 0;
    for (std::size_t k = 0; k < degree; ++k) key = key << 12 | words[k];
    return key;
}

/// The first round: all atoms are one class, told apart by all that they are.
void FlatRanks::sort_all() {
    std::fill_n(class_.begin(), n_, std::uint8_t{0});
    std::fill_n(size_.begin(), n_, std::uint8_t{0});
    std::fill_n(is_active_.begin(), n_, std::uint8_t{0});
    for (std::size_t i = 0; i < n_; ++i)
        keyed_[i] = {own_key(i), neighbours_key(i), static_cast<std::uint8_t>(i)};
    std::sort(keyed_.begin(), keyed_.begin() + static_cast<std::ptrdiff_t>(n_),
              [](const Keyed& x, const Keyed& y) {
                  if (x.own != y.own) return x.own < y.own;
                  if (x.neighbours != y.neighbours) return x.neighbours < y.neighbours;
                  return x.atom < y.atom;
              });
    divide(0, n_, keyed_.data());
}

void FlatRanks::touch_around(std::size_t atom) {
    for (std::size_t k = 0; k < degree_[atom]; ++k) {
        const std::uint8_t c = class_[arcs_[atom][k].atom];
        touched_[c >> 6] |= std::uint64_t{1} << (c & 63);
    }
}

void FlatRanks::activate_touched() {
    for (std::size_t w = 0; w < touched_.size(); ++w) {
        while (touched_[w]) {
            const auto start =
                static_cast<std::uint8_t>(64 * w + std::size_t(std::countr_zero(touched_[w])));
            touched_[w] &= touched_[w] - 1;
            if (size_[start] < 2 || is_active_[start]) continue;
            is_active_[start] = 1;
            active_[active_count_++] = start;
        }
    }
}

/// Writes a sorted class back as the classes that it falls into; all but the first get new numbers,
/// which their neighbours will notice.
void FlatRanks::divide(std::size_t start, std::size_t length, const Keyed* sorted) {
    std::size_t begin = 0;
    for (std::size_t k = 0; k < length; ++k) {
        const bool is_new = k > 0 && (sorted[k].own != sorted[k - 1].own ||
                                      sorted[k].neighbours != sorted[k - 1].neighbours);
        if (is_new) {
            size_[start + begin] = static_cast<std::uint8_t>(k - begin);
            begin = k;
        } else {
            size_[start + k] = 0;
        }
        order_[start + k] = sorted[k].atom;
        class_[sorted[k].atom] = static_cast<std::uint8_t>(start + begin);
    }
    size_[start + begin] = static_cast<std::uint8_t>(length - begin);
    for (std::size_t k = size_[start]; k < length; ++k) touch_around(sorted[k].atom);
    activate_touched();
}

void FlatRanks::split(std::size_t start) {
    const std::size_t length = size_[start];
    for (std::size_t k = 0; k < length; ++k) {
        const std::uint8_t atom = order_[start + k];
        const std::uint64_t key = neighbours_key(atom);
        std::size_t at = k;
        for (; at > 0 && keyed_[at - 1].neighbours > key; --at) keyed_[at] = keyed_[at - 1];
        keyed_[at] = {0, key, atom};
    }
    if (keyed_[0].neighbours != keyed_[length - 1].neighbours) divide(start, length, keyed_.data());
}

void FlatRanks::refine() {
    while (active_count_) {
        const std::uint8_t start = active_[--active_count_];
        is_active_[start] = 0;
        split(start);
    }
}

/// Of the class that this atom stands for; 0 where another one does.
std::size_t FlatRanks::class_size(std::size_t atom) const {
    return order_[class_[atom]] == atom ? size_[class_[atom]] : 0;
}

bool FlatRanks::has_ties() const {
    return std::find(size_.begin(), size_.begin() + static_cast<std::ptrdiff_t>(n_), 0) !=
           size_.begin() + static_cast<std::ptrdiff_t>(n_);
}

/// RDKit looks further where more than half of the ring atoms are in classes of three or more and
/// a tie remains where rings meet. Asked for a little more here: that rings meet anywhere.
bool FlatRanks::is_too_symmetric() const {
    std::size_t in_rings = 0, symmetric = 0;
    bool rings_meet = false;
    for (std::size_t i = 0; i < n_; ++i) {
        int ring_bonds = 0;
        for (std::size_t k = 0; k < degree_[i]; ++k)
            ring_bonds += molecule_.bonds[arcs_[i][k].bond].is_in_ring;
        if (!ring_bonds) continue;
        ++in_rings;
        rings_meet = rings_meet || ring_bonds > 2;
        if (class_size(i) > 2) symmetric += class_size(i);
    }
    return rings_meet && 2 * symmetric > in_rings;
}

/// The last atom of a class is made one of its own, as long as there are classes of several.
void FlatRanks::break_ties() {
    for (std::size_t i = 0; i < n_; ++i) {
        const std::uint8_t atom = order_[i];
        const std::uint8_t before = class_[atom];
        while (class_size(atom) > 1) {
            const std::size_t start = class_[atom], last = start + size_[start] - 1u;
            const std::uint8_t alone = order_[last];
            class_[alone] = static_cast<std::uint8_t>(last);
            --size_[start];
            size_[last] = 1;
            touch_around(alone);
            activate_touched();
            refine();
        }
        // The atom went to a later class: another one stands here now.
        if (class_[atom] != before) --i;
    }
}

bool FlatRanks::found() {
    sort_all();
    refine();
    if (!has_ties()) return true;
    if (is_too_symmetric()) return false;
    break_ties();
    return true;
}

}  // namespace crucible::chem
