#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/buckingham.hpp"

namespace crucible {

BuckinghamParameters matsui_akaogi() {
    const auto pair = [](double a_kcal, double rho, double c_kcal) {
        return BuckinghamPair{a_kcal * constants::kcal_per_mol, rho,
                              c_kcal * constants::kcal_per_mol};
    };
    const auto titanium = pair(717654.7494, 0.154, 120.9967875);
    const auto mixed = pair(391053.1759, 0.194, 290.39229);
    const auto oxygen = pair(271719.1310, 0.234, 696.941496);
    return {"matsui-akaogi",
            "Matsui and Akaogi 1991, doi:10.1080/08927029108022432, as in arXiv:1909.08934",
            {22, 8},
            {2.196, -1.098},
            {titanium, mixed, mixed, oxygen}};
}

std::vector<std::string> buckingham_presets() { return {"matsui-akaogi"}; }

BuckinghamParameters buckingham_preset(const std::string& name) {
    if (name == "matsui-akaogi") return matsui_akaogi();
    throw InputError(
        "E-energy-preset",
        "no potential is called " + in_quotes(name) + did_you_mean(name, buckingham_presets()),
        "known: matsui-akaogi");
}

// Truncation errors of both sums fall as exp(-a^2), a = alpha real_cut = k_cut / (2 alpha); the
// prefactor was measured on the TiO2 phases (tests/energy/buckingham.cpp holds it to that).
EwaldSettings ewald_settings(double accuracy, double real_cut) {
    if (!(accuracy >= 1e-14) || !(accuracy <= 1))
        throw InputError("E-energy-parameters",
                         "the accuracy of the Ewald sums must be in "
                         "1e-14 .. 1 eV per atom",
                         "1e-7 is usual");
    const double a = std::sqrt(std::log(4 / accuracy));
    const double cut = real_cut > 0 ? real_cut : 1.5 * a;
    return {a / cut, cut, 2 * a * a / cut};
}

EwaldSettings ewald_settings(const BuckinghamParameters& p, double accuracy) {
    // What a shell of neighbours at the cut-off leaves out: about 5 atoms within rho of it.
    double cut = ewald_settings(accuracy).real_cut;
    for (const BuckinghamPair& pair : p.pairs)
        if (pair.a > 0)
            cut = std::max(cut, pair.rho * std::log(std::max(2.5 * pair.a / accuracy, 1.0)));
    return ewald_settings(accuracy, cut);
}

}  // namespace crucible
