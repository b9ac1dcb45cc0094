// Potentials: energy, forces and stress of a structure.

#include "bindings.hpp"
#include "crucible/base/error.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/kinds/energy_parameter.hpp"
#include "crucible/study/fill.hpp"

namespace crucible::python {
namespace {

/// The `energy` parameter of the steps, alone.
struct EnergyAlone {
    EnergyParameter energy;
    void describe(Fields& f) { f("energy", energy, "Potential"); }
};

/// "Cu_mishin1.eam.alloy", "matsui-akaogi", "model.pb": a file by its suffix, or a preset.
Value energy_of_name(const std::string& name) {
    Value v = Value::make_table();
    const auto ends = [&](const char* suffix) { return name.ends_with(suffix); };
    if (is_eam_file(name)) {
        v.set("use", "eam"), v.set("file", name);
    } else if (ends(".pb") || ends(".crucible")) {
        Value files = Value::make_list();
        files.push(name);
        v.set("use", "deep-pot"), v.set("files", std::move(files));
    } else if (ends(".txt")) {
        v.set("use", "nep"), v.set("file", name);
    } else {
        v.set("use", "buckingham"), v.set("preset", name);
    }
    return v;
}

std::unique_ptr<EnergyModel> opened(const py::object& what, double accuracy) {
    EnergyAlone alone;
    Fields f;
    alone.describe(f);
    Value document = Value::make_table();
    document.set("energy", py::isinstance<py::str>(what) || py::hasattr(what, "__fspath__")
                               ? energy_of_name(py::str(what).cast<std::string>())
                               : value_of(what));
    Problems problems;
    fill(document, f, problems, "");
    if (!problems.empty()) throw StudyError(std::move(problems));
    ModelChoice choice;
    choice.potential = potential(alone.energy);
    choice.accuracy = accuracy;
    return make_model(choice);
}

std::shared_ptr<Evaluation> evaluated(EnergyModel& model, const Structure& s) {
    auto out = std::make_shared<Evaluation>();
    const py::gil_scoped_release free;
    model.evaluate(s, *out);
    return out;
}

}  // namespace

void bind_energies(py::module_& m) {
    py::class_<Evaluation, std::shared_ptr<Evaluation>>(m, "Evaluation",
                                                        "Energy of a structure and what follows.")
        .def_readonly("energy", &Evaluation::energy, "eV per cell")
        .def_property_readonly(
            "forces",
            [](const py::object& self) {
                const auto& e = self.cast<const Evaluation&>();
                return py::array_t<double>({e.forces.size(), std::size_t{3}},
                                           reinterpret_cast<const double*>(e.forces.data()), self);
            },
            "(n, 3) eV/angstrom, a view")
        .def_property_readonly(
            "stress",
            [](const py::object& self) {
                const auto& e = self.cast<const Evaluation&>();
                return py::array_t<double>({3, 3}, reinterpret_cast<const double*>(&e.stress),
                                           self);
            },
            "(3, 3) eV/angstrom^3, positive under tension, a view")
        .def_property_readonly(
            "per_atom",
            [](const py::object& self) -> py::object {
                const auto& e = self.cast<const Evaluation&>();
                if (e.per_atom.empty()) return py::none();
                return py::array_t<double>(static_cast<py::ssize_t>(e.per_atom.size()),
                                           e.per_atom.data(), self);
            },
            "(n) eV, a view; None where the potential cannot split its energy");
    py::class_<EnergyModel>(m, "Potential", "A potential energy surface; one object, one thread.")
        .def(py::init(&opened), py::arg("energy"), py::arg("accuracy") = 1e-6,
             "energy: the name of a preset or a file, or a dict as the parameter `energy` of "
             "studies; accuracy: eV per atom, of lattice sums.")
        .def("evaluate", &evaluated, py::arg("structure"))
        .def_property_readonly("description", &EnergyModel::description)
        .def("__repr__",
             [](const EnergyModel& e) { return "<crucible.Potential " + e.description() + ">"; });
}

}  // namespace crucible::python
