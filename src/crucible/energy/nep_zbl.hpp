#pragma once
// The screened nuclear repulsion inside NEP files (Ziegler, Biersack, Littmark 1985):
//
//   V(r) = k Zi Zj / r phi(r / a) s(r),   1 / a = 2.134563 (Zi^0.23 + Zj^0.23) per angstrom
//
// with k = 14.399645 eV angstrom and s(r) falling from 1 at `inner` to 0 at `outer` as a cosine.

#include <array>
#include <vector>

#include "crucible/energy/nep_file.hpp"

namespace crucible {

/// Radius of an element for cut-offs that go by elements, angstrom: 4/3 of the covalent radii of
/// DFT-D3 (doi:10.1063/1.3382344). Throws InputError (E-nep) beyond plutonium.
double nep_radius(int z);

/// Ready to be evaluated; `outer` is 0 where there is no repulsion.
struct NepZblPair {
    double inner = 0, outer = 0;      ///< angstrom
    double charges = 0;               ///< k Zi Zj, eV angstrom
    double per_length = 0;            ///< 1/a
    std::array<double, 4> weights{};  ///< of phi
    std::array<double, 4> exponents{};

    /// Energy (eV) and its derivative (eV/angstrom) at 0 < r < outer.
    void at(double r, double& energy, double& slope) const;
};

/// (types, types), symmetric; empty when the file asks for no repulsion.
std::vector<NepZblPair> nep_zbl_pairs(const NepParameters&);

}  // namespace crucible
