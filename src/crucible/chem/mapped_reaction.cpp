#include "crucible/chem/mapped_reaction.hpp"

#include <fmt/format.h>
#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>
#include <map>
#include <new>
#include <set>
#include <stdexcept>
#include <tuple>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {
namespace {

using MolPtr = std::shared_ptr<const RDKit::ROMol>;

constexpr const char* reaction_cure = "write reactants>>product with an atom map, as [CH3:1][OH:2]";
constexpr std::size_t longest_reaction = 20000;

[[noreturn]] void refuse_reaction(std::string_view text, std::string_view why) {
    throw InputError("E-reaction",
                     fmt::format("'{}' is no mapped reaction: {}", text.substr(0, 80), why),
                     reaction_cure);
}

MolPtr parsed_side(std::string_view side, std::string_view text, const char* name) {
    if (side.empty()) refuse_reaction(text, fmt::format("it has no {}", name));
    try {
        if (std::unique_ptr<RDKit::RWMol> mol{RDKit::SmilesToMol(std::string(side))}) {
            RDKit::MolOps::assignStereochemistry(*mol, true, true);
            return MolPtr(std::move(mol));
        }
    } catch (const std::bad_alloc&) {
        throw;  // no fault of the reaction's
    } catch (const std::exception& e) {
        refuse_reaction(text, fmt::format("its {}: {}", name, e.what()));
    }
    refuse_reaction(text, fmt::format("its {} cannot be parsed", name));
}

std::set<int> maps_of(const RDKit::ROMol& mol) {
    std::set<int> maps;
    for (const auto* atom : mol.atoms())
        if (const int n = atom->getAtomMapNum(); n && !maps.insert(n).second)
            throw std::invalid_argument(fmt::format("number {} occurs twice on one side", n));
    return maps;
}

std::vector<MolPtr> fragments(const RDKit::ROMol& mol) {
    std::vector<MolPtr> all;
    for (const auto& f : RDKit::MolOps::getMolFrags(mol, false))
        all.push_back(std::make_shared<const RDKit::ROMol>(*f));
    return all;
}

/// The fragment with the most mapped atoms; salts beside it are no product.
MolPtr main_product(const MolPtr& side) {
    MolPtr best;
    std::size_t most = 0;
    for (const MolPtr& f : fragments(*side)) {
        const std::size_t mapped = maps_of(*f).size();
        if (best && mapped <= most) continue;
        best = f;
        most = mapped;
    }
    if (most == 0) throw std::invalid_argument("no atom of the product is mapped");
    return best;
}

MolPtr without_reagents(const RDKit::ROMol& side, const std::set<int>& in_product) {
    auto all = std::make_shared<RDKit::RWMol>();
    for (const MolPtr& f : fragments(side)) {
        const auto maps = maps_of(*f);
        if (std::ranges::any_of(maps, [&](int n) { return in_product.contains(n); }))
            all->insertMol(*f);
    }
    if (all->getNumAtoms() == 0)
        throw std::invalid_argument("no reactant shares an atom with the product");
    RDKit::MolOps::symmetrizeSSSR(*all);
    return all;
}

std::string unmapped_smiles(const RDKit::ROMol& mol) {
    RDKit::RWMol plain(mol);
    for (auto* atom : plain.atoms()) atom->setAtomMapNum(0);
    return RDKit::MolToSmiles(plain);
}

void match_maps(MappedReaction& r) {
    std::map<int, int> of_map;
    r.product_of.assign(r.reactants->getNumAtoms(), -1);
    for (const auto* atom : r.reactants->atoms())
        if (atom->getAtomMapNum()) of_map[atom->getAtomMapNum()] = static_cast<int>(atom->getIdx());
    for (const auto* atom : r.product->atoms()) {
        const auto at = of_map.find(atom->getAtomMapNum());
        const bool found = atom->getAtomMapNum() && at != of_map.end();
        r.partner.push_back(found ? at->second : -1);
        if (!found) continue;
        const auto i = static_cast<unsigned>(at->second);
        if (r.reactants->getAtomWithIdx(i)->getAtomicNum() != atom->getAtomicNum())
            throw std::invalid_argument(
                fmt::format("number {} is of two elements", atom->getAtomMapNum()));
        r.product_of[i] = static_cast<int>(atom->getIdx());
    }
}

/// Neighbours in the terms of the product's atoms; those that are not in it are -1 - their element.
std::vector<std::pair<int, int>> links(const RDKit::Atom& atom,
                                       const std::vector<int>* product_of) {
    std::vector<std::pair<int, int>> all;
    for (const auto* bond : atom.getOwningMol().atomBonds(&atom)) {
        const auto* other = bond->getOtherAtom(&atom);
        int name = static_cast<int>(other->getIdx());
        if (product_of) name = (*product_of)[other->getIdx()];
        if (name < 0) name = -1 - other->getAtomicNum();
        all.emplace_back(name, bond->getBondType());
    }
    return all;
}

bool same_parity(const RDKit::Atom& p, const RDKit::Atom& r, const std::vector<int>& product_of) {
    const int before = parity_in(r), after = parity_in(p);
    if (before == 0 || after == 0) return before == after;
    std::vector<int> around_p, around_r;
    for (const auto& [name, type] : links(p, nullptr)) around_p.push_back(name);
    for (const auto& [name, type] : links(r, &product_of)) around_r.push_back(name);
    return transferred_parity(after, around_p, around_r) == before;
}

bool differs(const RDKit::Atom& p, const RDKit::Atom& r, const std::vector<int>& product_of) {
    const auto words = [](const RDKit::Atom& a) {
        return std::tuple(a.getTotalNumHs(), a.getFormalCharge(), a.getDegree(),
                          a.getNumRadicalElectrons(), a.getIsotope());
    };
    auto here = links(p, nullptr), there = links(r, &product_of);
    std::ranges::sort(here);
    std::ranges::sort(there);
    return words(p) != words(r) || here != there || !same_parity(p, r, product_of);
}

/// Double bonds with stereo, as two ends and whether the neighbours `at` lie on one side.
std::vector<DoubleBondWords> stereo_bonds(const RDKit::ROMol& mol) {
    std::vector<DoubleBondWords> all;
    for (const auto* bond : mol.bonds()) {
        if (bond->getStereo() <= RDKit::Bond::STEREOANY || bond->getStereoAtoms().size() != 2)
            continue;
        const bool cis = bond->getStereo() == RDKit::Bond::STEREOZ ||
                         bond->getStereo() == RDKit::Bond::STEREOCIS;
        all.push_back({static_cast<int>(bond->getBeginAtomIdx()),
                       static_cast<int>(bond->getEndAtomIdx()), bond->getStereoAtoms()[0],
                       bond->getStereoAtoms()[1], cis});
    }
    return all;
}

bool same_bond(const DoubleBondWords& x, int a, int b) {
    return (x.a == a && x.b == b) || (x.a == b && x.b == a);
}

/// Ends of double bonds that have stereo on one side only, or the opposite one.
void mark_changed_double_bonds(const MappedReaction& r, std::vector<char>& changed) {
    auto there = stereo_bonds(*r.reactants);
    for (DoubleBondWords& d : there)
        for (int* atom : {&d.a, &d.b, &d.at_a, &d.at_b})
            *atom = r.product_of[static_cast<std::size_t>(*atom)];
    const auto here = stereo_bonds(*r.product);
    const auto mark = [&](const DoubleBondWords& d) {
        for (int end : {d.a, d.b})
            if (end >= 0) changed[static_cast<std::size_t>(end)] = 1;
    };
    for (const DoubleBondWords& d : here) {
        const auto same = std::ranges::find_if(
            there, [&](const DoubleBondWords& t) { return same_bond(t, d.a, d.b); });
        if (same == there.end()) {
            mark(d);
            continue;
        }
        const bool turned = same->a != d.a;
        const int at_a = turned ? same->at_b : same->at_a;
        const int at_b = turned ? same->at_a : same->at_b;
        const bool cis = same->cis ^ (at_a != d.at_a) ^ (at_b != d.at_b);
        if (cis != d.cis) mark(d);
    }
    for (const DoubleBondWords& d : there)
        if (std::ranges::none_of(here,
                                 [&](const DoubleBondWords& h) { return same_bond(h, d.a, d.b); }))
            mark(d);
}

}  // namespace

