#pragma once
// How dense random crystals should be when nobody says: some roomy ones are relaxed first.

#include "crucible/search/trial.hpp"

namespace crucible {

struct VolumeWindow {
    double low = 0, high = 0;  ///< angstrom^3 per formula unit
};

/// A dozen random cells of at least six atoms, which begin roomy and are relaxed at the pressure;
/// of those that come to rest the three of lowest enthalpy give the window, 0.85 times the smallest
/// to 1.2 times the largest of their volumes. A function of settings and seed alone: neither
/// `units` nor `trials` nor the volumes in `generate` play a part. The practice is that of AIRSS
/// (Pickard and Needs 2011, doi:10.1088/0953-8984/23/5/053201), where a short first search tells
/// the density. Throws InputError (E-search-volume) when none comes to rest.
VolumeWindow scout_volume(const SearchSettings&, Relaxer&, EnergyModel&);

}  // namespace crucible
