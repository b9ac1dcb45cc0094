#include "crucible/kinds/pore_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/volume/boxes.hpp"
#include "crucible/volume/correlation.hpp"
#include "crucible/volume/cubic_voxels.hpp"
#include "crucible/volume/diffusivity.hpp"
#include "crucible/volume/minkowski.hpp"
#include "crucible/volume/thickness.hpp"

namespace crucible {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();  // an empty field of a table

bool wants(const std::vector<PoreQuantity>& all, PoreQuantity q) {
    return std::find(all.begin(), all.end(), q) != all.end();
}

std::array<std::size_t, 3> extent(const volume::Grid& g) { return {g.slices, g.rows, g.columns}; }

std::vector<double> as_numbers(const std::vector<std::size_t>& v) { return {v.begin(), v.end()}; }

}  // namespace

void PoreSheet::add(const std::string& name, double value, const std::string& unit,
                    const std::string& definition, std::int64_t n) {
    run_.row(Row::number(name, value, unit, n));
    names_.push_back(name), values_.push_back(value), units_.push_back(unit);
    definitions_.push_back(definition);
}

Table PoreSheet::metrics() const {
    Table t;
    t.add_texts("name") = names_;
    t.add_numbers("value") = values_;
    t.add_texts("unit") = units_;
    t.add_texts("definition") = definitions_;
    return t;
}

void add_pore_clusters(PoreSheet& sheet, const volume::LabelVolume& mask, const PoreOptions& o) {
    const volume::Clusters found = label_clusters(mask, o.connectivity, o.threads);
    const auto n = static_cast<std::int64_t>(found.list.size());
    sheet.add("clusters", static_cast<double>(n), "", "connected components of the phase", n);
    const auto largest = found.largest();
    const auto all = static_cast<double>(found.voxels());
    sheet.add("largest", largest ? static_cast<double>(found.list[*largest].size) / all : 0, "",
              "share of the phase in its largest cluster", n);
    sheet.add("gamma", found.gamma(), "", "sum n_i^2 / (sum n_i)^2 over clusters", n);
    for (std::size_t a = 0; a < 3; ++a)
        sheet.add(fmt::format("percolating.{}", axis_names[a]),
                  all > 0 ? static_cast<double>(found.percolating(a)) / all : 0, "",
                  "share of the phase in clusters that join both faces", n);
    std::vector<std::size_t> order(found.list.size());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return found.list[a].size > found.list[b].size;
    });
    Table t;
    const auto column = [&](std::string name, std::string unit, const auto& value) {
        std::vector<double>& out = t.add_numbers(std::move(name), std::move(unit));
        for (const std::size_t c : order) out.push_back(value(c));
    };
    const double voxel = mask.grid.voxel_volume();
    column("label", "", [](std::size_t c) { return static_cast<double>(c + 1); });
    column("voxels", "", [&](std::size_t c) { return static_cast<double>(found.list[c].size); });
    column("volume", "mm^3",
           [&](std::size_t c) { return static_cast<double>(found.list[c].size) * voxel; });
    for (std::size_t a = 0; a < 3; ++a) {
        column(fmt::format("first {}", axis_names[a]), "",
               [&](std::size_t c) { return static_cast<double>(found.list[c].first[a]); });
        column(fmt::format("end {}", axis_names[a]), "",
               [&](std::size_t c) { return static_cast<double>(found.list[c].end[a]); });
    }
    column("faces touched", "", [&](std::size_t c) {
        int faces = 0;
        for (std::size_t a = 0; a < 3; ++a)
            faces += found.touches_low(c, a) + found.touches_high(c, a);
        return faces;
    });
    sheet.run().make("clusters", to_csv(t));
}

