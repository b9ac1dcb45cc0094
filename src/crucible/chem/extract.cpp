#include "crucible/chem/extract.hpp"

#include <fmt/format.h>
#include <rdkit/GraphMol/PeriodicTable.h>
#include <rdkit/GraphMol/ROMol.h>

#include <algorithm>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/chem/mapped_reaction.hpp"
#include "crucible/chem/rewrite.hpp"
#include "crucible/chem/template_graph.hpp"

namespace crucible::chem {
namespace {

constexpr std::size_t most_template_atoms = 120;

std::string element_text(const RDKit::Atom& atom) {
    std::string symbol = RDKit::PeriodicTable::getTable()->getElementSymbol(atom.getAtomicNum());
    if (atom.getAtomicNum() == 1) return "#1";
    if (atom.getIsAromatic()) symbol[0] = static_cast<char>(std::tolower(symbol[0]));
    return symbol;
}

std::string charge_text(int charge) {
    if (charge == 0) return "";
    const std::string sign = charge > 0 ? "+" : "-";
    return std::abs(charge) == 1 ? sign : sign + std::to_string(std::abs(charge));
}

std::string isotope_text(const RDKit::Atom& atom) {
    return atom.getIsotope() ? std::to_string(atom.getIsotope()) : "";
}

std::string hydrogens_text(unsigned n) {
    return n == 0 ? "" : n == 1 ? "H" : "H" + std::to_string(n);
}

/// Atoms that react: everything about them.
std::string words_of_centre(const RDKit::Atom& atom) {
    const unsigned h = atom.getTotalNumHs(true);
    std::string words = isotope_text(atom) + element_text(atom) + hydrogens_text(h) +
                        charge_text(atom.getFormalCharge());
    if (h == 0) words += ";H0";
    words += fmt::format(";D{}", atom.getDegree());
    if (atom.getFormalCharge() == 0) words += ";+0";
    return words;
}

/// Atoms around them: the element, and that a chain ends where it does.
std::string words_of_neighbour(const RDKit::Atom& atom) {
    std::string words =
        isotope_text(atom) + element_text(atom) + charge_text(atom.getFormalCharge());
    if (atom.getDegree() == 1) words += fmt::format(";D1;H{}", atom.getTotalNumHs(true));
    return words;
}

/// Atoms that leave: made anew by the template.
NodeWords words_of_leaving(const RDKit::Atom& atom) {
    static constexpr int organic[] = {5, 6, 7, 8, 9, 15, 16, 17, 35, 53};
    NodeWords words;
    const bool common = std::ranges::find(organic, atom.getAtomicNum()) != std::end(organic);
    const bool aromatic_hydrogen =
        atom.getIsAromatic() && atom.getAtomicNum() != 6 && atom.getTotalNumHs(true) > 0;
    words.bare = common && atom.getFormalCharge() == 0 && atom.getIsotope() == 0 &&
                 atom.getNumRadicalElectrons() == 0 && !aromatic_hydrogen;
    words.words = isotope_text(atom) + element_text(atom);
    if (!words.bare)
        words.words +=
            hydrogens_text(atom.getTotalNumHs(true)) + charge_text(atom.getFormalCharge());
    return words;
}

char bond_symbol(const RDKit::Bond& bond) {
    switch (bond.getBondType()) {
        case RDKit::Bond::SINGLE:
            return '-';
        case RDKit::Bond::DOUBLE:
            return '=';
        case RDKit::Bond::TRIPLE:
            return '#';
        case RDKit::Bond::AROMATIC:
            return ':';
        default:
            throw std::invalid_argument("it has a bond that SMARTS cannot write");
    }
}

/// Builds the graph of a template: nodes are atoms of the product, then atoms that leave.
class Extractor {
public:
    Extractor(const MappedReaction& r, const ExtractSettings& s)
        : reaction_(r), settings_(s), products_(r.product->getNumAtoms()) {
        centre_.assign(products_, 0);
        included_.assign(r.reactants->getNumAtoms(), 0);
        for (int atom : changed_atoms(r)) centre_[static_cast<std::size_t>(atom)] = 1;
    }

    TemplateGraph graph() {
        if (std::ranges::none_of(centre_, [](char c) { return c; }))
            throw std::invalid_argument("nothing changes between reactants and product");
        check_unmapped();
        include_surroundings();
        TemplateGraph g;
        g.nodes = products_ + reaction_.reactants->getNumAtoms();
        fill(Side::product, *reaction_.product, g);
        fill(Side::reactants, *reaction_.reactants, g);
        const auto& nodes = g.side(Side::reactants).nodes;
        if (std::ranges::count_if(nodes, [](const auto& n) { return n.has_value(); }) >
            static_cast<std::ptrdiff_t>(most_template_atoms))
            throw std::invalid_argument(
                fmt::format("its template has more than {} atoms", most_template_atoms));
        say_stereo(g);
        return compact(g);
    }

private:
    std::size_t node_of(Side side, unsigned atom) const {
        if (side == Side::product) return atom;
        const int p = reaction_.product_of[atom];
        return p >= 0 ? static_cast<std::size_t>(p) : products_ + atom;
    }

