// Errors keep their reason in Python: crucible.InputError and so on, with code, place and cure.

#include <array>
#include <string>

#include "bindings.hpp"
#include "crucible/base/error.hpp"
#include "crucible/study/problems.hpp"

namespace crucible::python {
namespace {

/// Class objects live as long as the interpreter.
struct ErrorClasses {
    PyObject *base = nullptr, *input = nullptr, *inconsistent = nullptr, *io = nullptr,
             *unstable = nullptr, *not_built = nullptr, *resource = nullptr;
};
ErrorClasses& classes() {
    static ErrorClasses all;
    return all;
}

PyObject* add_class(py::module_& m, const char* name, const char* doc, PyObject* bases) {
    const std::string full = std::string("crucible.") + name;
    PyObject* made = PyErr_NewExceptionWithDoc(full.c_str(), doc, bases, nullptr);
    if (!made) throw py::error_already_set();
    m.add_object(name, py::reinterpret_borrow<py::object>(made));
    return made;
}

void raise(PyObject* type, const Error& e, const std::string& text) {
    const py::object error = py::reinterpret_borrow<py::object>(type)(text);
    error.attr("code") = e.code();
    error.attr("message") = e.message();
    error.attr("cure") = e.cure();
    error.attr("file") = e.where().file;
    error.attr("line") = e.where().line;
    error.attr("column") = e.where().column;
    PyErr_SetObject(type, error.ptr());
}

PyObject* class_of(const Error& e) {
    const ErrorClasses& c = classes();
    if (dynamic_cast<const InputError*>(&e)) return c.input;
    if (dynamic_cast<const InconsistentError*>(&e)) return c.inconsistent;
    if (dynamic_cast<const IoError*>(&e)) return c.io;
    if (dynamic_cast<const UnstableError*>(&e)) return c.unstable;
    if (dynamic_cast<const NotBuiltError*>(&e)) return c.not_built;
    if (dynamic_cast<const ResourceError*>(&e)) return c.resource;
    return c.base;
}

}  // namespace

void bind_errors(py::module_& m) {
    ErrorClasses& c = classes();
    c.base = add_class(m, "Error",
                       "Base of all errors. `code` names it for `crucible explain`, `cure` says "
                       "what to do; `file`, `line`, `column` are where, 0 or '' if nowhere.",
                       PyExc_Exception);
    // what Python code that knows nothing of Crucible expects
    const auto both = [&](PyObject* other) {
        return py::make_tuple(py::handle(c.base), py::handle(other)).release().ptr();
    };
    c.input = add_class(m, "InputError", "What was given is wrong; a ValueError.",
                        both(PyExc_ValueError));
    c.inconsistent =
        add_class(m, "InconsistentError", "Inputs fine alone contradict each other; a ValueError.",
                  both(PyExc_ValueError));
    c.io =
        add_class(m, "IoError", "A file could not be opened, read, written or trusted; an OSError.",
                  both(PyExc_OSError));
    c.unstable = add_class(m, "UnstableError", "Numerics blew up.", c.base);
    c.not_built = add_class(m, "NotBuiltError", "A component was left out of this build.", c.base);
    c.resource = add_class(m, "ResourceError", "Memory, disk or time do not suffice.", c.base);
    py::register_exception_translator([](std::exception_ptr p) {
        try {
            if (p) std::rethrow_exception(p);
        } catch (const StudyError& e) {
            raise(class_of(e), e, e.problems.text());
        } catch (const Error& e) {
            raise(class_of(e), e, e.what());
        }
    });
}

}  // namespace crucible::python