void add_pore_minkowski(PoreSheet& sheet, const volume::LabelVolume& mask, const PoreOptions& o,
                        const std::vector<PoreQuantity>& quantities) {
    const volume::Minkowski m = minkowski(mask, o.threads);
    const double all =
        static_cast<double>(volume::count_phase(mask.voxels).measured()) * mask.grid.voxel_volume();
    if (wants(quantities, PoreQuantity::minkowski)) {
        sheet.add("volume", m.volume, "mm^3", "voxels of the phase times their volume");
        sheet.add("surface.faces", m.face_area, "mm^2", "faces of voxels between phase and rest");
        sheet.add("surface.crofton", m.crofton_area, "mm^2",
                  "intersections with lines in 13 directions");
        sheet.add("surface.marching-cubes", marching_cubes_area(mask, o.threads), "mm^2",
                  "area of the mesh of marching cubes");
        sheet.add("surface.specific", m.crofton_area / all, "1/mm",
                  "surface.crofton over the measured volume");
        sheet.add("curvature.6", m.curvature_6, "mm", "integral of mean curvature, 6 neighbours");
        sheet.add("curvature.26", m.curvature_26, "mm",
                  "integral of mean curvature, 26 neighbours");
        sheet.add("euler.6", static_cast<double>(m.euler_6), "",
                  "components - tunnels + cavities, phase by 6 neighbours");
        sheet.add("euler.26", static_cast<double>(m.euler_26), "",
                  "components - tunnels + cavities, phase by 26 neighbours");
    }
    if (!wants(quantities, PoreQuantity::anisotropy)) return;
    const auto a = anisotropy(mask, m);
    if (!a) {
        sheet.run().context().warn("no anisotropy: some direction meets no surface");
        return;
    }
    sheet.add("anisotropy.degree", a->degree, "",
              "1 - (shortest / longest axis)^2 of the ellipsoid");
    for (std::size_t k = 0; k < 3; ++k)
        sheet.add(fmt::format("anisotropy.axis-{}", k + 1), a->axis[k], "mm",
                  fmt::format("half axis of the mean intercept ellipsoid along ({:.4f}, {:.4f}, "
                              "{:.4f}) of slices, rows, columns",
                              a->direction[k][0], a->direction[k][1], a->direction[k][2]));
}

namespace {

Table size_table(const volume::PoreSizes& sizes, double voxel) {
    Table t;
    std::vector<double> radius, diameter, share, below;
    double all = 0, sum = 0;
    for (const std::uint64_t n : sizes.voxels) all += static_cast<double>(n);
    for (std::size_t s = 0; s < sizes.voxels.size(); ++s) {
        const double r = std::sqrt(static_cast<double>(sizes.squared_radius[s])) * voxel;
        sum += static_cast<double>(sizes.voxels[s]);
        radius.push_back(r), diameter.push_back(2 * r);
        share.push_back(static_cast<double>(sizes.voxels[s]) / all), below.push_back(sum / all);
    }
    t.add_numbers("radius", "mm") = std::move(radius);
    t.add_numbers("diameter", "mm") = std::move(diameter);
    t.add_numbers("voxels") = {sizes.voxels.begin(), sizes.voxels.end()};
    t.add_numbers("share") = std::move(share);
    t.add_numbers("cumulated") = std::move(below);
    return t;
}

void add_distances(PoreSheet& sheet, const volume::Volume<std::int32_t>& squared, double voxel,
                   int threads) {
    const auto s = summarise(squared);
    if (!s) return;
    sheet.add("distance.mean", s->mean * voxel, "mm", "mean distance of the phase to the rest");
    sheet.add("distance.max", std::sqrt(static_cast<double>(s->max_squared)) * voxel, "mm",
              "largest distance of the phase to the rest");
    for (std::size_t a = 0; a < 3; ++a) {
        const auto q = critical_squared_radius(squared, a, volume::Connectivity::corners, threads);
        sheet.add(fmt::format("critical-diameter.{}", axis_names[a]),
                  q ? 2 * std::sqrt(static_cast<double>(*q)) * voxel : 0, "mm",
                  "diameter of the widest way through, by 26 neighbours; 0: no way");
    }
}

}  // namespace

