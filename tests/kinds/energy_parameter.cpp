#include "crucible/kinds/energy_parameter.hpp"

#include <doctest/doctest.h>

#include "crucible/study/fill.hpp"
#include "crucible/study/toml.hpp"

using namespace crucible;

namespace {

struct WantedEnergy {
    EnergyParameter energy;
    void describe(Fields& f) { f("energy", energy, "Potential"); }
};

EnergyParameter energy_of(const std::string& toml) {
    WantedEnergy wanted;
    Fields f;
    wanted.describe(f);
    Problems problems;
    fill(parse_toml("energy = " + toml, "s.toml"), f, problems, "step");
    CHECK(problems.text() == "");
    return wanted.energy;
}

}  // namespace

TEST_CASE("the name of a file alone says by its ending what potential it holds") {
    CHECK(std::get<EamEnergy>(energy_of("'mine.eam.alloy'")).file == "mine.eam.alloy");
    CHECK(std::get<EamEnergy>(energy_of("'up/there/it.eam.fs'")).file == "up/there/it.eam.fs");
    CHECK(std::get<NepEnergy>(energy_of("'UNEP-v1.txt'")).file == "UNEP-v1.txt");
    CHECK(std::get<StillingerWeberEnergy>(energy_of("'Si.sw'")).file == "Si.sw");
    CHECK(std::get<TersoffEnergy>(energy_of("'Si.tersoff.mod'")).file == "Si.tersoff.mod");
    const auto deep = std::get<DeepPotEnergy>(energy_of("'Al-0.pb'"));
    CHECK(deep.files == std::vector<std::filesystem::path>{"Al-0.pb"});
    const auto precise = energy_of("{ use = 'Al-0.pb', precision = 'double' }");
    CHECK(std::get<DeepPotEnergy>(precise).files.size() == 1);
    CHECK(std::get<DeepPotEnergy>(precise).precision == DeepPotPrecision::double_);
    CHECK(std::get<BuckinghamEnergy>(energy_of("'matsui-akaogi'")).parameters == "matsui-akaogi");
}

TEST_CASE("an ending alone is no name, and one that nothing has is told with those there are") {
    for (const std::string text : {"'.eam'", "'mine.meam'"}) {
        WantedEnergy wanted;
        Fields f;
        wanted.describe(f);
        Problems problems;
        fill(parse_toml("energy = " + text, "s.toml"), f, problems, "step");
        INFO(problems.text());
        CHECK(problems.text().find("unknown choice") != std::string::npos);
        CHECK(problems.text().find("*.eam.alloy") != std::string::npos);
    }
}
