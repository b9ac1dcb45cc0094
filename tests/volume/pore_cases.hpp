#pragma once
// Volumes that the tests of pore metrics share.

#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/volume/phase.hpp"
#include "tests/shared_data.hpp"

namespace crucible::testing {

inline volume::Grid pore_grid(std::size_t slices, std::size_t rows, std::size_t columns) {
    volume::Grid g;
    g.slices = slices, g.rows = rows, g.columns = columns;
    return g;
}

/// Independent voxels: `share` of them in the phase, `nothing` of them masked.
inline volume::LabelVolume random_mask(const volume::Grid& g, double share, double nothing,
                                       RandomStream& r) {
    volume::LabelVolume m(g);
    for (std::uint8_t& v : m.voxels) {
        v = r.uniform() < share ? volume::in_phase : volume::in_rest;
        if (r.uniform() < nothing) v = volume::in_nothing;
    }
    return m;
}

/// Overlapping balls: a phase with large clusters and thick pores.
inline volume::LabelVolume ball_mask(const volume::Grid& g, std::size_t balls, double radius,
                                     RandomStream& r) {
    volume::LabelVolume m(g);
    const auto slices = static_cast<double>(g.slices), rows = static_cast<double>(g.rows);
    const auto columns = static_cast<double>(g.columns);
    for (std::size_t b = 0; b < balls; ++b) {
        const double x = r.uniform(0, slices), y = r.uniform(0, rows), z = r.uniform(0, columns);
        const double reach = r.uniform(0.3, 1) * radius;
        for (std::size_t i = 0; i < g.slices; ++i)
            for (std::size_t j = 0; j < g.rows; ++j)
                for (std::size_t k = 0; k < g.columns; ++k) {
                    const double dx = static_cast<double>(i) - x, dy = static_cast<double>(j) - y;
                    const double dz = static_cast<double>(k) - z;
                    if (dx * dx + dy * dy + dz * dz < reach * reach) m(i, j, k) = volume::in_phase;
                }
    }
    return m;
}

/// Shapes that kernels stumble over: single voxels, odd widths, whole words, thin volumes.
inline std::vector<volume::Grid> awkward_grids() {
    return {pore_grid(1, 1, 1),   pore_grid(1, 7, 9),   pore_grid(5, 1, 64), pore_grid(3, 4, 128),
            pore_grid(9, 10, 11), pore_grid(4, 65, 65), pore_grid(6, 5, 200)};
}

inline std::vector<unsigned char> first_of_zip(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<unsigned char> zip((std::istreambuf_iterator<char>(in)), {});
    REQUIRE(zip.size() > 30);
    const std::size_t data = 30 + zip[26] + 256u * zip[27] + zip[28] + 256u * zip[29];
    std::vector<unsigned char> out(65'000'000);
    z_stream z{};
    REQUIRE(inflateInit2(&z, -15) == Z_OK);
    z.next_in = zip.data() + data, z.avail_in = static_cast<unsigned>(zip.size() - data);
    z.next_out = out.data(), z.avail_out = static_cast<unsigned>(out.size());
    REQUIRE(inflate(&z, Z_FINISH) == Z_STREAM_END);
    out.resize(z.total_out);
    inflateEnd(&z);
    return out;
}

/// Berea sandstone (SOURCES.md of the shared data), void in the phase: the corner of `side`^3
/// voxels. The file is a big-endian TIFF of 400 pages with one strip each.
inline volume::LabelVolume berea(std::size_t side) {
    const auto tiff = first_of_zip(shared_data("ct/rock/berea_400_binary_tif.zip"));
    const auto word = [&](std::size_t at, std::size_t bytes) {
        std::size_t v = 0;
        for (std::size_t b = 0; b < bytes; ++b) v = 256 * v + tiff.at(at + b);
        return v;
    };
    volume::LabelVolume out(pore_grid(side, side, side));
    std::size_t directory = word(4, 4);
    for (std::size_t i = 0; i < side; ++i) {
        const std::size_t tags = word(directory, 2);
        std::size_t strip = 0;
        for (std::size_t t = 0; t < tags; ++t)
            if (word(directory + 2 + 12 * t, 2) == 273) strip = word(directory + 10 + 12 * t, 4);
        for (std::size_t j = 0; j < side; ++j)
            for (std::size_t k = 0; k < side; ++k)
                out(i, j, k) =
                    tiff.at(strip + 400 * j + k) == 0 ? volume::in_phase : volume::in_rest;
        directory = word(directory + 2 + 12 * tags, 4);
    }
    return out;
}
#define REQUIRE_BEREA REQUIRE_SHARED_DATA("ct/rock/berea_400_binary_tif.zip")

}  // namespace crucible::testing
