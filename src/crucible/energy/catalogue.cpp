#include "crucible/energy/catalogue.hpp"

#include <filesystem>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/charged_nep.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/eam.hpp"
#include "crucible/energy/nep.hpp"
#include "crucible/energy/potential_files.hpp"

namespace crucible {

const std::vector<ModelName>& model_names() {
    static const std::vector<ModelName> names = {
        {"matsui-akaogi", "Rigid ions for TiO2: Buckingham and Coulomb, both by Ewald sums"}};
    return names;
}

bool is_eam_file(const std::string& name) {
    for (const char* suffix : {".eam", ".alloy", ".fs", ".eam.gz", ".alloy.gz", ".fs.gz"})
        if (lower(name).ends_with(suffix)) return true;
    return false;
}

std::vector<std::string*> files_in(Potential& p) {
    if (auto* name = std::get_if<std::string>(&p); name && is_eam_file(*name)) return {name};
    if (auto* nep = std::get_if<NepFile>(&p)) return {&nep->file};
    if (auto* file = std::get_if<EngineFile>(&p)) return {&file->file};
    std::vector<std::string*> files;
    if (auto* deep = std::get_if<DeepPotFile>(&p))
        for (std::string& file : deep->files) files.push_back(&file);
    return files;
}

std::unique_ptr<EnergyModel> make_model(const ModelChoice& choice) {
    if (const auto* lj = std::get_if<LennardJonesParameters>(&choice.potential))
        return std::make_unique<LennardJones>(lj->pairs, lj->cutoff, lj->kind);
    const auto* name = std::get_if<std::string>(&choice.potential);
    if (name && is_eam_file(*name))
        return std::make_unique<EmbeddedAtom>(read_eam(find_potential(*name)));
    if (const auto* kim = std::get_if<KimModel>(&choice.potential))
        return std::make_unique<EmbeddedAtom>(read_kim_eam(kim->id));
    if (const auto* dp = std::get_if<DeepPotFile>(&choice.potential)) {
        if (dp->files.empty())
            throw InputError("E-energy-parameters", "a deep potential needs a file",
                             "give `files`, a *.pb or a model of this program");
        return std::make_unique<DeepPot>(read_deep_pot(dp->files.front()),
                                         DeepPotSettings{dp->precision, dp->is_exact});
    }
    if (const auto* nep = std::get_if<NepFile>(&choice.potential)) {
        NepParameters p = read_nep(find_potential(nep->file));
        if (p.charges != NepCharges::none)
            return std::make_unique<ChargedNep>(std::move(p), nep->charge_forces);
        return std::make_unique<Nep>(std::move(p), nep->precision);
    }
    if (const auto* file = std::get_if<EngineFile>(&choice.potential))
        throw InputError("E-energy-engine",
                         "only LAMMPS evaluates the potential " +
                             in_quotes(std::filesystem::path(file->file).filename().string()),
                         "use it for molecular dynamics, or choose another potential");
    BuckinghamParameters p =
        name ? buckingham_preset(*name) : std::get<BuckinghamParameters>(choice.potential);
    const EwaldSettings ewald = ewald_settings(p, choice.accuracy);
    return std::make_unique<BuckinghamCoulomb>(std::move(p),
                                               BuckinghamSettings{ewald, choice.short_range});
}

}  // namespace crucible
