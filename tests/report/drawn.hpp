#pragma once
// Reads a written drawing back: every text inside, none on another, none too small.

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "crucible/base/text.hpp"
#include "crucible/report/svg.hpp"
#include "crucible/report/typography.hpp"
#include "tests/report/markup.hpp"

inline double number_of(const markup::Element& e, const char* name) {
    const auto found = e.attributes.find(name);
    return found == e.attributes.end() ? 0 : crucible::to_double(found->second).value_or(1e9);
}

/// Where a text element of a written file lies, from its own attributes and Arial's widths.
inline crucible::report::Box box_of(const markup::Reader& svg, std::size_t index) {
    const markup::Element& e = svg.elements()[index];
    const double size = number_of(e, "font-size");
    const bool bold = e.attributes.contains("font-weight");
    // Smaller runs (sub- and superscripts) are tspans with a size of their own.
    double width = bold ? crucible::report::text_width_bold(crucible::report::marked(e.text), size)
                        : crucible::report::text_width(crucible::report::marked(e.text), size);
    for (std::size_t i = index + 1; i < svg.elements().size(); ++i) {
        const markup::Element& child = svg.elements()[i];
        if (child.parent != static_cast<int>(index)) break;
        if (!child.attributes.contains("font-size")) continue;
        width -= crucible::report::text_width(crucible::report::marked(child.text), size) -
                 crucible::report::text_width(crucible::report::marked(child.text),
                                              number_of(child, "font-size"));
    }
    const double x = number_of(e, "x"), y = number_of(e, "y");
    const auto anchor = e.attributes.find("text-anchor");
    const double left = anchor == e.attributes.end() ? x
                        : anchor->second == "middle" ? x - width / 2
                                                     : x - width;
    return {left, y - 0.72 * size, left + width, y + 0.2 * size};
}

inline void check_drawn(const std::string& file) {
    const markup::Reader svg(file, markup::Dialect::xml);
    const markup::Element& root = svg.elements().front();
    const auto view = crucible::words(root.attributes.at("viewBox"));
    const crucible::report::Box page{0, 0, *crucible::to_double(view[2].text),
                                     *crucible::to_double(view[3].text)};
    std::vector<std::pair<crucible::report::Box, std::string>> boxes;
    for (std::size_t i = 0; i < svg.elements().size(); ++i) {
        if (svg.elements()[i].name != "text") continue;
        const crucible::report::Box box = box_of(svg, i);
        CAPTURE(svg.elements()[i].text);
        const crucible::report::Box allowed{page.x0 - 0.05, page.y0 - 0.05, page.x1 + 0.05,
                                            page.y1 + 0.05};
        CHECK(allowed.contains(box));
        for (const auto& [other, text] : boxes) {
            CAPTURE(text);
            CHECK_FALSE(box.overlaps(other, -0.2));
        }
        boxes.emplace_back(box, svg.elements()[i].text);
        CHECK(number_of(svg.elements()[i], "font-size") >= 7);
    }
}
