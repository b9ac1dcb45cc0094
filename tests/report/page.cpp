#include "crucible/report/page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/report/html.hpp"
#include "crucible/report/typography.hpp"
#include "tests/report/markup.hpp"
#include "tests/report/sample_page.hpp"

using namespace crucible;
using namespace crucible::report;

namespace {

constexpr std::string_view fake_viewer = "window.crucibleViewer={open(){}}";

void check_page(const std::string& html) {
    const markup::Reader reader(html, markup::Dialect::html);
    std::set<std::string> ids;
    for (const markup::Element& e : reader.elements()) {
        const auto id = e.attributes.find("id");
        if (id != e.attributes.end()) CHECK_MESSAGE(ids.insert(id->second).second, id->second);
    }
    for (const markup::Element& e : reader.elements()) {
        for (const auto& [name, value] : e.attributes) {
            CAPTURE(name);
            CAPTURE(value);
            CHECK_FALSE(name.starts_with("on"));
            if (name == "href" || name == "src") {
                const bool local = value.starts_with("#") || value.starts_with("data:image/png");
                CHECK(local);
                if (value.starts_with("#")) CHECK(ids.contains(value.substr(1)));
            }
            for (const char* refers : {"aria-labelledby", "aria-describedby"}) {
                if (name == refers) CHECK(ids.contains(value));
            }
        }
    }
    for (const markup::Element* th : reader.all("th")) CHECK(th->attributes.contains("scope"));
    CHECK(reader.all("h1").size() == 1);
    CHECK(reader.all("main").size() == 1);
    CHECK(reader.all("nav").size() == 1);
}

std::string verdict_text(const Page& page) {
    const std::string html = render(page, {});
    const markup::Reader reader(html, markup::Dialect::html);
    for (const markup::Element* p : reader.all("p")) {
        const auto face = p->attributes.find("class");
        if (face != p->attributes.end() && face->second.starts_with("verdict")) {
            return face->second + ": " + p->text;
        }
    }
    return "";
}

std::string id_error(const Page& page) {
    try {
        render(page, {});
    } catch (const InconsistentError& e) {
        return e.code();
    }
    return "";
}

/// The page with `name` wherever a file of a stranger could put a name.
Page hostile_page(const std::string& name) {
    Page page = sample::full_page();
    page.study_name = page.kind = page.date = page.run_time = page.program = name;
    page.headline = page.lede = page.question = page.state_note = page.caveat = marked(name);
    page.study_file = page.defaults = name;
    page.warnings = {name};
    page.cite = {marked(name)};
    page.checks.push_back({name, Outcome::fail, {}, {}, {}, name, marked(name), marked(name)});
    page.provenance.push_back({marked(name), marked(name), name});
    page.key_numbers[0].label = page.key_numbers[0].source = marked(name);
    page.key_numbers[0].unit = name;
    for (Group& group : page.groups) {
        group.title = marked(name);
        for (Item& item : group.items) {
            if (auto* table = std::get_if<Table>(&item)) {
                table->title = table->caption = table->columns[0].name = marked(name);
                table->columns[1].unit = name;
                table->rows[0].cells[0] = name;
                table->rows[0].cells[1] = name;
                table->rows[1].cells[1] = Absent{marked(name)};
            }
            if (auto* gallery = std::get_if<StructureGallery>(&item)) {
                gallery->views[0].name = gallery->views[0].note = marked(name);
                gallery->views[0].crystal.elements.push_back({name, Hue::s3, 0.4});
            }
            if (auto* callout = std::get_if<Callout>(&item)) {
                callout->headline = callout->text = marked(name);
                callout->code = callout->cure = name;
            }
            if (auto* figure = std::get_if<Figure>(&item)) {
                figure->title = figure->caption = marked(name);
                figure->description = name;
                if (figure->placeholder) {
                    figure->placeholder->message = marked(name);
                    figure->placeholder->remedy = figure->placeholder->code = name;
                }
                for (Panel& panel : figure->panels) {
                    panel.title = marked(name);
                    if (auto* plot = std::get_if<LinePlot>(&panel.form)) {
                        plot->series[0].name = plot->x.name = marked(name);
                        plot->y.unit = name;
                    }
                    if (auto* bars = std::get_if<BarPlot>(&panel.form))
                        bars->bars[0].name = marked(name);
                }
            }
        }
    }
    return page;
}

}  // namespace

