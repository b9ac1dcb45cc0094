#pragma once
// Tables and rows of `structure.measure`: observables of all frames, averaged.

#include <functional>
#include <string>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/data/store.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/energy_model.hpp"
#include "crucible/kinds/measure_parameters.hpp"
#include "crucible/observe/radial_distribution.hpp"

namespace crucible {

/// What was measured: a table and results rows.
struct MeasuredPart {
    Table table;
    std::vector<Row> rows;
    std::vector<std::string> warnings;
};

Table rdf_table(const RadialDistribution&);
MeasuredPart measured_coordination(const Structures&, const PairCutoffs&);
MeasuredPart measured_bonds(const Structures&, const PairCutoffs&);
MeasuredPart measured_scattering(const Structures&, const ScatteringMeasure&);
MeasuredPart measured_exafs(const Structures&, const std::vector<ExafsMeasure>&);
MeasuredPart measured_fluctuation(const Structures&, const FluctuationMeasure&);
/// Probes of 2 R on a grid of 6 x 6, six tilts.
MeasuredPart measured_nanodiffraction(const Structures&, const FluctuationMeasure&);
MeasuredPart measured_voronoi(const Structures&);
MeasuredPart measured_angles(const Structures&, const PairCutoffs&);
MeasuredPart measured_bond_order(const Structures&);
MeasuredPart measured_chemical_order(const Structures&, const PairCutoffs&);
MeasuredPart measured_local_structure(const Structures&);
/// As they are, and relaxed in a fixed cell. `progress(done, total)` after each frame.
MeasuredPart measured_energy(const Structures&, EnergyModel&,
                             const std::function<void(double, double)>& progress);

}  // namespace crucible
