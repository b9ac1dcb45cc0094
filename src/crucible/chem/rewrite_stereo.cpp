// Stereo of templates after rdchiral (doi:10.1021/acs.jcim.9b00286): what a match may be, and what
// centres and double bonds become.

#include <rdkit/GraphMol/ROMol.h>
#include <rdkit/GraphMol/RingInfo.h>

#include <algorithm>

#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {
namespace {

constexpr int missing = -1;                  // hydrogen, lone pair, or not named by the template
constexpr std::size_t largest_cis_ring = 8;  // up to here a ring alone says cis

std::vector<int> neighbours_of(const RDKit::ROMol& mol, int atom) {
    std::vector<int> all;
    const auto* centre = mol.getAtomWithIdx(static_cast<unsigned>(atom));
    for (const auto* bond : mol.atomBonds(centre))
        all.push_back(static_cast<int>(bond->getOtherAtomIdx(centre->getIdx())));
    return all;
}

bool has(const std::vector<int>& list, int x) { return std::ranges::find(list, x) != list.end(); }

/// Members of `a` that are not in `b`.
std::vector<int> less(const std::vector<int>& a, const std::vector<int>& b) {
    std::vector<int> rest;
    for (int x : a)
        if (!has(b, x)) rest.push_back(x);
    return rest;
}

int permutation_sign(const std::vector<int>& from, const std::vector<int>& to) {
    int sign = 1;
    std::vector<int> current = from;
    for (std::size_t i = 0; i < current.size(); ++i) {
        const auto at = std::ranges::find(current.begin() + static_cast<std::ptrdiff_t>(i),
                                          current.end(), to[i]);
        if (at == current.end()) return 0;
        if (at != current.begin() + static_cast<std::ptrdiff_t>(i)) {
            std::iter_swap(at, current.begin() + static_cast<std::ptrdiff_t>(i));
            sign = -sign;
        }
    }
    return sign;
}

}  // namespace

int transferred_parity(int parity, std::vector<int> reference, std::vector<int> final_order) {
    for (auto* list : {&reference, &final_order}) {
        if (list->size() < 3 || list->size() > 4) return 0;
        if (list->size() == 3) list->push_back(missing);
    }
    const auto out = less(reference, final_order), in = less(final_order, reference);
    if (out.size() != in.size() || out.size() > 1) return 0;
    if (out.size() == 1) std::ranges::replace(reference, out[0], in[0]);
    return parity * permutation_sign(reference, final_order);
}

bool Edit::centre_agrees(int left_atom) {
    const AtomWords& says = rule_.left_.atoms[static_cast<std::size_t>(left_atom)];
    const auto atom = static_cast<std::size_t>(match_[static_cast<std::size_t>(left_atom)]);
    const int present = target_.parity[atom];
    if (says.parity == 0) return present == 0 || !says.could_say_parity;
    if (present == 0) return !target_.may_be_centre()[atom];
    std::vector<int> named;
    for (int l : says.neighbours) named.push_back(match_[static_cast<std::size_t>(l)]);
    const auto around = neighbours_of(*target_.mol, static_cast<int>(atom));
    const int sign = transferred_parity(says.parity, named, around) * present;
    if (sign == 0) return true;
    if (mirror_ == 0) mirror_ = sign;
    return mirror_ == sign;
}

std::optional<bool> Edit::target_cis(int a, int b, int at_a, int at_b) const {
    for (const DoubleBondWords& d : target_.double_bonds) {
        if (d.a == a && d.b == b) return d.cis ^ (d.at_a != at_a) ^ (d.at_b != at_b);
        if (d.a == b && d.b == a) return d.cis ^ (d.at_b != at_a) ^ (d.at_a != at_b);
    }
    for (const auto& ring : target_.mol->getRingInfo()->atomRings())
        if (ring.size() <= largest_cis_ring && has(ring, a) && has(ring, b))
            return !has(ring, at_a) == !has(ring, at_b);
    return std::nullopt;
}

