#include "crucible/volume/slice_images.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

constexpr std::size_t image_channels = 3;

[[noreturn]] void bad_images(const std::string& message, const std::string& cure) {
    throw InputError("E-slice-images", message, cure);
}

/// Three numbers for every HU value.
using ChannelTable = std::vector<std::array<float, image_channels>>;

ChannelTable object_table(const ClassScheme& scheme) {
    std::vector<std::int16_t> values(65536);
    std::vector<std::uint8_t> classes(values.size());
    for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = static_cast<std::int16_t>(static_cast<int>(k) + INT16_MIN);
    classify(values, scheme, classes);
    const double first = scheme.edges.front(), last = scheme.edges.back();
    ChannelTable table(values.size(), {0, 0, 0});
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (classes[k] == 0) continue;
        const std::size_t channel = (classes[k] - 1U) * image_channels / scheme.size();
        const double v = std::clamp(static_cast<double>(values[k]), first, last);
        table[k][channel] = static_cast<float>((v - first) / slice_channel_scale);
    }
    return table;
}

/// Channel 1 shows everything; the largest value of each channel in the volume becomes 1.
ChannelTable paper_table(const CtVolume& volume, const ClassScheme& scheme) {
    const double first = scheme.edges.front(), last = scheme.edges.back();
    const double low = first + (last - first) / 3, high = first + 2 * (last - first) / 3;
    ChannelTable table(65536, {0, 0, 0});
    for (int v = outside + 1; v <= INT16_MAX; ++v) {
        const double clipped = std::clamp(static_cast<double>(v), first, last);
        const auto shifted = static_cast<float>(clipped - first);
        table[static_cast<std::size_t>(v - INT16_MIN)] = {clipped <= low ? shifted : 0, shifted,
                                                          clipped > high ? shifted : 0};
    }
    std::array<float, image_channels> most{0, 0, 0};
    for (const std::int16_t v : volume.voxels)
        for (std::size_t c = 0; c < image_channels; ++c)
            most[c] = std::max(most[c], table[static_cast<std::size_t>(v - INT16_MIN)][c]);
    for (auto& row : table)
        for (std::size_t c = 0; c < image_channels; ++c)
            if (most[c] > 0) row[c] /= most[c];
    return table;
}

/// How much of old pixel k lies in new pixel i, along one axis.
struct Overlap {
    std::size_t old;
    float share;
};
std::vector<std::vector<Overlap>> overlaps(std::size_t from, std::size_t to) {
    std::vector<std::vector<Overlap>> out(to);
    const double step = static_cast<double>(from) / static_cast<double>(to);
    for (std::size_t i = 0; i < to; ++i) {
        const double begin = static_cast<double>(i) * step, end = static_cast<double>(i + 1) * step;
        for (auto k = static_cast<std::size_t>(begin); k < from && static_cast<double>(k) < end;
             ++k) {
            const double share =
                std::min(end, static_cast<double>(k + 1)) - std::max(begin, static_cast<double>(k));
            if (share > 1e-9) out[i].push_back({k, static_cast<float>(share / step)});
        }
    }
    return out;
}

/// Means over areas, rows first. `from` is (side, side), `to` (pixels, pixels).
void shrink(std::span<const float> from, const std::vector<std::vector<Overlap>>& parts,
            std::size_t side, std::vector<float>& rows, std::span<float> to) {
    const std::size_t pixels = parts.size();
    rows.assign(pixels * side, 0);
    for (std::size_t i = 0; i < pixels; ++i)
        for (const Overlap& o : parts[i])
            for (std::size_t j = 0; j < side; ++j)
                rows[i * side + j] += o.share * from[o.old * side + j];
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t j = 0; j < pixels; ++j) {
            float sum = 0;
            for (const Overlap& o : parts[j]) sum += o.share * rows[i * side + o.old];
            to[i * pixels + j] = sum;
        }
}

CtVolume cut(const CtVolume& volume, const Region& r) {
    CtVolume out(part(volume.grid, r));
    for (std::size_t i = 0; i < out.grid.slices; ++i)
        for (std::size_t j = 0; j < out.grid.rows; ++j)
            std::copy_n(&volume(r.first[0] + i, r.first[1] + j, r.first[2]), out.grid.columns,
                        &out(i, j, 0));
    return out;
}

}  // namespace

