// Canonical SMILES of flat molecules from their ranks. The walk is RDKit's (GraphMol/Canon.cpp):
// from the lowest rank, what lies outside rings first, then along ring bonds of the highest order;
// ring closures stand in the order in which a first walk finds them.

#include <array>
#include <utility>

#include "crucible/chem/flat_ranks.hpp"

namespace crucible::chem {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 20> element_symbols{
    {{3, "Li"},  {5, "B"},   {6, "C"},   {7, "N"},   {8, "O"},   {9, "F"},   {11, "Na"},
     {12, "Mg"}, {13, "Al"}, {14, "Si"}, {15, "P"},  {16, "S"},  {17, "Cl"}, {19, "K"},
     {30, "Zn"}, {33, "As"}, {34, "Se"}, {35, "Br"}, {50, "Sn"}, {53, "I"}}};

class FlatWriter {
public:
    FlatWriter(const FlatMolecule& m, const FlatRanks& ranks) : m_(m), ranks_(ranks) {
        for (std::size_t i = 0; i < m.atoms.size(); ++i) {
            sort_arcs(i);
            closure_count_[i] = state_[i] = 0;
        }
        for (std::size_t b = 0; b < m.bonds.size(); ++b) digit_[b] = 0;
        text_.smiles.reserve(3 * m.atoms.size());
        text_.written.reserve(m.atoms.size());
    }

    std::optional<FlatText> written() {
        std::uint8_t first = 0;
        while (ranks_[first] != 0) ++first;
        find_closures(first, none);
        for (std::size_t i = 0; i < m_.atoms.size(); ++i) state_[i] = 0;
        write(first, none);
        if (failed_ || text_.written.size() != m_.atoms.size()) return {};
        return std::move(text_);
    }

private:
    using Arc = FlatRanks::Arc;
    static constexpr std::uint8_t none = 255;
    enum State : std::uint8_t { unseen, open, done };

    /// Where the walk goes first: outside of rings, then to higher orders, then to lower ranks.
    std::uint32_t arc_key(Arc arc) const {
        const FlatMolecule::Bond& bond = m_.bonds[arc.bond];
        const std::uint32_t ring = bond.is_in_ring ? 32u - bond.type : 0u;
        return ring << 8 | ranks_[arc.atom];
    }
    void sort_arcs(std::size_t atom) {
        const std::size_t degree = ranks_.degree(atom);
        for (std::size_t k = 0; k < degree; ++k) {
            const Arc arc = ranks_.around(atom)[k];
            std::size_t at = k;
            for (; at > 0 && arc_key(arcs_[atom][at - 1]) > arc_key(arc); --at)
                arcs_[atom][at] = arcs_[atom][at - 1];
            arcs_[atom][at] = arc;
        }
    }

    void close(std::uint8_t atom, std::uint8_t bond) {
        closures_[atom][closure_count_[atom]++] = bond;
    }
    void find_closures(std::uint8_t atom, std::uint8_t from) {
        state_[atom] = open;
        const std::size_t degree = ranks_.degree(atom);
        for (std::size_t k = 0; k < degree; ++k) {
            const Arc arc = arcs_[atom][k];
            if (arc.bond == from || state_[arc.atom] != open) continue;
            close(arc.atom, arc.bond);
            close(atom, arc.bond);
        }
        for (std::size_t k = 0; k < degree; ++k)
            if (state_[arcs_[atom][k].atom] == unseen)
                find_closures(arcs_[atom][k].atom, arcs_[atom][k].bond);
        state_[atom] = done;
    }

    void write_symbol(const FlatMolecule::Atom& a) {
        const std::string_view symbol = element_symbol(a.element);
        if (a.is_aromatic)
            text_.smiles += static_cast<char>(symbol[0] - 'A' + 'a'),
                text_.smiles += symbol.substr(1);
        else
            text_.smiles += symbol;
    }
    void write_number(int n) {
        if (n > 1) text_.smiles += std::to_string(n);
    }
    void write_atom(const FlatMolecule::Atom& a) {
        if (!a.is_bracketed) return write_symbol(a);
        text_.smiles += '[';
        if (a.isotope) text_.smiles += std::to_string(a.isotope);
        write_symbol(a);
        if (a.hydrogens) text_.smiles += 'H', write_number(a.hydrogens);
        if (a.charge) text_.smiles += a.charge > 0 ? '+' : '-', write_number(std::abs(a.charge));
        text_.smiles += ']';
    }
    void write_bond(const FlatMolecule::Bond& b) {
        if (b.type == 2) text_.smiles += '=';
        if (b.type == 3) text_.smiles += '#';
        if (b.type == 1 && m_.atoms[b.a].is_aromatic && m_.atoms[b.b].is_aromatic)
            text_.smiles += '-';
    }
    void write_digit(int digit) {
        if (digit > 9) text_.smiles += '%';
        text_.smiles += std::to_string(digit);
    }

