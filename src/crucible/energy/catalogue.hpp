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
#include "crucible/energy/nep_file.hpp"
#include "crucible/energy/precision.hpp"

namespace crucible {

struct LennardJonesParameters {
    std::vector<LennardJonesPair> pairs;
    double cutoff = 10;  ///< angstrom
    CutOff kind = CutOff::shifted_energy;
};

/// A deep potential (*.pb of DeePMD-kit 2, or our own container). Several files are an ensemble:
/// the first drives, all of them give the deviation.
struct DeepPotFile {
    std::vector<std::string> files;
    Precision precision = Precision::single;
    bool is_exact = false;  ///< evaluate the embedding nets, not tables of them
};

/// A neuroevolution potential (nep.txt). Files with charges are evaluated in double.
struct NepFile {
    std::string file;
    Precision precision = Precision::single;
    NepChargeForces charge_forces = NepChargeForces::exact;
};

/// A potential that only LAMMPS evaluates: molecular dynamics can use it, `make_model` cannot.
struct EngineFile {
    enum class Style { stillinger_weber, tersoff, tersoff_mod } style = Style::stillinger_weber;
    std::string file;  ///< as `find_potential` takes it
};

/// A preset ("matsui-akaogi") or an EAM file (*.eam, *.eam.alloy, *.eam.fs) as `find_potential`
/// takes it; or parameters of one's own; or an installed KIM model.
using Potential = std::variant<std::string, BuckinghamParameters, LennardJonesParameters, KimModel,
                               DeepPotFile, NepFile, EngineFile>;

struct ModelChoice {
    Potential potential = "matsui-akaogi";
    double accuracy = 1e-6;  ///< eV per atom, of lattice sums; models with a cut-off ignore it
    ShortRange short_range = ShortRange::refuse;
};

/// Whether this names an EAM file, by its suffix.
bool is_eam_file(const std::string& name);
/// The names of files in a potential, to be read or replaced; none for presets, parameters, KIM.
std::vector<std::string*> files_in(Potential&);
/// Throws InputError (E-energy-preset) naming the nearest preset; (E-energy-kim) for KIM models
/// other than tables of the embedded-atom method; (E-energy-engine) for what only LAMMPS evaluates;
/// IoError and InputError for files.
std::unique_ptr<EnergyModel> make_model(const ModelChoice&);

/// Names of presets with one sentence each, for lists and completion.
struct ModelName {
    std::string name, sentence;
};
const std::vector<ModelName>& model_names();

}  // namespace crucible