void add_pore_widths(PoreSheet& sheet, const volume::LabelVolume& mask, const PoreOptions& o,
                     const std::vector<PoreQuantity>& quantities) {
    const std::array<double, 3>& h = mask.grid.spacing;
    CRUCIBLE_ASSERT(volume::has_cubic_voxels(mask.grid));
    const volume::PhaseCount count = volume::count_phase(mask.voxels);
    Table sizes;
    if (count.phase == 0 || count.rest == 0) {
        sheet.run().context().warn("no distances, no thickness: the volume is of one kind only");
    } else {
        const volume::Volume<std::int32_t> squared = squared_distances(mask, o.threads);
        if (wants(quantities, PoreQuantity::distances))
            add_distances(sheet, squared, h[0], o.threads);
        if (wants(quantities, PoreQuantity::thickness)) {
            const auto found = pore_sizes(local_thickness(mask, squared, o.threads));
            sheet.add("thickness.mean", 2 * found->mean * h[0], "mm",
                      "mean local thickness, as a diameter");
            sheet.add("thickness.median", 2 * found->median * h[0], "mm",
                      "median local thickness, as a diameter");
            sheet.add("thickness.max", 2 * found->max * h[0], "mm",
                      "largest local thickness, as a diameter");
            sizes = size_table(*found, h[0]);
        }
    }
    if (!wants(quantities, PoreQuantity::thickness)) return;
    if (sizes.columns.empty()) sizes = size_table({}, h[0]);
    sheet.run().make("pore-sizes", to_csv(sizes));
}

void add_pore_correlation(PoreSheet& sheet, const volume::LabelVolume& mask, const PoreOptions& o) {
    const std::array<std::size_t, 3> n = extent(mask.grid);
    const std::size_t rows = std::min(o.longest_lag + 1, *std::max_element(n.begin(), n.end()));
    Table t;
    std::vector<double>& lag = t.add_numbers("lag", "voxels");
    for (std::size_t l = 0; l < rows; ++l) lag.push_back(static_cast<double>(l));
    for (std::size_t a = 0; a < 3; ++a) {
        const auto pairs = axis_correlation(mask, a, o.longest_lag, o.threads);
        std::vector<double> distance(rows, missing), share(rows, missing);
        for (std::size_t l = 0; l < pairs.size(); ++l) {
            distance[l] = static_cast<double>(l) * mask.grid.spacing[a];
            if (pairs[l].pairs > 0) share[l] = pairs[l].share();
        }
        t.add_numbers(fmt::format("distance {}", axis_names[a]), "mm") = std::move(distance);
        t.add_numbers(fmt::format("S2 {}", axis_names[a])) = std::move(share);
    }
    sheet.run().make("correlation", to_csv(t));
}

void add_pore_chords(PoreSheet& sheet, const volume::LabelVolume& mask) {
    const std::array<std::size_t, 3> n = extent(mask.grid);
    const std::size_t rows = *std::max_element(n.begin(), n.end());
    Table t;
    std::vector<double>& length = t.add_numbers("length");
    for (std::size_t l = 1; l <= rows; ++l) length.push_back(static_cast<double>(l));
    for (std::size_t a = 0; a < 3; ++a) {
        const volume::RunLengths runs = run_lengths(mask, a);
        const std::vector<double> path = lineal_path(runs);
        std::vector<double> chords(rows, 0), through(rows, 0);
        for (std::size_t l = 1; l < runs.chords.size(); ++l)
            chords[l - 1] = static_cast<double>(runs.chords[l]);
        std::copy(path.begin(), path.end(), through.begin());
        sheet.add(fmt::format("chord.{}", axis_names[a]), mean_chord(runs) * mask.grid.spacing[a],
                  "mm", "mean length of chords with the rest at both ends; 0: none");
        t.add_numbers(fmt::format("chords {}", axis_names[a])) = std::move(chords);
        t.add_numbers(fmt::format("L {}", axis_names[a])) = std::move(through);
    }
    sheet.run().make("chords", to_csv(t));
}

