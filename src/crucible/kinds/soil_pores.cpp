// soil.pores: what can be measured on one phase of a volume.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/pore_sheet.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/volume/cubic_voxels.hpp"

namespace crucible {
namespace {

enum class VoxelMeaning { by_kind, labels, grey };
std::span<const Name> names(VoxelMeaning) {
    static constexpr Name all[] = {
        {"by-kind", "8-bit voxels are labels, 16-bit voxels are HU or grey values"},
        {"labels", "numbers of phases or classes"},
        {"grey", "HU or grey values, made into classes by `classes`"}};
    return all;
}

enum class NeighbourChoice { faces, edges, corners };
std::span<const Name> names(NeighbourChoice) {
    static constexpr Name all[] = {
        {"6", "across faces"}, {"18", "also across edges"}, {"26", "also across corners"}};
    return all;
}

struct SoilPores {
    Ref<Artefact::volume> volume, mask;
    std::vector<int> phase, unmeasured, first, end;
    VoxelMeaning voxels = VoxelMeaning::by_kind;
    ClassesParameter classes;
    NeighbourChoice connectivity = NeighbourChoice::faces;
    int trim = 60, longest_lag = 100, threads = 1;
    std::vector<PoreQuantity> quantities{PoreQuantity::clusters,   PoreQuantity::minkowski,
                                         PoreQuantity::anisotropy, PoreQuantity::distances,
                                         PoreQuantity::thickness,  PoreQuantity::correlation,
                                         PoreQuantity::chords,     PoreQuantity::boxes};
    std::vector<double> orders{0, 1, 2};
    Length cubes{0};

    bool wants(PoreQuantity q) const {
        return std::find(quantities.begin(), quantities.end(), q) != quantities.end();
    }

    void describe(Fields& f) {
        f("volume", volume, "Labels, HU or grey values").required("@classes.labels").positional();
        f("phase", phase,
          "Labels or classes that make up the phase to be measured, such as the "
          "pores")
            .required("[1]")
            .within(0, 255);
        f("voxels", voxels, "What the volume's numbers mean");
        f("classes", classes, "How grey values become classes, from 1 on");
        f("unmeasured", unmeasured, "Labels or classes that count as not measured at all")
            .within(0, 255);
        f("mask", mask, "Labels of the same shape: voxels with 0 are not measured");
        f("first", first, "First voxel of the part to measure: slice, row, column; none: 0, 0, 0")
            .within(0, 1e9);
        f("end", end, "One past its last voxel; none: the volume's end").within(1, 1e9);
        f("connectivity", connectivity, "Which voxels of the phase are neighbours");
        f("trim", trim, "Clusters of at most so many voxels, by 6 neighbours, are noise; 0: none")
            .within(0, 2e9);
        f("quantities", quantities, "What to measure besides the phase's share");
        f("longest_lag", longest_lag, "Largest lag of the correlation, voxels").within(1, 1e6);
        f("cubes", cubes,
          "Edge of the cubes that distances and thickness are measured on; 0: the voxels "
          "themselves where they are cubes, else their shortest side")
            .in("mm")
            .within(0, 100);
        f("orders", orders, "Orders q of the generalised dimensions").within(-20, 20);
        f("threads", threads, "Threads; results do not depend on it").within(1, 256).not_hashed();
        f.example("crucible soil pores labels.nii --phase 1 --run pores");
        f.example(
            "crucible soil pores core.nii --phase 1 --classes \"{ by = 'otsu' }\" --run pores");
        describe_outputs(f);
        describe_rows(f);
        describe_figures(f);
    }

    void describe_outputs(Fields& f) const {
        f.makes(Artefact::table, "metrics", "metrics.csv",
                "Every single number: name, value, unit, definition");
        f.makes(Artefact::table, "profile", "profile.csv",
                "Share of the phase in each plane, along each axis");
        const auto table = [&](PoreQuantity q, std::string_view name, std::string_view file,
                               std::string_view sentence) {
            if (wants(q)) f.makes(Artefact::table, name, file, sentence);
        };
        table(PoreQuantity::clusters, "clusters", "clusters.csv",
              "Clusters by size: voxels, bounding box, faces of the volume that they touch");
        table(PoreQuantity::thickness, "pore-sizes", "pore_sizes.csv",
              "Share of the phase by radius of local thickness");
        table(PoreQuantity::correlation, "correlation", "correlation.csv",
              "Two-point correlation along each axis");
        table(PoreQuantity::chords, "chords", "chords.csv",
              "Chords and lineal path by length in voxels, along each axis");
        table(PoreQuantity::boxes, "representative", "representative.csv",
              "Scatter of the phase's share among cubes, by their side");
        table(PoreQuantity::boxes, "boxes", "boxes.csv", "Lacunarity and occupied boxes by side");
    }

