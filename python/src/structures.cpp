// Structures with their arrays as views: no copy is made, and a view keeps its structure alive.

#include "bindings.hpp"
#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/structure.hpp"

namespace crucible::python {
namespace {

static_assert(sizeof(Position) == 3 * sizeof(double) && sizeof(Mat3) == 9 * sizeof(double));

using Doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Integers = py::array_t<int, py::array::c_style | py::array::forcecast>;

/// (n, 3) doubles in the memory of `owner`.
py::array vectors_view(const double* first, std::size_t n, const py::handle& owner) {
    return py::array_t<double>({n, std::size_t{3}}, first, owner);
}

/// Three numbers for each of n rows; throws ValueError for another shape.
void copy_vectors(const Doubles& from, std::size_t n, double* to, const char* what) {
    if (from.ndim() != 2 || from.shape(0) != static_cast<py::ssize_t>(n) || from.shape(1) != 3)
        throw py::value_error(std::string(what) + " needs the shape (" + std::to_string(n) +
                              ", 3)");
    std::copy_n(from.data(), 3 * n, to);
}

std::shared_ptr<Structure> made(const py::object& numbers, const Doubles& positions,
                                const Doubles& cell, const std::array<bool, 3>& periodic,
                                std::string name) {
    auto s = std::make_shared<Structure>();
    for (const py::handle& one : numbers)
        s->numbers.push_back(py::isinstance<py::str>(one) ? parse_element(one.cast<std::string>())
                                                          : one.cast<int>());
    for (const int z : s->numbers)
        if (z < 1 || z > 118) throw py::value_error("atomic numbers are 1 to 118");
    s->positions.resize(s->numbers.size());
    copy_vectors(positions, s->size(), reinterpret_cast<double*>(s->positions.data()), "positions");
    copy_vectors(cell, 3, reinterpret_cast<double*>(&s->cell.h), "cell");
    s->cell.periodic = periodic;
    s->name = std::move(name);
    if (!(s->cell.volume() > 0)) throw py::value_error("the cell has no volume");
    return s;
}

py::list symbols_of(const Structure& s) {
    py::list out;
    for (const int z : s.numbers) out.append(element(z).symbol);
    return out;
}

}  // namespace

void bind_structures(py::module_& m) {
    py::class_<Structure, std::shared_ptr<Structure>>(
        m, "Structure",
        "Cell, elements and positions. Arrays are views: changing one changes the structure.")
        .def(py::init(&made), py::arg("numbers"), py::arg("positions"), py::arg("cell"),
             py::arg("periodic") = std::array<bool, 3>{true, true, true}, py::arg("name") = "",
             "numbers: (n) atomic numbers or symbols; positions: (n, 3) angstrom; cell: (3, 3) "
             "angstrom, a lattice vector in each row.")
        .def_property(
            "positions",
            [](const py::object& self) {
                const auto& s = self.cast<const Structure&>();
                return vectors_view(reinterpret_cast<const double*>(s.positions.data()), s.size(),
                                    self);
            },
            [](Structure& s, const Doubles& from) {
                copy_vectors(from, s.size(), reinterpret_cast<double*>(s.positions.data()),
                             "positions");
            },
            "(n, 3) angstrom, a view")
        .def_property_readonly(
            "numbers",
            [](const py::object& self) {
                const auto& s = self.cast<const Structure&>();
                return py::array_t<int>(static_cast<py::ssize_t>(s.size()), s.numbers.data(), self);
            },
            "(n) atomic numbers, a view")
        .def_property(
            "cell",
            [](const py::object& self) {
                const auto& s = self.cast<const Structure&>();
                return vectors_view(reinterpret_cast<const double*>(&s.cell.h), 3, self);
            },
            [](Structure& s, const Doubles& from) {
                copy_vectors(from, 3, reinterpret_cast<double*>(&s.cell.h), "cell");
            },
            "(3, 3) angstrom, lattice vectors in rows, a view")
        .def_property_readonly("periodic", [](const Structure& s) { return s.cell.periodic; })
        .def_property_readonly("symbols", &symbols_of, "Symbols of the elements")
        .def_property_readonly(
            "volume", [](const Structure& s) { return s.cell.volume(); }, "angstrom^3")
        .def_readwrite("name", &Structure::name)
        .def_readwrite("info", &Structure::info, "key=value of the file, as written")
        .def("__len__", &Structure::size)
        .def("copy", [](const Structure& s) { return std::make_shared<Structure>(s); })
        .def("__repr__", [](const Structure& s) {
            return "<crucible.Structure " + (s.name.empty() ? "" : s.name + ", ") +
                   std::to_string(s.size()) + " atoms>";
        });
    m.def(
        "read_structures",
        [](const std::filesystem::path& file) {
            Structures all;
            {
                const py::gil_scoped_release free;
                all = read_structures(file);
            }
            std::vector<std::shared_ptr<Structure>> out;
            for (Structure& s : all) out.push_back(std::make_shared<Structure>(std::move(s)));
            return out;
        },
        py::arg("file"), "All structures of a file in any format that Crucible reads.");
    m.def(
        "write_structures",
        [](const std::filesystem::path& file, const std::vector<std::shared_ptr<Structure>>& some) {
            Structures all;
            for (const auto& s : some) all.push_back(*s);
            const py::gil_scoped_release free;
            write_structures(file, all);
        },
        py::arg("file"), py::arg("structures"), "The format follows the file's suffix.");
}

}  // namespace crucible::python
