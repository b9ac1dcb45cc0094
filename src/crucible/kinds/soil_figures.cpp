// Pictures of cores, their classes and their porosity; heat maps over slices.

#include "crucible/kinds/soil_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/files.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/kinds/soil_pictures.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

/// Class porosities by depth, the six curves of the paper's Figs 7 and 8.
report::DepthProfile porosity_profile(const Table& t) {
    report::DepthProfile plot;
    plot.value = {"porosity", "", {}, 0.0, 1.0};
    plot.depth = {"depth", "mm", {}, {}, {}};
    const auto depth = table_numbers(t, "depth");
    for (std::size_t k = 1;; ++k) {
        const Column* c = t.find(fmt::format("p{}", k));
        if (!c) break;
        report::Series s;
        s.name = fmt::format("{}", k), s.hue = report::series_hue(k - 1);
        s.x = c->numbers, s.y = depth;
        plot.series.push_back(std::move(s));
    }
    return plot;
}

std::size_t shown_slice(const volume::Grid& g) { return g.slices / 3; }

}  // namespace

std::vector<double> table_numbers(const Table& t, std::string_view name) {
    const Column* c = t.find(name);
    return c ? c->numbers : std::vector<double>{};
}
std::vector<std::string> table_words(const Table& t, std::string_view name) {
    const Column* c = t.find(name);
    if (!c) return {};
    if (c->kind == Column::Kind::text) return c->texts;
    std::vector<std::string> out;  // names that happen to be numbers
    for (const double x : c->numbers) out.push_back(fmt::format("{:g}", x));
    return out;
}

std::optional<double> number_of(const RunData& run, const std::string& id) {
    const Row* r = run.row(id);
    return r ? r->value : std::nullopt;
}

std::string volume_of(const RunStep& s) { return s.plan["parameters"]["volume"].text; }
/// "@forest-1.volume" is called forest-1.
std::string core_name(const std::string& reference) {
    if (reference == "@input") return "the core";  // of a command on one file
    if (!reference.starts_with('@')) return std::filesystem::path(reference).stem().string();
    return reference.substr(1, reference.find('.') - 1);
}

report::Figure porosity_figure(const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = "porosity-" + step.name;
    f.title = fmt::format("{}: porosity with depth.",
                          capitalised(report::marked(core_name(volume_of(step)))));
    const Table t = run.table(step, "profile");
    report::DepthProfile plot = porosity_profile(t);
    if (const auto v = run_volume(run, volume_of(step))) {
        const std::size_t slice = shown_slice(v->grid());
        plot.shown = (static_cast<double>(slice) + 0.5) * v->grid().spacing[0];
        f.panels.push_back({image_plot(slice_image(*v, slice)),
                            fmt::format("Slice at {:.0f} mm", *plot.shown), report::Width::third,
                            0});
        f.panels.push_back({image_plot(upright_image(*v)), "Upright cut", report::Width::third, 0});
    }
    f.panels.push_back({plot, "Class porosity", report::Width::third, 0});
    f.caption =
        "Class porosity of object *k* is 1 less its share of the measured voxels of a slice: the "
        "more of an object there is, the further left its line.";
    if (plot.shown)
        f.caption +=
            " Grey values from −1 000 HU (black, air) to 2 000 HU; dashed: depth of the slice "
            "shown.";
    const auto p1 = table_numbers(t, "p1");
    if (!p1.empty())
        f.description = fmt::format("Porosity of object 1 runs from {:.2f} to {:.2f}.",
                                    *std::min_element(p1.begin(), p1.end()),
                                    *std::max_element(p1.begin(), p1.end()));
    return f;
}

