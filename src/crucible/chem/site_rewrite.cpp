#include "crucible/chem/site_rewrite.hpp"

#include <rdkit/GraphMol/MolOps.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SanitException.h>
#include <rdkit/GraphMol/SmilesParse/SmilesParse.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>
#include <rdkit/GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/chem/rdkit_molecule.hpp"
#include "crucible/chem/rewrite_edit.hpp"

namespace crucible::chem {
namespace {

using Fates = std::vector<std::pair<int, CentreFate>>;  // by atom of the target

/// A piece with its canonical SMILES, and the atom of the target that each of its atoms was.
struct TracedPiece {
    std::string smiles;
    std::vector<int> origin;
};

std::vector<int> reordered(const std::vector<int>& of, const std::vector<unsigned>& order) {
    std::vector<int> out;
    for (const unsigned i : order) out.push_back(of[i]);
    return out;
}

/// RDKit's first SMILES is now and then not the one it writes after reading it; then the atoms are
/// found again by laying one molecule over the other.
std::optional<TracedPiece> traced(RDKit::RWMol& mol, const std::vector<int>& origin) {
    TracedPiece piece;
    const std::string first = RDKit::MolToSmiles(mol);
    std::vector<unsigned> order;
    mol.getProp(RDKit::common_properties::_smilesAtomOutputOrder, order);
    piece.origin = reordered(origin, order);
    const Molecule settled = Molecule::from_smiles(first);
    piece.smiles = settled.smiles();
    if (piece.smiles == first) return piece;
    const RDKit::ROMol& after = *settled.data().mol;
    const std::unique_ptr<RDKit::RWMol> before(RDKit::SmilesToMol(first));
    if (!before || before->getNumAtoms() != piece.origin.size()) return std::nullopt;
    RDKit::SubstructMatchParameters p;
    p.useChirality = true;
    p.maxMatches = 1;
    auto found = RDKit::SubstructMatch(after, *before, p);
    p.useChirality = false;
    if (found.empty()) found = RDKit::SubstructMatch(after, *before, p);
    if (found.empty() || after.getNumAtoms() != piece.origin.size()) return std::nullopt;
    std::vector<int> moved(piece.origin.size(), -1);
    for (const auto& [from, to] : found.front())
        moved[static_cast<std::size_t>(to)] = piece.origin[static_cast<std::size_t>(from)];
    piece.origin = std::move(moved);
    return piece;
}

void meet_fates(RDKit::RWMol& mol, const std::vector<int>& origin, const Fates& fates) {
    bool changed = false;
    for (const auto& [atom, fate] : fates) {
        const auto at = std::ranges::find(origin, atom);
        if (at == origin.end() || fate == CentreFate::retained) continue;
        auto* centre = mol.getAtomWithIdx(static_cast<unsigned>(at - origin.begin()));
        if (centre->getChiralTag() == RDKit::Atom::CHI_UNSPECIFIED) continue;
        changed = true;
        if (fate == CentreFate::inverted)
            centre->invertChirality();
        else
            centre->setChiralTag(RDKit::Atom::CHI_UNSPECIFIED);
    }
    if (changed) RDKit::MolOps::assignStereochemistry(mol, true, true);
}

/// Pieces of a rewriting with their fates met, by SMILES. Throws what RDKit throws.
std::optional<std::vector<TracedPiece>> traced_pieces(Rewritten& made, const Fates& fates) {
    std::vector<TracedPiece> all;
    for (Piece& piece : made.pieces) {
        meet_fates(*piece.mol, piece.origin, fates);
        auto one = traced(*piece.mol, piece.origin);
        if (!one) return std::nullopt;
        all.push_back(std::move(*one));
    }
    std::ranges::sort(all, {}, &TracedPiece::smiles);
    return all;
}

constexpr unsigned most_forward_sites = 5000;

/// `component`: of each atom of a target, from 0.
bool touches_all(const std::vector<int>& site, const std::vector<int>& component) {
    std::set<int> part;
    for (const int atom : site) part.insert(component[static_cast<std::size_t>(atom)]);
    return static_cast<int>(part.size()) == 1 + *std::ranges::max_element(component);
}

}  // namespace

Target rewritable(const Molecule& m) {
    static constexpr int organic[] = {5, 6, 7, 8, 9, 15, 16, 17, 35, 53};
    auto mol = std::make_shared<RDKit::RWMol>(*m.data().mol);
    for (auto* atom : mol->atoms()) {
        if (atom->getIsAromatic() || atom->getFormalCharge() != 0 ||
            atom->getNumRadicalElectrons() != 0 ||
            std::ranges::find(organic, atom->getAtomicNum()) == std::end(organic))
            continue;
        const unsigned hydrogens = atom->getTotalNumHs();
        const bool was_fixed = atom->getNoImplicit();
        atom->setNoImplicit(false);
        atom->setNumExplicitHs(0);
        atom->updatePropertyCache(false);
        if (atom->getTotalNumHs() == hydrogens) continue;
        atom->setNoImplicit(was_fixed);
        atom->setNumExplicitHs(hydrogens);
        atom->updatePropertyCache(false);
    }
    auto data = std::make_shared<Molecule::Data>();
    data->mol = std::move(mol);
    data->smiles = m.smiles();
    return Target(Molecule(std::shared_ptr<const Molecule::Data>(std::move(data))));
}

struct SiteRewrite::Data {
    Rewrite retro;
    std::unique_ptr<const Rewrite> forward;  ///< null where it cannot be read that way
    std::vector<int> numbers;
    std::vector<std::pair<int, CentreFate>> fates;