MappedReaction read_mapped_reaction(std::string_view text) {
    if (text.size() > longest_reaction)
        refuse_reaction(text, fmt::format("it is longer than {} characters", longest_reaction));
    const auto first = text.find('>');
    const auto second = first == std::string_view::npos ? first : text.find('>', first + 1);
    if (second == std::string_view::npos || text.find('>', second + 1) != std::string_view::npos)
        refuse_reaction(text, "it is not written reactants>reagents>product");
    const MolPtr left = parsed_side(text.substr(0, first), text, "reactants");
    const MolPtr right = parsed_side(text.substr(second + 1), text, "product");
    MappedReaction r;
    r.product = main_product(right);
    r.reactants = without_reagents(*left, maps_of(*r.product));
    maps_of(*r.reactants);  // refuses what occurs twice
    match_maps(r);
    r.product_smiles = canonical_smiles(unmapped_smiles(*r.product));
    r.reactant_key = joined(canonical_components(unmapped_smiles(*r.reactants)));
    return r;
}

int parity_in(const RDKit::Atom& atom) {
    if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CCW) return 1;
    if (atom.getChiralTag() == RDKit::Atom::CHI_TETRAHEDRAL_CW) return -1;
    return 0;
}

std::vector<int> changed_atoms(const MappedReaction& r) {
    std::vector<char> changed(r.product->getNumAtoms(), 0);
    for (const auto* atom : r.product->atoms()) {
        const int partner = r.partner[atom->getIdx()];
        if (partner < 0) {
            changed[atom->getIdx()] = 1;
            continue;
        }
        const auto* before = r.reactants->getAtomWithIdx(static_cast<unsigned>(partner));
        if (differs(*atom, *before, r.product_of)) changed[atom->getIdx()] = 1;
    }
    mark_changed_double_bonds(r, changed);
    std::vector<int> all;
    for (std::size_t i = 0; i < changed.size(); ++i)
        if (changed[i]) all.push_back(static_cast<int>(i));
    return all;
}

}  // namespace crucible::chem