report::Figure classes_figure(const RunData& run, const RunStep& step) {
    report::Figure f;
    f.id = "classes-" + step.name;
    f.title = "Grey values and the classes they are cut into.";
    const Table h = run.table(step, "histogram"), c = run.table(step, "classes");
    report::LinePlot plot;
    plot.x = {"value", "HU", {}, {}, {}};
    plot.y = {"share of voxels", "", {}, 0.0, {}};
    const auto x = table_numbers(h, "value"), share = table_numbers(h, "share"),
               from = table_numbers(c, "from");
    const auto names = table_words(c, "name");
    for (std::size_t k = 0; k < from.size(); ++k) {
        // Each class has its part of the curve, up to the point that the next one begins with.
        report::Series s;
        s.name = report::marked(names[k]), s.hue = report::series_hue(k);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const bool begun = k == 0 || x[i] >= from[k];
            const bool ended = k + 1 < from.size() && i > 0 && x[i - 1] >= from[k + 1];
            if (begun && !ended) s.x.push_back(x[i]), s.y.push_back(share[i]);
        }
        if (!s.x.empty()) plot.series.push_back(std::move(s));
        if (k > 0 && from[k] > x.front() && from[k] < x.back())
            plot.vertical.push_back({from[k], ""});
    }
    f.panels.push_back({plot, "Histogram", report::Width::wide, 0});
    const auto v = run_volume(run, volume_of(step));
    const auto labels = run_volume(run, "@" + step.name + ".labels");
    if (v && labels) {
        const std::size_t slice = shown_slice(v->grid());
        PlaneImage image = slice_image(*v, slice);
        tint_slice(image, *labels, slice);
        f.panels.push_back({image_plot(image), "Classes", report::Width::third, 0});
        f.volume = volume_scene(*v, labels.get());
        f.volume->name = core_name(volume_of(step));
        for (std::size_t k = 0; k < names.size(); ++k)
            f.volume->classes.emplace_back(names[k], report::series_hue(k));
    }
    f.caption = "Dashed: edges of classes; the image has the colours of the curve.";
    f.description = fmt::format("{} classes.", from.size());
    return f;
}

/// Upright cuts of all cores side by side.
report::Figure cores_figure(const RunData& run, const std::vector<std::string>& references) {
    report::Figure f;
    f.id = "cores";
    f.title = references.size() == 1 ? "The core, cut upright." : "The cores, cut upright.";
    for (const std::string& reference : references)
        if (const auto v = run_volume(run, reference))
            f.panels.push_back({image_plot(upright_image(*v, {}, 220)),
                                report::marked(core_name(reference)), report::Width::quarter, 0});
    f.caption = "Through the middle row. Grey values from −1 000 HU (black, air) to 2 000 HU.";
    f.description = fmt::format("{} core{}.", f.panels.size(), f.panels.size() == 1 ? "" : "s");
    return f;
}

std::optional<report::Figure> heat_figure(const RunData& run, const RunStep& step) {
    const auto v = run_volume(run, step.plan["parameters"]["sample"].text);
    if (!v) return {};
    const Table t = run.table(step, "table");
    const NpyArray maps = parse_npy(read_file(run.file(step, "maps")), "cam.npy");
    if (maps.shape.size() != 3 || maps.shape[1] != maps.shape[2]) return {};
    const auto slices = table_numbers(t, "slice");
    const std::vector<double> values = maps.values();
    const std::size_t side = maps.shape[1];
    report::Figure f;
    f.id = "heat-" + step.name;
    f.title = "Where the network looks.";
    for (std::size_t i = 0; i < std::min<std::size_t>({slices.size(), maps.shape[0], 4}); ++i) {
        const auto slice = static_cast<std::size_t>(slices[i]);
        PlaneImage image = slice_image(*v, slice, {}, 130);
        tint_map(image, values.data() + i * side * side, side);
        f.panels.push_back({image_plot(image),
                            fmt::format("{:.0f} mm", (slices[i] + 0.5) * v->grid().spacing[0]),
                            report::Width::quarter, 0});
    }
    if (f.panels.empty()) return {};
    const std::string which = step.plan["parameters"]["which"].text;
    f.caption = fmt::format(
        "Grad-CAM of model {} at its layer {}, by depth, over the slices; orange: large weight. A "
        "map "
        "says what the prediction depends on, not what is there.",
        report::marked(step.plan["parameters"]["which"].text),
        run.row(step.name + ".layer") ? report::marked(run.row(step.name + ".layer")->text) : "");
    f.description = fmt::format("{} slices.", f.panels.size());
    return f;
}

}  // namespace crucible
