#include "crucible/study/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/failpoint.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/data/json.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/plan.hpp"
#include "crucible/study/prepared_step.hpp"
#include "crucible/study/run_events.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

bool contains(const std::vector<std::string>& v, const std::string& s) {
    return std::find(v.begin(), v.end(), s) != v.end();
}

/// Whether what status.json says was made is there, by size or by content.
bool outputs_whole(const RunDirectory& run, const std::string& step, const Value& status,
                   Verify verify) {
    for (const Member& m : status["outputs"].table) {
        const auto file = run.step(step) / "out" / m.value["file"].text;
        std::error_code error;
        if (static_cast<std::int64_t>(std::filesystem::file_size(file, error)) !=
                m.value["bytes"].integer ||
            error)
            return false;
        if (verify == Verify::full && sha256_file(file) != m.value["sha256"].text) return false;
    }
    return true;
}

StepState judge(const StudyStep& s, const RunDirectory& run, const std::string& key,
                Verify verify) {
    using S = StepState::State;
    const Value status = read_status(run, s.name);
    if (status.is(Value::Kind::none)) {
        std::error_code error;
        const bool kept = std::filesystem::exists(run.old_step(s.name, key), error);
        return {S::ready, s.name, key, kept ? "done before with these settings" : "not run yet"};
    }
    if (status["key"].text != key)
        return {S::ready, s.name, key, "its settings or inputs have changed"};
    if (status["state"].text == "interrupted" || status["state"].text == "running")
        return {S::interrupted, s.name, key, "was interrupted"};
    if (status["state"].text == "failed")
        return {S::failed, s.name, key, status["error"]["message"].text};
    if (!outputs_whole(run, s.name, status, verify))
        return {S::interrupted, s.name, key, "an output is missing or damaged"};
    return {S::cached, s.name, key, "done"};
}

/// Files that a killed writer left aside; the lock says that nobody is writing now.
void remove_leftovers(const std::filesystem::path& root) {
    std::vector<std::filesystem::path> left;
    std::error_code error;
    for (const auto& e : std::filesystem::recursive_directory_iterator(root, error))
        if (e.path().extension() == ".tmp") left.push_back(e.path());
    for (const auto& p : left) std::filesystem::remove(p, error);
}

class Runner {
public:
    Runner(const Study& study, const RunDirectory& run, const RunOptions& options)
        : study_(study),
          run_(run),
          options_(options),
          store_(run.store(), StoreMode::write),
          events_(run, options.sink) {}

    RunEnd run() {
        remove_leftovers(run_.root);
        for (const StudyStep& s : study_.steps) {
            if (!options_.only.empty() && !contains(options_.only, s.name)) continue;
            const auto key = step_key(study_, s, run_);
            if (!key)
                throw InconsistentError(
                    "E-run-order",
                    fmt::format("'{}' takes outputs of steps that have not been run", s.name),
                    fmt::format("run these first: {}", fmt::join(s.depends, ", ")));
            if (contains(options_.fresh, s.name)) forget(s, *key);
            make_room(s, *key);
            const StepState state = judge(s, run_, *key, options_.verify);
            if (state.state == StepState::State::cached && rows_whole(s, *key)) {
                events_.state(s.name, "cached");
                continue;
            }
            if (run_step(s, *key, state) == RunEnd::interrupted) return RunEnd::interrupted;
        }
        return RunEnd::done;
    }

private:
    /// A step of other settings moves aside and comes back when they do: nothing is deleted.
    void make_room(const StudyStep& s, const std::string& key) {
        const Value status = read_status(run_, s.name);
        const std::string& present = status["key"].text;
        if (present == key) return;
        make_directories(run_.root / "steps" / ".old");
        if (std::filesystem::exists(run_.step(s.name))) {
            const auto aside = present.empty()
                                   ? run_.root / "steps" / ".old" / (s.name + "-unknown")
                                   : run_.old_step(s.name, present);
            std::filesystem::remove_all(aside);
            std::filesystem::rename(run_.step(s.name), aside);
            failpoint("step.aside");
        }
        if (std::filesystem::exists(run_.old_step(s.name, key))) {
            std::filesystem::rename(run_.old_step(s.name, key), run_.step(s.name));
            failpoint("step.back");
        }
        sync_directory(run_.root / "steps");
    }

    void forget(const StudyStep& s, const std::string& key) {
        store_.forget_items(key);
        std::filesystem::remove_all(run_.step(s.name));
        std::filesystem::remove_all(run_.old_step(s.name, key));
    }

    bool rows_whole(const StudyStep& s, const std::string& key) {
        return store_.count_rows(key) == read_status(run_, s.name)["rows"].integer;
    }

    void write_status(const StudyStep& s, const Value& status) {
        write_atomic(run_.status(s.name), to_json(status, JsonStyle::pretty));
    }

    static Value status_value(const std::string& key, std::string_view state) {
        Value v;
        v.set("key", key), v.set("state", state);
        return v;
    }

    StepRun::Setting setting(const StudyStep& s, const std::string& key,
                             const PreparedStep& prepared, bool retry) {
        const Fields f = s.fields();
        return {RunContext(s.name, study_.seed, events_.sink(), options_.stop),
                run_.step(s.name),
                key,
                &store_,
                prepared.resolve,
                [this, &s](const ItemLimits& limits, NewsSink news) {
                    return executor(options_.executor, {.program = options_.program,
                                                        .step_directory = run_.step(s.name),
                                                        .limits = limits,
                                                        .news = std::move(news)});
                },
                options_.stop,
                f.outputs,
                f.rows,
                retry};
    }