Region slice_region(const Grid& grid, std::size_t side) {
    if (side == 0 && grid.rows != grid.columns)
        bad_images(fmt::format("slices of {} x {} are not square", grid.rows, grid.columns),
                   "say how many voxels wide a square to cut from their middle (side)");
    const std::size_t wide = side ? side : grid.rows;
    if (wide > grid.rows || wide > grid.columns)
        bad_images(fmt::format("a square of {} voxels does not fit in slices of {} x {}", wide,
                               grid.rows, grid.columns),
                   "give a smaller side, or 0 for whole slices");
    const std::size_t row = (grid.rows - wide) / 2, column = (grid.columns - wide) / 2;
    return {{0, row, column}, {grid.slices, row + wide, column + wide}};
}

SliceImages slice_images(const CtVolume& whole, const SliceImageSettings& s,
                         std::span<const std::size_t> slices) {
    const Region region = slice_region(whole.grid, s.side);
    const bool is_whole = part(whole.grid, region) == whole.grid;
    const CtVolume inner = is_whole ? CtVolume() : cut(whole, region);
    const CtVolume& volume = is_whole ? whole : inner;
    const std::size_t side = volume.grid.rows;
    if (s.pixels == 0 || s.pixels > side)
        bad_images(fmt::format("images of {} pixels from squares of {} voxels", s.pixels, side),
                   "give at least 1, at most as many as voxels");
    SliceImages out;
    out.slices.assign(slices.begin(), slices.end());
    if (slices.empty()) {
        out.slices.resize(volume.grid.slices);
        std::iota(out.slices.begin(), out.slices.end(), std::size_t{0});
    }
    out.count = out.slices.size(), out.pixels = s.pixels, out.targets = s.targets.size();
    const ChannelTable table = s.channels == SliceChannels::objects ? object_table(s.scheme)
                                                                    : paper_table(volume, s.scheme);
    const auto parts = overlaps(side, s.pixels);
    const std::size_t area = s.pixels * s.pixels;
    out.images.resize(out.count * image_channels * area);
    std::vector<float> channel(side * side), rows;
    for (std::size_t i = 0; i < out.count; ++i) {
        if (out.slices[i] >= volume.grid.slices)
            bad_images(fmt::format("there is no slice {}", out.slices[i]),
                       fmt::format("give slices from 0 to {}", volume.grid.slices - 1));
        const auto slice = volume.slice(out.slices[i]);
        for (std::size_t c = 0; c < image_channels; ++c) {
            const auto to = std::span(out.images).subspan((i * image_channels + c) * area, area);
            for (std::size_t k = 0; k < slice.size(); ++k)
                channel[k] = table[static_cast<std::size_t>(slice[k] - INT16_MIN)][c];
            if (side == s.pixels)
                std::copy(channel.begin(), channel.end(), to.begin());
            else
                shrink(channel, parts, side, rows, to);
        }
    }
    const ClassProfile profile = class_profile(volume, s.scheme);
    for (const std::size_t k : out.slices) out.depth.push_back(profile.depth(k));
    out.values.resize(out.count * out.targets);
    for (std::size_t t = 0; t < out.targets; ++t) {
        const std::vector<double> all = target_values(profile, s.targets[t]);
        for (std::size_t i = 0; i < out.count; ++i)
            out.values[i * out.targets + t] = static_cast<float>(all[out.slices[i]]);
    }
    return out;
}

Value image_recipe(const SliceImageSettings& s) {
    Value v;
    v.set("classes", s.scheme.name);
    v.set("objects", static_cast<std::int64_t>(s.scheme.size()));
    // Other schemes are what their name says; edges that follow the data differ between samples.
    if (s.scheme.name == "custom") v.set("edges", list_of(s.scheme.edges));
    v.set("channels", s.channels == SliceChannels::objects ? "objects" : "paper-script");
    v.set("side", static_cast<std::int64_t>(s.side));
    v.set("pixels", static_cast<std::int64_t>(s.pixels));
    return v;
}

}  // namespace crucible::volume
