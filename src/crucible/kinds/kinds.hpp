#pragma once
// The steps and study templates of every kind, in one visible list.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/search/bench.hpp"
#include "crucible/study/registry.hpp"
#include "crucible/study/run_directory.hpp"

namespace crucible {

void register_structure(Registry&);
void register_structure_measure(Registry&);
void register_structure_soap(Registry&);
void register_structure_pick(Registry&);
void register_structure_dft_inputs(Registry&);
void register_polymorphs_hull(Registry&);
void register_potential(Registry&);
void register_glass_quench(Registry&);
void register_polymorphs(Registry&);
void register_polymorphs_free_energy(Registry&);
void register_polymorphs_diagram(Registry&);
void register_polymorphs_basins(Registry&);
void register_polymorphs_map(Registry&);
void register_polymorphs_cluster(Registry&);
void register_polymorphs_predict(Registry&);
void register_glass_fit(Registry&);
void register_glass_assess(Registry&);
void register_melting_coexist(Registry&);
void register_potential_label(Registry&);
void register_melting_analyse(Registry&);
void register_melting_curve(Registry&);
void register_melting_elements(Registry&);
void register_melting_sizes(Registry&);
void register_melting_cohesion(Registry&);
void register_potential_train(Registry&);
void register_potential_adapt(Registry&);
void register_soil_phantom(Registry&);
void register_soil_classes(Registry&);
void register_soil_porosity(Registry&);
void register_soil_mask(Registry&);
void register_soil_pores(Registry&);
void register_soil_train(Registry&);
void register_soil_predict(Registry&);
void register_soil_transfer(Registry&);
void register_soil_matrix(Registry&);
void register_soil_cover(Registry&);
void register_soil_gradcam(Registry&);
void register_soil_import(Registry&);
void register_synthesis_train(Registry&);
void register_synthesis_train_filter(Registry&);
void register_synthesis_train_value(Registry&);
void register_synthesis_one_step(Registry&);
void register_synthesis_train_translator(Registry&);
void register_synthesis_translate(Registry&);
void register_synthesis_reaction_types(Registry&);
void register_synthesis_judge(Registry&);
void register_synthesis_rule_labels(Registry&);
void register_synthesis_rule_table(Registry&);
void register_soil_export(Registry&);
void register_synthesis_extract(Registry&);
void register_synthesis_map(Registry&);
void register_synthesis_stock(Registry&);
void register_synthesis_transforms(Registry&);
void register_synthesis_rules(Registry&);
void register_synthesis_network(Registry&);
void register_synthesis_plan(Registry&);
void register_synthesis_generate(Registry&);
void register_synthesis_compare(Registry&);
void register_synthesis_review(Registry&);
void register_synthesis_strategic_bonds(Registry&);
void register_synthesis_similar_stock(Registry&);
void register_synthesis_strategies(Registry&);
void register_synthesis_evaluate(Registry&);
/// All of the above.
void register_all(Registry&);

struct Kind {
    std::string_view name, question, study;  ///< `study`: a study file to start from
};
const std::vector<Kind>& kinds();

/// The bundles of web/, empty where they were not built.
struct ViewerScripts {
    std::string structures, volumes;
};
/// Those beside the program.
ViewerScripts viewer_scripts();
/// Writes report.html and figures/ of a run. Returns the report's path.
std::filesystem::path write_report(const RunDirectory&, const ViewerScripts&);

/// Every built-in benchmark.
const std::vector<Benchmark>& benchmarks();

}  // namespace crucible
