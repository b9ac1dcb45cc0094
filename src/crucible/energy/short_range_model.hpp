#pragma once
// Models whose energy is a sum over atoms of functions of their surroundings within a cut-off: deep
// potentials, NEP. They see atoms the way molecular dynamics keeps them, owned atoms and copies of
// their neighbours ("ghosts"), so that the same kernel serves a crystal of two atoms, a step of a
// relaxation and one rank of a large simulation.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace crucible {

/// Owned atoms first, ghosts behind them; every neighbour is an atom of its own: no images, no
/// cell. Plain views, nothing is owned here.
struct LocalAtoms {
    std::size_t owned = 0, all = 0;
    const double* positions = nullptr;         ///< (all, 3) angstrom
    const std::int32_t* kinds = nullptr;       ///< (all) index into the model's `numbers()`
    const std::int64_t* first = nullptr;       ///< (owned + 1) into `neighbours`
    const std::int32_t* neighbours = nullptr;  ///< full lists: all atoms within the cut-off of an
                                               ///< owned one, perhaps some beyond; never itself
    const std::int32_t* owner_of = nullptr;    ///< (all) the owned atom that a ghost copies, for
                                               ///< messages; may be null
};

/// Atoms with more neighbours of an element than a model has room for: it keeps the nearest.
struct Crowding {
    std::size_t atoms = 0;  ///< that had too many
    int neighbours = 0;     ///< most of one element about one atom
    int room = 0;           ///< how many of that element are kept
    int number = 0;         ///< Z of that element

    /// Takes in what other atoms of the same evaluation have.
    void merge(const Crowding&);
};
/// One line for a warning, with its code (E-deep-pot-sel).
std::string crowding_text(const Crowding&, std::size_t atoms_in_all);

/// What is added up for a range of owned atoms. One thread's own.
struct LocalSums {
    double energy = 0;             ///< eV
    Mat3 virial;                   ///< eV, -dE/dstrain: minus the sum over pairs of r_ij p_ij
    std::vector<double> forces;    ///< (all, 3) eV/angstrom; on ghosts what is theirs to pass home
    std::vector<double> per_atom;  ///< (owned) eV
    double nearest = 1e30;         ///< angstrom; shortest distance seen, where a model keeps count
    Crowding crowding;

    void clear(const LocalAtoms&);
};

class ShortRangeModel : public EnergyModel {
public:
    ShortRangeModel();
    ~ShortRangeModel() override;

    virtual double cutoff() const = 0;                    ///< angstrom
    virtual const std::vector<int>& numbers() const = 0;  ///< Z of kind 0, 1, ...
    /// Adds the energies of owned atoms begin to end - 1 and all that follows from them. Throws
    /// UnstableError (E-energy-collapse) for atoms on one spot. May keep scratch memory.
    virtual void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&) = 0;
    /// Energies of the owned atoms alone, as `per_atom` of what `add` gives. An atom's is the same
    /// to the last bit whatever atoms stand beside it in the row, and in whatever list it is.
    virtual void energies(const LocalAtoms&, LocalSums&);

    /// All owned atoms, shared out over the threads.
    void compute(const LocalAtoms&, LocalSums&);
    /// Lists and images are made here and kept while atoms and cell move little. Throws InputError
    /// (E-energy-element, E-energy-cell), and as `add`.
    void evaluate(const Structure&, Evaluation&) final;
    void forget() override;
    /// Threads of `compute` and `evaluate` from now on; 1 at first. Results differ between numbers
    /// of threads by rounding only.
    void use_threads(int n);
    /// The evaluation so far in which most atoms had too many neighbours; 0 atoms: none ever had.
    const Crowding& crowding() const { return crowding_; }

private:
    void compute_in_threads(const LocalAtoms&, LocalSums&);
    struct Lists;
    struct Threads;
    std::unique_ptr<Lists> lists_;
    std::unique_ptr<Threads> threads_;
    Crowding crowding_;
};

/// Kinds of atoms by their numbers. Throws InputError (E-energy-element) that names the element.
std::vector<std::int32_t> kinds_of(std::span<const int> numbers, const ShortRangeModel&);
/// The same, of models that know the elements `known`.
std::vector<std::int32_t> kinds_of(std::span<const int> numbers, std::span<const int> known);

/// Full lists by boxes, O(N), for atoms in open space: for each of the first `owned` atoms all
/// others within `reach` angstrom, ascending. `first` and `neighbours` are resized.
void local_neighbours(std::size_t owned, std::span<const double> positions, double reach,
                      std::vector<std::int64_t>& first, std::vector<std::int32_t>& neighbours);

}  // namespace crucible
