#include "crucible/observe/radial_distribution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/num/statistics.hpp"
#include "crucible/observe/pair_histogram.hpp"

namespace crucible {
namespace {

/// Counts of directed pairs, and what turns them into g(r).
class PairCounts {
public:
    PairCounts(std::span<const Structure> frames, const RadialOptions& options) {
        if (!(options.longest > 0) || !(options.width > 0) ||
            !(options.longest / options.width < 1e6))
            throw InputError("E-observe-range",
                             fmt::format("bins of {} A up to {} A", options.width, options.longest),
                             "give a range and a width above zero, for at most a million bins");
        if (frames.empty() || frames[0].size() == 0)
            throw InputError("E-observe-frames", "g(r) of nothing", "give at least one structure");
        const Composition first = composition(frames[0].numbers);
        for (const Structure& s : frames) {
            if (composition(s.numbers) != first)
                throw InputError("E-observe-frames", "frames of different compositions",
                                 "average over frames of one material");
            if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
                throw InputError("E-atoms-periodic", "g(r) of a structure that is not periodic",
                                 "give a structure that is periodic in three directions");
        }
        bins = static_cast<std::size_t>(std::ceil(options.longest / options.width - 1e-9));
        out.width = options.width;
        for (const auto& [z, n] : first) {
            out.elements.push_back(z);
            out.fraction.push_back(n / static_cast<double>(frames[0].size()));
        }
        for (std::size_t i = 0; i < bins; ++i)
            out.r.push_back((static_cast<double>(i) + 0.5) * options.width);
        const std::size_t n = out.elements.size();
        out.partial = Array3<double>(n, n, bins);
        out.neighbours = Array3<double>(n, n, bins);
        totals = Array2<double>(frames.size(), bins);
        counts = Array3<double>(n, n, bins);
        out.frames = frames.size();
    }
    double longest() const { return out.width * static_cast<double>(bins); }

    void add(std::size_t i, std::size_t j, double distance) {
        const auto bin = static_cast<std::size_t>(distance / out.width);
        if (bin < bins) counts(i, j, bin) += 1;
    }

    /// Turns the counts of frame `f` into its share of the averages.
    void finish_frame(std::size_t f, const Structure& s) {
        const double atoms = static_cast<double>(s.size()),
                     share = 1 / static_cast<double>(out.frames);
        const double density = atoms / s.cell.volume();
        out.density += density * share;
        for (std::size_t i = 0; i < out.elements.size(); ++i)
            for (std::size_t j = 0; j < out.elements.size(); ++j) {
                double sum = 0;
                for (std::size_t k = 0; k < bins; ++k) {
                    const double around = counts(i, j, k) / (atoms * out.fraction[i]);
                    const double inner = out.width * static_cast<double>(k),
                                 outer = inner + out.width;
                    const double shell =
                        4 * std::numbers::pi / 3 * (outer * outer * outer - inner * inner * inner);
                    const double g = around / (shell * density * out.fraction[j]);
                    sum += around;
                    out.partial(i, j, k) += share * g;
                    out.neighbours(i, j, k) += share * sum;
                    totals(f, k) += out.fraction[i] * out.fraction[j] * g;
                }
            }
        counts = Array3<double>(out.elements.size(), out.elements.size(), bins);
    }

    RadialDistribution finish() {
        out.total.assign(bins, 0);
        std::vector<double> values(out.frames);
        for (std::size_t k = 0; k < bins; ++k) {
            for (std::size_t f = 0; f < out.frames; ++f) values[f] = totals(f, k);
            out.total[k] = mean(values);
            if (out.frames > 1) out.error.push_back(standard_error(values));
        }
        return std::move(out);
    }

private:
    RadialDistribution out;
    std::size_t bins = 0;
    Array3<double> counts;
    Array2<double> totals;  // (frames, bins)
};

}  // namespace

std::size_t RadialDistribution::species(int z) const { return index_of_element(elements, z); }

RadialDistribution radial_distribution(std::span<const Structure> frames,
                                       const RadialOptions& options) {
    PairCounts counts(frames, options);
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const SpeciesList species = species_of(frames[f].numbers);
        const auto index = [&](int i) {
            return static_cast<std::size_t>(species.of_atom[static_cast<std::size_t>(i)].index);
        };
        const PairFinder finder(frames[f], counts.longest());
        for (int i = 0; i < finder.size(); ++i) {
            const std::size_t si = index(i);
            finder.neighbours_of(i, [&](int, int j, const Vec3&, double d2, const auto&) {
                if (j < i) return;  // seen from the other side
                const double d = std::sqrt(d2);
                counts.add(si, index(j), d);
                if (j != i) counts.add(index(j), si, d);
            });
        }
        counts.finish_frame(f, frames[f]);
    }
    return counts.finish();
}

