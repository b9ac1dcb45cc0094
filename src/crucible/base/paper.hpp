#pragma once
// Drawings on paper: what the plug-in "pdf" gives.

#include <string>
#include <vector>

#include "crucible/base/plugin.hpp"

namespace crucible {

/// One page for each SVG text, each filling its page as far as its shape allows. Sizes in pt.
struct PaperJob {
    std::string title;                       ///< plain, for the document's properties
    double width = 841.89, height = 595.28;  ///< A4 across
    std::vector<std::string> pages;
};

/// The bytes of a PDF: vectors and embedded fonts, no date, the same bytes for the same job with
/// the same libraries and fonts. Throws InconsistentError (E-pdf) for a page that is no SVG.
inline constexpr PluginKey<std::string(const PaperJob&)> print_pages{"print_pages"};

}  // namespace crucible
