#include "crucible/energy/catalogue.hpp"

namespace crucible {

const std::vector<ModelName>& model_names() {
    static const std::vector<ModelName> names = {
        {"matsui-akaogi", "Rigid ions for TiO2: Buckingham and Coulomb, both by Ewald sums"}};
    return names;
}

std::unique_ptr<EnergyModel> make_model(const ModelChoice& choice) {
    BuckinghamParameters p = buckingham_preset(choice.name);
    const EwaldSettings ewald = ewald_settings(p, choice.accuracy);
    return std::make_unique<BuckinghamCoulomb>(std::move(p),
                                               BuckinghamSettings{ewald, choice.short_range});
}

}  // namespace crucible
