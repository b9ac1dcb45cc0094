#pragma once
// The report of a glass study. Internal to the module: run_page calls the first function, the
// others are its parts.

#include <map>
#include <string>
#include <vector>

#include "crucible/kinds/run_data.hpp"

namespace crucible {

/// Answer, figures and tables of the fits and the assessments of a run.
void fill_glass_page(const RunData&, report::Page&);

/// One fit of the run, with what its figures need.
struct GlassArm {
    std::string name;  ///< of the step; a control's ends in "-control"
    bool with_energy = false, is_control = false;
    report::Hue hue = report::Hue::grey;
    const RunStep* step = nullptr;
};
/// Fits in the order of the study, each followed by its control if it has one.
std::vector<GlassArm> glass_arms(const RunData&);

/// Fit and residual of every data set of a fit.
report::Figure fit_figure(const RunData&, const GlassArm&);
/// The panel of one data set: the first of diffraction, else the first there is.
report::Panel first_fit_panel(const RunData&, const GlassArm&);
/// R^2 of every data set in every arm.
report::Table data_table(const RunData&, const std::vector<GlassArm>&);
/// How R^2 and energy went.
report::Figure history_figure(const RunData&, const GlassArm&);

/// Bars of one row family over the arms of an assessment: "gap", "l1", ...
report::Panel arm_bars(const RunData&, const RunStep& assess, const std::vector<GlassArm>&,
                       const std::string& row, const std::string& title, const std::string& unit,
                       double factor, std::optional<report::ReferenceLine>);
report::Figure remedies_figure(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
report::Figure distribution_figure(const RunData&, const RunStep& assess,
                                   const std::vector<GlassArm>&);
report::Figure voronoi_figure(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
report::Figure shape_figure(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
report::Table finding_table(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
report::Table check_table(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
/// What the data added to the energy: each fit beside its control. No rows without controls.
report::Table control_table(const RunData&, const RunStep& assess, const std::vector<GlassArm>&);
/// Slices of target and models, coloured by Voronoi class and by energy.
report::StructureGallery class_gallery(const RunData&, const RunStep& assess);

}  // namespace crucible
