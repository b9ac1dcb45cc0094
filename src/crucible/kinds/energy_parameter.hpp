#pragma once
// The `energy` parameter that steps share: which potential, by preset or by file.

#include <filesystem>
#include <string>
#include <variant>

#include "crucible/base/describe.hpp"
#include "crucible/energy/catalogue.hpp"

namespace crucible {

struct BuckinghamEnergy {
    static constexpr std::string_view name = "buckingham";
    static constexpr std::string_view sentence =
        "Buckingham and Coulomb between rigid ions, by Ewald sums";
    std::string parameters = "matsui-akaogi";
    void describe(Fields& f) {
        f("parameters", parameters, "Name of the parameters; see crucible list models");
        f.preset("matsui-akaogi", "TiO2, doi:10.1080/08927029108022432",
                 "parameters = 'matsui-akaogi'");
    }
};

struct EamEnergy {
    static constexpr std::string_view name = "eam";
    static constexpr std::string_view sentence =
        "Embedded-atom potential from a setfl or funcfl file";
    std::filesystem::path file;
    void describe(Fields& f) {
        f("file", file, "eam.alloy, eam.fs or eam file").required("CuZr.eam.fs");
    }
};

using EnergyParameter = std::variant<BuckinghamEnergy, EamEnergy>;

inline ModelChoice model_choice(const EnergyParameter& e) {
    ModelChoice choice;
    if (const auto* b = std::get_if<BuckinghamEnergy>(&e)) choice.name = b->parameters;
    if (const auto* a = std::get_if<EamEnergy>(&e)) choice.name = a->file.string();
    return choice;
}

}  // namespace crucible
