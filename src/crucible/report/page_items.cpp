// Figures, tables, callouts and structures in rows of twelve columns.

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/report/forms.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/page_parts.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

constexpr std::size_t longest_data_table = 60;
constexpr std::string_view sample_pill = "<span class=\"sample\">sample data</span>";

std::string column_class(Width w) { return "w" + std::to_string(width_columns(w)); }

void append_caption(std::string& out, const std::string& number, const std::string& title,
                    const std::string& caption, Table::Sample sample) {
    out += "<b>" + number + "</b> ";
    if (sample == Table::Sample::yes) out += sample_pill;
    out += "<span class=\"ct\">" + html_of(title) + "</span>";
    if (!caption.empty()) out += " " + html_of(caption);
}

void append_placeholder(std::string& out, const Placeholder& p, double height) {
    const char* face = p.kind == Placeholder::Kind::failed ? "failed" : "";
    out += "<div class=\"ph " + std::string(face) +
           "\" style=\"min-height:" + std::to_string(static_cast<int>(height * 1.5)) + "px\">";
    if (!p.code.empty()) out += "<p class=\"c\"><code>" + escaped(p.code) + "</code></p>";
    if (p.kind == Placeholder::Kind::not_asked) out += "<p>Not asked for</p>";
    if (!p.message.empty()) out += "<p>" + html_of(p.message) + "</p>";
    if (p.kind == Placeholder::Kind::waiting) {
        const int percent =
            static_cast<int>(100 * std::clamp(std::isfinite(p.done) ? p.done : 0, 0.0, 1.0));
        out += "<div class=\"bar\"><i style=\"width:" + std::to_string(percent) + "%\"></i></div>";
    }
    if (!p.note.empty()) out += "<p class=\"m\">" + html_of(p.note) + "</p>";
    if (!p.remedy.empty()) out += "<p class=\"m\"><code>" + escaped(p.remedy) + "</code></p>";
    out += "</div>\n";
}

Width figure_width(const Figure& figure) {
    return figure.panels.size() == 1 ? figure.panels.front().width : Width::full;
}

void append_csv_block(std::string& out, const std::string& id, const std::string& csv_text) {
    out += "<script type=\"application/json\" id=\"" + id + "-csv\">" + json_string(csv_text) +
           "</script>\n";
}

void append_data(std::string& out, const Figure& figure) {
    out += "<details class=\"dt\"><summary>Data</summary>\n";
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
        const Table table = data_table(figure, i);
        if (figure.panels.size() > 1) out += "<h3>" + html_of(table.title) + "</h3>";
        out += table_html(table, "", longest_data_table);
    }
    out += "</details>";
    append_csv_block(out, figure.id, csv(figure));
}

// Cells and positions of all structures that could be drawn.
void append_gallery_data(std::string& out, const StructureGallery& gallery) {
    std::string tables, text;
    for (const StructureView& view : gallery.views) {
        const Figure still = still_figure(gallery, view);
        try {
            const Table table = data_table(still, 0);
            tables +=
                "<h3>" + html_of(view.name) + "</h3>" + table_html(table, "", longest_data_table);
            text += (text.empty() ? "# " : "\n# ") + plain_text(view.name) + "\n" + csv(table);
        } catch (const InconsistentError&) {
            continue;  // its place in the gallery says why
        }
    }
    if (tables.empty()) return;
    out += "<details class=\"dt\"><summary>Data</summary>\n" + tables + "</details>";
    append_csv_block(out, gallery.id, text);
}

// The drawing and its data; a figure that cannot be drawn says why instead.
std::string drawing_of(const Figure& figure) {
    if (figure.placeholder) {
        std::string out;
        append_placeholder(out, *figure.placeholder, 214);
        return out;
    }
    try {
        if (figure.panels.empty()) cannot_draw("it has no panels");
        std::string out = figure.panels.size() == 1 ? "<div>" : "<div class=\"row\">";
        for (std::size_t i = 0; i < figure.panels.size(); ++i) {
            out += "<div class=\"draw " + column_class(figure.panels[i].width) + "\">\n" +
                   panel_svg(figure, i) + "</div>\n";
        }
        return out + "</div>\n";
    } catch (const InconsistentError& e) {
        Placeholder failed{Placeholder::Kind::failed, marked(e.message()), "", e.code(), "", 0};
        std::string out;
        append_placeholder(out, failed, 150);
        return out;
    }
}

