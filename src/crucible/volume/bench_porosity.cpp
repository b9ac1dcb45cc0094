#include "crucible/volume/bench_porosity.hpp"

#include "crucible/volume/phantom.hpp"
#include "crucible/volume/trimmed_class.hpp"

namespace crucible {
namespace {

using namespace volume;

PhantomRequest core_of(std::size_t slices, std::size_t side) {
    PhantomRequest q;
    q.grid.slices = slices, q.grid.rows = q.grid.columns = side;
    return q;
}

std::vector<Measurement> measure_phantom() {
    return {measure(
        "400x200x200", "s",
        [] {
            const double before = thread_cpu_seconds();
            make_phantom(core_of(400, 200));
            return thread_cpu_seconds() - before;
        },
        3)};
}

/// Classes of every slice, and the first class trimmed of its small clusters.
double profile_seconds(const CtVolume& ct) {
    const auto source = as_source(ct);
    const double before = thread_cpu_seconds();
    const ClassScheme scheme = class_scheme(ClassPreset::fixed_script);
    class_profile(*source, scheme);
    trim_class(*source, scheme, 1, 60);
    return thread_cpu_seconds() - before;
}

std::vector<Measurement> measure_porosity() {
    std::vector<Measurement> out;
    const CtVolume small = make_phantom(core_of(400, 200)).ct;
    out.push_back(measure("400x200x200", "s", [&] { return profile_seconds(small); }));
    const CtVolume large = make_phantom(core_of(640, 512)).ct;
    out.push_back(measure(
        "640x512x512", "s", [&] { return profile_seconds(large); }, 3));
    return out;
}

}  // namespace

std::vector<Benchmark> porosity_benchmarks() {
    return {{"volume.phantom", "A forest core made up, one core", &measure_phantom},
            {"volume.porosity", "Class profile and trimming of a core in memory, one core",
             &measure_porosity}};
}

}  // namespace crucible
