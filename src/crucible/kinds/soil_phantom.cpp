// soil.phantom: a soil core whose truth is known.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/volume/phantom.hpp"
#include "crucible/volume/source.hpp"

namespace crucible {
namespace {

enum class SoilChoice { forest, grass, arable, sand, uniform };
std::span<const Name> names(SoilChoice) {
    static constexpr Name all[] = {
        {"forest", "litter over loose and dense soil, stones, roots, wood"},
        {"grass", "turf over soil with many roots and burrows of earthworms"},
        {"arable", "loose soil over a plough pan"},
        {"sand", "one layer of porous sand"},
        {"uniform", "one layer without bodies, for tests of other methods"}};
    return all;
}

struct SoilPhantom {
    SoilChoice soil = SoilChoice::forest;
    std::vector<int> size{400, 200, 200};
    std::vector<Length> spacing{
        {0.25 * angstrom_per_mm}, {0.351 * angstrom_per_mm}, {0.351 * angstrom_per_mm}};
    Length core{0};
    int sample = 0;
    double blur = 0.7, cupping = 40, rings = 8, noise = 35;

    void describe(Fields& f) {
        f("soil", soil, "What grew on it");
        f("size", size, "Slices, rows, columns").within(1, 32767);
        f("spacing", spacing, "Between slices, rows, columns").in("mm").within(0.001, 10);
        f("core", core, "Diameter of a round core in a tube; 0: soil fills the volume")
            .in("mm")
            .within(0, 10000);
        f("sample", sample, "Another core of the same soil").within(0, 1e6);
        f("blur", blur, "Point spread of the scanner, standard deviation in voxels").within(0, 10);
        f("cupping", cupping, "Beam hardening, HU between middle and rim").within(0, 1000);
        f("rings", rings, "Ring artefacts, standard deviation in HU").within(0, 1000);
        f("noise", noise, "Noise, standard deviation in HU").within(0, 1000);
        f.example("crucible soil phantom --soil forest --run forest");
        f.example("crucible soil phantom --soil grass --size 100,128,128 --sample 3 --run grass");
        f.makes(Artefact::volume, "volume", "volume.nii", "What the scanner saw, HU");
        f.makes(Artefact::volume, "truth", "truth.nii",
                "What there is: 1 air, 2 litter, 3 matrix, 4 root or wood, 5 stone, 6 dense stone");
        f.makes(Artefact::table, "truth-profile", "truth.csv", "Shares of matter by depth");
        f.gives("share.*", "", "Share of a kind of matter");
        f.gives("air.asked", "", "Share of air that the layers ask for, without burrows");
        f.figure({.id = "truth",
                  .form = "line",
                  .table = "truth-profile",
                  .x = "depth",
                  .y = "air,litter,matrix,root or wood,stone,dense stone",
                  .label = "share",
                  .title = "What the core is made of.",
                  .caption = "Shares of the voxels of each slice, before the scanner."});
    }

    volume::PhantomRequest request(std::uint64_t seed) const {
        const auto three = [](std::size_t n, const char* what) {
            if (n != 3)
                throw InputError("E-volume-phantom", fmt::format("{} numbers as {}", n, what),
                                 "give three: for slices, rows and columns");
        };
        three(size.size(), "the size"), three(spacing.size(), "the spacing");
        volume::PhantomRequest q;
        q.kind = static_cast<volume::SoilKind>(soil);
        q.grid.slices = static_cast<std::size_t>(size[0]);
        q.grid.rows = static_cast<std::size_t>(size[1]);
        q.grid.columns = static_cast<std::size_t>(size[2]);
        for (std::size_t a = 0; a < 3; ++a) q.grid.spacing[a] = spacing[a].value / angstrom_per_mm;
        q.seed = seed * 1'000'003 + static_cast<std::uint64_t>(sample);
        q.scanner = {blur, cupping, rings, noise};
        q.core = core.value / angstrom_per_mm;
        return q;
    }

    void run(StepRun& r) const {
        const volume::PhantomRequest q = request(r.context().seed());
        const std::size_t kinds = std::size(volume::matter_names);
        std::vector<std::vector<double>> shares(kinds);
        r.make("truth", [&](const std::filesystem::path& truth_file) {
            r.make("volume", [&](const std::filesystem::path& ct_file) {
                write(r, q, ct_file, truth_file, shares);
            });
        });
        Table t;
        auto& depth = t.add_numbers("depth", "mm");
        for (std::size_t i = 0; i < q.grid.slices; ++i)
            depth.push_back((static_cast<double>(i) + 0.5) * q.grid.spacing[0]);
        const auto n = static_cast<double>(q.grid.slices);
        for (std::size_t m = 1; m < kinds; ++m) {
            double mean = 0;
            for (const double x : shares[m]) mean += x / n;
            r.row(Row::number(fmt::format("share.{}", volume::matter_names[m]), mean, "",
                              static_cast<std::int64_t>(q.grid.size())));
            t.add_numbers(std::string(volume::matter_names[m])) = shares[m];
        }
        r.make("truth-profile", to_csv(t));
        r.row(Row::number("air.asked", volume::requested_air(q.kind, n * q.grid.spacing[0]), ""));
    }

    static void write(StepRun& r, const volume::PhantomRequest& q,
                      const std::filesystem::path& ct_file, const std::filesystem::path& truth_file,
                      std::vector<std::vector<double>>& shares) {
        volume::Phantom phantom(q);
        volume::VolumeWriter ct_writer(ct_file, q.grid, volume::Voxel::int16);
        volume::VolumeWriter truth_writer(truth_file, q.grid, volume::Voxel::uint8);
        std::vector<std::int16_t> ct(q.grid.slice_size());
        std::vector<std::uint8_t> truth(q.grid.slice_size());
        for (std::size_t i = 0; i < q.grid.slices; ++i) {
            r.context().check();
            phantom.next(ct, truth);
            ct_writer.append(ct), truth_writer.append(truth);
            std::vector<double> n(shares.size());
            for (const std::uint8_t m : truth) ++n[m];
            for (std::size_t m = 0; m < n.size(); ++m)
                shares[m].push_back(n[m] / static_cast<double>(truth.size()));
            r.context().progress(static_cast<double>(i + 1), static_cast<double>(q.grid.slices),
                                 "slices");
        }
        ct_writer.finish(), truth_writer.finish();
    }
};

}  // namespace

void register_soil_phantom(Registry& r) {
    r.add<SoilPhantom>("soil.phantom", {1}, "Make up a soil core whose truth is known");
}

}  // namespace crucible
