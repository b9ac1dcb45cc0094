// Maps and clusters of polymorphs in the report.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "crucible/atoms/frame_reader.hpp"
#include "crucible/base/text.hpp"
#include "crucible/kinds/map_points.hpp"
#include "crucible/kinds/run_data.hpp"
#include "crucible/observe/powder_pattern.hpp"
#include "crucible/report/typography.hpp"

namespace crucible {
namespace {

using report::marked;

constexpr std::size_t atlas_rows = 40, atlas_points = 3000, cluster_rows_shown = 20;

/// A phase on the map: its lowest minimum, and how many there are.
struct AtlasPhase {
    std::size_t row = 0;
    double count = 0;
    bool is_known = false;
};

std::vector<AtlasPhase> atlas_phases(const MapPoints& p) {
    std::map<std::pair<std::string, double>, AtlasPhase> all;  // by phase and pressure
    for (std::size_t i = 0; i < p.size(); ++i) {
        const auto key = std::pair(p.phase[i].empty() ? p.name[i] : p.phase[i],
                                   std::isfinite(p.pressure[i]) ? p.pressure[i] : 0.0);
        const auto [at, is_new] = all.emplace(key, AtlasPhase{i, 0, false});
        AtlasPhase& phase = at->second;
        phase.is_known = phase.is_known || p.is_known[i];
        phase.count += !p.is_known[i];
        if (!is_new && p.is_known[phase.row] == p.is_known[i] &&
            p.enthalpy[i] < p.enthalpy[phase.row])
            phase.row = i;
        if (p.is_known[phase.row] && !p.is_known[i]) phase.row = i;
    }
    std::vector<AtlasPhase> out;
    for (const auto& [key, phase] : all) out.push_back(phase);
    std::stable_sort(out.begin(), out.end(), [&](const AtlasPhase& a, const AtlasPhase& b) {
        return p.enthalpy[a.row] < p.enthalpy[b.row];
    });
    return out;
}

/// Enthalpies above the lowest of the same pressure.
std::vector<double> relative_enthalpies(const MapPoints& p) {
    std::map<double, double> lowest;
    const auto key = [&](std::size_t i) {
        return std::isfinite(p.pressure[i]) ? p.pressure[i] : 0;
    };
    for (std::size_t i = 0; i < p.size(); ++i)
        if (std::isfinite(p.enthalpy[i])) {
            const auto [at, is_new] = lowest.emplace(key(i), p.enthalpy[i]);
            at->second = std::min(at->second, p.enthalpy[i]);
        }
    std::vector<double> out;
    for (std::size_t i = 0; i < p.size(); ++i) out.push_back(p.enthalpy[i] - lowest[key(i)]);
    return out;
}

std::string name_on_map(const MapPoints& p, std::size_t row) {
    const std::string& label = p.phase[row].empty() ? p.name[row] : p.phase[row];
    return std::string(trim(std::string_view(label).substr(0, label.find('='))));
}

/// Powder lines of the phases that searches of this run found, by name.
std::map<std::string, std::vector<std::pair<double, double>>> powder_lines(
    const RunData& run, const std::set<std::string>& wanted) {
    std::map<std::string, std::vector<std::pair<double, double>>> out;
    for (const RunStep* search : run.all_done("polymorphs.search")) {
        FrameReader reader(run.file(*search, "structures"));
        Structure s;
        while (out.size() < wanted.size() && reader.next(s)) {
            if (!wanted.contains(s.name) || out.contains(s.name)) continue;
            for (const PowderLine& line : powder_pattern(s))
                if (line.intensity > 0.2) out[s.name].emplace_back(line.two_theta, line.intensity);
        }
    }
    return out;
}

report::Figure atlas(const MapPoints& p, const std::vector<AtlasPhase>& phases, const RunData& run,
                     const RunStep& step) {
    const std::vector<double> relative = relative_enthalpies(p);
    report::AtlasPlot plot;
    plot.x_name = "1st coordinate", plot.y_name = "2nd coordinate";
    plot.quantities.resize(4);
    plot.quantities[0].name = "Δ*H*", plot.quantities[0].unit = "kcal/mol";
    plot.quantities[1].name = "*V*", plot.quantities[1].unit = "angstrom^3";
    plot.quantities[2].name = "*n*", plot.quantities[3].name = "space group";
    const std::size_t shown = std::min(phases.size(), atlas_points);
    std::set<std::string> wanted;
    for (std::size_t k = 0; k < std::min(shown, atlas_rows); ++k)
        wanted.insert(p.phase[phases[k].row]);
    const auto lines = powder_lines(run, wanted);
    double found = 0;
    for (std::size_t k = 0; k < shown; ++k) {
        const AtlasPhase& a = phases[k];
        found += a.count;
        report::AtlasPlot::Point point;
        point.x = p.coordinates(a.row, 0), point.y = p.coordinates(a.row, 1);
        point.count = a.count, point.name = marked(name_on_map(p, a.row));
        if (k < atlas_rows) point.anchor = fmt::format("{}-row-{}", step.name, k + 1);
        if (const auto at = lines.find(p.phase[a.row]); at != lines.end()) point.lines = at->second;
        if (a.is_known) point.is_named = report::AtlasPlot::Named::yes;
        plot.points.push_back(std::move(point));
        plot.quantities[0].values.push_back(relative[a.row]);
        plot.quantities[1].values.push_back(p.volume[a.row]);
        plot.quantities[2].values.push_back(p.n[a.row]);
        plot.quantities[3].words.push_back(report::space_group_text(p.space_group[a.row]));
    }
    const Row* share = run.row(step.name + ".shown");
    report::Figure f;
    f.id = step.name + "-map";
    f.title = "The phases on the map of their structures.";
    f.caption = fmt::format(
        "Kernel principal components of SOAP vectors{}; axes have no unit. One dot per phase, its "
        "area growing with the logarithm of how often it was found; named: known phases, open "
        "where "
        "no trial found them.",
        share && share->value
            ? fmt::format(", {} % of their spread", report::fixed(100 * *share->value, 0))
            : std::string());
    if (shown < phases.size())
        f.caption += fmt::format(" The {} lowest of {} phases.", shown, phases.size());
    f.description = fmt::format("{} phases from {} minima.", shown, found);
    f.panels = {{plot, "", report::Width::full, 0}};
    return f;
}

report::Table atlas_table(const MapPoints& p, const std::vector<AtlasPhase>& phases,
                          const RunStep& step) {
    const std::vector<double> relative = relative_enthalpies(p);
    report::Table t;
    t.title = "The lowest phases of the map.";
    t.caption = fmt::format(
        "Enthalpy above the lowest minimum, volume per formula unit. "
        "`steps/{}/out/map.csv` has every minimum.",
        step.name);
    t.columns = {{"phase", "", report::Style::text, 0},
                 {"space group", "", report::Style::space_group, 0},
                 {"found", "", report::Style::number, 0},
                 {"*n*", "", report::Style::number, 0},
                 {"Δ*H*", "kcal/mol", report::Style::number, 3},
                 {"*V*", "angstrom^3", report::Style::number, 3}};
    for (std::size_t k = 0; k < std::min(phases.size(), atlas_rows); ++k) {
        const std::size_t i = phases[k].row;
        t.rows.push_back({{name_on_map(p, i), p.space_group[i], phases[k].count, p.n[i],
                           report::number_cell(relative[i]), p.volume[i]},
                          {},
                          fmt::format("{}-row-{}", step.name, k + 1)});
    }
    return t;
}

/// Numbers of a table in the order of the largest of one column.
std::vector<std::size_t> by_size(const std::vector<double>& size) {
    std::vector<std::size_t> order(size.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
    return order;
}

/// What a cluster is called: known phases in it, else the phase that it mostly is.
std::string cluster_name(const Table& clusters, std::size_t k) {
    const auto text = [&](const char* name) {
        const Column& c = column_of(clusters, name);
        return c.kind == Column::Kind::text ? c.texts[k] : std::string();
    };
    const std::string known = text("known"), phase = text("phase");
    const std::string& label = !known.empty() ? known : phase;
    return label.empty() ? fmt::format("cluster {}", k)
                         : std::string(trim(std::string_view(label).substr(0, label.find('='))));
}

/// Where clusters lie: the means of their first two coordinates.
std::vector<std::pair<double, double>> cluster_places(const MapPoints& p,
                                                      const std::vector<double>& labels,
                                                      std::size_t clusters) {
    std::vector<std::pair<double, double>> sum(clusters);
    std::vector<double> count(clusters);
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (labels[i] < 0) continue;
        const auto k = static_cast<std::size_t>(labels[i]);
        sum[k].first += p.coordinates(i, 0), sum[k].second += p.coordinates(i, 1), ++count[k];
    }
    for (std::size_t k = 0; k < clusters; ++k) sum[k].first /= count[k], sum[k].second /= count[k];
    return sum;
}

report::Figure cluster_figure(const MapPoints& p, const std::vector<double>& labels,
                              const Table& clusters, const RunStep& step) {
    const auto numbers = [&](const char* name) { return column_of(clusters, name).numbers; };
    const std::vector<double> size = numbers("size"), lowest = numbers("enthalpy_min");
    const auto places = cluster_places(p, labels, size.size());
    const Column &known = column_of(clusters, "known"), &group = column_of(clusters, "space_group");
    double bottom = std::numeric_limits<double>::infinity();
    for (const double h : lowest)
        if (std::isfinite(h)) bottom = std::min(bottom, h);
    report::AtlasPlot plot;
    plot.x_name = "1st coordinate", plot.y_name = "2nd coordinate";
    plot.quantities.resize(4);
    plot.quantities[0].name = "Δ*H*", plot.quantities[0].unit = "kcal/mol";
    plot.quantities[1].name = "*V*", plot.quantities[1].unit = "angstrom^3";
    plot.quantities[1].values = numbers("volume_mean");
    plot.quantities[2].name = "phases", plot.quantities[2].values = numbers("phases");
    plot.quantities[3].name = "space group";
    const std::vector<std::size_t> order = by_size(size);
    std::vector<std::size_t> rank(size.size());
    for (std::size_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
    for (std::size_t k = 0; k < size.size(); ++k) {
        report::AtlasPlot::Point point;
        point.x = places[k].first, point.y = places[k].second, point.count = size[k];
        point.name = marked(cluster_name(clusters, k));
        if (rank[k] < cluster_rows_shown)
            point.anchor = fmt::format("{}-row-{}", step.name, rank[k] + 1);
        if (known.kind == Column::Kind::text && !known.texts[k].empty())
            point.is_named = report::AtlasPlot::Named::yes;
        plot.points.push_back(std::move(point));
        plot.quantities[0].values.push_back(lowest[k] - bottom);
        plot.quantities[3].words.push_back(
            group.kind == Column::Kind::text ? report::space_group_text(group.texts[k]) : "");
    }
    report::Figure f;
    f.id = step.name + "-clusters";
    f.title = "The clusters on the map.";
    f.caption =
        "Dense regions in all coordinates (DBSCAN), each at the mean of its structures, its "
        "area growing with the logarithm of their number; Δ*H* of the lowest. Named: "
        "clusters with a known phase.";
    f.description = fmt::format("{} structures in {} clusters.", p.size(), clusters.rows());
    f.panels = {{plot, "", report::Width::full, 0}};
    return f;
}

report::Table cluster_rows(const Table& clusters, const RunData& run, const RunStep& step) {
    const auto value = [&](const char* id) {
        const Row* r = run.row(step.name + "." + id);
        return r && r->value ? *r->value : 0.0;
    };
    report::Table t;
    t.title = "Clusters, largest first.";
    t.caption = fmt::format(
        "{} clusters, {} structures in none, mean silhouette {}. Beside the phases that matching "
        "crystals gives: adjusted Rand index {}, {} clusters with more than one phase, {} phases "
        "in "
        "more than one cluster.",
        report::fixed(value("clusters"), 0), report::fixed(value("noise"), 0),
        report::significant(value("silhouette"), 3), report::significant(value("agreement"), 3),
        report::fixed(value("mixed"), 0), report::fixed(value("split"), 0));
    t.columns = {{"cluster", "", report::Style::text, 0},
                 {"space group", "", report::Style::space_group, 0},
                 {"size", "", report::Style::number, 0},
                 {"phases", "", report::Style::number, 0},
                 {"lowest *H*", "kcal/mol", report::Style::number, 3},
                 {"mean *H*", "kcal/mol", report::Style::number, 3},
                 {"mean *V*", "angstrom^3", report::Style::number, 3}};
    const auto numbers = [&](const char* name) { return column_of(clusters, name).numbers; };
    const std::vector<double> size = numbers("size"), phases = numbers("phases"),
                              lowest = numbers("enthalpy_min"), average = numbers("enthalpy_mean"),
                              volume = numbers("volume_mean");
    const std::vector<std::size_t> order = by_size(size);
    for (std::size_t k = 0; k < std::min(order.size(), cluster_rows_shown); ++k) {
        const std::size_t i = order[k];
        const Column& group = column_of(clusters, "space_group");
        t.rows.push_back({{cluster_name(clusters, i),
                           group.kind == Column::Kind::text ? group.texts[i] : std::string(),
                           size[i], phases[i], report::number_cell(lowest[i]),
                           report::number_cell(average[i]), report::number_cell(volume[i])},
                          {},
                          fmt::format("{}-row-{}", step.name, k + 1)});
    }
    return t;
}

/// The points that a clustering was made of: those of the map step it names.
std::optional<MapPoints> points_of(const RunData& run, const RunStep& clusters) {
    for (const RunStep* map : run.all_done("polymorphs.map"))
        if (clusters.plan["parameters"]["map"].text == "@" + map->name + ".map")
            return read_map_points(run.file(*map, "map"));
    return std::nullopt;
}

}  // namespace

bool fill_polymorphs_map_page(const RunData& run, const RunStep& step, report::Page& page) {
    if (step.use == "polymorphs.map") {
        const MapPoints p = read_map_points(run.file(step, "map"));
        const std::vector<AtlasPhase> phases = atlas_phases(p);
        page.groups.push_back({marked(capitalised(step.name)),
                               {atlas(p, phases, run, step), atlas_table(p, phases, step)}});
    } else if (step.use == "polymorphs.cluster") {
        const Table clusters = run.table(step, "clusters");
        report::Group g{marked(capitalised(step.name)), {}};
        const Table of_each = run.table(step, "labels");
        const std::vector<double>& labels = column_of(of_each, "cluster").numbers;
        if (const auto p = points_of(run, step);
            p && p->size() == labels.size() && clusters.rows() > 0)
            g.items.push_back(cluster_figure(*p, labels, clusters, step));
        g.items.push_back(cluster_rows(clusters, run, step));
        page.groups.push_back(std::move(g));
    } else {
        return false;
    }
    return true;
}

}  // namespace crucible
