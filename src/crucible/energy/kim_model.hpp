#pragma once
// Installed OpenKIM portable models (https://openkim.org; Debian's openkim-models): which there
// are, and the tables of those that are embedded-atom models.

#include <filesystem>
#include <string>
#include <vector>

#include "crucible/energy/eam_file.hpp"

namespace crucible {

/// An OpenKIM model by its extended id, "EAM_Dynamo_..._Ta__MO_816821594689_000"; the part from
/// "MO_" on will do.
struct KimModel {
    std::string id;
};

/// Where models are looked for: $KIM_API_PORTABLE_MODELS_DIR (separated by colons), the user's
/// ~/.kim-api/*/portable-models-dir, and the lib directories of /usr/local and /usr.
std::vector<std::filesystem::path> kim_directories();
/// Extended ids of all models found, ascending.
std::vector<std::string> kim_models();
/// The model's full id. Throws InputError (E-energy-kim) naming the nearest.
std::string find_kim_model(const std::string& id);

/// The parameter files inside a model's library, by name; loads the library.
struct KimParameterFile {
    std::string name, content;
};
struct KimParameters {
    std::string driver;  ///< "EAM_Dynamo__MD_120291908751_005"; empty for a model with its own code
    std::vector<KimParameterFile> files;
};
/// Throws InputError (E-energy-kim) for unknown models and libraries that are none.
KimParameters read_kim_parameters(const std::string& id);

/// Whether the model is one of the driver EAM_Dynamo, which `read_kim_eam` reads.
bool is_kim_eam(const std::string& id);
/// The tables of a model of the driver EAM_Dynamo, whose interpolation is that of LAMMPS and of
/// `EmbeddedAtom`. Throws InputError (E-energy-kim) for models of other drivers or of several
/// funcfl files, (E-eam-format) for tables that are not whole.
EamTables read_kim_eam(const std::string& id);

}  // namespace crucible
