#pragma once
// Smooth overlap of atomic positions (Bartok, Kondor and Csanyi 2013,
// doi:10.1103/PhysRevB.87.184115): environments of atoms as vectors that do not change when the
// structure is turned, and structures as averages of them.

#include <memory>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/num/array.hpp"

namespace crucible {

enum class SoapBasis {
    gto,        ///< r^l exp(-alpha r^2), orthonormalised (doi:10.1016/j.cpc.2019.106949)
    polynomial  ///< (cutoff - r)^(n + 2), orthonormalised
};

enum class SoapPairs {
    same,  ///< power spectra of each element with itself ("crossover" off)
    all    ///< of all pairs of elements
};

enum class SoapAverage {
    outer,   ///< mean of the power spectra of all atoms
    inner,   ///< power spectrum of the mean expansion of all atoms
    element  ///< means over the atoms of each element, one behind the other (arXiv:1909.08934, 2)
};

struct SoapSettings {
    double cutoff = 4;         ///< angstrom; densities beyond reach in by their tails
    int n_max = 6;             ///< radial functions
    int l_max = 6;             ///< angular momenta 0 ... l_max
    double sigma = 0.5;        ///< width of an atom's density, angstrom
    std::vector<int> species;  ///< atomic numbers, ascending; others must not occur
    SoapBasis basis = SoapBasis::gto;
    SoapPairs pairs = SoapPairs::same;
};

/// What one number of a power spectrum is: p of elements a and b, with radial functions n and n'
/// and angular momentum l.
struct SoapFeature {
    int species_a = 0, species_b = 0;  ///< atomic numbers
    int n_a = 0, n_b = 0, l = 0;
    friend bool operator==(const SoapFeature&, const SoapFeature&) = default;
};

/// The power spectrum of atom i,
///     p_nn'l(a, b) = pi sqrt(8 / (2l + 1)) sum_m c_nlm(a) c_n'lm(b),
/// where c are the coefficients of the density of the atoms of an element around i: each within
/// the cut-off plus sigma sqrt(2 ln 1000), i itself as well, a Gaussian exp(-r^2 / 2 sigma^2). The
/// numbers are those of DScribe 2 for the same settings, in the same order. Threads may share one.
class Soap {
public:
    /// Throws InputError (E-soap) for settings out of range: n_max 1 to 20, l_max 0 to 20, sigma
    /// 0.05 to 5, cutoff 0.5 to 50 angstrom, at most 200 sigma, and above 1 for the basis gto; or
    /// where the radial functions cannot be told apart or tabulated in double precision.
    explicit Soap(SoapSettings);
    ~Soap();
    Soap(Soap&&) noexcept;
    Soap& operator=(Soap&&) noexcept;

    const SoapSettings& settings() const;
    const std::vector<SoapFeature>& features() const;
    std::size_t size() const { return features().size(); }
    /// Numbers of an average: `size()`, times the number of elements for `element`.
    std::size_t size(SoapAverage) const;

    /// (n_atoms, size()). Throws InputError: E-soap for an element that is not among the species;
    /// as PairFinder.
    Array2<double> per_atom(const Structure&) const;
    /// size(kind) numbers; an element without atoms has zeros.
    std::vector<double> average(const Structure&, SoapAverage kind) const;

    /// Plain and slow: exact radial integrals, one neighbour after another.
    Array2<double> per_atom_reference(const Structure&) const;

    /// d p_i / d r_j, per angstrom: (n_atoms * 3, size()), row 3 j + k is along direction k of atom
    /// j, all of its images with it. `centre` is i.
    Array2<double> gradient(const Structure&, std::size_t centre) const;
    /// Of an average.
    Array2<double> gradient(const Structure&, SoapAverage kind) const;

private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace crucible