    static void describe_rows(Fields& f) {
        f.gives("porosity", "", "Share of the phase in all measured voxels, after trimming");
        f.gives("measured", "", "Share of measured voxels in all");
        f.gives("trimmed.*", "", "Clusters taken out as noise, and their voxels");
        f.gives("clusters", "", "Connected components");
        f.gives("largest", "", "Share of the phase in its largest cluster");
        f.gives("gamma", "", "Chance that two voxels of the phase are in one cluster");
        f.gives("percolating.*", "", "Share of the phase that joins opposite faces, by axis");
        f.gives("volume", "mm^3", "Volume of the phase");
        f.gives("surface.*", "",
                "Surface by faces, 13 directions, marching cubes; per measured volume");
        f.gives("curvature.*", "mm", "Integral of mean curvature");
        f.gives("euler.*", "", "Euler number");
        f.gives("anisotropy.*", "", "Degree, and half axes of the mean intercept ellipsoid");
        f.gives("distance.*", "mm", "Mean and largest distance to the rest");
        f.gives("critical-diameter.*", "mm", "Diameter of the widest way through, by axis");
        f.gives("thickness.*", "mm", "Mean, median and largest local thickness, as diameters");
        f.gives("chord.*", "mm", "Mean chord, by axis");
        f.gives("dimension.*", "", "Box-counting and generalised dimensions");
        f.gives("diffusivity.*", "", "Effective over free diffusivity, by axis");
        f.gives("tortuosity.*", "", "Porosity over relative diffusivity, by axis");
        f.gives("representative.side", "voxels", "Side of a representative cube, scatter 10 %");
    }

    void describe_figures(Fields& f) const {
        f.figure(
            {.id = "profile",
             .form = "line",
             .table = "profile",
             .x = "plane",
             .y = "share*",
             .label = "share of the phase",
             .title = "Profiles.",
             .caption =
                 "Share of the phase in planes normal to each axis, counted from 0 in voxels."});
        if (wants(PoreQuantity::thickness))
            f.figure({.id = "pore-sizes",
                      .form = "line",
                      .table = "pore-sizes",
                      .x = "diameter",
                      .y = "cumulated",
                      .label = "share of the phase below",
                      .title = "Pore sizes.",
                      .caption = "Share of the phase in pores of at most this local thickness."});
        if (wants(PoreQuantity::correlation))
            f.figure({.id = "correlation",
                      .form = "line",
                      .table = "correlation",
                      .x = "lag",
                      .y = "S2*",
                      .label = "*S*_2",
                      .title = "Two-point correlation.",
                      .caption =
                          "Chance that two voxels so many voxels apart along an axis are both "
                          "in the phase."});
        if (wants(PoreQuantity::boxes))
            f.figure({.id = "representative",
                      .form = "scatter",
                      .table = "representative",
                      .x = "side",
                      .y = "mean",
                      .error = "deviation",
                      .label = "share of the phase",
                      .title = "Representative volume.",
                      .caption = "Mean share of the phase in cubes of this side and "
                                 "its standard deviation among them."});
    }

    volume::Region region(const volume::Grid& g) const {
        const std::array<std::size_t, 3> shape{g.slices, g.rows, g.columns};
        volume::Region out{{0, 0, 0}, shape};
        for (const auto& [given, to, name] :
             {std::tuple{&first, &out.first, "first"}, {&end, &out.end, "end"}}) {
            if (given->empty()) continue;
            if (given->size() != 3)
                throw InputError("E-volume-region",
                                 fmt::format("`{}` has {} numbers", name, given->size()),
                                 "give three: slice, row, column");
            for (std::size_t a = 0; a < 3; ++a) (*to)[a] = static_cast<std::size_t>((*given)[a]);
        }
        return out;
    }

    volume::LabelVolume labels(volume::VolumeSource& source, const volume::Region& part,
                               volume::LabelVolume& inside) const {
        const bool is_grey =
            voxels == VoxelMeaning::grey ||
            (voxels == VoxelMeaning::by_kind && source.voxel() == volume::Voxel::int16);
        if (!is_grey) return volume::read_labels(source, part);
        const volume::ClassScheme scheme = class_scheme(classes, source);
        for (const int p : phase)
            if (p < 1 || static_cast<std::size_t>(p) > scheme.size())
                throw InputError("E-volume-target", fmt::format("class {} of {}", p, scheme.size()),
                                 "give classes that there are; they count from 1");
        const volume::CtVolume grey = volume::read_ct(source, part);
        volume::LabelVolume out(grey.grid);
        volume::classify(grey.voxels, scheme, out.voxels);
        inside = volume::LabelVolume(grey.grid, 1);
        for (std::size_t v = 0; v < grey.voxels.size(); ++v)
            if (grey.voxels[v] == volume::outside) inside.voxels[v] = 0;
        return out;
    }

