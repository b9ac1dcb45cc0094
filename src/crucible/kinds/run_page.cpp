// The report page of any run, from what its steps declared and gave.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/glass_page.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/row_values.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/kinds/science_answers.hpp"
#include "crucible/report/paper.hpp"
#include "crucible/report/typography.hpp"
#include "crucible/study/runner.hpp"

namespace crucible {
namespace {

using report::marked;

std::string time_text(double s) {
    if (s < 10) return fmt::format("{:.1f} s", s);
    if (s < 120) return fmt::format("{:.0f} s", s);
    return fmt::format("{:.0f} min {:.0f} s", std::floor(s / 60), std::fmod(s, 60));
}

std::string question_of(const std::string& kind) {
    for (const Kind& k : kinds())
        if (k.name == kind) return std::string(k.question);
    return "Results of one step";
}

report::Outcome outcome_of(Row::Check c) {
    return c == Row::Check::pass   ? report::Outcome::pass
           : c == Row::Check::fail ? report::Outcome::fail
                                   : report::Outcome::info;
}

void add_checks(const RunData& run, report::Page& page) {
    for (const Value& c : run.plan["checks"].list) {
        report::Check check;
        check.id = c["id"].text, check.unit = c["unit"].text,
        check.source = marked(c["source"].text);
        check.reference = c["expect"].real(), check.within = c["within"].real();
        if (const Row* r = run.row(check.id))
            check.value = r->value, check.outcome = outcome_of(r->check);
        page.checks.push_back(std::move(check));
    }
}

void add_provenance(const RunData& run, report::Page& page) {
    const std::string study =
        std::filesystem::exists(run.directory.study()) ? read_file(run.directory.study()) : "";
    page.study_file = study;
    page.provenance.push_back({"Study", marked(run.plan["name"].text), ""});
    for (const Value& i : run.plan["inputs"].list)
        page.provenance.push_back({"Input", marked(i["file"].text), i["sha256"].text});
    page.provenance.push_back({"Program", marked(run.plan["program"].text), ""});
    page.provenance.push_back({"Seed", std::to_string(run.plan["seed"].integer), ""});
    page.provenance.push_back({"Machine", marked(run.plan["host"].text), ""});
    for (const Row& r : run.rows)
        if (!r.value && !r.text.empty() &&
            (r.id.ends_with(".generator") || r.id.ends_with(".minimiser") ||
             r.id.ends_with(".potential")))
            page.provenance.push_back({r.id.substr(r.id.find('.') + 1), marked(r.text), ""});
    Value defaults = Value::make_table();
    for (const Value& s : run.plan["steps"].list) defaults.set(s["name"].text, s["parameters"]);
    page.defaults = to_json(defaults, JsonStyle::pretty);
    page.warnings = run.warnings;
    page.program = run.plan["program"].text;
}

/// What the steps made, apart from what only the program reads again.
void add_files(const RunData& run, report::Page& page) {
    for (const RunStep& s : run.steps) {
        if (s.state != "done") continue;
        for (const Value& o : s.plan["outputs"].list)
            if (run.has(s, o["name"].text))
                page.files.push_back({fmt::format("steps/{}/out/{}", s.name, o["file"].text),
                                      marked(o["sentence"].text) + "."});
    }
}

/// On paper, where crucible-paper was built. The page is there without, too.
void print_documents(const RunDirectory& directory, report::Page& page) {
    for (const report::Document& d : page.documents) {
        try {
            report::PaperJob job;
            job.title = d.title;
            for (const report::Sheet& sheet : d.sheets)
                job.pages.push_back(report::sheet_svg(sheet));
            const std::string file = "figures/" + d.name + ".pdf";
            const std::optional<std::string> pdf = report::print_on_paper(job);
            if (!pdf) return;
            write_atomic(directory.root / file, *pdf);
            page.files.insert(page.files.begin(), {file, marked(d.title) + "."});
        } catch (const InconsistentError& e) {
            page.warnings.push_back(fmt::format("nothing was printed: {}", e.what()));
        }
    }
}

void add_state(const RunData& run, report::Page& page) {
    std::size_t finished = 0;
    for (const RunStep& s : run.steps) finished += s.state == "done";
    for (const RunStep& s : run.steps) {
        if (s.state == "done") continue;
        page.state = s.state == "failed"    ? report::State::failed
                     : s.state == "running" ? report::State::running
                                            : report::State::stopped;
        page.state_note = fmt::format("{} at step {}; {} of {} steps done.",
                                      s.state == "failed" ? "Failed" : "Stopped", marked(s.name),
                                      finished, run.steps.size());
        if (s.state == "failed") {
            const Value& e = s.status["error"];
            report::Callout c{report::Callout::Kind::error,
                              fmt::format("Step {} failed.", marked(s.name)),
                              marked(e["message"].text), e["code"].text, e["cure"].text};
            page.groups.push_back({"Failure", {c}});
        }
        return;
    }
}

/// Columns by name; "g*" stands for all whose name starts with g.
std::vector<const Column*> named_columns(const Table& t, std::string_view names) {
    std::vector<const Column*> out;
    for (const Word& name : fields(names, ','))
        for (const Column& c : t.columns)
            if (c.name == name.text ||
                (name.text.ends_with('*') &&
                 c.name.starts_with(name.text.substr(0, name.text.size() - 1))))
                out.push_back(&c);
    if (out.empty()) column_of(t, names);  // says which is not there
    return out;
}

/// A declared figure: columns of a table as lines or dots.
report::Figure declared_figure(const RunData& run, const RunStep& step, const Value& spec) {
    const Table t = run.table(step, spec["table"].text);
    report::Figure f;
    f.id = step.name + "-" + spec["id"].text;
    f.title = marked(spec["title"].text), f.caption = marked(spec["caption"].text);
    f.description =
        fmt::format("{} against {}, {} points.", spec["y"].text, spec["x"].text, t.rows());
    report::LinePlot plot;
    const Column* x = &column_of(t, spec["x"].text);
    plot.x = {marked(x->name), x->unit, report::Scale::linear, {}, {}};
    std::size_t k = 0;
    for (const Column* y : named_columns(t, spec["y"].text)) {
        plot.y.unit = y->unit;
        report::Series series;
        series.name = marked(y->name), series.hue = report::series_hue(k++);
        series.x = x->numbers, series.y = y->numbers;
        if (const Column* error = t.find(spec["error"].text); error && k == 1)
            series.error = error->numbers;  // of the first quantity
        series.mark = spec["form"].text == "scatter" ? report::Mark::dots : report::Mark::line;
        plot.series.push_back(std::move(series));
    }
    plot.y.name = k == 1 ? plot.series[0].name : spec["label"].text;
    const auto is_empty = [](const report::Series& one) {
        for (std::size_t i = 0; i < one.x.size(); ++i)
            if (std::isfinite(one.x[i]) && std::isfinite(one.y[i])) return false;
        return true;
    };
    if (std::all_of(plot.series.begin(), plot.series.end(), is_empty))
        f.placeholder = report::Placeholder{report::Placeholder::Kind::not_asked,
                                            "Nothing to draw: the table has no numbers.",
                                            "The log says why.",
                                            "",
                                            "",
                                            0};
    f.panels.push_back({plot, "", report::Width::full, 0});
    return f;
}

report::StructureGallery declared_gallery(const RunData& run, const RunStep& step,
                                          const Value& spec) {
    report::StructureGallery g;
    g.id = step.name + "-" + spec["output"].text;
    g.title = marked(spec["title"].text);
    const Structures all = run.structures(step, spec["output"].text);
    const auto most = static_cast<std::size_t>(spec["most"].integer);
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i)
        g.views.push_back({fmt::format("{}-{}", g.id, i + 1),
                           marked(all[i].name.empty() ? fmt::format("{}", i + 1) : all[i].name), "",
                           report_crystal(all[i])});
    if (all.size() > most) g.caption = fmt::format("{} of {} structures.", most, all.size());
    return g;
}

/// A number whose error nobody knows: counts whole, all else with six digits. Those of the store go
/// on, but would be read as a claim here.
std::string bare_number(double v) {
    return number_text(v, v == std::floor(v) && std::fabs(v) < 1e15 ? 15 : 6);
}

/// Rows of a step that are numbers or words, as a table.
report::Table row_table(const RunData& run, const RunStep& step) {
    report::Table t;
    t.title = "Results.";
    t.columns = {{"result", "", report::Style::text, 0},
                 {"value", "", report::Style::text, 0},
                 {"unit", "", report::Style::text, 0},
                 {"what it is", "", report::Style::text, 0}};
    for (const Row& r : run.rows) {
        if (r.step != step.name) continue;
        const std::string value =
            r.value ? report::plain_text(r.error ? report::with_error(*r.value, *r.error)
                                                 : bare_number(*r.value))
                    : r.text;
        t.rows.push_back(
            {{r.id.substr(r.id.find('.') + 1), value, r.unit, marked(row_meaning(run.plan, r.id))},
             {},
             ""});
    }
    return t;
}

/// A table behind a figure is there already, under the figure's Data.
bool is_drawn(const RunStep& step, const std::string& table) {
    for (const Value& f : step.plan["figures"].list)
        if (f["table"].text == table) return true;
    return false;
}

void add_step_group(const RunData& run, const RunStep& step, report::Page& page) {
    report::Group g{marked(capitalised(step.name)), {}};
    std::vector<report::Figure> own = synthesis_step_figures(run, step);
    if (own.empty()) own = hull_figures(run, step);
    // The histogram of classes stands above, with their colours.
    const bool has_own = !own.empty() || step.use == "soil.classes";
    for (report::Figure& f : own) g.items.emplace_back(std::move(f));
    const report::Table results = row_table(run, step);
    if (!results.rows.empty()) g.items.emplace_back(results);
    if (!has_own)
        for (const Value& f : step.plan["figures"].list)
            g.items.emplace_back(declared_figure(run, step, f));
    for (const Value& v : step.plan["views"].list)
        g.items.emplace_back(declared_gallery(run, step, v));
    for (const Value& o : step.plan["outputs"].list) {
        if (o["kind"].text != "table" || is_drawn(step, o["name"].text)) continue;
        const Table t = run.table(step, o["name"].text);
        if (t.rows() > 0)
            g.items.emplace_back(
                report_table(t, o["sentence"].text + ".",
                             fmt::format("File steps/{}/out/{}.", step.name, o["file"].text)));
    }
    page.groups.push_back(std::move(g));
}

}  // namespace

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

