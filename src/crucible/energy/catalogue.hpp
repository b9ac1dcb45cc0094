#pragma once
// Potentials by name, as studies and command lines give them.

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "crucible/energy/buckingham.hpp"
#include "crucible/energy/energy_model.hpp"
#include "crucible/energy/kim_model.hpp"
#include "crucible/energy/lennard_jones.hpp"

namespace crucible {

struct LennardJonesParameters {
    std::vector<LennardJonesPair> pairs;
    double cutoff = 10;  ///< angstrom
    CutOff kind = CutOff::shifted_energy;
};

/// A preset ("matsui-akaogi") or an EAM file (*.eam, *.eam.alloy, *.eam.fs) as `find_potential`
/// takes it; or parameters of one's own; or an installed KIM model.
using Potential = std::variant<std::string, BuckinghamParameters, LennardJonesParameters, KimModel>;

struct ModelChoice {
    Potential potential = "matsui-akaogi";
    double accuracy = 1e-6;  ///< eV per atom, of lattice sums; models with a cut-off ignore it
    ShortRange short_range = ShortRange::refuse;
};

/// Whether this names an EAM file, by its suffix.
bool is_eam_file(const std::string& name);
/// Throws InputError (E-energy-preset) naming the nearest preset; (E-energy-kim) for KIM models
/// other than tables of the embedded-atom method; IoError and InputError for files.
std::unique_ptr<EnergyModel> make_model(const ModelChoice&);

/// Names of presets with one sentence each, for lists and completion.
struct ModelName {
    std::string name, sentence;
};
const std::vector<ModelName>& model_names();

}  // namespace crucible
