#include "crucible/volume/correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/num/fft.hpp"
#include "crucible/volume/bit_rows.hpp"
#include "crucible/volume/slab_tasks.hpp"

namespace crucible::volume {
namespace {

void check_axis(std::size_t axis) {
    if (axis > 2)
        throw InputError("E-volume-axis", fmt::format("a volume has no axis {}", axis),
                         "choose 0 (slices), 1 (rows) or 2 (columns)");
}

std::array<std::size_t, 3> shape_of(const Grid& g) { return {g.slices, g.rows, g.columns}; }

/// All rows of a volume as bits.
struct BitVolume {
    std::size_t slices, rows, per_row;
    std::vector<std::uint64_t> words;

    BitVolume(const LabelVolume& mask, std::uint8_t value)
        : slices(mask.grid.slices),
          rows(mask.grid.rows),
          per_row(words_for(mask.grid.columns)),
          words(slices * rows * per_row) {
        pack_rows(mask.voxels.data(), slices * rows, mask.grid.columns, value, words.data());
    }
    const std::uint64_t* at(std::size_t slice, std::size_t row) const {
        return words.data() + (slice * rows + row) * per_row;
    }
    /// Pairs of set bits `lag` apart along the axis.
    std::uint64_t pairs(std::size_t axis, std::size_t lag) const {
        if (axis == 0) return count_both(at(0, 0), at(lag, 0), (slices - lag) * rows * per_row);
        if (axis == 2) return count_shifted(words.data(), slices * rows, per_row, lag);
        std::uint64_t n = 0;
        for (std::size_t i = 0; i < slices; ++i)
            n += count_both(at(i, 0), at(i, lag), (rows - lag) * per_row);
        return n;
    }
};

}  // namespace

std::vector<PairCount> axis_correlation(const LabelVolume& mask, std::size_t axis,
                                        std::size_t max_lag, int threads) {
    check_mask(mask);
    check_axis(axis);
    const std::size_t n = shape_of(mask.grid)[axis], lags = std::min(max_lag, n - 1) + 1;
    const BitVolume phase(mask, in_phase);
    std::vector<PairCount> out(lags);
    const bool has_masked = count_phase(mask.voxels).masked > 0;
    BitVolume measured = phase;
    if (has_masked) {
        const BitVolume rest(mask, in_rest);
        for (std::size_t w = 0; w < rest.words.size(); ++w) measured.words[w] |= rest.words[w];
    }
    for_slabs(lags, threads, [&](std::size_t lag) {
        out[lag].both = phase.pairs(axis, lag);
        out[lag].pairs = has_masked ? measured.pairs(axis, lag) : mask.grid.size() / n * (n - lag);
    });
    return out;
}

std::vector<PairCount> axis_correlation_reference(const LabelVolume& mask, std::size_t axis,
                                                  std::size_t max_lag) {
    check_mask(mask);
    check_axis(axis);
    const std::array<std::size_t, 3> n = shape_of(mask.grid);
    std::vector<PairCount> out(std::min(max_lag, n[axis] - 1) + 1);
    for (std::size_t lag = 0; lag < out.size(); ++lag)
        for (std::size_t i = 0; i < n[0]; ++i)
            for (std::size_t j = 0; j < n[1]; ++j)
                for (std::size_t k = 0; k < n[2]; ++k) {
                    std::array<std::size_t, 3> to{i, j, k};
                    to[axis] += lag;
                    if (to[axis] >= n[axis]) continue;
                    const std::uint8_t a = mask(i, j, k), b = mask(to[0], to[1], to[2]);
                    out[lag].both += a == in_phase && b == in_phase;
                    out[lag].pairs += a != in_nothing && b != in_nothing;
                }
    return out;
}

namespace {

/// Lags up to `longest`, and the shells they fall into. Of a lag and its negative one is taken.
struct Shells {
    std::array<std::ptrdiff_t, 3> most{};
    std::array<double, 3> h;
    double longest, width;