    void check_unmapped() const {
        const auto unmapped = std::ranges::count(reaction_.partner, -1);
        if (unmapped > settings_.most_unmapped)
            throw std::invalid_argument(
                fmt::format("{} atoms of the product have no partner", unmapped));
    }

    /// Marks what belongs to the template among the atoms of the reactants.
    void include_surroundings() {
        const RDKit::ROMol& mol = *reaction_.reactants;
        std::vector<char> centre(mol.getNumAtoms(), 0);
        for (std::size_t i = 0; i < centre.size(); ++i) {
            const int p = reaction_.product_of[i];
            centre[i] = p < 0 || centre_[static_cast<std::size_t>(p)];
        }
        included_ = centre;
        std::vector<char> reacting = centre;  // what leaves without reacting triggers no group
        for (std::size_t i = 0; i < centre.size(); ++i)
            if (reaction_.product_of[i] < 0) reacting[i] = 0;
        for (int step = 0; step < settings_.radius; ++step) {
            const auto& from = step == 0 ? reacting : included_;
            std::vector<char> wider = included_;
            for (const auto* bond : mol.bonds())
                if (from[bond->getBeginAtomIdx()] || from[bond->getEndAtomIdx()])
                    wider[bond->getBeginAtomIdx()] = wider[bond->getEndAtomIdx()] = 1;
            included_ = std::move(wider);
        }
        if (settings_.special_groups) include_special_groups(mol, reacting, included_);
    }

    bool in_template(Side side, unsigned atom) const {
        if (side == Side::reactants) return included_[atom];
        const int partner = reaction_.partner[atom];
        return partner < 0 || included_[static_cast<std::size_t>(partner)];
    }

    NodeWords words_of_node(Side side, const RDKit::Atom& atom) const {
        const std::size_t node = node_of(side, atom.getIdx());
        NodeWords words;
        if (node >= products_) return words_of_leaving(atom);
        words.words = centre_[node] ? words_of_centre(atom) : words_of_neighbour(atom);
        return words;
    }

    void fill(Side side, const RDKit::ROMol& mol, TemplateGraph& g) const {
        auto& words = g.side(side);
        words.nodes.resize(g.nodes);
        for (const auto* atom : mol.atoms())
            if (in_template(side, atom->getIdx()))
                words.nodes[node_of(side, atom->getIdx())] = words_of_node(side, *atom);
        for (const auto* bond : mol.bonds())
            if (in_template(side, bond->getBeginAtomIdx()) &&
                in_template(side, bond->getEndAtomIdx()))
                words.bonds.push_back({static_cast<int>(node_of(side, bond->getBeginAtomIdx())),
                                       static_cast<int>(node_of(side, bond->getEndAtomIdx())),
                                       bond_symbol(*bond)});
    }

    /// Neighbours of an atom that are in the template, in the order of bonds.
    std::vector<int> around(Side side, const RDKit::Atom& atom) const {
        std::vector<int> all;
        for (const auto* bond : atom.getOwningMol().atomBonds(&atom)) {
            const unsigned other = bond->getOtherAtomIdx(atom.getIdx());
            if (in_template(side, other)) all.push_back(static_cast<int>(node_of(side, other)));
        }
        return all;
    }

    void say_parities(Side side, const RDKit::ROMol& mol, TemplateGraph& g) const {
        for (const auto* atom : mol.atoms()) {
            auto& node = g.side(side).nodes[node_of(side, atom->getIdx())];
            if (!in_template(side, atom->getIdx()) || !node || !parity_in(*atom)) continue;
            const auto neighbours = around(side, *atom);
            if (neighbours.size() != atom->getDegree() || neighbours.size() < 3) continue;
            node->parity = parity_in(*atom);
            node->around = neighbours;
            if (node->bare) {
                node->bare = false;
                node->words += hydrogens_text(atom->getTotalNumHs(true));
            }
        }
    }

    void say_double_bonds(Side side, const RDKit::ROMol& mol, TemplateGraph& g) const {
        for (const auto* bond : mol.bonds()) {
            if (bond->getStereo() <= RDKit::Bond::STEREOANY || bond->getStereoAtoms().size() != 2)
                continue;
            if (!in_template(side, bond->getBeginAtomIdx()) ||
                !in_template(side, bond->getEndAtomIdx()))
                continue;
            const int a = static_cast<int>(node_of(side, bond->getBeginAtomIdx()));
            const int b = static_cast<int>(node_of(side, bond->getEndAtomIdx()));
            bool cis = bond->getStereo() == RDKit::Bond::STEREOZ ||
                       bond->getStereo() == RDKit::Bond::STEREOCIS;
            const int at_a =
                told_by(side, *bond->getBeginAtom(), b, bond->getStereoAtoms()[0], cis);
            const int at_b = told_by(side, *bond->getEndAtom(), a, bond->getStereoAtoms()[1], cis);
            if (at_a >= 0 && at_b >= 0)
                g.side(side).double_bonds.push_back({a, b, at_a, at_b, cis});
        }
    }

