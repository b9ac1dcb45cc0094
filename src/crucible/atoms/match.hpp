#pragma once
// Are two structures the same crystal? Up to the choice of cell, order of atoms, origin,
// orientation, and, if wanted, scale and handedness.

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible {

enum class Scale {
    keep,    ///< volumes must agree too
    uniform  ///< both are first brought to the mean volume per atom
};
enum class Handedness {
    any,       ///< a mirror image is the same crystal (it has the same energy)
    preserved  ///< enantiomers differ
};

/// How different two pictures of one crystal may be. The defaults tell relaxed minima apart and
/// forgive the scatter of a loose relaxation.
struct MatchTolerance {
    double displacement = 0.05;  ///< angstrom; no atom may be farther from its partner
    double strain = 0.03;  ///< largest relative difference of the lattices' lengths and shears
    Scale scale = Scale::uniform;
    Handedness handedness = Handedness::any;
};

/// How one crystal lies on the other.
struct Match {
    double rms = 0;            ///< angstrom, over the atoms of the primitive cell
    double largest = 0;        ///< angstrom, largest displacement of an atom
    double strain = 0;         ///< Frobenius norm of the Green-Lagrange strain between the cells
    double volume_ratio = 1;   ///< volume per atom of the second over that of the first
    IntMat3 lattice_map;       ///< primitive cell of the first = lattice_map * that of the second
    std::vector<int> partner;  ///< (n_primitive) atom of the second's primitive cell
};

/// What of a crystal can be compared cheaply: formula, volume, and for each pair of elements the
/// distances to the 1st, 2nd... neighbour averaged over the crystal in the sense of quantiles. If
/// all atoms move by less than d, no entry changes by more than 2 d: unequal fingerprints prove
/// that crystals differ, whatever their cells.
struct Fingerprint {
    static constexpr int levels = 12;
    Composition formula;                                           ///< reduced
    double volume_per_atom = 0;                                    ///< angstrom^3
    std::map<std::pair<int, int>, std::vector<double>> distances;  ///< (levels) angstrom
};
/// Throws ResourceError (E-atoms-pairs) for needles and sheets too thin to be crystals.
Fingerprint fingerprint(const Structure&);
/// False if the fingerprints alone rule out a match within the tolerance.
bool may_match(const Fingerprint&, const Fingerprint&, const MatchTolerance&);

/// A crystal made ready to be compared many times: primitive, reduced, fingerprinted.
struct Comparable {
    Structure primitive;
    Fingerprint print;
};
/// Throws InputError (E-atoms-periodic) unless periodic in three directions, E-atoms-cell.
Comparable comparable(const Structure&, const MatchTolerance& = {});

/// The best superposition of the two crystals, or nothing if they differ. A few microseconds when
/// the fingerprints differ, some ten when they do not.
std::optional<Match> match(const Comparable&, const Comparable&, const MatchTolerance& = {});
std::optional<Match> match(const Structure&, const Structure&, const MatchTolerance& = {});

/// For each structure the index of the first one that it matches (itself if it is new). Formula,
/// volume and fingerprint spare nearly all of the N^2 comparisons. Deterministic.
std::vector<std::size_t> first_equal(std::span<const Structure>, const MatchTolerance& = {});

}  // namespace crucible