    /// Digits that end here are free again only after this atom, so that none ends and begins at
    /// it.
    void write_closures(std::uint8_t atom) {
        std::array<std::uint8_t, FlatMolecule::most_neighbours> ended;
        std::size_t ends = 0;
        for (std::size_t k = 0; k < closure_count_[atom]; ++k) {
            const std::uint8_t bond = closures_[atom][k];
            if (digit_[bond]) {
                write_bond(m_.bonds[bond]);
                ended[ends++] = digit_[bond];
            } else {
                std::uint8_t digit = 1;
                while (digit < is_taken_.size() && is_taken_[digit]) ++digit;
                if (digit == is_taken_.size()) {
                    failed_ = true;
                    return;
                }
                is_taken_[digit] = 1;
                digit_[bond] = digit;
            }
            write_digit(digit_[bond]);
        }
        for (std::size_t k = 0; k < ends; ++k) is_taken_[ended[k]] = 0;
    }

    bool closes_here(std::uint8_t atom, std::uint8_t bond) const {
        for (std::size_t k = 0; k < closure_count_[atom]; ++k)
            if (closures_[atom][k] == bond) return true;
        return false;
    }

    void write(std::uint8_t atom, std::uint8_t from) {
        state_[atom] = open;
        text_.written.push_back(atom);
        write_atom(m_.atoms[atom]);
        write_closures(atom);
        std::array<Arc, FlatMolecule::most_neighbours> next;
        std::size_t count = 0;
        for (std::size_t k = 0; k < ranks_.degree(atom); ++k) {
            const Arc arc = arcs_[atom][k];
            if (arc.bond != from && state_[arc.atom] == unseen && !closes_here(atom, arc.bond))
                next[count++] = arc;
        }
        for (std::size_t k = 0; k < count && !failed_; ++k) {
            const bool is_branch = k + 1 < count;
            if (is_branch) text_.smiles += '(';
            write_bond(m_.bonds[next[k].bond]);
            write(next[k].atom, next[k].bond);
            if (is_branch) text_.smiles += ')';
        }
    }

    const FlatMolecule& m_;
    const FlatRanks& ranks_;
    FlatText text_;
    bool failed_ = false;
    std::array<std::array<Arc, FlatMolecule::most_neighbours>, FlatMolecule::most_atoms> arcs_;
    std::array<std::array<std::uint8_t, FlatMolecule::most_neighbours>, FlatMolecule::most_atoms>
        closures_;
    std::array<std::uint8_t, FlatMolecule::most_atoms> closure_count_, state_;
    std::array<std::uint8_t, FlatMolecule::most_atoms> digit_;  ///< of a bond's ring; 0: not yet
    std::array<std::uint8_t, 100> is_taken_{};
};

bool fits(const FlatMolecule& m) {
    if (m.atoms.empty() || m.atoms.size() > FlatMolecule::most_atoms ||
        m.bonds.size() > FlatMolecule::most_atoms - 1)
        return false;
    std::array<std::uint8_t, FlatMolecule::most_atoms> degree{};
    for (const FlatMolecule::Bond& b : m.bonds)
        if (++degree[b.a] > FlatMolecule::most_neighbours ||
            ++degree[b.b] > FlatMolecule::most_neighbours)
            return false;
    return true;
}

}  // namespace

std::string_view element_symbol(int element) {
    for (const auto& [number, symbol] : element_symbols)
        if (number == element) return symbol;
    return {};
}

std::optional<FlatText> canonical_text(const FlatMolecule& m) {
    if (!fits(m)) return {};
    FlatRanks ranks(m);
    if (!ranks.found()) return {};
    return FlatWriter(m, ranks).written();
}

}  // namespace crucible::chem
