#include "crucible/report/page.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/page_parts.hpp"
#include "crucible/report/png.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::report {
namespace {

bool is_id(std::string_view id) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (id.empty() || id.size() > 80 || !letter(id[0])) return false;
    return std::all_of(id.begin(), id.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

class IdSet {
public:
    void add(const std::string& id) {
        const bool fresh = ids_.insert(id).second;
        if (is_id(id) && fresh) return;
        throw InconsistentError("E-report-id",
                                is_id(id) ? "two parts of the report are called " + in_quotes(id)
                                          : in_quotes(id) + " cannot be an id",
                                "give each figure its own id of letters, digits, hyphens");
    }
    void add(const Item& item) {
        if (const auto* figure = std::get_if<Figure>(&item)) add(figure->id);
        if (const auto* gallery = std::get_if<StructureGallery>(&item)) {
            add(gallery->id);
            for (const StructureView& view : gallery->views) add(view.id);
        }
    }

private:
    std::set<std::string> ids_;
};

void check_ids(const Page& page) {
    IdSet ids;
    for (const char* taken : {"answer", "checks", "provenance", "viewer-bundle", "volume-bundle"})
        ids.add(taken);
    if (page.hero) ids.add(*page.hero);
    for (const Group& group : page.groups) {
        for (const Item& item : group.items) ids.add(item);
    }
}

std::string group_anchor(std::size_t i) { return "group-" + std::to_string(i + 1); }

void append_top(std::string& out, const Page& page) {
    out +=
        "<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n<header class=\"top\">"
        "<a class=\"mark\" href=\"#answer\">Crucible</a><span>" +
        escaped(page.kind) + "</span><span class=\"id\">" + escaped(page.study_name) +
        "</span><span class=\"when\">";
    out += escaped(page.date);
    if (!page.date.empty() && !page.run_time.empty()) out += " · ";
    out += escaped(page.run_time) + "</span></header>\n";
}

void append_contents(std::string& out, const Page& page) {
    out += "<nav aria-label=\"Contents\"><a class=\"on\" href=\"#answer\">Answer</a>";
    for (std::size_t i = 0; i < page.groups.size(); ++i) {
        out += "<a href=\"#" + group_anchor(i) + "\">" + html_of(page.groups[i].title) + "</a>";
    }
    const bool failed = std::any_of(page.checks.begin(), page.checks.end(),
                                    [](const Check& c) { return c.outcome == Outcome::fail; });
    out += "<a href=\"#checks\">Checks";
    if (failed) out += " <span class=\"dot\" role=\"img\" aria-label=\"one failed\"></span>";
    out += "</a><a href=\"#provenance\">Provenance</a></nav>\n";
}

void append_answer(std::string& out, const Page& page, Numbering& numbers) {
    out += "<section id=\"answer\">\n<p class=\"eyebrow\">" + html_of(page.question) +
           "</p>\n<h1>" + html_of(page.headline) + "</h1>\n";
    if (!page.lede.empty()) out += "<p class=\"lede\">" + html_of(page.lede) + "</p>\n";
    append_verdict(out, page);
    if (!page.key_numbers.empty()) {
        out += "<dl class=\"keys\">\n";
        for (const KeyNumber& key : page.key_numbers) append_key_number(out, key);
        out += "</dl>\n";
    }
    if (page.hero) append_items(out, {*page.hero}, numbers);
    out += "</section>\n";
}

std::string content_policy(const Assets& assets, bool viewer, bool volume_viewer) {
    std::string policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src "
        "'unsafe-inline'; img-src data: blob:; script-src " +
        csp_hash(page_script());
    if (viewer) policy += " " + csp_hash(assets.viewer_js);
    if (volume_viewer) policy += " " + csp_hash(assets.volume_js);
    return policy;
}

template <class Is>
bool has_item(const Page& page, Is&& is) {
    if (page.hero && is(*page.hero)) return true;
    return std::any_of(page.groups.begin(), page.groups.end(), [&](const Group& group) {
        return std::any_of(group.items.begin(), group.items.end(), is);
    });
}

bool has_structures(const Page& page) {
    return has_item(page, [](const Item& item) {
        const auto* gallery = std::get_if<StructureGallery>(&item);
        return gallery != nullptr && !gallery->views.empty();
    });
}

bool has_volumes(const Page& page) {
    return has_item(page, [](const Item& item) {
        const auto* figure = std::get_if<Figure>(&item);
        return figure != nullptr && figure->volume.has_value();
    });
}

// A bundle that could end its script element, or change how the rest is read, is not embedded.
bool can_be_embedded(std::string_view script) {
    return !script.empty() && lower(script).find("</script") == std::string::npos &&
           script.find("<!--") == std::string_view::npos;
}

}  // namespace

std::string render(const Page& page, const Assets& assets) {
    check_ids(page);
    const bool viewer = has_structures(page) && can_be_embedded(assets.viewer_js);
    const bool volume_viewer = has_volumes(page) && !assets.volume_js.empty();
    std::string out;
    out.reserve(std::size_t{1} << 18);
    out +=
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><meta name=\"color-scheme\" "
        "content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"" +
        content_policy(assets, viewer, volume_viewer) + "\">\n<title>" +
        escaped(plain_text(page.headline)) + " · Crucible</title>\n<style>" + style_sheet() +
        "</style></head>\n<body>\n";
    append_top(out, page);
    out += "<div class=\"shell\">";
    append_contents(out, page);
    out += "<main>\n";
    const auto embedded = [](bool is) { return is ? Viewer::embedded : Viewer::none; };
    Numbering numbers{0, 0, embedded(viewer), embedded(volume_viewer)};
    append_answer(out, page, numbers);
    for (std::size_t i = 0; i < page.groups.size(); ++i) {
        out += "<section id=\"" + group_anchor(i) + "\"><h2>" + html_of(page.groups[i].title) +
               "</h2>\n";
        append_items(out, page.groups[i].items, numbers);
        out += "</section>\n";
    }
    append_checks(out, page);
    append_provenance(out, page);
    out += "<footer>" + escaped(page.program) + (page.program.empty() ? "" : " · ") +
           "one file, no network</footer>\n</main></div>\n";
    if (viewer) {
        out += "<script type=\"text/plain\" id=\"viewer-bundle\">";
        out += assets.viewer_js;
        out += "</script>\n";
    }
    if (volume_viewer)  // large: compressed until somebody opens it
        out += "<script type=\"text/plain\" id=\"volume-bundle\">" +
               base64(gzip(assets.volume_js)) + "</script>\n";
    out += "<script>";
    out += page_script();
    out += "</script>\n</body></html>\n";
    return out;
}

std::vector<FigureFile> figure_files(const Page& page) {
    std::vector<FigureFile> files;
    const auto add = [&files](const Figure& figure) {
        if (figure.placeholder) return;
        try {
            files.push_back({figure.id + ".svg", svg(figure)});
            files.push_back({figure.id + ".csv", csv(figure)});
        } catch (const InconsistentError&) {
            // The page shows the reason in the figure's place; there is no file to write.
        }
    };
    const auto add_item = [&](const Item& item) {
        if (const auto* figure = std::get_if<Figure>(&item)) add(*figure);
        if (const auto* gallery = std::get_if<StructureGallery>(&item)) {
            for (const StructureView& view : gallery->views) add(still_figure(*gallery, view));
        }
    };
    if (page.hero) add_item(*page.hero);
    for (const Group& group : page.groups) {
        for (const Item& item : group.items) add_item(item);
    }
    return files;
}

}  // namespace crucible::report
