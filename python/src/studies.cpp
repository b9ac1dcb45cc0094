// Studies and their runs: the engine of the command line, with events and Ctrl-C of Python.

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "bindings.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/fill.hpp"
#include "crucible/study/runner.hpp"
#include "crucible/study/toml.hpp"

namespace crucible::python {
namespace {

const Registry& registry() {
    static const Registry all = [] {
        Registry r;
        register_all(r);
        return r;
    }();
    return all;
}

py::list step_types() {
    py::list out;
    for (const StepType& t : registry().all()) out.append(py::make_tuple(t.name, t.sentence));
    return out;
}

const StepType& step_type(const std::string& name) {
    const StepType* t = registry().find(name);
    if (!t) throw py::key_error(name);
    return *t;
}

/// As Python annotates it.
std::string type_words(const Type& t) {
    switch (t.kind) {
        case Type::Kind::integer:
            return "int | str";
        case Type::Kind::number:
            return "float | str";
        case Type::Kind::text:
            return "str";
        case Type::Kind::path:
        case Type::Kind::reference:
            return "str | PathLike[str]";
        case Type::Kind::choice: {
            std::string all;
            for (const Name& n : t.names())
                all += (all.empty() ? "\"" : ", \"") + std::string(n.name) + "\"";
            return "Literal[" + all + "]";
        }
        case Type::Kind::list:
        case Type::Kind::range:
            return "Sequence[" + type_words(*t.element()) + "]";
        case Type::Kind::table:
            return "Mapping[str, Any]";
        case Type::Kind::one_of:
            return "str | Mapping[str, Any]";
    }
    return "Any";
}

/// What a Python function of this step takes and makes.
py::dict step_description(const std::string& name) {
    const StepType& t = step_type(name);
    const auto object = t.create();
    Fields f;
    t.describe(object.get(), f);
    py::list parameters, outputs;
    for (const Field& field : f.fields) {
        py::dict p;
        p["name"] = std::string(field.name);
        p["sentence"] = std::string(field.sentence);
        p["unit"] = std::string(field.unit());
        p["default"] = default_text(field);
        p["expected"] = expected(field, *field.type);
        p["type"] = type_words(*field.type);
        p["required"] = field.is_required;
        p["positional"] = field.is_positional;
        parameters.append(p);
    }
    for (const Output& o : f.outputs)
        outputs.append(
            py::make_tuple(std::string(o.name), std::string(o.file), std::string(o.sentence)));
    py::dict out;
    out["sentence"] = t.sentence;
    out["parameters"] = parameters;
    out["outputs"] = outputs;
    return out;
}

/// Events of a thread that works, handed over to the one that Python runs in.
class Mailbox {
public:
    struct Letter {
        Event::Kind kind;
        std::string step, text, unit;
        double value, total;
    };
    void post(const Event& e) {
        const std::lock_guard lock(mutex_);
        letters_.push_back({e.kind, std::string(e.step), std::string(e.text), std::string(e.unit),
                            e.value, e.total});
    }
    std::vector<Letter> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(letters_, {});
    }

private:
    std::mutex mutex_;
    std::vector<Letter> letters_;
};

const char* kind_name(Event::Kind k) {
    switch (k) {
        case Event::Kind::log:
            return "log";
        case Event::Kind::warning:
            return "warning";
        case Event::Kind::progress:
            return "progress";
        case Event::Kind::metric:
            return "metric";
        case Event::Kind::state:
            return "state";
    }
    return "";
}

void deliver(Mailbox& box, const py::object& on_event) {
    const auto letters = box.take();
    if (on_event.is_none()) return;
    for (const Mailbox::Letter& l : letters)
        on_event(kind_name(l.kind), l.step, l.text, l.unit, l.value, l.total);
}

/// The study runs in a thread of its own; this one hands on events and listens to Ctrl-C.
bool run_watched(const Study& study, const RunDirectory& run, const std::string& on,
                 const py::object& on_event) {
    StopToken stop;
    Mailbox box;
    std::exception_ptr fault;
    std::mutex mutex;
    std::condition_variable ended;
    bool is_over = false;
    RunEnd end = RunEnd::done;
    RunOptions options;
    options.executor = parse_executor(on);
    options.program = program_file();
    options.sink = [&](const Event& e) { box.post(e); };
    options.stop = &stop;
    std::thread worker([&] {
        try {
            end = run_study(study, run, options);
        } catch (...) {
            fault = std::current_exception();
        }
        const std::lock_guard lock(mutex);
        is_over = true;
        ended.notify_all();
    });
    std::exception_ptr broken;  // of the callback, or KeyboardInterrupt
    for (bool waits = true; waits;) {
        {
            const py::gil_scoped_release free;
            std::unique_lock lock(mutex);
            waits = !ended.wait_for(lock, std::chrono::milliseconds(100), [&] { return is_over; });
        }
        try {
            if (!broken) deliver(box, on_event);
            if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        } catch (py::error_already_set&) {
            broken = std::current_exception();
            stop.request();
        }
    }
    worker.join();
    if (broken) std::rethrow_exception(broken);
    if (fault) std::rethrow_exception(fault);
    return end == RunEnd::done;
}

/// Runs a study, given as a file or a document, in `directory`.
bool run_study_there(const py::object& what, const std::filesystem::path& directory,
                     const std::string& on, const py::object& on_event) {
    const Value document = py::isinstance<py::dict>(what) ? value_of(what) : Value();
    const Study study =
        document.is(Value::Kind::table)
            ? make_study(document, to_toml(document), std::filesystem::current_path(), registry())
            : load_study(py::str(what).cast<std::string>(), {}, registry());
    const RunDirectory run{directory};
    const bool is_done = run_watched(study, run, on, on_event);
    const py::gil_scoped_release free;
    write_report(run, viewer_scripts());
    return is_done;
}

py::dict row_object(const Row& r) {
    py::dict out;
    out["id"] = r.id;
    out["value"] = r.value ? py::object(py::float_(*r.value)) : py::object(py::str(r.text));
    out["unit"] = r.unit;
    out["error"] = r.error ? py::object(py::float_(*r.error)) : py::none();
    out["n"] = r.n;
    out["check"] = r.check == Row::Check::info   ? "info"
                   : r.check == Row::Check::pass ? "pass"
                                                 : "fail";
    return out;
}

py::list rows_of_run(const std::filesystem::path& directory) {
    py::list out;
    for (const Row& r : run_rows(open_run(directory))) out.append(row_object(r));
    return out;
}

/// Columns of a CSV file by name: arrays of numbers (an empty field is NaN), or lists of words.
py::dict read_table(const std::filesystem::path& file) {
    const Table t = parse_csv(read_file(file), file.string());
    py::dict out;
    for (const Column& c : t.columns) {
        py::object column;
        if (c.kind == Column::Kind::number)
            column =
                py::array_t<double>(static_cast<py::ssize_t>(c.numbers.size()), c.numbers.data());
        else
            column = py::cast(c.texts);
        out[py::str(c.name)] = column;
    }
    return out;
}

}  // namespace

void bind_studies(py::module_& m) {
    m.def("version", &program_version);
    m.def("step_types", &step_types, "(name, sentence) of every step");
    m.def("step_description", &step_description, py::arg("name"));
    m.def("run", &run_study_there, py::arg("study"), py::arg("directory"), py::arg("on") = "local",
          py::arg("on_event") = py::none(),
          "Runs a study file or document; False when it was stopped. Ctrl-C saves and raises.");
    m.def("rows", &rows_of_run, py::arg("directory"));
    m.def("read_table", &read_table, py::arg("file"));
}

}  // namespace crucible::python
