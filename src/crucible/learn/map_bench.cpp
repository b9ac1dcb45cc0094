// Maps of very many structures: principal components, clusters, farthest points.

#include <sys/resource.h>

#include <cstdlib>
#include <string>

#include "crucible/base/random.hpp"
#include "crucible/base/text.hpp"
#include "crucible/learn/bench.hpp"
#include "crucible/learn/density_clusters.hpp"
#include "crucible/learn/farthest_points.hpp"
#include "crucible/learn/principal_components.hpp"

namespace crucible {
namespace {

constexpr std::size_t map_features = 294, map_dimensions = 10, map_pivots = 200;
constexpr std::size_t map_groups = 400, usual_rows = 20000;

/// Rows to measure with: CRUCIBLE_BENCH_ROWS, or what takes a second or two.
std::size_t map_rows() {
    const char* given = std::getenv("CRUCIBLE_BENCH_ROWS");
    const auto rows = given ? to_integer(given) : std::nullopt;
    return rows && *rows >= 1000 ? static_cast<std::size_t>(*rows) : usual_rows;
}

/// Vectors as a search gives them: groups of nearly equal ones, and a third that stand alone.
Array2<double> map_vectors(std::size_t rows) {
    RandomStream random(1, StreamId::split, 77);
    Array2<double> centres(map_groups, map_features);
    for (double& x : centres.flat()) x = 1 + 0.05 * random.normal();
    Array2<double> out(rows, map_features);
    for (std::size_t i = 0; i < rows; ++i) {
        const bool is_alone = random.uniform() < 0.3;
        const std::size_t group = random.index(map_groups);
        for (std::size_t k = 0; k < map_features; ++k)
            out(i, k) = centres(group, k) + (is_alone ? 0.02 : 1e-4) * random.normal();
    }
    learn::normalise_rows(out);
    return out;
}

double peak_gigabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1048576;
}

std::vector<Measurement> bench_maps() {
    const std::size_t rows = map_rows();
    const int runs = rows > 100000 ? 1 : 3;
    const Array2<double> x = map_vectors(rows);
    std::vector<Measurement> out;
    const auto timed = [&](const char* name, auto&& work) {
        std::vector<double> seconds;
        for (int k = 0; k < runs; ++k) {
            const double begin = process_cpu_seconds();
            work();
            seconds.push_back(process_cpu_seconds() - begin);
        }
        out.push_back(measurement("learn.maps." + std::string(name), "s", seconds));
    };
    Array2<double> map;
    timed("components", [&] {
        learn::FeatureMoments moments(map_features);
        moments.add(x);
        map = learn::principal_components(moments, map_dimensions).coordinates(x);
    });
    timed("clusters", [&] { learn::density_clusters(map, 0.003, 3); });
    timed("farthest", [&] { learn::farthest_points(x, map_pivots); });
    out.push_back({"learn.maps.rows", static_cast<double>(rows), "", 0, 1});
    out.push_back({"learn.maps.memory", peak_gigabytes(), "GiB", 0, 1});
    return out;
}

}  // namespace

std::vector<Benchmark> map_benchmarks() {
    return {{"learn.maps",
             "Rows of 294 features: 10 principal components, DBSCAN of these, 200 farthest points; "
             "CRUCIBLE_BENCH_ROWS sets how many",
             &bench_maps}};
}

}  // namespace crucible