    /// Whether items that failed are tried again: the run failed because of them, or ended without
    /// a word (a full disk fails them, and the status as well).
    bool tries_again(const StudyStep& s, const StepState& before) const {
        return before.state == StepState::State::failed ||
               read_status(run_, s.name)["state"].text == "running";
    }

    RunEnd run_step(const StudyStep& s, const std::string& key, const StepState& before) {
        const bool tries_failed = tries_again(s, before);
        make_directories(run_.step(s.name));
        write_atomic(run_.step(s.name) / "step.json",
                     to_json(step_document(study_, s, run_, key), JsonStyle::pretty));
        write_status(s, status_value(key, "running"));
        replay_item_logs(run_.step(s.name) / "items", key, store_);
        const PreparedStep prepared = prepare_step(*s.type, run_.step(s.name));
        StepRun step(setting(s, key, prepared, tries_failed));
        events_.state(s.name, "running");
        try {
            if (options_.stop && options_.stop->level() > 0) throw Stopped{};
            s.type->run(prepared.object.get(), step);
            finish_step(s, key, step);
        } catch (const Stopped&) {
            write_status(s, status_value(key, "interrupted"));
            events_.state(s.name, "interrupted");
            return RunEnd::interrupted;
        } catch (Error& e) {
            record_failure(s, key, e);
            e.prepend_context(fmt::format("step '{}'", s.name));
            throw;
        }
        return RunEnd::done;
    }

    void finish_step(const StudyStep& s, const std::string& key, StepRun& step) {
        const auto made = step.finish();
        store_.put_rows(key, s.name, step.result_rows());
        Value status = status_value(key, "done");
        Value outputs = Value::make_table();
        for (const StepRun::Made& m : made) {
            Value& o = outputs.set(m.name, Value::make_table());
            o.set("file", m.file), o.set("sha256", m.sha256), o.set("bytes", m.bytes);
        }
        status.set("outputs", std::move(outputs));
        status.set("rows", static_cast<std::int64_t>(step.result_rows().size()));
        write_status(s, status);
        for (const char* scratch :
             {"items", "ckpt", "preview"})  // all of it is in the store, durably
            std::filesystem::remove_all(run_.step(s.name) / scratch);
        failpoint("items.removed");
        events_.state(s.name, "done");
    }

    void record_failure(const StudyStep& s, const std::string& key, const Error& e) {
        Value status = status_value(key, "failed");
        Value error;
        error.set("code", e.code()), error.set("message", e.message()), error.set("cure", e.cure());
        status.set("error", std::move(error));
        try {
            write_status(s, status);
        } catch (const Error&) {
            // On a full disk even this fails; "running" then means the same: to be resumed.
        }
        events_.state(s.name, "failed");
    }

    const Study& study_;
    const RunDirectory& run_;
    const RunOptions& options_;
    Store store_;
    RunEvents events_;
};

/// A step that takes several outputs of another one depends on it once, for a reader.
std::vector<std::string> each_once(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const std::string& n : names)
        if (!contains(out, n)) out.push_back(n);
    return out;
}

}  // namespace

std::vector<StepState> plan_study(const Study& study, const RunDirectory& run, Verify verify) {
    std::vector<StepState> out;
    for (const StudyStep& s : study.steps) {
        // Upstream of a step that will run again its key may come out the same: then it stays
        // cached.
        const bool upstream_ready = std::all_of(out.begin(), out.end(), [&](const StepState& o) {
            return !contains(s.depends, o.name) || o.state == StepState::State::cached;
        });
        const auto key = upstream_ready ? step_key(study, s, run) : std::nullopt;
        if (key)
            out.push_back(judge(s, run, *key, verify));
        else
            out.push_back({StepState::State::waiting, s.name, "",
                           fmt::format("after {}", fmt::join(each_once(s.depends), ", "))});
    }
    return out;
}

RunEnd run_study(const Study& study, const RunDirectory& run, const RunOptions& options) {
    const RunLock lock(run);
    write_atomic(run.study(), study.text);
    write_atomic(run.plan(), to_json(plan_document(study), JsonStyle::pretty));
    return Runner(study, run, options).run();
}

namespace {

/// Puts a check beside its row. A finished step that did not give the row has failed the check:
/// a phase that was not found is a finding.
void apply_check(const Value& check, const std::vector<std::string>& finished,
                 std::vector<Row>& rows) {
    const std::string& id = check["id"].text;
    auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
    if (row == rows.end()) {
        const std::string step = id.substr(0, id.find('.'));
        if (!contains(finished, step)) return;
        rows.push_back(Row::words(id, "not found"));
        row = std::prev(rows.end());
        row->step = step;
        row->unit = check["unit"].text;
    }
    row->reference = check["expect"].real();
    row->reference_error = check["within"].real();
    row->source = check["source"].text;
    const bool inside =
        row->value && std::abs(*row->value - *row->reference) <= *row->reference_error;
    row->check = inside ? Row::Check::pass : Row::Check::fail;
}

}  // namespace

std::vector<Row> run_rows(const RunDirectory& run) {
    const Value plan = read_json(run.plan().string());
    const Store store(run.store(), StoreMode::read);
    std::vector<Row> out;
    std::vector<std::string> finished;
    for (const Value& s : plan["steps"].list) {
        const Value status = read_status(run, s["name"].text);
        if (status["state"].text != "done") continue;
        finished.push_back(s["name"].text);
        for (Row& r : store.rows(status["key"].text)) {
            r.id = s["name"].text + "." + r.id;
            out.push_back(std::move(r));
        }
    }
    for (const Value& c : plan["checks"].list) apply_check(c, finished, out);
    return out;
}

std::string program_version() { return std::string("crucible ") + CRUCIBLE_VERSION; }

}  // namespace crucible
