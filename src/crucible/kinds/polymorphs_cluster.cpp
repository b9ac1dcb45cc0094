// polymorphs.cluster: dense regions of the map, and whether they are the phases.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/map_points.hpp"
#include "crucible/learn/agreement.hpp"
#include "crucible/learn/density_clusters.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/study/step_run.hpp"

namespace crucible {
namespace {

struct PolymorphCluster {
    Ref<Artefact::table> map;
    double reach = 0.003;
    int least = 3;
    int dimensions = 10;

    void describe(Fields& f) {
        f("map", map, "Points of polymorphs.map").required("@map.map").positional();
        f("reach", reach, "Distance on the map within which structures are neighbours")
            .within(1e-9, 10);
        f("least", least, "Neighbours, itself counted, that make a structure the core of a cluster")
            .within(1, 1000000);
        f("dimensions", dimensions, "Coordinates that count").within(1, 100);
        f.preset("paper", "the settings of arXiv:1909.08934",
                 "reach = 0.003\nleast = 3\ndimensions = 10");
        f.example("crucible polymorphs cluster map/steps/map/out/map.csv --run clusters");
        f.makes(Artefact::table, "clusters", "clusters.csv",
                "Clusters: known phases in them, size, enthalpy, volume, space group");
        f.makes(Artefact::table, "labels", "labels.csv", "Cluster of each structure, -1: none");
        f.gives("clusters", "", "Clusters");
        f.gives("noise", "", "Structures in none");
        f.gives("silhouette", "", "Mean silhouette of what is in a cluster");
        f.gives("phases", "", "Phases that an exact comparison finds in the same minima");
        f.gives("agreement", "", "Adjusted Rand index of clusters and these phases");
        f.gives("mixed", "", "Clusters that hold more than one phase");
        f.gives("split", "", "Phases in more than one cluster");
    }

    void run(StepRun& r) const;
};

std::string most_frequent(const std::map<std::string, int>& counts) {
    const auto at =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return at == counts.end() ? "" : at->first;
}

/// What a cluster holds.
struct ClusterContent {
    std::vector<double> enthalpy, volume, n;
    std::map<std::string, int> groups, phases;
    std::string known;
};

std::vector<ClusterContent> contents(const MapPoints& p, const std::vector<int>& labels,
                                     int clusters) {
    std::vector<ClusterContent> out(static_cast<std::size_t>(clusters));
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (labels[i] < 0) continue;
        ClusterContent& c = out[static_cast<std::size_t>(labels[i])];
        if (p.is_known[i]) {
            c.known += (c.known.empty() ? "" : " = ") + p.name[i];
            continue;
        }
        if (std::isfinite(p.enthalpy[i])) c.enthalpy.push_back(p.enthalpy[i]);
        c.volume.push_back(p.volume[i]), c.n.push_back(p.n[i]);
        ++c.groups[p.space_group[i]];
        if (!p.phase[i].empty()) ++c.phases[p.phase[i]];
    }
    return out;
}

Table cluster_table(const std::vector<ClusterContent>& all) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    Table t;
    std::vector<std::string> known, phase, group;
    std::vector<double> number, size, phases, share, lowest, average, n, volume;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const ClusterContent& c = all[k];
        number.push_back(static_cast<double>(k)), size.push_back(static_cast<double>(c.n.size()));
        known.push_back(c.known), group.push_back(most_frequent(c.groups));
        const std::string main_phase = most_frequent(c.phases);
        phase.push_back(main_phase), phases.push_back(static_cast<double>(c.phases.size()));
        share.push_back(c.phases.empty() ? none : c.phases.at(main_phase) / size.back());
        lowest.push_back(
            c.enthalpy.empty() ? none : *std::min_element(c.enthalpy.begin(), c.enthalpy.end()));
        average.push_back(c.enthalpy.empty() ? none : mean(c.enthalpy));
        n.push_back(c.n.empty() ? none : mean(c.n));
        volume.push_back(c.volume.empty() ? none : mean(c.volume));
    }
    t.add_numbers("cluster") = std::move(number);
    t.add_texts("known") = std::move(known);
    t.add_numbers("size") = std::move(size);
    t.add_numbers("enthalpy_min", "kcal/mol") = std::move(lowest);
    t.add_numbers("enthalpy_mean", "kcal/mol") = std::move(average);
    t.add_numbers("n_mean") = std::move(n);
    t.add_numbers("volume_mean", "angstrom^3") = std::move(volume);
    t.add_texts("space_group") = std::move(group);
    t.add_texts("phase") = std::move(phase);
    t.add_numbers("phases") = std::move(phases);
    t.add_numbers("phase_share") = std::move(share);
    return t;
}

/// Clusters against the phases that the search found by matching crystals.
void give_agreement(StepRun& r, const MapPoints& p, const std::vector<int>& labels,
                    const std::vector<ClusterContent>& all) {
    std::map<std::string, int> number;
    std::vector<int> exact, found;
    std::map<std::string, std::set<int>> places;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.is_known[i] || p.phase[i].empty()) continue;
        exact.push_back(number.emplace(p.phase[i], static_cast<int>(number.size())).first->second);
        // Each that belongs to no cluster is one of its own.
        found.push_back(labels[i] >= 0 ? labels[i] : -1 - static_cast<int>(i));
        if (labels[i] >= 0) places[p.phase[i]].insert(labels[i]);
    }
    const auto mixed = std::count_if(all.begin(), all.end(),
                                     [](const ClusterContent& c) { return c.phases.size() > 1; });
    const auto split = std::count_if(places.begin(), places.end(),
                                     [](const auto& place) { return place.second.size() > 1; });
    r.row(Row::number("phases", static_cast<double>(number.size())));
    r.row(Row::number("agreement", learn::adjusted_rand_index(exact, found)));
    r.row(Row::number("mixed", static_cast<double>(mixed)));
    r.row(Row::number("split", static_cast<double>(split)));
}

void PolymorphCluster::run(StepRun& r) const {
    const MapPoints p = read_map_points(r.open(map).at(0));
    const std::size_t used =
        std::min(static_cast<std::size_t>(dimensions), p.coordinates.columns());
    Array2<double> x(p.size(), used);
    for (std::size_t i = 0; i < p.size(); ++i)
        for (std::size_t k = 0; k < used; ++k) x(i, k) = p.coordinates(i, k);
    const learn::DensityClusters found =
        learn::density_clusters(x, reach, static_cast<std::size_t>(least));
    const std::vector<ClusterContent> all = contents(p, found.labels, found.clusters);
    r.make("clusters", to_csv(cluster_table(all)));
    Table labels;
    labels.add_texts("name") = p.name;
    labels.add_texts("phase") = p.phase;
    labels.add_numbers("cluster").assign(found.labels.begin(), found.labels.end());
    r.make("labels", to_csv(labels));
    const auto noise = std::count(found.labels.begin(), found.labels.end(), -1);
    r.row(Row::number("clusters", found.clusters));
    r.row(Row::number("noise", static_cast<double>(noise)));
    r.row(Row::number("silhouette", learn::mean_silhouette(x, found.labels)));
    give_agreement(r, p, found.labels, all);
}

}  // namespace

void register_polymorphs_cluster(Registry& r) {
    r.add<PolymorphCluster>("polymorphs.cluster", {1},
                            "Find the dense regions of a map of polymorphs");
}

}  // namespace crucible
