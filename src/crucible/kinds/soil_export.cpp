// soil.export, soil.mesh: volumes and surfaces for other programs.

#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/dicom_write.hpp"
#include "crucible/volume/mesh.hpp"
#include "crucible/volume/volume_export.hpp"

namespace crucible {
namespace {

enum class VolumeFormat { nifti, metaimage, nrrd, npy, tiff, dicom };
std::span<const Name> names(VolumeFormat) {
    static constexpr Name all[] = {{"nifti", "NIfTI-1, .nii"},
                                   {"metaimage", "MetaImage in one file, .mha"},
                                   {"nrrd", ".nrrd"},
                                   {"npy", "array of numpy, without spacing, .npy"},
                                   {"tiff", "one page per slice, .tif"},
                                   {"dicom", "CT slices in an archive, .tar"}};
    return all;
}

struct SoilExport {
    Ref<Artefact::volume> volume;
    VolumeFormat format = VolumeFormat::nifti;

    void describe(Fields& f) {
        f("volume", volume, "Volume").required("@import.volume").positional();
        f("format", format, "Format to write");
        f.example("crucible soil export core/volume.nii --format dicom -o core.tar");
        f.makes(Artefact::volume, "volume", "exported", "The volume in the other format");
        f.gives("bytes", "", "Length of the file");
    }

    void run(StepRun& r) const {
        const auto source = volume::open_volume(r.open(volume).front());
        for (const std::string& w : source->warnings()) r.context().warn(w);
        std::uintmax_t bytes = 0;
        r.make("volume", [&](const std::filesystem::path& file) {
            if (format == VolumeFormat::dicom)
                volume::write_dicom_archive(*source, file, r.context().seed());
            else
                volume::write_volume(*source, file, static_cast<volume::ExportFormat>(format));
            bytes = std::filesystem::file_size(file);
        });
        r.row(Row::number("bytes", static_cast<double>(bytes)));
    }
};

enum class SurfaceFormat { stl, ply };
std::span<const Name> names(SurfaceFormat) {
    static constexpr Name all[] = {{"stl", "binary, .stl"}, {"ply", "binary, .ply"}};
    return all;
}
enum class BorderChoice { closed, open };
std::span<const Name> names(BorderChoice) {
    static constexpr Name all[] = {{"closed", "the surface is closed there"},
                                   {"open", "it has an edge there"}};
    return all;
}

struct SoilMesh {
    Ref<Artefact::volume> volume;
    int label = 1;
    std::vector<double> level;
    SurfaceFormat format = SurfaceFormat::stl;
    BorderChoice border = BorderChoice::closed;

    void describe(Fields& f) {
        f("volume", volume, "Volume of labels, or of grey values with `level`")
            .required("@classes.labels")
            .positional();
        f("label", label, "Label of the phase").within(0, 255);
        f("level", level, "Grey value instead of a label: the phase is all from there on")
            .within(-32767, 32767);
        f("format", format, "Format to write");
        f("border", border, "Where the phase reaches the border of the volume");
        f.example("crucible soil mesh classes/labels.nii --label 6 -o stones.stl");
        f.makes(Artefact::model, "mesh", "mesh", "The surface, in mm");
        f.gives("area", "mm^2", "Area of the surface");
        f.gives("volume", "mm^3", "Volume it encloses, where it is closed");
        f.gives("triangles", "", "Triangles of it");
    }

    void run(StepRun& r) const {
        if (level.size() > 1)
            throw InputError("E-volume-settings", "more than one level",
                             "give one grey value, or none");
        const auto source = volume::open_volume(r.open(volume).front());
        const auto at_border =
            border == BorderChoice::open ? volume::MeshBorder::open : volume::MeshBorder::closed;
        const volume::Mesh m =
            level.empty()
                ? volume::surface_of_label(*source, static_cast<std::uint8_t>(label), at_border)
                : volume::surface_at(*source, level.front(), at_border);
        if (m.triangles.empty()) r.context().warn("the phase has no surface in this volume");
        r.make("mesh", format == SurfaceFormat::ply ? volume::to_ply(m) : volume::to_stl(m));
        r.row(Row::number("area", volume::area(m), "mm^2"));
        if (border == BorderChoice::closed)
            r.row(Row::number("volume", volume::enclosed_volume(m), "mm^3"));
        r.row(Row::number("triangles", static_cast<double>(m.triangles.size())));
    }
};

}  // namespace

void register_soil_export(Registry& r) {
    r.add<SoilExport>("soil.export", {1}, "Write a volume for other programs");
    r.add<SoilMesh>("soil.mesh", {1}, "Make the surface of a phase");
}

}  // namespace crucible