    Shells(const Grid& g, double longest_)
        : h(g.spacing), longest(longest_), width(*std::min_element(h.begin(), h.end())) {
        if (!(width > 0) || !(longest >= 0) || !std::isfinite(longest))
            throw InputError(
                "E-volume-spacing",
                fmt::format("distances up to {} mm on voxels of {} mm", longest, width),
                "give positive lengths");
        const std::array<std::size_t, 3> n = shape_of(g);
        for (std::size_t a = 0; a < 3; ++a)
            most[a] = std::min(static_cast<std::ptrdiff_t>(std::min(longest / h[a], 1e6) + 1e-9),
                               static_cast<std::ptrdiff_t>(n[a]) - 1);
    }
    double length(std::ptrdiff_t a, std::ptrdiff_t b, std::ptrdiff_t c) const {
        const double x = h[0] * static_cast<double>(a), y = h[1] * static_cast<double>(b);
        const double z = h[2] * static_cast<double>(c);
        return std::sqrt(x * x + y * y + z * z);
    }
    /// Sums count(lag) by shells.
    template <class Count>
    RadialCorrelation sum(const Count& count) const {
        const auto n = static_cast<std::size_t>(longest / width + 0.5 + 1e-9) + 1;
        RadialCorrelation out{std::vector<double>(n), std::vector<PairCount>(n)};
        for (std::ptrdiff_t a = 0; a <= most[0]; ++a)
            for (std::ptrdiff_t b = a == 0 ? 0 : -most[1]; b <= most[1]; ++b)
                for (std::ptrdiff_t c = a == 0 && b == 0 ? 0 : -most[2]; c <= most[2]; ++c) {
                    const double d = length(a, b, c);
                    if (d > longest * (1 + 1e-12)) continue;
                    const PairCount p = count(a, b, c);
                    const auto shell = static_cast<std::size_t>(d / width + 0.5);
                    out.distance[shell] += d * static_cast<double>(p.pairs);
                    out.count[shell].both += p.both, out.count[shell].pairs += p.pairs;
                }
        while (!out.count.empty() && out.count.back().pairs == 0)
            out.count.pop_back(), out.distance.pop_back();
        for (std::size_t s = 0; s < out.count.size(); ++s)
            if (out.count[s].pairs > 0)
                out.distance[s] /= static_cast<double>(out.count[s].pairs);
            else
                out.distance[s] = static_cast<double>(s) * width;
        return out;
    }
    std::array<std::size_t, 3> padded(const Grid& g) const {
        std::array<std::size_t, 3> n = shape_of(g);
        for (std::size_t a = 0; a < 3; ++a)
            n[a] = fft_length(n[a] + static_cast<std::size_t>(most[a]));
        return n;
    }
};

/// How often a voxel for which `holds` has another one at each lag; rows beyond the lags that are
/// wanted are not kept.
template <class Holds>
std::vector<std::uint64_t> autocorrelation(const LabelVolume& mask, const Shells& shells,
                                           const Holds& holds) {
    const std::array<std::size_t, 3> n = shells.padded(mask.grid);
    const RealFft3 fft(n[0], n[1], n[2]);
    Spectrum s = fft.forward([&](std::size_t i, std::size_t j, std::span<double> row) {
        if (i >= mask.grid.slices || j >= mask.grid.rows) return;
        for (std::size_t k = 0; k < mask.grid.columns; ++k) row[k] = holds(mask(i, j, k)) ? 1 : 0;
    });
    for (std::size_t v = 0; v < s.re.size(); ++v)
        s.re[v] = s.re[v] * s.re[v] + s.im[v] * s.im[v], s.im[v] = 0;
    const auto rows = static_cast<std::size_t>(2 * shells.most[1] + 1);
    const auto columns = static_cast<std::size_t>(2 * shells.most[2] + 1);
    std::vector<std::uint64_t> out(static_cast<std::size_t>(shells.most[0] + 1) * rows * columns);
    const double all =
        static_cast<double>(n[0]) * static_cast<double>(n[1]) * static_cast<double>(n[2]);
    fft.backward(s, [&](std::size_t i, std::size_t j, std::span<const double> row) {
        const auto middle = static_cast<std::size_t>(shells.most[1]);
        if (i > static_cast<std::size_t>(shells.most[0])) return;
        if (j > middle && j + middle < n[1]) return;
        const std::size_t b = j <= middle ? j + middle : j + middle - n[1];
        for (std::ptrdiff_t c = -shells.most[2]; c <= shells.most[2]; ++c) {
            const auto at =
                static_cast<std::size_t>(c < 0 ? c + static_cast<std::ptrdiff_t>(n[2]) : c);
            out[(i * rows + b) * columns + static_cast<std::size_t>(c + shells.most[2])] =
                static_cast<std::uint64_t>(std::llround(row[at] / all));
        }
    });
    return out;
}

}  // namespace

double radial_correlation_memory(const Grid& grid, double longest) {
    const std::array<std::size_t, 3> n = Shells(grid, longest).padded(grid);
    return 16.0 * static_cast<double>(n[0]) * static_cast<double>(n[1]) *
           (static_cast<double>(n[2]) / 2 + 1);
}

RadialCorrelation radial_correlation(const LabelVolume& mask, double longest) {
    check_mask(mask);
    const Shells shells(mask.grid, longest);
    const std::array<std::size_t, 3> n = shape_of(mask.grid);
    const auto phase = autocorrelation(mask, shells, [](std::uint8_t v) { return v == in_phase; });
    std::vector<std::uint64_t> measured;
    if (count_phase(mask.voxels).masked > 0)
        measured = autocorrelation(mask, shells, [](std::uint8_t v) { return v != in_nothing; });
    const auto rows = 2 * shells.most[1] + 1, columns = 2 * shells.most[2] + 1;
    return shells.sum([&](std::ptrdiff_t a, std::ptrdiff_t b, std::ptrdiff_t c) {
        const auto at = static_cast<std::size_t>((a * rows + b + shells.most[1]) * columns + c +
                                                 shells.most[2]);
        const auto left = [&](std::size_t axis, std::ptrdiff_t lag) {
            return n[axis] - static_cast<std::size_t>(std::abs(lag));
        };
        return PairCount{phase[at],
                         measured.empty() ? left(0, a) * left(1, b) * left(2, c) : measured[at]};
    });
}

RadialCorrelation radial_correlation_reference(const LabelVolume& mask, double longest) {
    check_mask(mask);
    const Shells shells(mask.grid, longest);
    const std::array<std::size_t, 3> n = shape_of(mask.grid);
    return shells.sum([&](std::ptrdiff_t a, std::ptrdiff_t b, std::ptrdiff_t c) {
        PairCount p;
        for (std::size_t i = 0; i < n[0]; ++i)
            for (std::size_t j = 0; j < n[1]; ++j)
                for (std::size_t k = 0; k < n[2]; ++k) {
                    const std::size_t x = i + static_cast<std::size_t>(a);
                    const std::size_t y = j + static_cast<std::size_t>(b);
                    const std::size_t z = k + static_cast<std::size_t>(c);
                    if (x >= n[0] || y >= n[1] || z >= n[2]) continue;  // below 0 wraps around
                    p.both += mask(i, j, k) == in_phase && mask(x, y, z) == in_phase;
                    p.pairs += mask(i, j, k) != in_nothing && mask(x, y, z) != in_nothing;
                }
        return p;
    });
}

namespace {

/// The run that a line is in, and whether it began at the rest.
struct OpenRun {
    std::uint32_t phase = 0, measured = 0;
    bool began_at_rest = false;
};

void step_run(OpenRun& run, std::uint8_t voxel, RunLengths& out) {
    if (voxel == in_phase) {
        ++run.phase, ++run.measured;
        return;
    }
    if (run.phase > 0) {
        ++out.phase[run.phase];
        if (run.began_at_rest && voxel == in_rest) ++out.chords[run.phase];
        run.phase = 0;
    }
    run.began_at_rest = voxel == in_rest;
    if (voxel == in_rest) {
        ++run.measured;
    } else if (run.measured > 0) {
        ++out.measured[run.measured];
        run.measured = 0;
    }
}

void end_run(const OpenRun& run, RunLengths& out) {
    if (run.phase > 0) ++out.phase[run.phase];
    if (run.measured > 0) ++out.measured[run.measured];
}

}  // namespace

RunLengths run_lengths(const LabelVolume& mask, std::size_t axis) {
    check_mask(mask);
    check_axis(axis);
    const std::array<std::size_t, 3> n = shape_of(mask.grid);
    RunLengths out;
    for (auto* counts : {&out.chords, &out.phase, &out.measured}) counts->assign(n[axis] + 1, 0);
    const std::size_t stride = axis == 0 ? n[1] * n[2] : axis == 1 ? n[2] : 1;
    // Lines side by side in memory go on together; blocks of such lines, one after another.
    const std::size_t beside = axis == 2 ? 1 : axis == 1 ? n[2] : n[1] * n[2];
    std::vector<OpenRun> runs(beside);
    for (std::size_t block = 0; block < mask.voxels.size(); block += n[axis] * stride) {
        std::fill(runs.begin(), runs.end(), OpenRun{});
        for (std::size_t x = 0; x < n[axis]; ++x)
            for (std::size_t l = 0; l < beside; ++l)
                step_run(runs[l], mask.voxels[block + x * stride + l], out);
        for (const OpenRun& r : runs) end_run(r, out);
    }
    return out;
}

double mean_chord(const RunLengths& lengths) {
    double sum = 0, n = 0;
    for (std::size_t l = 1; l < lengths.chords.size(); ++l) {
        const auto count = static_cast<double>(lengths.chords[l]);
        sum += count * static_cast<double>(l), n += count;
    }
    return n > 0 ? sum / n : 0;
}

std::vector<double> lineal_path(const RunLengths& lengths) {
    std::vector<double> out;
    // A run of n voxels holds n - lag segments over lag + 1 of them: sums of sums from the end.
    std::uint64_t runs = 0, segments = 0, all_runs = 0, all_segments = 0;
    for (std::size_t lag = lengths.phase.size() - 1; lag-- > 0;) {
        runs += lengths.phase[lag + 1], segments += runs;
        all_runs += lengths.measured[lag + 1], all_segments += all_runs;
        if (segments > 0)
            out.push_back(static_cast<double>(segments) / static_cast<double>(all_segments));
    }
    std::reverse(out.begin(), out.end());
    return out;
}

}  // namespace crucible::volume