    Fates fates_at(const Rewrite& rule, const std::vector<int>& site) const {
        Fates here;
        for (const auto& [number, fate] : fates)
            if (const int l = rule.left().of_map(number); l >= 0)
                here.emplace_back(site[static_cast<std::size_t>(l)], fate);
        return here;
    }
    std::optional<std::vector<TracedPiece>> rewritten(const Rewrite& rule, const Target& target,
                                                      const std::vector<int>& site,
                                                      Rewritten& made) const {
        Edit edit(rule, target.data(), site, Making::careful);
        if (rule.left().says_stereo() && !edit.stereo_agrees()) return std::nullopt;
        auto built = edit.built();
        if (!built) return std::nullopt;
        made = std::move(*built);
        try {
            return traced_pieces(made, fates_at(rule, site));
        } catch (const Error&) {
            return std::nullopt;
        } catch (const RDKit::MolSanitizeException&) {
            return std::nullopt;
        }
    }
};

SiteRewrite::SiteRewrite(const std::string& left, const std::string& right,
                         std::vector<std::pair<int, CentreFate>> fates) {
    auto data = std::make_shared<Data>(Data{Rewrite(left, right), nullptr, {}, std::move(fates)});
    for (const AtomWords& atom : data->retro.left().atoms) data->numbers.push_back(atom.map);
    try {
        data->forward = std::make_unique<const Rewrite>(right, left);
    } catch (const std::invalid_argument&) {
        data->forward = nullptr;
    }
    data_ = std::move(data);
}

const std::vector<int>& SiteRewrite::numbers() const { return data_->numbers; }

std::vector<std::vector<int>> SiteRewrite::sites(const Target& target, unsigned most) const {
    return data_->retro.sites(target.data(), most);
}

std::optional<Outcome> SiteRewrite::at(const Target& target, const std::vector<int>& site) const {
    Rewritten made;
    auto pieces = data_->rewritten(data_->retro, target, site, made);
    if (!pieces) return std::nullopt;
    Outcome out;
    for (TracedPiece& piece : *pieces) {
        out.reactants.push_back(std::move(piece.smiles));
        out.origins.push_back(std::move(piece.origin));
    }
    out.changed_atoms = std::move(made.changed_atoms);
    out.changed_bonds = std::move(made.changed_bonds);
    return out;
}

std::vector<std::string> SiteRewrite::forward(const std::vector<std::string>& reactants) const {
    if (!data_->forward || reactants.empty()) return {};
    const Target target = rewritable(Molecule::from_smiles(joined(reactants)));
    const std::vector<int> component = target.data().components();
    std::set<std::string> products;
    for (const auto& site : data_->forward->sites(target.data(), most_forward_sites)) {
        if (!touches_all(site, component)) continue;
        Rewritten made;
        auto pieces = data_->rewritten(*data_->forward, target, site, made);
        if (!pieces || pieces->empty()) continue;
        const auto largest = std::ranges::max_element(*pieces, {}, [](const TracedPiece& p) {
            return std::pair(p.origin.size(), std::string_view(p.smiles));
        });
        products.insert(largest->smiles);
    }
    return {products.begin(), products.end()};
}

bool SiteRewrite::fits_forward(const Target& reactants) const {
    if (!data_->forward) return false;
    const std::vector<int> component = reactants.data().components();
    // One of the first ways is mostly good; all of them are many where groups are.
    for (const unsigned most : {8U, most_forward_sites}) {
        const auto sites = data_->forward->sites(reactants.data(), most);
        if (std::ranges::any_of(
                sites, [&](const std::vector<int>& site) { return touches_all(site, component); }))
            return true;
        if (sites.size() < most) return false;
    }
    return false;
}

}  // namespace crucible::chem