TEST_CASE("the page is well-formed, points nowhere outside, and its ids are unique") {
    const std::string html = render(sample::full_page(), {fake_viewer});
    check_page(html);
    if (const char* path = std::getenv("CRUCIBLE_REPORT_SAMPLE")) {
        const char* bundle = std::getenv("CRUCIBLE_VIEWER_JS");
        const bool with_viewer = bundle != nullptr && *bundle != '\0';
        const std::string viewer = with_viewer ? read_file(bundle) : "";
        const char* volumes = std::getenv("CRUCIBLE_VOLUME_JS");
        const std::string volume = volumes && *volumes ? read_file(volumes) : "";
        Page page = sample::full_page();
        page.groups.push_back({"Volume", {sample::figure_with_volume()}});
        write_file(path, render(page, {viewer, volume}));
    }
}

TEST_CASE("a figure's volume is embedded where its viewer is") {
    Page page = sample::full_page();
    page.groups.push_back({"Volume", {sample::figure_with_volume()}});
    const std::string with = render(page, {"", "window.crucibleVolumes = {};"});
    check_page(with);
    CHECK(with.find("data-volume=\"form-volume-volume\"") != std::string::npos);
    CHECK(with.find("id=\"volume-bundle\"") != std::string::npos);
    const std::string without = render(page, {});
    CHECK(without.find("data-volume=\"") == std::string::npos);
    CHECK(without.find("id=\"volume-bundle\"") == std::string::npos);
    CHECK(without.size() + 1000 < with.size());
}

TEST_CASE("every drawn figure of the page has its data and its CSV below it") {
    const std::string html = render(sample::full_page(), {});
    const markup::Reader reader(html, markup::Dialect::html);
    std::set<std::string> ids;
    std::size_t with_data = 0;
    for (const markup::Element& e : reader.elements()) {
        if (e.attributes.contains("id")) ids.insert(e.attributes.at("id"));
        with_data += e.name == "summary" && e.text == "Data";
    }
    std::size_t drawn = 0;
    for (const markup::Element* figure : reader.all("figure")) {
        const std::string id = figure->attributes.at("id");
        if (id == "map") continue;  // not asked for
        ++drawn;
        CHECK(ids.contains(id + "-csv"));
    }
    CHECK(drawn == with_data);
}

TEST_CASE("the same page gives the same bytes") {
    CHECK(render(sample::full_page(), {}) == render(sample::full_page(), {}));
}

