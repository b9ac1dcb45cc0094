#pragma once
// One file per form: what it needs, how high it is, how it is drawn, what its table says.
// Internal to the module; figure.cpp puts panels together.

#include "crucible/report/axes.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/report/labels.hpp"
#include "crucible/report/svg.hpp"

namespace crucible::report {

/// The usual height of a single figure, pt.
inline constexpr double single_height = 214;

/// Throws E-report-figure unless the numbers fit together and something can be drawn.
void check(const LinePlot&);
void check(const FitPlot&);
void check(const ParityPlot&);
void check(const BarPlot&);
void check(const DistributionPlot&);
void check(const MapPlot&);
void check(const HeatMap&);
void check(const PhaseDiagram&);
void check(const DepthProfile&);
void check(const ImagePlot&);
void check(const StructureStill&);
void check(const TreePlot&);
void check(const AtlasPlot&);

/// Height in pt for a drawing of this width.
double usual_height(const LinePlot&, double width);
double usual_height(const FitPlot&, double width);
double usual_height(const ParityPlot&, double width);
double usual_height(const BarPlot&, double width);
double usual_height(const DistributionPlot&, double width);
double usual_height(const MapPlot&, double width);
double usual_height(const HeatMap&, double width);
double usual_height(const PhaseDiagram&, double width);
double usual_height(const DepthProfile&, double width);
double usual_height(const ImagePlot&, double width);
double usual_height(const StructureStill&, double width);
double usual_height(const TreePlot&, double width);
double usual_height(const AtlasPlot&, double width);

void draw(const LinePlot&, Svg&, const Box&);
void draw(const FitPlot&, Svg&, const Box&);
void draw(const ParityPlot&, Svg&, const Box&);
void draw(const BarPlot&, Svg&, const Box&);
void draw(const DistributionPlot&, Svg&, const Box&);
void draw(const MapPlot&, Svg&, const Box&);
void draw(const HeatMap&, Svg&, const Box&);
void draw(const PhaseDiagram&, Svg&, const Box&);
void draw(const DepthProfile&, Svg&, const Box&);
void draw(const ImagePlot&, Svg&, const Box&);
void draw(const StructureStill&, Svg&, const Box&);
void draw(const TreePlot&, Svg&, const Box&);
void draw(const AtlasPlot&, Svg&, const Box&);

Table tabulate(const LinePlot&);
Table tabulate(const FitPlot&);
Table tabulate(const ParityPlot&);
Table tabulate(const BarPlot&);
Table tabulate(const DistributionPlot&);
Table tabulate(const MapPlot&);
Table tabulate(const HeatMap&);
Table tabulate(const PhaseDiagram&);
Table tabulate(const DepthProfile&);
Table tabulate(const ImagePlot&);
Table tabulate(const StructureStill&);
Table tabulate(const TreePlot&);
Table tabulate(const AtlasPlot&);
/// What the page's script needs: colours and words for each quantity and point.
std::string atlas_json(const AtlasPlot&);

/// "bars: 3 values, 4 errors" as E-report-figure.
[[noreturn]] void cannot_draw(const std::string& why);
/// Requires `list` to be empty or as long as `n`.
void require_length(std::size_t n, std::size_t list, const char* what);

/// Parts that several forms share: series of lines and points, and their table.
void check_series(const std::vector<Series>&);
Table tabulate_series(const std::vector<Series>&, const Axis& x, const Axis& y);
void draw_series(Svg&, Obstacles&, const Plot&, const Series&);
/// The points of a series on the page; not finite where the data are not, or not positive on a
/// log axis.
std::vector<Point> page_points(const Plot&, const std::vector<double>& x,
                               const std::vector<double>& y);
double marker_radius(std::size_t n);

}  // namespace crucible::report
