#pragma once
// Figures as data. A figure has one or more panels, each of one form; everything that is drawn can
// also be read from its table and CSV. Titles, names and captions are marked text (typography.hpp).

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crucible/report/crystal.hpp"
#include "crucible/report/table.hpp"
#include "crucible/report/tokens.hpp"

namespace crucible::report {

enum class Scale : std::uint8_t { linear, log10 };

struct Axis {
    std::string name;  ///< symbol or words, e.g. "Δ*H*"
    std::string unit;  ///< plain, e.g. "kcal/mol per TiO2"; "" for none
    Scale scale = Scale::linear;
    std::optional<double> low, high;  ///< limits; otherwise from the data, rounded to ticks
};

enum class Mark : std::uint8_t { line, dots, open_dots, line_and_dots, steps };
enum class Weight : std::uint8_t { data, strong, context, trace };

/// y(x) with a name. `error` is one standard error; `band` is drawn instead of bars where the
/// points are dense. Points that are not finite break the line.
struct Series {
    std::string name;
    Hue hue = Hue::s1;
    std::vector<double> x, y;
    std::vector<double> error;  ///< empty, or one per point
    Mark mark = Mark::line;
    Weight weight = Weight::data;
    std::vector<std::string> point_names;  ///< empty, or one per point; drawn where there is room
    enum class Doubt : std::uint8_t { bars, band } doubt = Doubt::bars;
};
/// A dashed line at a value, with its name.
struct ReferenceLine {
    double value = 0;
    std::string name;
};
/// A shaded interval on x, named.
struct Window {
    double low = 0, high = 0;
    std::string name;
};

/// Lines and points over x and y; also the plain scatter (Mark::dots).
struct LinePlot {
    Axis x, y;
    std::vector<Series> series;
    std::vector<ReferenceLine> horizontal, vertical;
    std::vector<Window> windows;
};
/// Target as open dots, model as line on top, residual below.
struct FitPlot {
    Axis x, y;
    std::string target_name = "target", model_name = "model";
    std::vector<double> at, target, model;  ///< same length
    Hue hue = Hue::s2;
    std::optional<double> r2;
};
/// This run (y) against a reference (x), diagonal and tolerance band.
struct ParityPlot {
    std::string quantity;  ///< of both axes
    std::string unit;
    std::string reference_name = "reference", value_name = "this run";
    struct Group {
        std::string name;
        Hue hue = Hue::s1;
        std::vector<double> reference, value, error;
        std::vector<std::string> point_names;
        enum class Seen : std::uint8_t { yes, no } seen = Seen::yes;  ///< no: open markers
    };
    std::vector<Group> groups;
    std::optional<double> tolerance;  ///< half width of the grey band
};
/// Horizontal bars, sorted from the largest down unless told otherwise.
struct BarPlot {
    std::string category;  ///< what the names are
    Axis value;
    struct Bar {
        std::string name;
        Hue hue = Hue::grey;
        double value = 0;
        std::optional<double> error, reference;
    };
    std::vector<Bar> bars;
    enum class Order : std::uint8_t { descending, as_given } order = Order::descending;
    std::string reference_name = "reference";
    std::optional<ReferenceLine> target;
};
/// One dot per item up to 200, then a histogram; the tolerance is shaded.
struct DistributionPlot {
    Axis x;
    std::vector<double> values;
    Hue hue = Hue::s1;
    std::string item = "item";  ///< "52 relaxations, one dot each"
    std::optional<Window> tolerance;
};
/// Points whose axes are arbitrary (a kernel PCA map): frame without ticks, shape and colour per
/// cluster, numbered rings that link to rows of a table.
struct MapPlot {
    std::string x_name, y_name;
    struct Cluster {
        std::string name;
        Hue hue = Hue::grey;
        std::vector<double> x, y;
        std::string anchor;  ///< row to link to; "" gives no ring
    };
    std::vector<Cluster> clusters;
};
/// Points whose axes are arbitrary, coloured by one of several quantities, their area growing with
/// the logarithm of how often each was found. The page's script changes the quantity and tells of a
/// point that is clicked; points link to rows of a table without it as well.
struct AtlasPlot {
    std::string x_name, y_name;
    enum class Named : std::uint8_t { no, yes };
    struct Point {
        double x = 0, y = 0;
        double count = 1;  ///< 0: not found, an open marker
        std::string name;
        std::string anchor;  ///< row to link to, or ""
        Named is_named = Named::no;
        /// Of its simulated powder diffraction: 2 theta in degrees, intensity up to 100; shown when
        /// the point is clicked.
        std::vector<std::pair<double, double>> lines{};
    };
    /// One value or one word per point.
    struct Quantity {
        std::string name, unit;
        std::vector<double> values;
        std::vector<std::string> words;
    };
    std::vector<Point> points;
    std::vector<Quantity> quantities;  ///< the first is shown
};
/// Values on a grid, row 0 at the bottom.
struct HeatMap {
    std::string x_name, y_name;
    std::vector<std::string> columns, rows;  ///< names, or empty for numeric axes
    Axis x, y;                               ///< used when names are empty
    std::size_t n_x = 0, n_y = 0;
    std::vector<double> values;  ///< (n_y, n_x)
    std::string quantity, unit;
    enum class Map : std::uint8_t { sequential, diverging } map = Map::sequential;
    std::optional<double> low, high;  ///< values of the scale's ends; none: from the data
    std::optional<double> threshold;  ///< cells at or below carry a dot
};
/// Fields of stability and the boundaries between them.
struct PhaseDiagram {
    Axis x, y;
    struct Field {
        std::string name;
        Hue hue = Hue::grey;
        std::vector<std::pair<double, double>> outline;  ///< polygon in data units
    };
    struct Boundary {
        std::string name;
        std::vector<double> x, y, x_error;
        enum class Kind : std::uint8_t { computed, extrapolated } kind = Kind::computed;
    };
    struct Measured {
        std::string name;
        std::vector<double> x, y;
    };
    std::vector<Field> fields;
    std::vector<Boundary> boundaries;
    std::vector<Measured> measured;
};
/// Values against depth, which grows downwards.
struct DepthProfile {
    Axis value, depth;
    std::vector<Series> series;   ///< x is the value, y the depth
    std::optional<double> shown;  ///< depth of the slice shown beside it
};
/// A picture with a scale bar.
struct ImagePlot {
    std::size_t width = 0, height = 0;
    std::vector<std::uint8_t> pixels;  ///< (height, width) grey, or (height, width, 3) RGB
    double pixel_size = 0;             ///< in `unit`; 0 leaves the scale bar out
    std::string unit;
    struct Region {
        double x = 0, y = 0, width = 0, height = 0;  ///< pixels
        std::string name;
    };
    std::vector<Region> regions;
};
/// Ball-and-stick picture of one cell.
struct StructureStill {
    Crystal crystal;
};

/// A drawing that was made elsewhere, as shapes in pt in the order of painting; y grows downwards.
struct Sketch {
    struct Shape {
        enum class Kind : std::uint8_t { line, area, letter } kind = Kind::line;
        Hue hue = Hue::ink;
        std::vector<std::pair<double, double>> points;  ///< of a letter: its baseline's start
        double size = 1;                                ///< width of a line, height of a letter
        double opacity = 1;                             ///< of an area
        std::string letter;                             ///< plain
    };
    double width = 0, height = 0;
    std::vector<Shape> shapes;
};
/// Cards that are made of one another: the goal at the left, what is given at the right, arrows to
/// what is made. Deep trees become an outline from top to bottom.
struct TreePlot {
    struct Card {
        enum class State : std::uint8_t { goal, given, between, missing } state = State::between;
        int parent = -1;   ///< of the first card; parents come before what they are made of
        std::string name;  ///< plain: for the table and for those who do not see
        std::string word;  ///< plain, below the sketch: "in stock"; "" for none
        Sketch sketch;
        /// How it is made of its children, for the table: "amide coupling", "prior 0.31". The first
        /// is also drawn beside the arrow where there is room. Plain; empty for a leaf.
        std::vector<std::string> step;
    };
    std::vector<Card> cards;
};

using Form =
    std::variant<LinePlot, FitPlot, ParityPlot, BarPlot, DistributionPlot, MapPlot, HeatMap,
                 PhaseDiagram, DepthProfile, ImagePlot, StructureStill, TreePlot, AtlasPlot>;

struct Panel {
    Form form;
    std::string title;  ///< marked; panels of a figure with several are lettered a, b, ...
    Width width = Width::half;
    double height = 0;  ///< pt, at least 80; 0 takes the usual height of the form
};

/// Why a figure cannot be drawn (yet). The frame has the figure's final size.
struct Placeholder {
    enum class Kind : std::uint8_t { waiting, failed, not_asked } kind = Kind::waiting;
    std::string message;  ///< "412 of 1 000 trials", "No chemical potentials at 700 K."
    std::string note;     ///< "Drawn from 200 trials on; 3 min left."
    std::string code;     ///< error code of a failed step
    std::string remedy;   ///< command or line of TOML that cures it
    double done = 0;      ///< fraction, for waiting
};

/// What the volume viewer shows for a figure: at most some 128 voxels along each axis.
struct VolumeScene {
    std::string name;                                  ///< plain
    std::array<std::size_t, 3> shape{};                ///< slices, rows, columns
    std::array<double, 3> spacing{1, 1, 1};            ///< mm, same order
    std::vector<std::uint8_t> grey;                    ///< slices from the top
    std::vector<std::uint8_t> labels;                  ///< the same shape, or empty; 0 = no class
    std::vector<std::pair<std::string, Hue>> classes;  ///< of label 1, 2, ...
};

struct Figure {
    std::string
        id;  ///< a letter, then letters, digits, - and _; unique on the page; file name and anchor
    std::string title;        ///< a sentence
    std::string caption;      ///< what symbols, bars and bands mean; sample size; units
    std::string description;  ///< what it shows, one or two sentences with numbers (plain text)
    std::vector<Panel> panels;
    Table::Sample sample = Table::Sample::no;
    std::optional<Placeholder> placeholder;  ///< drawn instead of the panels
    std::optional<VolumeScene> volume;       ///< behind "Open viewer"
};

/// The composed figure: panels side by side in rows of 504 pt. Same bytes for the same figure.
/// Throws InconsistentError (E-report-figure) when lengths differ or nothing can be drawn.
std::string svg(const Figure&);
/// One panel alone, as the page places it; ids carry the figure's id and the panel's letter.
std::string panel_svg(const Figure&, std::size_t panel);
/// The numbers behind a panel, and behind a figure (panels one after the other).
Table data_table(const Figure&, std::size_t panel);
std::string csv(const Figure&);

}  // namespace crucible::report