TEST_CASE("a report without viewers stays below 300 kB") {
    const std::size_t size = render(sample::polymorphs_page(), {}).size();
    MESSAGE("polymorphs page: " << size / 1000 << " kB");
    CHECK(size < 300'000);
}

TEST_CASE("the policy names the hash of each script, and of nothing else") {
    const std::string html = render(sample::polymorphs_page(), {fake_viewer});
    const markup::Reader reader(html, markup::Dialect::html);
    std::string policy;
    for (const markup::Element* meta : reader.all("meta")) {
        if (meta->attributes.contains("http-equiv")) policy = meta->attributes.at("content");
    }
    CHECK(policy.starts_with("default-src 'none'"));
    std::size_t running = 0;
    for (const markup::Element* script : reader.all("script")) {
        if (script->attributes.contains("type") &&
            script->attributes.at("type") == "application/json") {
            continue;
        }
        ++running;
        CHECK(policy.find(csp_hash(script->text)) != std::string::npos);
    }
    CHECK(running == 2);
    // FIPS 180-4: SHA-256 of "abc".
    CHECK(csp_hash("abc") == "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

TEST_CASE(
    "the viewer is embedded once, only with structures, and never when it could break the page") {
    const auto count = [](const std::string& text, std::string_view what) {
        std::size_t n = 0;
        for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++n;
        return n;
    };
    CHECK(count(render(sample::polymorphs_page(), {fake_viewer}), fake_viewer) == 1);
    Page plain = sample::polymorphs_page();
    for (Group& group : plain.groups) {
        std::erase_if(group.items,
                      [](const Item& i) { return std::holds_alternative<StructureGallery>(i); });
    }
    CHECK(count(render(plain, {fake_viewer}), fake_viewer) == 0);
    const std::string bad = "a</ScRiPt>b";
    CHECK(count(render(sample::polymorphs_page(), {bad}), bad) == 0);
}

TEST_CASE("hostile names are shown, never run") {
    const char* names[] = {"<script>alert(1)</script>",
                           "\"><img src=x onerror=alert(1)>",
                           "</title></style></script><b>",
                           "--><!--",
                           "]]>&amp;&#x3c;",
                           "' onload='x",
                           "\xFF\xFE\x80",
                           "a\nb\tc\x01",
                           "*x* **y** `z` \\",
                           "\u202Egnp.exe"};
    for (const char* name : names) {
        CAPTURE(name);
        const std::string html = render(hostile_page(name), {fake_viewer});
        check_page(html);
        for (const auto& file : figure_files(hostile_page(name))) {
            if (file.name.ends_with(".svg")) markup::Reader(file.bytes, markup::Dialect::xml);
        }
        const markup::Reader reader(html, markup::Dialect::html);
        CHECK(reader.all("img").empty());
        // The h1 shows the name as it is, up to spaces and damaged bytes.
        CHECK(reader.all("h1")[0]->text == plain_text(marked(name)));
    }
}

TEST_CASE("a cell cannot become a formula of a spreadsheet") {
    Table table;
    table.columns = {{"name", "", Style::text, 0}};
    for (const char* name : {"=1+1", "+cmd", "-2", "@x", "a,b", "say \"hi\""}) {
        table.rows.push_back({{std::string(name)}, {}, ""});
    }
    CHECK(csv(table) == "name\n'=1+1\n'+cmd\n-2\n'@x\n\"a,b\"\n\"say \"\"hi\"\"\"\n");
}

TEST_CASE("the verdict follows the checks and the state") {
    Page page = sample::polymorphs_page();
    CHECK(verdict_text(page).starts_with("verdict fail: 3 of 4 checks passed. Fluorite"));
    page.checks.pop_back();
    CHECK(
        verdict_text(page).starts_with("verdict pass: 3 of 3 checks passed. Nearest to its limit"));
    page.caveat = "The search is not exhausted.";
    CHECK(verdict_text(page).starts_with("verdict part: 3 of 3 checks passed. The search"));
    page.state = State::running, page.state_note = "Running, 62 %.";
    CHECK(verdict_text(page).starts_with("verdict part: Running, 62 %."));
    page.state = State::failed, page.state_note = "Step map failed.";
    CHECK(verdict_text(page).starts_with("verdict fail: Step map failed."));
    page = sample::polymorphs_page();
    page.checks.clear();
    CHECK(verdict_text(page).starts_with("verdict : No checks in this study."));
}

TEST_CASE("a figure that cannot be drawn leaves its reason and the rest of the page") {
    Page page = sample::polymorphs_page();
    Figure broken;
    broken.id = "broken", broken.title = "Broken.";
    broken.panels.push_back({LinePlot{}, "", Width::half, 0});
    page.groups[1].items.push_back(broken);
    auto& gallery = std::get<StructureGallery>(page.groups[0].items[1]);
    gallery.views[0].crystal.atoms[0].symbol = "Xx";
    const std::string html = render(page, {fake_viewer});
    check_page(html);
    CHECK(html.find("E-report-figure") != std::string::npos);
    CHECK(html.find("E-report-crystal") != std::string::npos);
    CHECK(html.find("id=\"found\"") != std::string::npos);
    for (const auto& file : figure_files(page)) CHECK_FALSE(file.name.starts_with("broken"));
}

TEST_CASE("ids that clash or are no names are refused") {
    Page page = sample::polymorphs_page();
    auto& figure = std::get<Figure>(page.groups[1].items[0]);
    for (const char* id : {"hero", "checks", "", "ä", "a b", "x\"", "9a"}) {
        figure.id = id;
        CHECK(id_error(page) == "E-report-id");
    }
    figure.id = "fresh-1";
    CHECK(id_error(page).empty());
}

TEST_CASE("figures are numbered in order and files carry their ids") {
    const Page page = sample::polymorphs_page();
    const std::string html = render(page, {});
    const std::size_t one = html.find("<b>Fig. 1</b>"), two = html.find("<b>Fig. 2</b>");
    CHECK(one < two);
    CHECK(two != std::string::npos);
    const auto files = figure_files(page);
    REQUIRE(files.size() == 10);  // hero, three structures, found; svg and csv each
    CHECK(files[0].name == "hero.svg");
    CHECK(files[1].name == "hero.csv");
}

TEST_CASE("values beside their references") {
    Page page = sample::polymorphs_page();
    const std::string html = render(page, {});
    CHECK(html.find("reference −835.396, within 0.01") != std::string::npos);
    CHECK(html.find("<span class=\"val\">12.1 <span class=\"err\">± 1.0</span>") !=
          std::string::npos);
    CHECK(html.find("no reference") != std::string::npos);
    page.key_numbers[0].reference->tolerance.reset();
    page.key_numbers[0].reference->error = 0.25;
    CHECK(render(page, {}).find("reference −835.40 ± 0.25") != std::string::npos);
}