/// Steps of soil studies that the page shows in pictures; their tables would only fill it.
bool is_only_pictured(const RunStep& s) {
    for (const char* use : {"soil.phantom", "soil.import", "soil.mask", "soil.classes",
                            "soil.porosity", "soil.gradcam"})
        if (s.use == use) return true;
    return false;
}

void fill_step(const RunData& run, const RunStep& s, report::Page& page) {
    if (s.use == "polymorphs.search") {
        fill_polymorphs_page(run, s, page);
    } else if (s.use == "melting.coexist" || s.use == "melting.analyse") {
        fill_melting_page(run, s, page);
        add_step_group(run, s, page);
    } else if (s.use == "melting.cohesion") {
        fill_cohesion_page(run, s, page);
        add_step_group(run, s, page);
    } else if (fill_phase_diagram_page(run, s, page)) {
        return;
    } else if (fill_polymorphs_map_page(run, s, page) || fill_polymorphs_basin_page(run, s, page)) {
        if (run.steps.size() == 1) page.headline = marked(s.plan["sentence"].text);
    } else if (s.use != "glass.fit" && s.use != "glass.assess" && s.use != "synthesis.plan" &&
               s.use != "synthesis.review" && !(run.steps.size() > 3 && is_only_pictured(s))) {
        if (run.steps.size() == 1 && page.headline == marked(page.study_name))
            page.headline = marked(s.plan["sentence"].text);  // nothing answered
        add_step_group(run, s, page);
    }
}

