#pragma once
// What a Soap holds, and the steps from a structure to power spectra.

#include <functional>
#include <optional>
#include <span>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/descriptors/soap.hpp"
#include "crucible/descriptors/soap_kernel.hpp"

namespace crucible {

/// Who is around each atom.
class Surroundings {
public:
    /// Throws as PairFinder.
    Surroundings(const Structure&, const std::vector<std::size_t>& kinds, double reach);
    /// Adds the neighbours of atom i to those of their kinds.
    void neighbours_of(std::size_t i, std::vector<SoapNeighbours>& near) const;
    const PairFinder& finder() const { return finder_; }

private:
    PairFinder finder_;
    std::vector<std::size_t> kinds_;
};

/// All bonds of a periodic cell of few atoms, each once: from its other end it is the same
/// mirrored. Atoms have places, in which those of one kind lie side by side.
class CellBonds {
public:
    /// Nothing where Surroundings are the better way: cells of many atoms, or of very many bonds,
    /// or that PairFinder refuses.
    static std::optional<CellBonds> of(const Structure&, const std::vector<std::size_t>& kinds,
                                       double reach);
    const std::vector<std::size_t>& atoms() const { return atoms_; }  ///< by place
    const std::vector<std::size_t>& kinds() const { return kinds_; }  ///< by place
    void at(std::size_t place, SoapBonds&) const;

private:
    void lay_out(const Mat3& h);

    double reach_ = 0;
    std::vector<std::size_t> atoms_, kinds_;
    std::vector<Vec3> between_;  ///< from each place to itself and the later ones, not beyond half
                                 ///< of each lattice vector
    SoapNeighbours lattice_;     ///< points that may bring an atom within reach of another
    SoapNeighbours half_;        ///< one of every two within reach of the origin
};

struct Soap::Engine {
    /// Elements a and b (places among the species) and where their numbers begin.
    struct Pair {
        std::size_t a = 0, b = 0;
    };

    explicit Engine(SoapSettings);

    SoapSettings settings;
    double reach;  ///< cut-off with the tails, angstrom
    RadialBasis basis;
    RadialTable table;
    SolidHarmonics harmonics;
    SoapRecursion recursion;
    std::vector<Pair> pairs;
    std::vector<SoapFeature> features;
    AlignedVector<double> own;  ///< c_n00 of an atom's own density, (room)

    std::size_t species() const { return settings.species.size(); }
    /// Doubles of c_nlm of one element.
    std::size_t block() const { return harmonics.size() * table.room; }
    /// Doubles of c_nlm of one atom.
    std::size_t atom_block() const { return species() * block(); }
    /// Doubles of the padded power spectrum of one pair, and of all.
    std::size_t spectrum_size() const { return (table.l_max + 1) * table.n_max * table.room; }
    std::size_t spectra_size() const { return pairs.size() * spectrum_size(); }
    /// Means that an average consists of, and in which an atom counts.
    std::size_t parts(SoapAverage kind) const {
        return kind == SoapAverage::element ? species() : 1;
    }
    static std::size_t part(SoapAverage kind, std::size_t species_of_atom) {
        return kind == SoapAverage::element ? species_of_atom : 0;
    }
    /// Share of each atom in its mean.
    std::vector<double> shares(const std::vector<std::size_t>& kinds, SoapAverage) const;
    /// Place of each atom's element among the species. Throws InputError (E-soap).
    std::vector<std::size_t> kinds(const Structure&) const;

    struct Workspace {
        std::vector<SoapNeighbours> near;  ///< by species
        SoapScratch scratch;
    };
    /// Coefficients of atom i: (species, block()).
    void expand(const Surroundings&, std::size_t kind, std::size_t i, Workspace&,
                double* moments) const;
    /// Atoms of one kind and the coefficients of each, one behind the other.
    using Visit = std::function<void(std::span<const std::size_t> atoms, const double* moments)>;
    /// All atoms, in whichever way is quicker.
    void expand_all(const Structure&, const std::vector<std::size_t>& kinds, const Visit&) const;
    /// Adds the power spectra of the coefficients of `count` atoms, times `weight`, to `spectra`.
    void add_power(const double* moments, std::size_t count, double weight, double* spectra) const;
    /// Adds what it changes by when the coefficients change by `change`.
    void add_power_change(const double* moments, const double* change, double weight,
                          double* spectra) const;
    /// Takes the features, in their order, out of spectra.
    void copy_features(const double* spectra, double* out) const;
    /// Adds to `change` (n_atoms * 3, species * block()) what the coefficients of atom i, times
    /// `weight`, change by when atoms move.
    void add_changes(const PairFinder&, const std::vector<std::size_t>& kinds, std::size_t i,
                     double weight, Span2D<double> change) const;
};

}  // namespace crucible
