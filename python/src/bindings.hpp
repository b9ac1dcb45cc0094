#pragma once
// What the parts of the Python module share.

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "crucible/base/value.hpp"

namespace crucible::python {

namespace py = pybind11;

/// None, bool, int, float, str, path, numpy scalar, list, tuple, array of one dimension, dict.
/// Throws TypeError for anything else.
Value value_of(const py::handle&);
py::object object_of(const Value&);

void bind_errors(py::module_&);
void bind_studies(py::module_&);
void bind_structures(py::module_&);
void bind_energies(py::module_&);
void bind_learning(py::module_&);
void bind_volumes(py::module_&);
void bind_images(py::module_&);
void bind_pictures(py::module_&);

}  // namespace crucible::python
