// The Python module crucible._core: what the package crucible is made of.

#include "bindings.hpp"

PYBIND11_MODULE(_core, m) {
    using namespace crucible::python;
    m.doc() = "Crucible's engine; use the package crucible.";
    bind_errors(m);
    bind_structures(m);
    bind_energies(m);
    bind_learning(m);
    bind_volumes(m);
    bind_images(m);
    bind_pictures(m);
    bind_studies(m);
}
