#pragma once
// What a Soap holds, and the steps from a structure to power spectra.

#include "crucible/atoms/neighbours.hpp"
#include "crucible/descriptors/soap.hpp"
#include "crucible/descriptors/soap_kernel.hpp"

namespace crucible {

/// Who is around each atom, without saying which image it is. Cells of few atoms are laid out with
/// all images in reach once, and every atom looks through these: for them quicker than boxes.
class Surroundings {
public:
    /// Throws as PairFinder.
    Surroundings(const Structure&, const std::vector<std::size_t>& kinds, double reach);
    /// Adds the neighbours of atom i to those of their kinds.
    void neighbours_of(std::size_t i, std::vector<SoapNeighbours>& near) const;
    const PairFinder& finder() const { return finder_; }

private:
    void lay_out(const Structure&);

    PairFinder finder_;
    std::vector<std::size_t> kinds_;
    double reach_;
    std::vector<Vec3> centres_;
    /// By kind: images within reach of the cell.
    std::vector<SoapNeighbours> images_;
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

    std::size_t species() const { return settings.species.size(); }
    /// Doubles of c_nlm of one element.
    std::size_t block() const { return harmonics.size() * table.room; }
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

    /// Coefficients of atom i: (species, block()).
    struct Workspace {
        std::vector<SoapNeighbours> near;  ///< by species
        SoapScratch scratch;
    };
    void expand(const Surroundings&, std::size_t kind, std::size_t i, Workspace&,
                double* moments) const;
    /// Adds the power spectrum of coefficients, times `weight`, to `spectra`.
    void add_power(const double* moments, double weight, double* spectra) const;
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
