#pragma once
// Random crystals: a random cell of a sensible density, atoms at random places that are not too
// near.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/structure.hpp"
#include "crucible/base/random.hpp"
#include "crucible/search/crowding_kernel.hpp"
#include "crucible/search/symmetric_sites.hpp"

namespace crucible {

/// Atoms of elements `first` and `second` (either order) may not be nearer than `distance`
/// angstrom.
struct MinimumDistance {
    int first = 0, second = 0;
    double distance = 0;
};

/// The defaults of the cell are those that were found to work for TiO2 (reductions aside, AIRSS's
/// spirit: Pickard and Needs 2011, doi:10.1088/0953-8984/23/5/053201).
struct GenerateSettings {
    Composition unit;                          ///< atoms of one formula unit
    double volume_low = 26;                    ///< angstrom^3 per formula unit
    double volume_high = 34;                   ///< angstrom^3 per formula unit
    std::vector<MinimumDistance> distances;    ///< pairs not listed: 0.7 (r_cov + r_cov)
    double angle_low = 60, angle_high = 120;   ///< degrees
    double ratio_low = 0.6, ratio_high = 1.4;  ///< edges relative to each other
    /// angstrom, least distance between opposite faces; 0: 2.5, less in cells too small for that
    double plane_spacing = 2.5;
    int tries_per_atom = 300;
    int cells = 1000;  ///< cells tried before giving up
    /// Of more than P1: each cell gets a space group of the window that has room for the atoms, a
    /// way to share out its Wyckoff positions, and the metric of its crystal system; angles that
    /// are then still free keep to their window. Trials shake such crystals by 0.01 angstrom where
    /// they have come to rest, and relax them again.
    SymmetryWindow symmetry{};
};

/// Settings for TiO2 as in the spec of the study: Ti-Ti 2.6, Ti-O 1.6, O-O 2.1 angstrom.
GenerateSettings titania_settings();

/// Makes structures of one composition; keeps its memory between them.
class Generator {
public:
    /// Throws InputError (E-search-settings) for windows that are empty or a composition of
    /// nothing.
    Generator(GenerateSettings, int units);

    enum class Outcome { made, gave_up };
    /// `out` is a function of the stream alone. `cells_tried` counts cells, the good one included.
    Outcome make(RandomStream&, Structure& out, int& cells_tried);

private:
    bool draw_cell(RandomStream&, int group);
    bool is_far_from_itself(std::size_t species) const;
    bool fill_cell(RandomStream&);
    bool fill_orbits(RandomStream&, const SymmetricSites::Group&);
    bool place_orbit(RandomStream&, const SymmetricSites::Group&, std::size_t position);
    bool list_translations();
    bool place_atom(RandomStream&, std::size_t i);
    void prepare_crowd(std::size_t i);

    GenerateSettings settings_;
    int units_ = 1;
    double largest_ = 0;                ///< angstrom, largest of the minimum distances
    std::vector<int> numbers_;          ///< (n_atoms)
    std::vector<std::size_t> species_;  ///< (n_atoms)
    std::vector<double> distance2_;     ///< (n_species, n_species) angstrom^2
    std::size_t n_species_ = 0;
    Mat3 h_;
    double shortest2_ = 0;      ///< angstrom^2, shortest lattice vector
    std::vector<Vec3> placed_;  ///< fractional
    std::array<std::vector<double>, 3> translations_, columns_;  ///< as the kernel reads them
    std::vector<double> limits_;
    Crowd crowd_;
    std::unique_ptr<SymmetricSites> sites_;  ///< none: no symmetry but that of the lattice
};

/// One line for provenance.
std::string description(const GenerateSettings&);

}  // namespace crucible
