#include "crucible/kinds/kinds.hpp"

namespace crucible {
namespace {

constexpr std::string_view polymorphs_study =
    R"(# Which crystal phases of TiO2 exist at 20 GPa, and which has the lowest enthalpy?
#   crucible run study.toml
crucible = 1
kind = "polymorphs"
name = "tio2-20GPa"
seed = 1

[step.search]
use = "polymorphs.search"
preset = "tio2"             # Matsui-Akaogi potential, cells and least distances for TiO2
units = [2, 3, 4]           # formula units per cell
trials = 200                # random structures for each of them
pressure = "20 GPa"

[[check]]
id = "search.best"
expect = "-835.396 kcal/mol"
within = "0.01 kcal/mol"
source = "pyrite structure relaxed on its own"
)";

}  // namespace

void register_all(Registry& r) {
    register_structure(r);
    register_glass_quench(r);
    register_polymorphs(r);
    register_glass_fit(r);
    register_glass_assess(r);
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all = {
        {"polymorphs", "Which crystal phases exist, and which is stable?", polymorphs_study}};
    return all;
}

}  // namespace crucible
