#include "crucible/live/outputs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/table.hpp"
#include "crucible/live/answers.hpp"
#include "crucible/report/crystal.hpp"

namespace crucible::live {
namespace {

using serve::Request;
using serve::Response;

struct OutputFile {
    std::string id;
    std::filesystem::path path;  ///< from the run's directory
    std::int64_t bytes = 0;
};

/// The files of an output: one, or those of a folder in the order of their names.
std::vector<OutputFile> files_of(const RunDirectory& run, const StepSummary& step,
                                 const std::string& output) {
    const Value& made = step.made[output];
    const std::string& name = made["file"].text;
    const auto path = std::filesystem::path("steps") / step.name / "out" / name;
    if (name.empty() || !is_plain_file(run, path)) return {};
    const std::string id = step.name + "." + output;
    std::error_code error;
    if (!std::filesystem::is_directory(run.root / path, error))
        return {{id, path, made["bytes"].integer}};
    std::vector<std::filesystem::path> inside;
    for (const auto& e : std::filesystem::recursive_directory_iterator(run.root / path, error))
        if (!e.is_symlink(error) && e.is_regular_file(error) && inside.size() < 10'000)
            inside.push_back(e.path());
    std::sort(inside.begin(), inside.end());
    std::vector<OutputFile> out;
    for (std::size_t i = 0; i < inside.size(); ++i)
        out.push_back({fmt::format("{}.{}", id, i + 1), inside[i].lexically_relative(run.root),
                       static_cast<std::int64_t>(std::filesystem::file_size(inside[i], error))});
    return out;
}

std::string type_of_file(const std::string& name) {
    const std::string ending = lower(std::filesystem::path(name).extension().string());
    if (ending == ".csv") return "text/csv; charset=utf-8";
    if (ending == ".json") return "application/json";
    if (ending == ".svg") return "image/svg+xml";
    if (ending == ".png") return "image/png";
    if (ending == ".pdf") return "application/pdf";
    for (const char* text : {".txt", ".toml", ".xyz", ".extxyz", ".cif", ".res", ".smi", ".md"})
        if (ending == text) return "text/plain; charset=utf-8";
    return "application/octet-stream";
}

[[noreturn]] void no_output() {
    throw IoError("E-serve-output-missing", "the run has no such output, or not yet",
                  "see the run's list of steps and outputs");
}

Response file_answer(RunShelf& shelf, const Request& q) {
    const RunDirectory run = shelf.find(q.parts.at("run"));
    const RunSummary s = shelf.summary(q.parts.at("run"));
    for (const StepSummary& step : s.steps)
        for (const Value& output : step.outputs.list)
            for (const OutputFile& f : files_of(run, step, output["name"].text)) {
                if (f.id != q.parts.at("id")) continue;
                Response r;
                r.folder = run.root, r.file = f.path;
                r.type = type_of_file(f.path.string());
                r.policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
                r.download = f.path.filename().string();
                return r;
            }
    no_output();
}

/// The finished step of a run, which has made this output of this kind.
const RunStep& step_with(const RunData& run, const Request& q, std::string_view kind) {
    for (const RunStep& s : run.steps) {
        if (s.name != q.parts.at("step") || s.state != "done") continue;
        for (const Value& o : s.plan["outputs"].list)
            if (o["name"].text == q.parts.at("output") && o["kind"].text == kind &&
                run.has(s, o["name"].text))
                return s;
    }
    no_output();
}

Value window(const Column& c, std::size_t from, std::size_t rows) {
    Value values = Value::make_list();
    for (std::size_t i = from; i < std::min(from + rows, c.size()); ++i)
        values.push(c.kind == Column::Kind::number ? Value(c.numbers[i]) : Value(c.texts[i]));
    return values;
}

Value columns_json(const Table& t, std::size_t from, std::size_t rows) {
    Value columns = Value::make_list();
    for (const Column& c : t.columns) {
        Value v;
        v.set("name", c.name), v.set("unit", c.unit), v.set("values", window(c, from, rows));
        columns.push(std::move(v));
    }
    Value v;
    v.set("columns", std::move(columns)), v.set("rows", static_cast<std::int64_t>(t.rows()));
    return v;
}

Response table_answer(RunShelf& shelf, const Request& q) {
    const RunData run = shelf.read(q.parts.at("run"));
    const RunStep& step = step_with(run, q, "table");
    const Table t = run.table(step, q.parts.at("output"));
    const auto from = static_cast<std::size_t>(query_number(q, "from", 0));
    const auto rows = static_cast<std::size_t>(query_number(q, "rows", 1000));
    return serve::json_response(
        columns_json(t, std::min(from, t.rows()), std::min<std::size_t>(rows, 200'000)));
}

Response structure_answer(RunShelf& shelf, const Request& q) {
    const RunData run = shelf.read(q.parts.at("run"));
    const RunStep& step = step_with(run, q, "structures");
    const Structures all = run.structures(step, q.parts.at("output"));
    const auto at = static_cast<std::size_t>(query_number(q, "at", 0));
    if (at >= all.size()) no_output();
    Value name(all[at].name);
    return serve::text_response(
        fmt::format("{{\"count\":{},\"name\":{},\"scene\":{}}}", all.size(), to_json(name),
                    report::scene_json(report_crystal(all[at]))),
        "application/json");
}

/// "NAME.ITEM.csv" of a preview's file; nothing for others.
struct PreviewFile {
    std::string name;
    std::int64_t item = 0;
    std::filesystem::path path;
};
std::vector<PreviewFile> preview_files(const RunDirectory& run, const std::string& step) {
    std::vector<PreviewFile> out;
    std::error_code error;
    const auto folder = std::filesystem::path("steps") / step / "preview";
    for (const auto& e : std::filesystem::directory_iterator(run.root / folder, error)) {
        const auto file = e.path().filename();
        const auto item = to_integer(file.stem().extension().string().erase(0, 1));
        if (file.extension() == ".csv" && item && is_plain_file(run, folder / file))
            out.push_back({file.stem().stem().string(), *item, e.path()});
    }
    std::sort(out.begin(), out.end(), [](const PreviewFile& a, const PreviewFile& b) {
        return std::pair(a.name, a.item) < std::pair(b.name, b.item);
    });
    return out;
}

constexpr std::size_t most_curves = 8, most_points = 5000;

Value series_json(const Column& c, std::int64_t item) {
    Value v;
    const bool is_model = c.name == "model";
    v.set("name", is_model ? fmt::format("model {}", item + 1) : c.name);
    if (is_model || c.name == "measured") v.set("role", c.name);
    v.set("values", window(c, 0, most_points));
    return v;
}

/// Items that show the same data are curves of one plot.
void add_preview(Value& list, const std::string& step, const PreviewFile& file) {
    const Table t = parse_csv(read_file(file.path, 16 << 20), file.path.string());
    if (t.columns.size() < 2) return;
    Value* same = nullptr;
    for (Value& v : list.list)
        if (v["step"].text == step && v["name"].text == file.name) same = &v;
    if (!same) {
        Value v, x;
        const Column& c = t.columns.front();
        x.set("name", c.name), x.set("unit", c.unit), x.set("values", window(c, 0, most_points));
        v.set("step", step), v.set("name", file.name), v.set("x", std::move(x));
        v.set("series", Value::make_list()), v.set("unit", t.columns[1].unit);
        list.push(std::move(v));
        same = &list.list.back();
    }
    Value& series = *same->find("series");
    const std::size_t points = (*same)["x"]["values"].list.size();
    for (std::size_t i = 1; i < t.columns.size(); ++i) {
        const bool is_there =
            std::any_of(series.list.begin(), series.list.end(), [&](const Value& v) {
                return t.columns[i].name == "measured" && v["name"].text == "measured";
            });
        if (!is_there && series.list.size() < most_curves &&
            std::min(t.rows(), most_points) == points)
            series.push(series_json(t.columns[i], file.item));
    }
}

Response preview_answer(RunShelf& shelf, const Request& q) {
    const RunDirectory run = shelf.find(q.parts.at("run"));
    const Value all = previews_json(run, shelf.summary(q.parts.at("run")));
    for (const Value& v : all.list)
        if (v["step"].text == q.parts.at("step") && v["name"].text == q.parts.at("name"))
            return serve::json_response(v);
    no_output();
}

}  // namespace

Value outputs_json(const RunDirectory& run, const StepSummary& step) {
    Value list = Value::make_list();
    for (const Value& output : step.outputs.list) {
        Value files = Value::make_list();
        for (const OutputFile& f : files_of(run, step, output["name"].text)) {
            Value v;
            v.set("id", f.id),
                v.set("name",
                      f.path.lexically_relative(std::filesystem::path("steps") / step.name / "out")
                          .string());
            v.set("bytes", f.bytes);
            files.push(std::move(v));
        }
        Value v;
        v.set("name", output["name"]), v.set("artefact", output["kind"]);
        v.set("sentence", output["sentence"]), v.set("files", std::move(files));
        list.push(std::move(v));
    }
    return list;
}

Value previews_json(const RunDirectory& run, const RunSummary& s) {
    Value list = Value::make_list();
    for (const StepSummary& step : s.steps) {
        if (step.state == "done") continue;
        for (const PreviewFile& file : preview_files(run, step.name)) {
            try {
                add_preview(list, step.name, file);
            } catch (const Error&) {
                // It was taken away as we looked.
            }
        }
    }
    return list;
}

void add_output_routes(serve::Router& router, RunShelf& shelf) {
    router.get("/api/runs/{run}/table/{step}/{output}",
               [&](const Request& q) { return table_answer(shelf, q); });
    router.get("/api/runs/{run}/structure/{step}/{output}",
               [&](const Request& q) { return structure_answer(shelf, q); });
    router.get("/api/runs/{run}/file/{id}",
               [&](const Request& q) { return file_answer(shelf, q); });
    router.get("/api/runs/{run}/preview/{step}/{name}",
               [&](const Request& q) { return preview_answer(shelf, q); });
}

}  // namespace crucible::live
