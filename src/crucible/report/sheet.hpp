#pragma once
// Trees of cards on paper, one to a page: what is printed or sent, where the page of the report is
// read on a screen.

#include <string>
#include <vector>

#include "crucible/report/figure.hpp"

namespace crucible::report {

/// One page. Texts are marked text (typography.hpp).
struct Sheet {
    std::string title;
    std::vector<std::string> lines;  ///< below the title
    TreePlot tree;
    std::string footer;
};
/// Sheets under one name.
struct Document {
    std::string name;   ///< of its file, as a figure's id; without an ending
    std::string title;  ///< plain
    std::vector<Sheet> sheets;
};

/// A4 across, 841.89 x 595.28 pt, as SVG: title, lines, and the tree with its steps. All of it gets
/// smaller together until it fits the page. The same bytes for the same sheet. Throws
/// InconsistentError (E-report-figure) for a tree that cannot be drawn.
std::string sheet_svg(const Sheet&);

}  // namespace crucible::report