report::Page run_page(const RunData& run) {
    report::Page page;
    page.kind = run.plan["kind"].text, page.study_name = run.plan["name"].text;
    page.date = run.date, page.run_time = time_text(run.seconds);
    page.question = question_of(page.kind);
    page.headline = marked(page.study_name);
    ScienceAnswers answers(run, page);
    fill_glass_page(run, answers.of("glass"));
    fill_soil_page(run, answers.of("soil"));
    fill_synthesis_page(run, answers.of("synthesis"));
    for (const RunStep& s : run.steps)
        if (s.state == "done") fill_step(run, s, answers.of(s.use.substr(0, s.use.find('.'))));
    answers.join();
    add_state(run, page);
    add_checks(run, page);
    add_provenance(run, page);
    add_files(run, page);
    return page;
}

ViewerScripts viewer_scripts() {
    const auto beside = program_file().parent_path();
    const auto script = [&](const char* name) -> std::string {
        for (const auto& p : {beside / name, beside / ".." / "share" / "crucible" / name})
            if (std::filesystem::exists(p)) return read_file(p);
        return "";
    };
    return {script("viewer.js"), script("volume.js")};
}

std::filesystem::path write_report(const RunDirectory& directory, const ViewerScripts& viewers) {
    const RunData run(directory);
    report::Page page = run_page(run);
    make_directories(directory.root / "figures");
    print_documents(directory, page);
    for (const report::FigureFile& f : report::figure_files(page))
        write_atomic(directory.root / "figures" / f.name, f.bytes);
    write_atomic(directory.report(), report::render(page, {viewers.structures, viewers.volumes}));
    return directory.report();
}

}  // namespace crucible