void add_pore_boxes(PoreSheet& sheet, const volume::LabelVolume& mask, const PoreOptions& o) {
    const volume::BlockSums sums(mask);
    const volume::BoxCounts boxes = count_boxes(sums);
    if (boxes.dimension)
        sheet.add("dimension.box", boxes.dimension->value, "", "box-counting dimension",
                  static_cast<std::int64_t>(boxes.dimension->points));
    const volume::Multifractal m = multifractal(sums, o.orders);
    for (std::size_t k = 0; k < m.q.size(); ++k)
        if (m.dimension[k])
            sheet.add(fmt::format("dimension.q{:g}", m.q[k]), m.dimension[k]->value, "",
                      "generalised dimension D_q of the phase",
                      static_cast<std::int64_t>(m.dimension[k]->points));
    const volume::Representative rev = representative_volume(sums);
    if (const auto side = rev.side_within(0.1))
        sheet.add("representative.side", static_cast<double>(*side), "voxels",
                  "least cube whose share of the phase scatters by less than 10 % of the mean");
    Table scatter;
    scatter.add_numbers("side", "voxels") = as_numbers(rev.side);
    scatter.add_numbers("cubes") = as_numbers(rev.cubes);
    scatter.add_numbers("mean") = rev.mean;
    scatter.add_numbers("deviation") = rev.deviation;
    scatter.add_numbers("lowest") = rev.lowest;
    scatter.add_numbers("highest") = rev.highest;
    sheet.run().make("representative", to_csv(scatter));
    const volume::Lacunarity gaps = lacunarity(sums, o.threads);
    Table t;
    t.add_numbers("side", "voxels") = as_numbers(gaps.side);
    t.add_numbers("lacunarity") = gaps.value;
    std::vector<double>& occupied = t.add_numbers("occupied");
    for (const std::size_t side : gaps.side) {
        const auto at = std::find(boxes.side.begin(), boxes.side.end(), side);
        occupied.push_back(
            at == boxes.side.end()
                ? missing
                : static_cast<double>(
                      boxes.occupied[static_cast<std::size_t>(at - boxes.side.begin())]));
    }
    sheet.run().make("boxes", to_csv(t));
}

void add_pore_diffusivity(PoreSheet& sheet, const volume::LabelVolume& mask) {
    for (std::size_t a = 0; a < 3; ++a) {
        volume::DiffusivityOptions o;
        o.tolerance = 1e-7;
        o.progress = [&](int iteration, double) {
            sheet.run().context().check();
            sheet.run().context().progress(iteration, o.most_iterations, "iterations");
        };
        const volume::Diffusivity d = diffusivity(mask, a, o);
        sheet.add(fmt::format("diffusivity.{}", axis_names[a]), d.relative, "",
                  "effective over free diffusivity; 0: no way through", d.iterations);
        if (d.tortuosity)
            sheet.add(fmt::format("tortuosity.{}", axis_names[a]), *d.tortuosity, "",
                      "porosity over relative diffusivity", d.iterations);
    }
}

Table pore_profile(const volume::LabelVolume& mask) {
    const std::array<std::size_t, 3> n = extent(mask.grid);
    const std::size_t rows = *std::max_element(n.begin(), n.end());
    Table t;
    std::vector<double>& plane = t.add_numbers("plane");
    for (std::size_t p = 0; p < rows; ++p) plane.push_back(static_cast<double>(p));
    for (std::size_t a = 0; a < 3; ++a) {
        std::vector<double> share(rows, missing);
        const auto profile = phase_profile(mask, a);
        for (std::size_t p = 0; p < profile.size(); ++p)
            if (const auto f = profile[p].fraction()) share[p] = *f;
        t.add_numbers(fmt::format("share {}", axis_names[a])) = std::move(share);
    }
    return t;
}

}  // namespace crucible
