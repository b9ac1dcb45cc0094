#include "crucible/strategies/partial_charges.hpp"

#include <algorithm>

namespace crucible::strategies {
namespace {

/// Electronegativity of an orbital in volt: a + b q + c q^2 (table 1 of the paper).
struct OrbitalTerms {
    double a, b, c;
    double at(double q) const { return a + q * (b + q * c); }
    double of_cation() const { return a + b + c; }
};

constexpr OrbitalTerms hydrogen_terms{7.17, 6.24, -0.56};
/// That of H+ is not what the parabola says, but 20.02 V.
constexpr double hydrogen_cation = 20.02;

OrbitalTerms terms_of(int element, int unsaturation) {
    switch (element) {
        case 6:
            return unsaturation == 0   ? OrbitalTerms{7.98, 9.18, 1.88}
                   : unsaturation == 1 ? OrbitalTerms{8.79, 9.32, 1.51}
                                       : OrbitalTerms{10.39, 9.45, 0.73};
        case 7:
            return unsaturation == 0   ? OrbitalTerms{11.54, 10.82, 1.36}
                   : unsaturation == 1 ? OrbitalTerms{12.87, 11.15, 0.85}
                                       : OrbitalTerms{15.68, 11.70, -0.27};
        case 8:
            return unsaturation == 0 ? OrbitalTerms{14.18, 12.92, 1.39}
                                     : OrbitalTerms{17.07, 13.79, 0.47};
        case 9:
            return {14.66, 13.85, 2.31};
        case 16:
            return {10.14, 9.13, 1.38};
        case 17:
            return {11.00, 9.69, 1.35};
        case 35:
            return {10.08, 8.47, 1.16};
        case 53:
            return {9.90, 7.96, 0.96};
        default:
            return {7.98, 9.18, 1.88};
    }
}

/// Bonds beyond the first to neighbours: 0 sp3, 1 sp2, 2 sp.
int unsaturation_of(const chem::MoleculeGraph& g, std::size_t atom) {
    int out = g.atoms[atom].is_aromatic ? 1 : 0;
    for (const auto& n : g.around(atom)) {
        if (n.bond == chem::BondType::twofold) ++out;
        if (n.bond == chem::BondType::threefold) out += 2;
    }
    return std::min(out, 2);
}

/// What moves from one atom to another of higher electronegativity, before damping.
double transfer(double chi_low, double chi_high, double cation_of_low) {
    return (chi_high - chi_low) / cation_of_low;
}

}  // namespace

PartialCharges partial_charges(const chem::MoleculeGraph& g) {
    const std::size_t n = g.atoms.size();
    std::vector<OrbitalTerms> terms;
    PartialCharges q{std::vector<double>(n), std::vector<double>(n, 0.0)};
    for (std::size_t a = 0; a < n; ++a) {
        terms.push_back(g.atoms[a].element == 1
                            ? hydrogen_terms
                            : terms_of(g.atoms[a].element, unsaturation_of(g, a)));
        q.atoms[a] = g.atoms[a].charge;
    }
    const auto cation = [&](std::size_t a) {
        return g.atoms[a].element == 1 ? hydrogen_cation : terms[a].of_cation();
    };
    double damping = 0.5;
    for (int round = 0; round < 6; ++round, damping /= 2) {
        PartialCharges next = q;
        for (std::size_t a = 0; a < n; ++a) {
            const double chi = terms[a].at(q.atoms[a]);
            for (const auto& neighbour : g.around(a)) {
                const double other = terms[neighbour.atom].at(q.atoms[neighbour.atom]);
                next.atoms[a] +=
                    damping * (chi < other ? transfer(chi, other, cation(a))
                                           : -transfer(other, chi, cation(neighbour.atom)));
            }
            if (g.atoms[a].hydrogens == 0 || g.atoms[a].element == 1) continue;
            const double of_hydrogen = hydrogen_terms.at(q.hydrogens[a]);
            const double moved = chi < of_hydrogen ? transfer(chi, of_hydrogen, cation(a))
                                                   : -transfer(of_hydrogen, chi, hydrogen_cation);
            next.atoms[a] += damping * moved * g.atoms[a].hydrogens;
            next.hydrogens[a] -= damping * moved;
        }
        q = std::move(next);
    }
    return q;
}

}  // namespace crucible::strategies
