#include "crucible/kinds/run_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/study/runner.hpp"

namespace crucible {
namespace {

/// "2026-11-21T..." to "21 November 2026".
std::string long_date(std::string_view iso) {
    constexpr const char* months[] = {"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
    const auto day = to_integer(iso.substr(8, 2)), month = to_integer(iso.substr(5, 2));
    if (!day || !month || *month < 1 || *month > 12) return std::string(iso);
    return fmt::format("{} {} {}", *day, months[*month - 1], iso.substr(0, 4));
}

}  // namespace

RunData::RunData(const RunDirectory& run) : directory(run), plan(read_json(run.plan().string())) {
    for (const Value& s : plan["steps"].list) {
        RunStep step{
            s["name"].text, s["use"].text, "not run", s, read_status(run, s["name"].text), 0};
        if (!step.status.is(Value::Kind::none)) step.state = step.status["state"].text;
        steps.push_back(std::move(step));
    }
    if (std::filesystem::exists(run.store())) rows = run_rows(run);
    read_events();
}

void RunData::read_events() {
    if (!std::filesystem::exists(directory.events())) return;
    const std::string text = read_file(directory.events());
    LineReader reader(text, directory.events().string());
    std::map<std::string, double> began;
    for (std::string_view line; reader.next(line);) {
        Value e;
        try {
            e = parse_json(line, reader.file());
        } catch (const InputError&) {
            continue;  // a line cut short by a kill
        }
        date = e["time"].text;
        const std::string& step = e["step"].text;
        if (e["kind"].text == "warning")
            warnings.push_back(fmt::format("{}: {}", step, e["text"].text));
        if (e["kind"].text != "state") continue;
        if (e["text"].text == "running") {
            began[step] = e["seconds"].real();
            std::erase_if(warnings,
                          [&](const std::string& w) { return w.starts_with(step + ": "); });
        }
        for (RunStep& s : steps)
            if (s.name == step && e["text"].text == "done")
                s.seconds = e["seconds"].real() - began[step];
    }
    if (date.size() >= 10) date = long_date(date);
    for (const RunStep& s : steps) seconds += s.seconds;
}

const RunStep* RunData::done(std::string_view use) const {
    for (const RunStep& s : steps)
        if (s.use == use && s.state == "done") return &s;
    return nullptr;
}

std::vector<const RunStep*> RunData::all_done(std::string_view use) const {
    std::vector<const RunStep*> out;
    for (const RunStep& s : steps)
        if (s.use == use && s.state == "done") out.push_back(&s);
    return out;
}

const Row* RunData::row(const std::string& id) const {
    for (const Row& r : rows)
        if (r.id == id) return &r;
    return nullptr;
}

std::filesystem::path RunData::file(const RunStep& s, std::string_view output) const {
    return directory.step(s.name) / "out" / s.status["outputs"][output]["file"].text;
}

bool RunData::has(const RunStep& s, std::string_view output) const {
    return !s.status["outputs"][output]["file"].text.empty();
}

Table RunData::table(const RunStep& s, std::string_view output) const {
    const auto path = file(s, output);
    return parse_csv(read_file(path), path.string());
}

Structures RunData::structures(const RunStep& s, std::string_view output) const {
    return read_structures(file(s, output));
}

const Column& column_of(const Table& t, std::string_view name) {
    const Column* c = t.find(name);
    if (!c)
        throw IoError("E-run-damaged", fmt::format("a table lacks its column {}", name),
                      "run the study again with --verify");
    return *c;
}

report::Crystal report_crystal(const Structure& s) {
    report::Crystal c;
    for (std::size_t i = 0; i < 3; ++i) c.cell[i] = s.cell.h[static_cast<int>(i)];
    std::vector<int> seen;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Element& e = element(s.numbers[i]);
        if (std::find(seen.begin(), seen.end(), s.numbers[i]) == seen.end()) {
            c.elements.push_back({std::string(e.symbol), report::series_hue(seen.size()),
                                  0.25 + 0.15 * e.covalent_radius});
            seen.push_back(s.numbers[i]);
        }
        c.atoms.push_back({std::string(e.symbol), s.positions[i]});
    }
    for (std::size_t i = 0; i < seen.size(); ++i)
        for (std::size_t j = i; j < seen.size(); ++j) {
            if (i == j && seen.size() > 1) continue;
            const Element &a = element(seen[i]), &b = element(seen[j]);
            c.bonds.push_back({std::string(a.symbol), std::string(b.symbol),
                               1.2 * (a.covalent_radius + b.covalent_radius)});
        }
    return c;
}

}  // namespace crucible
