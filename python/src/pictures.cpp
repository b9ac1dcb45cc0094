// What notebooks show of structures, molecules and slices: the pictures of the reports.

#include "bindings.hpp"
#include "crucible/atoms/structure.hpp"
#include "crucible/chem/depict.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/plannable.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/report/figure.hpp"
#include "crucible/report/png.hpp"

namespace crucible::python {
namespace {

std::string structure_svg(const Structure& s) {
    report::Figure figure;
    figure.id = "structure";
    figure.title = s.name;
    figure.description = "Ball-and-stick picture of one cell";
    figure.panels.push_back(
        {report::StructureStill{report_crystal(s)}, "", report::Width::third, 0});
    return report::svg(figure);
}

using Grey = py::array_t<std::uint8_t, py::array::c_style | py::array::forcecast>;

py::bytes image_png(const Grey& grey) {
    if (grey.ndim() != 2 || grey.size() == 0)
        throw py::value_error("expected an image of two dimensions");
    const std::span<const std::uint8_t> pixels(grey.data(), static_cast<std::size_t>(grey.size()));
    return report::png(pixels, static_cast<std::size_t>(grey.shape(1)),
                       static_cast<std::size_t>(grey.shape(0)), report::PixelFormat::grey);
}

}  // namespace

void bind_pictures(py::module_& m) {
    m.def("structure_svg", &structure_svg, py::arg("structure"),
          "One cell as balls and sticks; up to 1,000 atoms.");
    m.def(
        "molecule_svg",
        [](const std::string& smiles, double width, double height) {
            chem::DrawSettings settings;
            settings.width = width, settings.height = height;
            return chem::svg(chem::plannable_molecule(smiles), settings);
        },
        py::arg("smiles"), py::arg("width") = 200.0, py::arg("height") = 150.0,
        "A drawing of the molecule; lines have the colour of the text around it.");
    m.def("image_png", &image_png, py::arg("grey"), "(rows, columns) of 0 to 255");
}

}  // namespace crucible::python
