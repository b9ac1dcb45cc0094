// soil.porosity: class fractions and class porosities by depth, doi:10.1098/rsos.201275, Figs 7, 8.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/trimmed_class.hpp"

namespace crucible {
namespace {

struct SoilPorosity {
    Ref<Artefact::volume> volume;
    ClassesParameter classes;
    std::vector<std::string> targets{"1", "2", "3", "5+6"};
    int trim = 60, trimmed_class = 1;

    void describe(Fields& f) {
        f("volume", volume, "CT volume, HU or grey values").required("@import.volume").positional();
        f("classes", classes, "How classes are told apart");
        f("targets", targets,
          "Porosities that networks learn: of one class, or of the union of several; 'min56' as "
          "the published script has it");
        f("trim", trim, "Clusters of at most so many voxels are noise; 0: none are").within(0, 2e9);
        f("trimmed_class", trimmed_class, "The class whose clusters are trimmed; 0: none")
            .within(0, 255);
        f.example("crucible soil porosity core.nii --run porosity");
        f.example(
            "crucible soil porosity core.nii --classes \"{ by = 'paper-script' }\" --trim 0 -o "
            "profile.csv");
        f.makes(
            Artefact::table, "profile", "profile.csv",
            "By slice: depth, measured voxels, fraction f and porosity p = 1 - f of each class");
        f.makes(Artefact::table, "classes", "classes.csv", "Interval and share of each class");
        f.gives("porosity.*", "", "Mean over slices of a target: 1 - fraction of its classes");
        f.gives("spread.*", "", "Standard deviation over slices of a target");
        f.gives("fraction.*", "", "Share of a class in all measured voxels");
        f.gives("trimmed.clusters", "", "Clusters taken out");
        f.gives("trimmed.voxels", "", "Their voxels");
        f.gives("clusters", "", "Clusters of the trimmed class that are left");
        f.gives("largest", "", "Share of the class in its largest cluster, before trimming");
    }

    void run(StepRun& r) const {
        const auto source = volume::open_volume(r.open(volume).front());
        const volume::ClassScheme scheme = class_scheme(classes, *source);
        std::vector<volume::PorosityTarget> wanted;
        for (const std::string& t : targets)
            wanted.push_back(volume::parse_target(t, scheme.size()));
        const volume::ClassProfile profile = volume::class_profile(*source, scheme);
        if (profile.total_valid() == 0)
            throw InputError("E-volume-empty", "no voxel of the volume was measured",
                             "check the mask, the padding and the region");
        Table t = profile_table(profile);
        for (const volume::PorosityTarget& w : wanted) {
            const std::vector<double> y = volume::target_values(profile, w);
            t.add_numbers("target " + w.name) = y;
            const auto n = static_cast<std::int64_t>(y.size());
            r.row(Row::number("porosity." + w.name, mean(y), "", n));
            double square = 0;
            for (const double x : y) square += (x - mean(y)) * (x - mean(y));
            r.row(
                Row::number("spread." + w.name, std::sqrt(square / static_cast<double>(n)), "", n));
        }
        for (std::size_t k = 1; k <= scheme.size(); ++k)
            r.row(Row::number(
                fmt::format("fraction.{}", k),
                static_cast<double>(profile.total(k)) / static_cast<double>(profile.total_valid()),
                "", profile.total_valid()));
        if (trimmed_class > 0) add_trimmed(r, *source, scheme, profile, t);
        r.make("profile", to_csv(t));
        r.make("classes", to_csv(class_table(scheme, profile)));
    }

    static Table profile_table(const volume::ClassProfile& p) {
        Table t;
        std::vector<double> slice, depth, valid;
        for (std::size_t i = 0; i < p.grid.slices; ++i) {
            slice.push_back(static_cast<double>(i)), depth.push_back(p.depth(i));
            valid.push_back(static_cast<double>(p.valid[i]));
        }
        t.add_numbers("slice") = std::move(slice);
        t.add_numbers("depth", "mm") = std::move(depth);
        t.add_numbers("measured") = std::move(valid);
        const auto column = [&](const char* letter, auto&& value) {
            for (std::size_t k = 1; k <= p.classes; ++k) {
                auto& y = t.add_numbers(fmt::format("{}{}", letter, k));
                for (std::size_t i = 0; i < p.grid.slices; ++i) y.push_back(value(i, k));
            }
        };
        column("f", [&](std::size_t i, std::size_t k) { return p.fraction(i, k); });
        column("p", [&](std::size_t i, std::size_t k) { return p.porosity(i, k); });
        return t;
    }

    /// The class without its small clusters: one column more, and what was taken out.
    void add_trimmed(StepRun& r, volume::VolumeSource& source, const volume::ClassScheme& scheme,
                     const volume::ClassProfile& profile, Table& t) const {
        const auto k = static_cast<std::size_t>(trimmed_class);
        if (k > scheme.size())
            throw InputError("E-volume-target", fmt::format("class {} of {}", k, scheme.size()),
                             "give a class that there is, or trimmed_class = 0");
        const volume::TrimmedClass left = volume::trim_class(
            source, scheme, k, static_cast<std::uint64_t>(trim), [&] { r.context().check(); });
        auto& fraction = t.add_numbers(fmt::format("f{} trimmed", k));
        for (std::size_t i = 0; i < left.counts.size(); ++i)
            fraction.push_back(profile.valid[i] > 0 ? static_cast<double>(left.counts[i]) /
                                                          static_cast<double>(profile.valid[i])
                                                    : 0);
        r.row(Row::number("trimmed.clusters", static_cast<double>(left.removed_clusters)));
        r.row(Row::number("trimmed.voxels", static_cast<double>(left.removed_voxels)));
        r.row(Row::number("clusters", static_cast<double>(left.clusters_left)));
        r.row(Row::number("largest", left.largest));
    }
};

}  // namespace

void register_soil_porosity(Registry& r) {
    r.add<SoilPorosity>("soil.porosity", {1}, "Measure class porosities by depth");
}

}  // namespace crucible
