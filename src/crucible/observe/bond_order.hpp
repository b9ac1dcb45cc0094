#pragma once
// Bond-orientational order (Steinhardt, Nelson and Ronchetti, doi:10.1103/PhysRevB.28.784).

#include <optional>
#include <vector>

#include "crucible/observe/coordination.hpp"

namespace crucible {

struct BondOrderOptions {
    int l = 6;  ///< 1 to 10
    /// Neighbours: the nearest so many (12 as in Klumov et al.), or, for 0, those within `cutoffs`.
    int nearest = 12;
    PairCutoffs cutoffs;
    /// q_lm averaged over the atom and its neighbours first (Lechner and Dellago,
    /// doi:10.1063/1.2977970).
    enum class Average { none, shell } average = Average::none;
};

struct BondOrder {
    std::vector<double> q;  ///< (n_atoms) q_l; 0 for an atom without neighbours
    std::vector<double> w;  ///< (n_atoms) w_l, normalised by the sum of |q_lm|^2 to the power 3/2
};
/// Throws InputError: E-observe-order (l, number of neighbours), and as the neighbour lists.
BondOrder bond_order(const Structure&, const BondOrderOptions& = {});

/// Wigner's 3j symbol (l l l; m1 m2 -m1-m2) by Racah's sum, l up to 10.
double wigner_3j(int l, int m1, int m2);

}  // namespace crucible