bool Edit::double_bond_agrees(const BondWords& bond) const {
    const int a = match_[static_cast<std::size_t>(bond.a)];
    const int b = match_[static_cast<std::size_t>(bond.b)];
    for (const DoubleBondWords& d : rule_.left_.double_bonds) {
        if (d.a != bond.a || d.b != bond.b) continue;
        const auto cis = target_cis(a, b, match_[static_cast<std::size_t>(d.at_a)],
                                    match_[static_cast<std::size_t>(d.at_b)]);
        return cis && *cis == d.cis;
    }
    const bool could_say =
        rule_.left_.atoms[static_cast<std::size_t>(bond.a)].neighbours.size() > 1 &&
        rule_.left_.atoms[static_cast<std::size_t>(bond.b)].neighbours.size() > 1;
    return !could_say || std::ranges::none_of(target_.double_bonds, [&](const DoubleBondWords& d) {
        return (d.a == a && d.b == b) || (d.a == b && d.b == a);
    });
}

bool Edit::stereo_agrees() {
    for (std::size_t i = 0; i < match_.size(); ++i)
        if (!centre_agrees(static_cast<int>(i))) return false;
    return std::ranges::all_of(rule_.left_.bonds, [&](const BondWords& bond) {
        return bond.order != Order::two || double_bond_agrees(bond);
    });
}

int Edit::parity_after(int node, const std::vector<int>& final_neighbours) const {
    const AtomWords* says = right_words(node);
    if (says && says->parity) {
        std::vector<int> named;
        for (int r : says->neighbours) named.push_back(node_of_right(r));
        return transferred_parity(says->parity * (mirror_ < 0 ? -1 : 1), named, final_neighbours);
    }
    if (made(node)) return 0;
    const int present = target_.parity[static_cast<std::size_t>(node)];
    if (present == 0) return 0;
    const int l = left_of_[static_cast<std::size_t>(node)];
    if (l >= 0 && rule_.left_.atoms[static_cast<std::size_t>(l)].parity) return 0;  // taken away
    return transferred_parity(present, neighbours_of(*target_.mol, node), final_neighbours);
}

/// The neighbour of `end` that now tells its side: `at` where it is still there, else another.
int Edit::stand_in(const DoubleBondWords& bond, int end, int at, const std::vector<int>& neighbours,
                   bool& cis) const {
    if (has(neighbours, at)) return at;
    const int partner = end == bond.a ? bond.b : bond.a;
    const auto before = neighbours_of(*target_.mol, end);
    int fresh = missing;
    for (int n : neighbours) {
        if (n == partner) continue;
        if (has(before, n)) {
            cis = !cis;
            return n;
        }
        fresh = n;
    }
    return fresh;
}

std::vector<DoubleBondWords> Edit::double_bonds_after(
    const std::vector<std::vector<int>>& neighbours) const {
    std::vector<DoubleBondWords> all;
    for (const DoubleBondWords& d : rule_.right_.double_bonds)
        all.push_back({node_of_right(d.a), node_of_right(d.b), node_of_right(d.at_a),
                       node_of_right(d.at_b), d.cis});
    const auto same = [](const DoubleBondWords& x, int a, int b) {
        return (x.a == a && x.b == b) || (x.a == b && x.b == a);
    };
    for (DoubleBondWords d : target_.double_bonds) {
        const int la = left_of_[static_cast<std::size_t>(d.a)];
        const int lb = left_of_[static_cast<std::size_t>(d.b)];
        const bool named =
            std::ranges::any_of(rule_.left_.double_bonds,
                                [&](const DoubleBondWords& x) { return same(x, la, lb); }) ||
            std::ranges::any_of(all, [&](const DoubleBondWords& x) { return same(x, d.a, d.b); });
        if (named || !keeps(d.a) || !keeps(d.b)) continue;
        d.at_a = stand_in(d, d.a, d.at_a, neighbours[static_cast<std::size_t>(d.a)], d.cis);
        d.at_b = stand_in(d, d.b, d.at_b, neighbours[static_cast<std::size_t>(d.b)], d.cis);
        if (d.at_a != missing && d.at_b != missing) all.push_back(d);
    }
    return all;
}

}  // namespace crucible::chem
