#include "crucible/synthesis/bond_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "crucible/base/error.hpp"
#include "crucible/chem/flat_molecule.hpp"
#include "crucible/chem/molecule_graph.hpp"

namespace crucible::synthesis {
namespace {

/// Bonds that a neutral atom of an aromatic ring makes, and one more or less for its charge.
int ring_valence(const chem::MoleculeGraph::Atom& a) {
    switch (a.element) {
        case 5:
            return 3 - a.charge;
        case 6:
            return 4 - std::abs(a.charge);
        case 7:
        case 15:
            return 3 + a.charge;
        case 8:
        case 16:
        case 34:
        case 52:
            return 2 + a.charge;
        default:
            return 4;
    }
}

/// One perfect matching of the atoms that need a double bond, found by trying.
class KekuleForm {
public:
    KekuleForm(const chem::MoleculeGraph& g) : graph_(g), partner_(g.atoms.size(), settled) {
        for (std::size_t a = 0; a < g.atoms.size(); ++a) {
            if (!g.atoms[a].is_aromatic) continue;
            int used = g.atoms[a].hydrogens;
            for (const auto& n : g.around(a))
                used += n.bond == chem::BondType::twofold     ? 2
                        : n.bond == chem::BondType::threefold ? 3
                                                              : 1;
            if (ring_valence(g.atoms[a]) > used) partner_[a] = open;
        }
    }
    bool find() {
        std::size_t next = graph_.atoms.size(), fewest = graph_.atoms.size() + 1;
        for (std::size_t a = 0; a < partner_.size(); ++a) {
            if (partner_[a] != open) continue;
            const std::size_t choices = choices_of(a).size();
            if (choices < fewest) fewest = choices, next = a;
        }
        if (next == graph_.atoms.size()) return true;
        if (++tries_ > most_tries) return false;
        for (const int b : choices_of(next)) {
            partner_[next] = b, partner_[static_cast<std::size_t>(b)] = static_cast<int>(next);
            if (find()) return true;
            partner_[next] = partner_[static_cast<std::size_t>(b)] = open;
        }
        return false;
    }
    bool is_double(std::size_t a, std::size_t b) const {
        return partner_[a] == static_cast<int>(b);
    }

private:
    static constexpr int settled = -1, open = -2, most_tries = 100000;
    std::vector<int> choices_of(std::size_t a) const {
        std::vector<int> out;
        for (const auto& n : graph_.around(a))
            if (n.bond == chem::BondType::aromatic && partner_[n.atom] == open)
                out.push_back(n.atom);
        return out;
    }
    const chem::MoleculeGraph& graph_;
    std::vector<int> partner_;
    int tries_ = 0;
};

std::uint8_t plain_order(chem::BondType t, bool is_double) {
    switch (t) {
        case chem::BondType::twofold:
            return 2;
        case chem::BondType::threefold:
            return 3;
        case chem::BondType::aromatic:
            return is_double ? 2 : 1;
        default:
            return 1;
    }
}

/// One molecule of a matrix as SMILES, from an atom on.
class MatrixText {
public:
    explicit MatrixText(const BondMatrix& m)
        : m_(m), seen_(m.size(), false), is_written_(m.size(), false) {
        for (std::size_t a = 0; a < m.size(); ++a)  // hydrogens that are part of another atom
            is_written_[a] = m.atoms[a].element != 1 || bearer(a) < 0;
    }
    std::vector<std::string> all() {
        std::vector<std::string> out;
        for (std::size_t a = 0; a < m_.size(); ++a) {
            if (seen_[a] || !is_written_[a]) continue;
            rings_.clear();
            find_rings(a, m_.size());
            std::fill(seen_.begin(), seen_.end(), false);
            for (const std::size_t b : done_) seen_[b] = true;
            text_.clear();
            write(a, m_.size());
            out.push_back(text_);
            for (std::size_t b = 0; b < m_.size(); ++b)
                if (seen_[b]) done_.push_back(b);
        }
        return out;
    }

private:
    /// The atom other than hydrogen that a hydrogen is written with; -1: none.
    int bearer(std::size_t hydrogen) const {
        for (std::size_t b = 0; b < m_.size(); ++b)
            if (m_.order(hydrogen, b) > 0 && m_.atoms[b].element != 1) return static_cast<int>(b);
        return -1;
    }
    void find_rings(std::size_t a, std::size_t from) {
        seen_[a] = true;
        for (std::size_t b = 0; b < m_.size(); ++b) {
            if (b == from || b == a || !is_written_[b] || m_.order(a, b) == 0) continue;
            if (!seen_[b])
                find_rings(b, a);
            else
                rings_.try_emplace(std::minmax(a, b), static_cast<int>(rings_.size()) + first_ring);
        }
    }
    static const char* symbol(int order) { return order == 2 ? "=" : order == 3 ? "#" : ""; }
    void write(std::size_t a, std::size_t from) {
        seen_[a] = true;
        int hydrogens = 0;
        for (std::size_t b = 0; b < m_.size(); ++b)
            hydrogens += m_.order(a, b) > 0 && !is_written_[b];
        text_ += "[" + matrix_symbol(m_.atoms[a].element);
        if (hydrogens > 0) text_ += fmt::format("H{}", hydrogens);
        if (m_.atoms[a].charge != 0) text_ += fmt::format("{:+d}", m_.atoms[a].charge);
        text_ += "]";
        for (const auto& [pair, number] : rings_)
            if (pair.first == a || pair.second == a)
                text_ += fmt::format("{}%{}", symbol(m_.order(pair.first, pair.second)), number);
        for (std::size_t b = 0; b < m_.size(); ++b) {
            const bool goes_on = b != from && is_written_[b] && !seen_[b] && m_.order(a, b) > 0 &&
                                 !rings_.contains(std::minmax(a, b));
            if (!goes_on) continue;
            text_ += "(" + std::string(symbol(m_.order(a, b)));
            write(b, a);
            text_ += ")";
        }
    }

