// status, show, compare, report.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/parallel/child_process.hpp"
#include "options.hpp"
#include "output.hpp"

namespace crucible::app {
namespace {

/// Every leaf of a document as "a.b[0]" -> text.
void flatten(const Value& v, const std::string& where, std::map<std::string, std::string>& out) {
    if (v.is(Value::Kind::table)) {
        for (const Member& m : v.table)
            flatten(m.value, where.empty() ? m.key : where + "." + m.key, out);
    } else if (!v.is(Value::Kind::none)) {
        out[where] = v.is(Value::Kind::text) ? v.text : to_json(v);
    }
}

std::map<std::string, std::string> parameters_of(const RunDirectory& run) {
    std::map<std::string, std::string> out;
    const Value plan = read_json(run.plan().string());
    out["seed"] = std::to_string(plan["seed"].integer);
    for (const Value& s : plan["steps"].list) flatten(s["parameters"], s["name"].text, out);
    for (const Value& i : plan["inputs"].list)
        out["inputs." + i["name"].text + "/" + i["file"].text] = i["sha256"].text.substr(0, 12);
    return out;
}

struct Difference {
    std::string what, a, b, change;
};

std::vector<Difference> parameter_differences(const RunDirectory& a, const RunDirectory& b) {
    const auto pa = parameters_of(a), pb = parameters_of(b);
    std::map<std::string, std::pair<std::string, std::string>> both;
    for (const auto& [k, v] : pa) both[k].first = v;
    for (const auto& [k, v] : pb) both[k].second = v;
    std::vector<Difference> out;
    for (const auto& [k, v] : both)
        if (v.first != v.second) out.push_back({k, v.first, v.second, ""});
    return out;
}

std::vector<Difference> result_differences(const RunDirectory& a, const RunDirectory& b) {
    std::vector<Difference> out;
    const auto rows_b = run_rows(b);
    const auto rows_a = run_rows(a);
    const auto find = [](const std::vector<Row>& rows, const std::string& id) -> const Row* {
        for (const Row& r : rows)
            if (r.id == id) return &r;
        return nullptr;
    };
    for (const Row& ra : rows_a) {
        const Row* rb = find(rows_b, ra.id);
        if (rb && row_value(ra) == row_value(*rb)) continue;
        std::string change;
        if (rb && ra.value && rb->value) change = fmt::format("{:+.6g}", *rb->value - *ra.value);
        out.push_back({ra.id, row_value(ra), rb ? row_value(*rb) : "", change});
    }
    for (const Row& rb : rows_b)
        if (!find(rows_a, rb.id)) out.push_back({rb.id, "", row_value(rb), ""});
    return out;
}

Value differences_json(const std::vector<Difference>& all) {
    Value list = Value::make_list();
    for (const Difference& d : all) {
        Value v;
        v.set("what", d.what), v.set("a", d.a), v.set("b", d.b), v.set("change", d.change);
        list.push(std::move(v));
    }
    return list;
}

void print_differences(const char* title, const std::vector<Difference>& all,
                       const CompareOptions& o) {
    if (all.empty()) return fmt::print("{}: none\n", title), void();
    std::vector<std::vector<std::string>> table = {{title, o.a, o.b, "change"}};
    constexpr std::size_t longest_cell = 60;
    std::string sentences;  // they would push the columns apart
    for (const Difference& d : all) {
        if (std::max(d.a.size(), d.b.size()) <= longest_cell)
            table.push_back({d.what, d.a, d.b, d.change});
        else
            sentences += fmt::format("{}\n  {}: {}\n  {}: {}\n", d.what, o.a, d.a, o.b, d.b);
    }
    fmt::print("{}{}", text_table(table), sentences);
}

}  // namespace

int verb_status(App&, const CommandLine& line) {
    const auto o = read_options<RunOptionsOnly>(line);
    const RunDirectory run = open_run(o.run);
    const Value plan = read_json(run.plan().string());
    Value list = Value::make_list();
    std::vector<std::vector<std::string>> table = {{"step", "state", "items", "rows"}};
    const Store store(run.store(), StoreMode::read);
    for (const Value& s : plan["steps"].list) {
        const Value status = read_status(run, s["name"].text);
        const std::string state = status.is(Value::Kind::none) ? "not run" : status["state"].text;
        const auto items = store.item_ids(status["key"].text).size();
        Value v;
        v.set("step", s["name"].text), v.set("state", state);
        v.set("items", static_cast<std::int64_t>(items)), v.set("error", status["error"]);
        list.push(std::move(v));
        table.push_back({s["name"].text, state, items ? std::to_string(items) : "",
                         std::to_string(status["rows"].integer)});
        if (state == "failed" && o.json == Flag::off)
            fmt::print(stderr, "{}: {}; {} [{}]\n", s["name"].text, status["error"]["message"].text,
                       status["error"]["cure"].text, status["error"]["code"].text);
    }
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("run", o.run), v.set("steps", std::move(list));
        fmt::print("{}", to_json(v, JsonStyle::pretty));
    } else {
        fmt::print("{}", text_table(table));
    }
    return Exit::ok;
}

int verb_show(App&, const CommandLine& line) {
    const auto o = read_options<ShowOptions>(line);
    const RunDirectory run = open_run(o.run);
    std::vector<Row> rows = run_rows(run);
    std::vector<std::string> known;
    for (const Row& r : rows) known.push_back(r.id);
    std::erase_if(rows, [&](const Row& r) { return !r.id.starts_with(o.id); });
    if (rows.empty() && !o.id.empty())
        throw InputError(
            "E-show-id",
            fmt::format("no result is called {}{}", in_quotes(o.id), did_you_mean(o.id, known)),
            "see `crucible show RUN`");
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("rows", rows_json(rows));
        fmt::print("{}", to_json(v, JsonStyle::pretty));
    } else {
        const Value plan = read_json(run.plan().string());
        fmt::print("{}", rows_text(rows, &plan));
    }
    return Exit::ok;
}

int verb_compare(App&, const CommandLine& line) {
    const auto o = read_options<CompareOptions>(line);
    const RunDirectory a = open_run(o.a), b = open_run(o.b);
    const auto parameters = parameter_differences(a, b), results = result_differences(a, b);
    if (o.json == Flag::on) {
        Value v;
        v.set("schema", 1), v.set("parameters", differences_json(parameters));
        v.set("results", differences_json(results));
        fmt::print("{}", to_json(v, JsonStyle::pretty));
    } else {
        print_differences("parameters", parameters, o);
        print_differences("results", results, o);
    }
    return Exit::ok;
}

int verb_report(App&, const CommandLine& line) {
    const auto o = read_options<ReportOptions>(line);
    const std::filesystem::path report = write_report(open_run(o.run), viewer_scripts());
    if (!o.output.empty()) write_file(o.output, read_file(report));
    fmt::print("{}\n", o.output.empty() ? report.string() : o.output);
    if (o.open == Flag::on) {
        try {
            spawn_child({"/usr/bin/xdg-open", std::filesystem::absolute(report).string()}).wait();
        } catch (const ResourceError&) {
            fmt::print(stderr, "no browser could be started; open the file yourself\n");
        }
    }
    return Exit::ok;
}

}  // namespace crucible::app
