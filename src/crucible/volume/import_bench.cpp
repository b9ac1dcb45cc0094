#include "crucible/volume/import_bench.hpp"

#include <sys/resource.h>

#include <chrono>

#include "crucible/base/files.hpp"
#include "crucible/volume/decoder_client.hpp"
#include "crucible/volume/dicom_write.hpp"
#include "crucible/volume/source.hpp"

namespace crucible {
namespace {

using namespace volume;

/// Grey values that no compressor of a file system makes small, made as they are read.
class MadeUpSource final : public VolumeSource {
public:
    const Grid& grid() const override { return grid_; }
    Voxel voxel() const override { return Voxel::int16; }
    void read(std::size_t first, std::span<std::int16_t> out) override {
        std::uint32_t v = static_cast<std::uint32_t>(first) + 1;
        for (std::int16_t& x : out) {
            v = v * 1664525u + 1013904223u;  // Numerical Recipes' quick generator
            x = static_cast<std::int16_t>(static_cast<int>(v >> 20) - 1024);
        }
    }
    void read(std::size_t, std::span<std::uint8_t>) override {}

private:
    Grid grid_{640, 512, 512, {0.25, 0.351, 0.351}};
};

/// Of this process and of the children it has waited for.
double cpu_seconds_of_all() {
    double sum = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage u{};
        ::getrusage(who, &u);
        sum += static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
               1e-6 * static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
    }
    return sum;
}

void import(const std::filesystem::path& folder, const std::filesystem::path& file) {
    const auto source = open_volume(folder);
    VolumeWriter writer(file, source->grid(), source->voxel());
    constexpr std::size_t at_once = 32;
    std::vector<std::int16_t> slab(at_once * source->grid().slice_size());
    for (std::size_t i = 0; i < source->grid().slices; i += at_once) {
        source->read(i, std::span<std::int16_t>(slab));
        writer.append(std::span<const std::int16_t>(slab));
    }
    writer.finish();
}

std::vector<Measurement> bench_import() {
    if (find_decoder().empty()) return {};
    const ScratchDirectory scratch("bench-import");
    MadeUpSource made_up;
    write_dicom_series(made_up, scratch.path() / "slices", 1);
    std::vector<double> wall, cpu;
    for (int run = 0; run < 4; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        const double cpu_begin = cpu_seconds_of_all();
        import(scratch.path() / "slices", scratch.path() / "volume.nii");
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        if (run == 0) continue;  // the warm-up
        wall.push_back(seconds.count());
        cpu.push_back(cpu_seconds_of_all() - cpu_begin);
    }
    return {measurement("volume.import.wall", "s", wall),
            measurement("volume.import.cpu", "s", cpu)};
}

}  // namespace

const std::vector<Benchmark>& import_benchmarks() {
    static const std::vector<Benchmark> all = {
        {"volume.import", "640 slices of 512 x 512 voxels, from DICOM to one file", bench_import}};
    return all;
}

}  // namespace crucible