    void exclude(StepRun& r, const volume::LabelVolume& all, const volume::Grid& whole,
                 const volume::Region& part, volume::LabelVolume& inside) const {
        if (inside.voxels.empty()) inside = volume::LabelVolume(all.grid, 1);
        for (std::size_t v = 0; v < all.voxels.size(); ++v)
            if (std::find(unmeasured.begin(), unmeasured.end(), all.voxels[v]) != unmeasured.end())
                inside.voxels[v] = 0;
        if (mask.text.empty()) return;
        const auto source = volume::open_volume(r.open(mask).front());
        const volume::Grid& g = source->grid();
        if (g.slices != whole.slices || g.rows != whole.rows || g.columns != whole.columns)
            throw InconsistentError(
                "E-volume-shape",
                fmt::format("the mask has {} x {} x {} voxels, the volume {} x {} x {}", g.slices,
                            g.rows, g.columns, whole.slices, whole.rows, whole.columns),
                "give a mask of the same shape as the volume");
        const volume::LabelVolume other = volume::read_labels(*source, part);
        for (std::size_t v = 0; v < other.voxels.size(); ++v)
            if (other.voxels[v] == 0) inside.voxels[v] = 0;
    }

    volume::LabelVolume phase_of(StepRun& r) const {
        const auto source = volume::open_volume(r.open(volume).front());
        const volume::Region part = region(source->grid());
        volume::LabelVolume inside;
        const volume::LabelVolume all = labels(*source, part, inside);
        exclude(r, all, source->grid(), part, inside);
        const std::vector<std::uint8_t> wanted(phase.begin(), phase.end());
        const std::set<std::uint8_t> there(all.voxels.begin(), all.voxels.end());
        for (const std::uint8_t label : wanted)
            if (!there.contains(label))
                r.context().warn(fmt::format("no voxel has label {}; there are {}", label,
                                             fmt::join(there.begin(), there.end(), ", ")));
        return volume::phase_mask(all, wanted, &inside);
    }

    void run(StepRun& r) const {
        volume::LabelVolume m = phase_of(r);
        if (volume::count_phase(m.voxels).measured() == 0)
            throw InputError("E-volume-empty", "no voxel of the volume was measured",
                             "check the mask, the padding and the region");
        PoreSheet sheet(r);
        const auto gone = trim_small_clusters(m, static_cast<std::uint64_t>(trim), threads);
        sheet.add("trimmed.clusters", static_cast<double>(gone.clusters), "",
                  fmt::format("clusters of at most {} voxels, by 6 neighbours", trim));
        sheet.add("trimmed.voxels", static_cast<double>(gone.voxels), "", "their voxels");
        const volume::PhaseCount count = volume::count_phase(m.voxels);
        const auto n = static_cast<std::int64_t>(count.measured());
        sheet.add("porosity", *count.fraction(), "", "phase / (phase + rest)", n);
        sheet.add("measured", static_cast<double>(n) / static_cast<double>(m.voxels.size()), "",
                  "(phase + rest) / all voxels", n);
        r.make("profile", to_csv(pore_profile(m)));
        measure(sheet, m);
        r.make("metrics", to_csv(sheet.metrics()));
    }

    /// Each cube is as the voxel that its centre lies in.
    volume::LabelVolume as_cubes(const volume::LabelVolume& m) const {
        const auto& h = m.grid.spacing;
        if (cubes.value <= 0 && volume::has_cubic_voxels(m.grid)) return m;
        const double edge =
            cubes.value > 0 ? cubes.value / angstrom_per_mm : *std::min_element(h.begin(), h.end());
        return volume::cubic_voxels(m, edge);
    }

    void measure(PoreSheet& sheet, const volume::LabelVolume& m) const {
        constexpr std::array by_choice{volume::Connectivity::faces, volume::Connectivity::edges,
                                       volume::Connectivity::corners};
        const PoreOptions o{by_choice[static_cast<std::size_t>(connectivity)],
                            static_cast<std::size_t>(longest_lag), orders, threads};
        const auto check = [&] { sheet.run().context().check(); };
        if (wants(PoreQuantity::clusters)) check(), add_pore_clusters(sheet, m, o);
        if (wants(PoreQuantity::minkowski) || wants(PoreQuantity::anisotropy))
            check(), add_pore_minkowski(sheet, m, o, quantities);
        if (wants(PoreQuantity::distances) || wants(PoreQuantity::thickness))
            check(), add_pore_widths(sheet, as_cubes(m), o, quantities);
        if (wants(PoreQuantity::correlation)) check(), add_pore_correlation(sheet, m, o);
        if (wants(PoreQuantity::chords)) check(), add_pore_chords(sheet, m);
        if (wants(PoreQuantity::boxes)) check(), add_pore_boxes(sheet, m, o);
        if (wants(PoreQuantity::diffusivity)) add_pore_diffusivity(sheet, m);
    }
};

}  // namespace

void register_soil_pores(Registry& r) {
    r.add<SoilPores>("soil.pores", {1}, "Measure the pores of a volume, or another phase");
}

}  // namespace crucible
