// Runs: what runs, how far it is, what it found.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/row_values.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/live/event_tail.hpp"
#include "crucible/live/outputs.hpp"
#include "crucible/report/typography.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

/// The report forbids all but its own scripts by their hashes; in a sandbox it has no origin, so
/// that nothing in a run could ask this server in the reader's name.
constexpr const char* report_policy =
    "sandbox allow-scripts allow-downloads allow-popups; default-src 'none'; "
    "script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src data: blob:; worker-src blob:; frame-ancestors 'self'";

Value summary_json(const RunSummary& s) {
    Value v;
    v.set("id", s.id), v.set("name", s.name), v.set("kind", s.kind), v.set("state", s.state);
    v.set("steps", static_cast<std::int64_t>(s.steps.size())), v.set("done", s.done);
    v.set("fraction", s.fraction), v.set("text", s.text), v.set("date", s.date);
    v.set("seconds", s.seconds);
    Value checks;
    checks.set("pass", s.passed), checks.set("fail", s.missed), checks.set("info", s.informing);
    v.set("checks", std::move(checks));
    v.set("own", s.is_own);
    return v;
}

/// A run whose files are damaged is still in the list.
Value listed(RunShelf& shelf, const std::string& id) {
    try {
        return summary_json(shelf.summary(id));
    } catch (const Error& e) {
        RunSummary s;
        s.id = s.name = id, s.state = "failed", s.text = e.what();
        return summary_json(s);
    }
}

Value step_json(const StepSummary& s, const RunDirectory& run) {
    Value v;
    v.set("name", s.name), v.set("use", s.use), v.set("state", s.state);
    v.set("seconds", s.seconds), v.set("error", s.error);
    Value items;
    if (s.total > 0) items.set("done", s.done), items.set("total", s.total);
    v.set("items", std::move(items));
    v.set("parameters", s.parameters);
    v.set("outputs", outputs_json(run, s));
    return v;
}

std::vector<const report::Figure*> figures_of(const report::Page& page) {
    std::vector<const report::Figure*> out;
    const auto take = [&](const report::Item& item) {
        if (const auto* f = std::get_if<report::Figure>(&item)) out.push_back(f);
    };
    if (page.hero) take(*page.hero);
    for (const report::Group& g : page.groups)
        for (const report::Item& item : g.items) take(item);
    return out;
}

Response run_answer(RunShelf& shelf, const std::string& id) {
    const RunDirectory run = shelf.find(id);
    const RunSummary s = shelf.summary(id);
    Value v = summary_json(s);
    Value steps = Value::make_list(), figures = Value::make_list(), rows = Value::make_list();
    for (const StepSummary& step : s.steps) steps.push(step_json(step, run));
    v.set("steps", std::move(steps));
    std::string headline, lede, problem, study;
    if (!s.steps.empty()) {
        try {
            const auto made = shelf.made_report(id);
            headline = report::plain_text(made->page.headline);
            lede = report::plain_text(made->page.lede);
            study = made->page.study_file;
            for (const report::Figure* f : figures_of(made->page)) figures.push(f->id);
            rows = rows_json(made->rows);
        } catch (const Error& e) {
            problem = e.what();
        }
    }
    v.set("headline", headline), v.set("lede", problem.empty() ? lede : problem);
    v.set("rows", std::move(rows)), v.set("study", study), v.set("figures", std::move(figures));
    v.set("previews", previews_json(run, s));
    return serve::json_response(v);
}

Response report_answer(RunShelf& shelf, const Request& q) {
    Response r = serve::text_response(shelf.made_report(q.parts.at("run"))->html,
                                      "text/html; charset=utf-8");
    r.policy = report_policy;
    return r;
}

/// {file} is ID.svg or ID.csv.
Response figure_answer(RunShelf& shelf, const Request& q) {
    const std::string& name = q.parts.at("file");
    const auto made = shelf.made_report(q.parts.at("run"));
    for (const report::Figure* f : figures_of(made->page)) {
        if (name == f->id + ".svg") return serve::text_response(svg(*f), "image/svg+xml");
        if (name == f->id + ".csv") return serve::text_response(csv(*f), "text/csv; charset=utf-8");
    }
    throw IoError("E-serve-nowhere", "the report has no such figure",
                  "see the run's list of figures");
}

Response stop_answer(RunShelf& shelf, const std::string& id) {
    if (shelf.summary(id).state == "running" && !shelf.started.stop(id))
        throw InconsistentError("E-serve-elsewhere", "this run was started elsewhere",
                                "press Ctrl-C where it runs");
    return serve::json_response(summary_json(shelf.summary(id)));
}

void events_answer(RunShelf& shelf, const Request& q, serve::EventStream& listener) {
    const std::string& id = q.parts.at("run");
    const RunDirectory run = shelf.find(id);
    const bool is_plain = is_plain_file(run, "events.jsonl");
    const std::int64_t after = !q.last_event_id.empty() && to_integer(q.last_event_id)
                                   ? std::max<std::int64_t>(0, *to_integer(q.last_event_id))
                                   : query_number(q, "after", 0);
    const auto is_over = [&] { return !is_plain || shelf.summary(id).state != "running"; };
    if (is_plain)
        tail_events(run.events(), static_cast<std::uint64_t>(after), is_over, listener);
    else
        listener.send("", "gone", "");
}

}  // namespace

std::int64_t query_number(const Request& q, const std::string& name, std::int64_t otherwise) {
    const auto given = q.query.find(name);
    if (given == q.query.end()) return otherwise;
    const auto number = to_integer(given->second);
    if (!number || *number < 0)
        throw InputError(
            "E-serve-request",
            fmt::format("{} is {}, but a whole number is wanted", name, in_quotes(given->second)),
            "give 0 or more");
    return *number;
}

void add_run_routes(serve::Router& router, RunShelf& shelf) {
    router.get("/api/runs", [&](const Request&) {
        Value list = Value::make_list();
        for (const std::string& id : shelf.ids()) list.push(listed(shelf, id));
        Value v;
        v.set("runs", std::move(list));
        return serve::json_response(v);
    });
    router.get("/api/runs/{run}",
               [&](const Request& q) { return run_answer(shelf, q.parts.at("run")); });
    router.stream("/api/runs/{run}/events", [&](const Request& q, serve::EventStream& listener) {
        events_answer(shelf, q, listener);
    });
    router.get("/api/runs/{run}/report", [&](const Request& q) { return report_answer(shelf, q); });
    router.get("/api/runs/{run}/figures/{file}",
               [&](const Request& q) { return figure_answer(shelf, q); });
    router.post("/api/runs/{run}/stop",
                [&](const Request& q) { return stop_answer(shelf, q.parts.at("run")); });
}

}  // namespace crucible::live