void append_figure(std::string& out, const Figure& figure, Numbering& numbers) {
    const std::string drawing = drawing_of(figure);
    const bool drawn = drawing.find("<svg") != std::string::npos;
    const bool has_viewer = drawn && figure.volume && numbers.volume_viewer == Viewer::embedded;
    out +=
        "<figure class=\"fig " + column_class(figure_width(figure)) + "\" id=\"" + figure.id + "\"";
    if (has_viewer)
        out += " data-volume=\"" + figure.id + "-volume\" data-name=\"" +
               escaped(figure.volume->name) + "\"";
    out += ">" + drawing + "<figcaption>";
    append_caption(out, "Fig. " + std::to_string(++numbers.figures), figure.title, figure.caption,
                   figure.sample);
    out += "</figcaption>\n";
    if (drawn) append_data(out, figure);
    for (const Panel& panel : figure.panels)
        if (const auto* atlas = std::get_if<AtlasPlot>(&panel.form); atlas && drawn)
            out += "<script type=\"application/json\" data-atlas=\"" + figure.id + "\">" +
                   atlas_json(*atlas) + "</script>";
    if (has_viewer)
        out += "<script type=\"application/json\" id=\"" + figure.id + "-volume\">" +
               volume_scene_json(*figure.volume) + "</script>";
    out += "</figure>\n";
}

void append_table(std::string& out, const Table& table, Numbering& numbers) {
    const std::string number = std::to_string(++numbers.tables), id = "table-" + number;
    out += "<div class=\"" + column_class(table.width) + "\"><div class=\"cap\" id=\"" + id +
           "-cap\">";
    append_caption(out, "Table " + number, table.title, table.caption, table.sample);
    out += "</div>\n" + table_html(table, id, 1000) + "</div>\n";
}

void append_callout(std::string& out, const Callout& callout) {
    const bool error = callout.kind == Callout::Kind::error;
    out += std::string("<div role=\"note\" class=\"w12 call") + (error ? " error" : "") + "\"><b>" +
           html_of(callout.headline) + "</b> " + html_of(callout.text);
    if (!callout.code.empty()) out += " <code>" + escaped(callout.code) + "</code>";
    if (!callout.cure.empty()) out += " Run <code>" + escaped(callout.cure) + "</code>";
    out += "</div>\n";
}

void append_gallery(std::string& out, const StructureGallery& gallery, Numbering& numbers) {
    const bool small = width_columns(gallery.each) <= 4;
    out += "<figure class=\"fig w12\" id=\"" + gallery.id + "\"><div class=\"row" +
           (small ? " small" : "") + "\">\n";
    for (const StructureView& view : gallery.views) {
        const std::string drawing = drawing_of(still_figure(gallery, view));
        const bool drawn = drawing.find("<svg") != std::string::npos;
        out += "<div class=\"sv3 " + column_class(gallery.each) + "\"";
        if (drawn && numbers.viewer == Viewer::embedded) {
            out += " data-scene=\"" + view.id + "-scene\" data-name=\"" +
                   escaped(plain_text(view.name)) + "\"";
        }
        out += ">" + drawing + "<h3>" + html_of(view.name) + "</h3>";
        if (!view.note.empty()) out += "<p>" + html_of(view.note) + "</p>";
        if (drawn && numbers.viewer == Viewer::embedded) {
            out += "<script type=\"application/json\" id=\"" + view.id + "-scene\">" +
                   scene_json(view.crystal) + "</script>";
        }
        out += "</div>\n";
    }
    out += "</div><figcaption>";
    append_caption(out, "Fig. " + std::to_string(++numbers.figures), gallery.title, gallery.caption,
                   gallery.sample);
    out += "</figcaption>\n";
    append_gallery_data(out, gallery);
    out += "</figure>\n";
}

int item_columns(const Item& item) {
    if (const auto* figure = std::get_if<Figure>(&item))
        return width_columns(figure_width(*figure));
    if (const auto* table = std::get_if<Table>(&item)) return width_columns(table->width);
    return 12;
}

void append_item(std::string& out, const Item& item, Numbering& numbers) {
    if (const auto* figure = std::get_if<Figure>(&item)) append_figure(out, *figure, numbers);
    if (const auto* table = std::get_if<Table>(&item)) append_table(out, *table, numbers);
    if (const auto* callout = std::get_if<Callout>(&item)) append_callout(out, *callout);
    if (const auto* gallery = std::get_if<StructureGallery>(&item))
        append_gallery(out, *gallery, numbers);
}

}  // namespace

Figure still_figure(const StructureGallery& gallery, const StructureView& view) {
    Figure figure;
    figure.id = view.id;
    figure.title = view.name;
    figure.caption = view.note;
    figure.description = "Ball-and-stick picture of one cell with " +
                         std::to_string(view.crystal.atoms.size()) + " atoms. " +
                         plain_text(view.note);
    figure.sample = gallery.sample;
    figure.panels.push_back({StructureStill{view.crystal}, "", gallery.each, 0});
    return figure;
}

void append_items(std::string& out, const std::vector<Item>& items, Numbering& numbers) {
    // Neighbours share a row while they fit into twelve columns.
    for (std::size_t i = 0; i < items.size();) {
        std::size_t end = i;
        int columns = 0;
        while (end < items.size() && columns + item_columns(items[end]) <= 12) {
            columns += item_columns(items[end++]);
        }
        out += end - i == 1 ? "<div class=\"row one\">\n" : "<div class=\"row\">\n";
        for (; i < end; ++i) append_item(out, items[i], numbers);
        out += "</div>\n";
    }
}

}  // namespace crucible::report
