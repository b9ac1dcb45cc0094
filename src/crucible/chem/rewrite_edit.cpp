#include "crucible/chem/rewrite_edit.hpp"

#include <rdkit/GraphMol/ROMol.h>

#include <algorithm>

namespace crucible::chem {
namespace {

int type_of(Order order) {
    switch (order) {
        case Order::two:
            return RDKit::Bond::DOUBLE;
        case Order::three:
            return RDKit::Bond::TRIPLE;
        case Order::aromatic:
            return RDKit::Bond::AROMATIC;
        default:
            return RDKit::Bond::SINGLE;
    }
}

}  // namespace

Edit::Edit(const Rewrite& rule, const Target::Data& target, std::vector<int> match, Making making)
    : rule_(rule),
      target_(target),
      match_(std::move(match)),
      making_(making),
      atoms_(static_cast<int>(target.mol->getNumAtoms())),
      gone_(static_cast<std::size_t>(atoms_), 0),
      left_of_(static_cast<std::size_t>(atoms_), -1) {
    for (std::size_t i = 0; i < match_.size(); ++i) {
        const auto atom = static_cast<std::size_t>(match_[i]);
        left_of_[atom] = static_cast<int>(i);
        gone_[atom] = rule.right_of_left_[i] < 0;
    }
    plan_bonds();
}

int Edit::node_of_right(int r) const {
    const int l = rule_.left_of_right_[static_cast<std::size_t>(r)];
    return l < 0 ? atoms_ + r : match_[static_cast<std::size_t>(l)];
}

const AtomWords* Edit::right_words(int node) const {
    if (made(node)) return &rule_.right_.atoms[static_cast<std::size_t>(node - atoms_)];
    const int l = left_of_[static_cast<std::size_t>(node)];
    if (l < 0) return nullptr;
    const int r = rule_.right_of_left_[static_cast<std::size_t>(l)];
    return r < 0 ? nullptr : &rule_.right_.atoms[static_cast<std::size_t>(r)];
}

bool Edit::stays_aromatic(int node) const {
    const AtomWords* says = right_words(node);
    if (says && says->aromatic) return *says->aromatic;
    return !made(node) && target_.mol->getAtomWithIdx(static_cast<unsigned>(node))->getIsAromatic();
}

int Edit::final_type(const BondWords& bond) const {
    if (bond.order != Order::plain) return type_of(bond.order);
    const bool aromatic =
        stays_aromatic(node_of_right(bond.a)) && stays_aromatic(node_of_right(bond.b));
    return aromatic ? RDKit::Bond::AROMATIC : RDKit::Bond::SINGLE;
}

void Edit::plan_right_bond(const BondWords& bond) {
    const int a = node_of_right(bond.a), b = node_of_right(bond.b);
    const RDKit::Bond* present = nullptr;
    if (!made(a) && !made(b))
        present =
            target_.mol->getBondBetweenAtoms(static_cast<unsigned>(a), static_cast<unsigned>(b));
    if (!present) {
        added_.push_back({a, b, final_type(bond)});
        return;
    }
    const int before = rule_.left_.bond_between(left_of_[static_cast<std::size_t>(a)],
                                                left_of_[static_cast<std::size_t>(b)]);
    const bool same_words =
        before >= 0 && rule_.left_.bonds[static_cast<std::size_t>(before)].order == bond.order;
    if (same_words || bond.order == Order::unsaid) return;
    const int type = final_type(bond);
    if (type != present->getBondType())
        reordered_.emplace_back(static_cast<int>(present->getIdx()), type);
}

void Edit::plan_bonds() {
    for (const BondWords& bond : rule_.left_.bonds) {
        const int ra = rule_.right_of_left_[static_cast<std::size_t>(bond.a)];
        const int rb = rule_.right_of_left_[static_cast<std::size_t>(bond.b)];
        if (ra < 0 || rb < 0 || rule_.right_.bond_between(ra, rb) >= 0) continue;
        const auto* present = target_.mol->getBondBetweenAtoms(
            static_cast<unsigned>(match_[static_cast<std::size_t>(bond.a)]),
            static_cast<unsigned>(match_[static_cast<std::size_t>(bond.b)]));
        removed_.push_back(static_cast<int>(present->getIdx()));
    }
    for (const BondWords& bond : rule_.right_.bonds) plan_right_bond(bond);
    std::ranges::sort(removed_);
    std::ranges::sort(reordered_);
}

bool Edit::rewords(int atom) const {
    const AtomWords* says = right_words(atom);
    if (!says) return false;
    const auto* now = target_.mol->getAtomWithIdx(static_cast<unsigned>(atom));
    return (says->element && *says->element != now->getAtomicNum()) ||
           (says->charge && *says->charge != now->getFormalCharge()) ||
           (says->isotope && *says->isotope != static_cast<int>(now->getIsotope())) ||
           (says->aromatic && *says->aromatic != now->getIsAromatic()) ||
           (says->hydrogens && *says->hydrogens != static_cast<int>(now->getTotalNumHs(true)));
}

std::vector<int> Edit::signature() const {
    if (rule_.says_stereo_) return {};
    std::vector<int> s;
    constexpr int end = -1;
    for (int i = 0; i < atoms_; ++i)
        if (!keeps(i)) s.push_back(i);
    s.push_back(end);
    s.insert(s.end(), removed_.begin(), removed_.end());
    s.push_back(end);
    for (const auto& [bond, type] : reordered_) s.insert(s.end(), {bond, type});
    s.push_back(end);
    auto added = added_;
    for (EditedBond& bond : added)
        if (bond.b < bond.a) std::swap(bond.a, bond.b);
    std::ranges::sort(added, {}, [](const EditedBond& b) { return std::tuple(b.a, b.b, b.type); });
    for (const EditedBond& bond : added) s.insert(s.end(), {bond.a, bond.b, bond.type});
    s.push_back(end);
    for (int i = 0; i < atoms_; ++i) {
        if (!rewords(i)) continue;
        const AtomWords& says = *right_words(i);
        s.insert(s.end(), {i, says.element.value_or(end), says.charge.value_or(99),
                           says.hydrogens.value_or(end), says.isotope.value_or(end),
                           says.aromatic ? *says.aromatic : end});
    }
    return s;
}

}  // namespace crucible::chem
