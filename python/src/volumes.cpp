// Volumes as arrays: views of Crucible's own memory, axes (slice, row, column).

#include <memory>

#include "bindings.hpp"
#include "crucible/volume/source.hpp"
#include "crucible/volume/volume_export.hpp"

namespace crucible::python {
namespace {

using volume::CtVolume;
using volume::Grid;
using volume::LabelVolume;
using volume::Volume;

template <class T>
using Voxels = py::array_t<T, py::array::c_style>;

template <class T>
py::array_t<T> voxels_view(const py::object& self) {
    const auto& v = self.cast<const Volume<T>&>();
    return py::array_t<T>({v.grid.slices, v.grid.rows, v.grid.columns}, v.voxels.data(), self);
}

/// The one copy: numpy cannot give its memory away.
template <class T>
std::shared_ptr<Volume<T>> made(const Voxels<T>& voxels, const std::array<double, 3>& spacing,
                                const std::array<double, 3>& origin) {
    if (voxels.ndim() != 3 || voxels.size() == 0)
        throw py::value_error("voxels need the shape (slices, rows, columns)");
    for (const double s : spacing)
        if (!(s > 0)) throw py::value_error("spacing is in mm, above 0");
    auto v = std::make_shared<Volume<T>>();
    const auto length = [&](int axis) { return static_cast<std::size_t>(voxels.shape(axis)); };
    v->grid = {length(0), length(1), length(2), spacing, origin};
    v->voxels.assign(voxels.data(), voxels.data() + voxels.size());
    return v;
}

py::object read_volume(const std::filesystem::path& file) {
    std::shared_ptr<CtVolume> ct;
    std::shared_ptr<LabelVolume> labels;
    {
        const py::gil_scoped_release free;
        const auto source = volume::open_volume(file);
        if (source->voxel() == volume::Voxel::int16)
            ct = std::make_shared<CtVolume>(volume::read_ct(*source));
        else
            labels = std::make_shared<LabelVolume>(volume::read_labels(*source));
    }
    return ct ? py::cast(ct) : py::cast(labels);
}

volume::ExportFormat format_of(const std::filesystem::path& file) {
    using volume::ExportFormat;
    const std::string end = file.extension().string();
    if (end == ".nii") return ExportFormat::nifti;
    if (end == ".mha") return ExportFormat::metaimage;
    if (end == ".nrrd") return ExportFormat::nrrd;
    if (end == ".npy") return ExportFormat::npy;
    if (end == ".tif" || end == ".tiff") return ExportFormat::tiff;
    throw py::value_error("a volume is written as .nii, .mha, .nrrd, .npy or .tif, not as '" + end +
                          "'");
}

template <class T>
void bind_volume(py::module_& m, const char* name, const char* what) {
    py::class_<Volume<T>, std::shared_ptr<Volume<T>>>(m, name, what)
        .def(py::init(&made<T>), py::arg("voxels"),
             py::arg("spacing") = std::array<double, 3>{1, 1, 1},
             py::arg("origin") = std::array<double, 3>{0, 0, 0},
             "voxels: (slices, rows, columns), copied; spacing and origin in mm, same order.")
        .def_property_readonly("voxels", &voxels_view<T>, "(slices, rows, columns), a view")
        .def_property_readonly("spacing", [](const Volume<T>& v) { return v.grid.spacing; })
        .def_property_readonly("origin", [](const Volume<T>& v) { return v.grid.origin; })
        .def_property_readonly("shape",
                               [](const Volume<T>& v) {
                                   return py::make_tuple(v.grid.slices, v.grid.rows,
                                                         v.grid.columns);
                               })
        .def("__repr__", [name = std::string(name)](const Volume<T>& v) {
            return "<crucible." + name + ", " + std::to_string(v.grid.slices) + " x " +
                   std::to_string(v.grid.rows) + " x " + std::to_string(v.grid.columns) + ">";
        });
    m.def(
        "write_volume",
        [](const std::filesystem::path& file, const Volume<T>& v) {
            const volume::ExportFormat format = format_of(file);
            const py::gil_scoped_release free;
            volume::write_volume(*volume::as_source(v), file, format);
        },
        py::arg("file"), py::arg("volume"), "The format follows the file's suffix.");
}

}  // namespace

void bind_volumes(py::module_& m) {
    bind_volume<std::int16_t>(
        m, "CtVolume", "Hounsfield units or grey values; -32768 where nothing was measured.");
    bind_volume<std::uint8_t>(m, "LabelVolume", "Classes, phases, masks; 0 is in none.");
    m.def("read_volume", &read_volume, py::arg("file"),
          "The volume of a file or folder in any format that Crucible reads.");
}

}  // namespace crucible::python