    /// A neighbour of `end` in the template that can tell its side; -1 where none can.
    int told_by(Side side, const RDKit::Atom& end, int partner, int at, bool& cis) const {
        if (in_template(side, static_cast<unsigned>(at)))
            return static_cast<int>(node_of(side, static_cast<unsigned>(at)));
        for (int node : around(side, end))
            if (node != partner) {
                cis = !cis;
                return node;
            }
        return -1;
    }

    void say_stereo(TemplateGraph& g) const {
        say_parities(Side::product, *reaction_.product, g);
        say_parities(Side::reactants, *reaction_.reactants, g);
        // A spectator that only one side can describe is left as it is.
        auto& before = g.side(Side::reactants).nodes;
        auto& after = g.side(Side::product).nodes;
        for (std::size_t i = 0; i < products_; ++i)
            if (before[i] && after[i] && !centre_[i] && !before[i]->parity != !after[i]->parity)
                before[i]->parity = after[i]->parity = 0;
        say_double_bonds(Side::product, *reaction_.product, g);
        say_double_bonds(Side::reactants, *reaction_.reactants, g);
    }

    /// Leaves out nodes that neither side has.
    static TemplateGraph compact(const TemplateGraph& g) {
        std::vector<int> place(g.nodes, -1);
        TemplateGraph small;
        for (std::size_t i = 0; i < g.nodes; ++i)
            if (g.sides[0].nodes[i] || g.sides[1].nodes[i])
                place[i] = static_cast<int>(small.nodes++);
        const auto at = [&](int i) { return place[static_cast<std::size_t>(i)]; };
        for (std::size_t s = 0; s < 2; ++s) {
            auto& to = small.sides[s];
            to.nodes.resize(small.nodes);
            for (std::size_t i = 0; i < g.nodes; ++i) {
                if (!g.sides[s].nodes[i]) continue;
                auto node = *g.sides[s].nodes[i];
                for (int& n : node.around) n = at(n);
                to.nodes[static_cast<std::size_t>(place[i])] = std::move(node);
            }
            for (const auto& b : g.sides[s].bonds) to.bonds.push_back({at(b.a), at(b.b), b.symbol});
            for (const auto& d : g.sides[s].double_bonds)
                to.double_bonds.push_back({at(d.a), at(d.b), at(d.at_a), at(d.at_b), d.cis});
        }
        return small;
    }

    const MappedReaction& reaction_;
    const ExtractSettings& settings_;
    std::size_t products_;
    std::vector<char> centre_;    ///< of the product: atoms that change
    std::vector<char> included_;  ///< of the reactants: atoms of the template
};

std::string flat_key(const std::string& key) { return Molecule::from_smiles(key).flat_smiles(); }

Extraction::Check checked(const std::string& smarts, const MappedReaction& r, std::string& why) {
    const auto arrow = smarts.find(">>");
    const Rewrite rewrite(smarts.substr(0, arrow), smarts.substr(arrow + 2));
    const Target target(Molecule::from_smiles(r.product_smiles));
    ApplyCounts counts;
    const auto outcomes = rewrite.run(target.data(), {}, counts);
    if (std::ranges::any_of(outcomes, [&](const auto& o) { return o.key() == r.reactant_key; }))
        return Extraction::Check::stereo;
    const std::string flat = flat_key(r.reactant_key);
    if (std::ranges::any_of(outcomes, [&](const auto& o) { return flat_key(o.key()) == flat; })) {
        why = "its application gives the reactants with other stereo";
        return Extraction::Check::flat;
    }
    why = counts.matched == 0 ? "it does not occur in its own product"
          : outcomes.empty()  ? "its application gives nothing"
                              : "its application gives other reactants";
    return Extraction::Check::none;
}

}  // namespace

Extraction extract_template(std::string_view mapped_reaction, const ExtractSettings& settings) {
    Extraction e;
    const double start = thread_cpu_seconds();
    try {
        const MappedReaction reaction = read_mapped_reaction(mapped_reaction);
        const std::string smarts = canonical_smarts(Extractor(reaction, settings).graph());
        if (thread_cpu_seconds() - start > settings.most_seconds) {
            e.why_not = fmt::format("it takes longer than {} s", settings.most_seconds);
            return e;
        }
        e.retro_template = smarts;
        e.check = checked(smarts, reaction, e.why_not);
    } catch (const std::invalid_argument& why) {
        e.why_not = why.what();
    }
    return e;
}

}  // namespace crucible::chem
