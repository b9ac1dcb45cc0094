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

constexpr std::string_view glass_study =
    R"(# What does this glass look like, and can the model be trusted?
#   crucible run study.toml        (three minutes on two cores)
# A small glass is quenched, measured as an experiment would, fitted from its S(q) alone and with an
# energy, and every model is held against it. Of your own data you give the file instead, and the
# composition in place of the target:
#   data = [{ use = "sq-xray", file = "my-sq.dat" }]
#   system = { composition = "Cu64Zr36", density = "7.49 g/cm^3" }
crucible = 1
kind = "glass"
name = "my-glass"
seed = 1

[step.quench]               # the known structure
use = "glass.quench"
composition = "Cu64Zr36"
energy = { use = "eam", file = "CuZr_mm.eam.fs" }
atoms = 864
melt_time = "5 ps"
rate = "1e14 K/s"
hold_time = "2 ps"

[step.data-only]
use = "glass.fit"
target = "@quench.target"
schedule = "strict"
replicas = 2
data = [{ use = "sq-xray" }]

[step.with-energy]          # its control goes the same way without data
use = "glass.fit"
target = "@quench.target"
preset = "fast"
replicas = 2
energy = { use = "eam", file = "CuZr_mm.eam.fs" }
data = [{ use = "sq-xray" }]

[step.assess]
use = "glass.assess"
target = "@quench.target"
models = ["@data-only.models", "@with-energy.models", "@with-energy.control"]
energy = { use = "eam", file = "CuZr_mm.eam.fs" }
)";

constexpr std::string_view melting_study =
    R"(# When does it melt, and how sure is that?
#   crucible run study.toml        (about ten minutes on two cores)
# Potential and element in, temperature with a 95 % interval out: no guess, no settings.
crucible = 1
kind = "melting"
name = "my-melting"
seed = 1

[step.coexist]
use = "melting.coexist"
preset = "fast"              # 1 %; "accurate" takes 0.25 %
element = "Cu"
energy = { use = "eam", file = "Cu_mishin1.eam.alloy" }

[step.cohesion]              # what the cohesive energy alone says
use = "melting.cohesion"
elements = ["Cu"]
)";

constexpr std::string_view synthesis_study =
    R"(# How do I make these molecules?
#   crucible run study.toml        (about a minute on two cores)
# Templates, policy, filter and stock are those that ship with the program, learned from patents
# (USPTO-50k, CC0). Your own: steps synthesis.extract, synthesis.train and synthesis.stock.
crucible = 1
kind = "synthesis"
name = "my-targets"
seed = 1

[step.plan]
use = "synthesis.plan"
targets = [
    "CC(=O)Nc1ccc(O)cc1",            # paracetamol
    "CCN(CC)CC(=O)Nc1c(C)cccc1C",    # lidocaine
]
iterations = 200
)";

constexpr std::string_view soil_study =
    R"(# What is inside this soil core, and what can a network say of its slices?
#   crucible run study.toml        (about three minutes on two cores)
# The core is made up, so that its truth is known. Of a scanned one you give the folder instead:
#   use = "soil.import"
#   from = "/data/ct/Deutschland_3086"
crucible = 1
kind = "soil"
name = "my-core"
seed = 1

[step.core]
use = "soil.phantom"
soil = "forest"

[step.classes]
use = "soil.classes"
volume = "@core.volume"

[step.porosity]
use = "soil.porosity"
volume = "@core.volume"

[step.train]
use = "soil.train"
preset = "fast"
samples = ["@core.volume"]
targets = ["3"]

[step.gradcam]
use = "soil.gradcam"
sample = "@core.volume"
models = "@train.models"
show = "decrease"           # what lowers the porosity, against the mean map of the core
against = "core"
layer = "block3_conv3"      # sees less than the last one and tells places better
)";

// In the order in which people read them: the lists of steps follow it.
void register_materials(Registry& r) {
    register_structure(r);
    register_potential(r);
    register_potential_label(r);
    register_potential_train(r);
    register_potential_adapt(r);
    register_glass_quench(r);
    register_glass_fit(r);
    register_glass_assess(r);
    register_polymorphs(r);
    register_polymorphs_map(r);
    register_polymorphs_cluster(r);
    register_polymorphs_basins(r);
    register_polymorphs_predict(r);
    register_polymorphs_hull(r);
    register_polymorphs_free_energy(r);
    register_polymorphs_diagram(r);
    register_melting_coexist(r);
    register_melting_curve(r);
    register_melting_sizes(r);
    register_melting_elements(r);
    register_melting_cohesion(r);
    register_melting_analyse(r);
}

void register_soil(Registry& r) {
    register_soil_import(r);
    register_soil_export(r);
    register_soil_phantom(r);
    register_soil_classes(r);
    register_soil_porosity(r);
    register_soil_mask(r);
    register_soil_pores(r);
    register_soil_train(r);
    register_soil_predict(r);
    register_soil_transfer(r);
    register_soil_matrix(r);
    register_soil_cover(r);
    register_soil_gradcam(r);
}

void register_synthesis(Registry& r) {
    register_synthesis_plan(r);
    register_synthesis_compare(r);
    register_synthesis_generate(r);
    register_synthesis_review(r);
    register_synthesis_network(r);
    register_synthesis_one_step(r);
    register_synthesis_translate(r);
    register_synthesis_judge(r);
    register_synthesis_transforms(r);
    register_synthesis_rules(r);
    register_synthesis_strategies(r);
    register_synthesis_strategic_bonds(r);
    register_synthesis_stock(r);
    register_synthesis_similar_stock(r);
    register_synthesis_extract(r);
    register_synthesis_map(r);
    register_synthesis_reaction_types(r);
    register_synthesis_rule_labels(r);
    register_synthesis_rule_table(r);
    register_synthesis_train(r);
    register_synthesis_train_filter(r);
    register_synthesis_train_value(r);
    register_synthesis_train_translator(r);
    register_synthesis_evaluate(r);
}

}  // namespace

void register_all(Registry& r) {
    register_materials(r);
    register_soil(r);
    register_synthesis(r);
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all = {
        {"glass", "What does this glass look like, and can the model be trusted?", glass_study},
        {"melting", "When does it melt, and how sure is that?", melting_study},
        {"polymorphs", "Which crystal phases exist, and which is stable?", polymorphs_study},
        {"soil", "What is inside this soil core?", soil_study},
        {"synthesis", "How do I make this molecule?", synthesis_study}};
    return all;
}

}  // namespace crucible