RadialDistribution radial_distribution_reference(std::span<const Structure> frames,
                                                 const RadialOptions& options) {
    PairCounts counts(frames, options);
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const SpeciesList species = species_of(frames[f].numbers);
        const NeighbourList list = neighbours_reference(frames[f], counts.longest());
        for (std::size_t i = 0; i < frames[f].size(); ++i)
            for (const Neighbour& n : list.of(i))
                counts.add(
                    static_cast<std::size_t>(species.of_atom[i].index),
                    static_cast<std::size_t>(species.of_atom[static_cast<std::size_t>(n.j)].index),
                    n.distance);
        counts.finish_frame(f, frames[f]);
    }
    return counts.finish();
}

std::vector<double> total_correlation(const RadialDistribution& g, const std::map<int, double>& b) {
    std::vector<double> lengths;
    for (int z : g.elements) {
        const auto at = b.find(z);
        if (at == b.end())
            throw InputError("E-observe-element",
                             fmt::format("no scattering length of {}", element(z).symbol),
                             "give one for every element");
        lengths.push_back(at->second);
    }
    std::vector<double> out(g.r.size());
    for (std::size_t i = 0; i < lengths.size(); ++i)
        for (std::size_t j = 0; j < lengths.size(); ++j)
            for (std::size_t k = 0; k < out.size(); ++k)
                out[k] += g.fraction[i] * g.fraction[j] * lengths[i] * lengths[j] *
                          (g.partial(i, j, k) - 1);
    return out;
}

std::optional<double> first_minimum(const RadialDistribution& g, int z_i, int z_j) {
    const std::size_t i = g.species(z_i), j = g.species(z_j), bins = g.r.size();
    // Smoothed over 0.1 angstrom, so that the noise of single bins makes no minima.
    const auto half = static_cast<std::ptrdiff_t>(std::lround(0.05 / g.width));
    std::vector<double> smooth(bins);
    for (std::size_t k = 0; k < bins; ++k) {
        double sum = 0;
        int n = 0;
        for (std::ptrdiff_t m = -half; m <= half; ++m) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(k) + m;
            if (at < 0 || at >= static_cast<std::ptrdiff_t>(bins)) continue;
            sum += g.partial(i, j, static_cast<std::size_t>(at));
            ++n;
        }
        smooth[k] = sum / n;
    }
    // A rise or fall counts once it passes a tenth of the highest peak: the first peak, then a
    // rise.
    const double highest = *std::max_element(smooth.begin(), smooth.end());
    const double notable = 0.1 * highest;
    std::size_t peak = 0;
    while (peak < bins && smooth[peak] <= std::min(1.0, 0.5 * highest)) ++peak;
    for (std::size_t k = peak; k < bins && smooth[k] > smooth[peak] - notable; ++k)
        if (smooth[k] > smooth[peak]) peak = k;
    if (peak >= bins || highest == 0) return std::nullopt;
    std::size_t lowest = peak;
    std::size_t k = peak;
    for (; k < bins && smooth[k] <= smooth[lowest] + notable; ++k)
        if (smooth[k] < smooth[lowest]) lowest = k;
    if (k == bins || lowest == peak) return std::nullopt;
    std::size_t end = lowest;
    while (end + 1 < k && smooth[end + 1] <= smooth[lowest] + 1e-3 * highest) ++end;
    return 0.5 * (g.r[lowest] + g.r[end]);
}

}  // namespace crucible