    const BondMatrix& m_;
    std::vector<bool> seen_, is_written_;
    std::vector<std::size_t> done_;
    std::map<std::pair<std::size_t, std::size_t>, int> rings_;
    static constexpr int first_ring = 10;  // two digits after the %
    std::string text_;
};

}  // namespace

std::string matrix_symbol(int element) {
    if (element == 1) return "H";
    const std::string_view s = chem::element_symbol(element);
    if (s.empty())
        throw InputError("E-generate", fmt::format("element {} is not looked at", element),
                         "give organic molecules");
    return std::string(s);
}

BondMatrix bond_matrix(std::span<const chem::Molecule> molecules) {
    BondMatrix out;
    struct Bond {
        std::size_t a, b;
        std::uint8_t order;
    };
    std::vector<Bond> bonds;
    std::vector<int> hydrogens;
    for (const chem::Molecule& molecule : molecules) {
        const chem::MoleculeGraph g = chem::graph_of(molecule);
        KekuleForm form(g);
        if (!form.find())
            throw InputError(
                "E-generate",
                fmt::format("no Kekule form of {} was found", molecule.smiles().substr(0, 80)),
                "give molecules whose aromatic rings have one");
        const std::size_t first = out.atoms.size();
        for (std::size_t a = 0; a < g.atoms.size(); ++a) {
            matrix_symbol(g.atoms[a].element);
            out.atoms.push_back({g.atoms[a].element, g.atoms[a].charge, -1});
            // What RDKit keeps as an atom of its own is no hydrogen of another.
            hydrogens.push_back(g.atoms[a].hydrogens);
            for (const auto& n : g.around(a))
                if (n.atom > a)
                    bonds.push_back({first + a, first + n.atom,
                                     plain_order(n.bond, form.is_double(a, n.atom))});
        }
        // Explicit hydrogens (H2, hydrides) stand among the others and are counted there, too.
        for (std::size_t a = 0; a < g.atoms.size(); ++a)
            for (const auto& n : g.around(a))
                if (g.atoms[n.atom].element == 1) --hydrogens[first + a];
    }
    const std::size_t heavy = out.atoms.size();
    for (std::size_t a = 0; a < heavy; ++a)
        for (int h = 0; h < hydrogens[a]; ++h) {
            bonds.push_back({a, out.atoms.size(), 1});
            out.atoms.push_back({1, 0, static_cast<int>(a)});
        }
    if (out.size() > most_matrix_atoms)
        throw InputError(
            "E-generate", fmt::format("there are {} atoms, hydrogens counted", out.size()),
            fmt::format("give molecules of at most {} atoms in all", most_matrix_atoms));
    out.orders.assign(out.size() * out.size(), 0);
    for (const Bond& b : bonds) out.set_order(b.a, b.b, b.order);
    return out;
}

std::vector<std::string> molecules_of(const BondMatrix& m) { return MatrixText(m).all(); }

}  // namespace crucible::synthesis
