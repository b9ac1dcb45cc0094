#include "crucible/volume/thresholds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible::volume {
namespace {

class HistogramCounter {
public:
    void add(std::span<const std::int16_t> values) {
        for (const std::int16_t v : values) ++counts_[static_cast<std::size_t>(v - outside)];
    }
    GreyHistogram histogram() const {
        const auto is_there = [](std::int64_t n) { return n > 0; };
        const auto from = std::find_if(counts_.begin() + 1, counts_.end(), is_there);
        if (from == counts_.end())
            throw InputError("E-volume-empty", "no voxel of the volume was measured",
                             "check the mask, the padding and the region");
        const auto to = std::find_if(counts_.rbegin(), counts_.rend(), is_there).base();
        GreyHistogram h;
        h.first = outside + static_cast<int>(from - counts_.begin());
        h.counts.assign(from, to);
        return h;
    }

private:
    std::vector<std::int64_t> counts_ = std::vector<std::int64_t>(std::size_t{1} << 16, 0);
};

/// Sums of counts and of counts times value (from 0) up to and with each value.
struct Sums {
    std::vector<double> n, v;
    explicit Sums(const GreyHistogram& h) : n(h.counts.size() + 1), v(h.counts.size() + 1) {
        for (std::size_t i = 0; i < h.counts.size(); ++i) {
            const auto c = static_cast<double>(h.counts[i]);
            n[i + 1] = n[i] + c, v[i + 1] = v[i] + c * static_cast<double>(i);
        }
    }
    /// n mean^2 of values [from, end): what a class adds to the variance between classes.
    double between(std::size_t from, std::size_t end) const {
        const double count = n[end] - n[from], sum = v[end] - v[from];
        return count > 0 ? sum * sum / count : 0;
    }
    double mean(std::size_t from, std::size_t end) const {
        return (v[end] - v[from]) / (n[end] - n[from]);
    }
};

/// Throws for a volume of one value, which nothing can part.
void require_two_values(const GreyHistogram& h) {
    if (h.counts.size() < 2)
        throw InputError(
            "E-volume-flat",
            fmt::format("all voxels have the value {}: no threshold parts them", h.first),
            "give edges by hand");
}

/// One more class for the best partitions of all beginnings of the values.
struct Partition {
    const Sums& sums;
    const std::vector<std::size_t>& values;
    const std::vector<double>& before;
    std::vector<double>& best;
    std::vector<std::size_t>& last;
};

/// For the beginnings that end in [from, end) of `range`, whose last cut lies in `cuts`. The best
/// cut never moves down as the end moves up, so that halves can be done apart: n log n instead of
/// n^2.
void add_class(const Partition& p, std::pair<std::size_t, std::size_t> range,
               std::pair<std::size_t, std::size_t> cuts) {
    if (range.first >= range.second) return;
    const std::size_t i = (range.first + range.second) / 2;
    double most = -1;
    std::size_t at = cuts.first;
    for (std::size_t j = cuts.first; j <= std::min(cuts.second, i - 1); ++j) {
        const double b = p.before[j] + p.sums.between(p.values[j] + 1, p.values[i] + 1);
        if (b > most) most = b, at = j;
    }
    p.best[i] = most, p.last[i] = at;
    add_class(p, {range.first, i}, {cuts.first, at});
    add_class(p, {i + 1, range.second}, {at, cuts.second});
}

double entropy(double part, double sum_of_logs, double total) {
    // -sum p/P log(p/P) with p = count/total: log P - (1/P) sum p log p
    const double p = part / total;
    return p > 0 ? std::log(p) - sum_of_logs / p : 0;
}

}  // namespace

std::int64_t GreyHistogram::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

GreyHistogram grey_histogram(VolumeSource& source) {
    HistogramCounter counter;
    std::vector<std::int16_t> slice(source.grid().slice_size());
    for (std::size_t i = 0; i < source.grid().slices; ++i)
        source.read(i, slice), counter.add(slice);
    return counter.histogram();
}

GreyHistogram grey_histogram(const CtVolume& v) {
    HistogramCounter counter;
    counter.add(v.voxels);
    return counter.histogram();
}

int otsu_threshold(const GreyHistogram& h) { return multi_otsu_thresholds(h, 2).front(); }

std::vector<int> multi_otsu_thresholds(const GreyHistogram& h, int classes) {
    require_two_values(h);
    std::vector<std::size_t> values;  // that occur: thresholds between them are all there are
    for (std::size_t i = 0; i < h.counts.size(); ++i)
        if (h.counts[i] > 0) values.push_back(i);
    const std::size_t n = values.size(), k = static_cast<std::size_t>(classes);
    if (classes < 2 || classes > 6 || n < k)
        throw InputError("E-volume-flat",
                         fmt::format("{} classes of {} different values", classes, n),
                         "ask for 2 to 6 classes, fewer than there are values");
    const Sums sums(h);
    // last[c][i]: values 0..i in c + 1 classes; the last value of the class before the last one.
    std::vector<std::vector<std::size_t>> last(k, std::vector<std::size_t>(n, 0));
    std::vector<double> best(n), before;
    for (std::size_t i = 0; i < n; ++i) best[i] = sums.between(0, values[i] + 1);
    for (std::size_t c = 1; c < k; ++c) {
        before = best;
        add_class({sums, values, before, best, last[c]}, {c, n}, {c - 1, n - 2});
    }
    std::vector<int> out(k - 1);
    std::size_t i = n - 1;
    for (std::size_t c = k - 1; c > 0; --c) {
        i = last[c][i];
        out[c - 1] = h.first + static_cast<int>(values[i]);
    }
    return out;
}

int li_threshold(const GreyHistogram& h) {
    require_two_values(h);
    const Sums sums(h);
    const std::size_t n = h.counts.size();
    // Values are counted from 1, so that their logarithms exist; half a grey value is enough.
    double t = sums.mean(0, n), last = t + 1;
    for (int turn = 0; turn < 1000 && std::fabs(t - last) > 0.5; ++turn) {
        last = t;
        const auto cut = std::clamp<std::size_t>(static_cast<std::size_t>(t) + 1, 1, n - 1);
        const double low = sums.mean(0, cut) + 1, high = sums.mean(cut, n) + 1;
        if (low == high) break;
        t = (high - low) / (std::log(high) - std::log(low)) - 1;
    }
    return h.first + static_cast<int>(std::floor(t));
}

int triangle_threshold(const GreyHistogram& h) {
    require_two_values(h);
    const auto peak =
        static_cast<double>(std::max_element(h.counts.begin(), h.counts.end()) - h.counts.begin());
    const auto n = static_cast<double>(h.counts.size() - 1);
    const auto at = [&](double i) {
        return static_cast<double>(h.counts[static_cast<std::size_t>(i)]);
    };
    const bool tail_is_left = peak > n - peak;
    const double end = tail_is_left ? 0 : n, width = std::fabs(end - peak);
    double farthest = -std::numeric_limits<double>::infinity(), best = peak;
    for (double d = 0; d <= width; ++d) {
        const double i = tail_is_left ? end + d : end - d;
        // Height of the line above the histogram; its distance is this times a constant.
        const double line = at(end) + (at(peak) - at(end)) * d / std::max(width, 1.0);
        if (line - at(i) > farthest) farthest = line - at(i), best = i;
    }
    return h.first + static_cast<int>(std::min(best, n - 1));  // both classes hold something
}

int isodata_threshold(const GreyHistogram& h) {
    require_two_values(h);
    const Sums sums(h);
    const std::size_t n = h.counts.size();
    for (std::size_t i = 0; i + 1 < n; ++i) {
        const double middle = (sums.mean(0, i + 1) + sums.mean(i + 1, n)) / 2;
        const double d = middle - static_cast<double>(i);
        if (d >= 0 && d < 1) return h.first + static_cast<int>(i);
    }
    return otsu_threshold(h);  // no value is midway between its classes
}

int maximum_entropy_threshold(const GreyHistogram& h) {
    require_two_values(h);
    const auto total = static_cast<double>(h.total());
    std::vector<double> logs(h.counts.size() + 1);  // sums of p log p
    const Sums sums(h);
    for (std::size_t i = 0; i < h.counts.size(); ++i) {
        const double p = static_cast<double>(h.counts[i]) / total;
        logs[i + 1] = logs[i] + (p > 0 ? p * std::log(p) : 0);
    }
    double most = -std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t i = 0; i + 1 < h.counts.size(); ++i) {
        const double e = entropy(sums.n[i + 1], logs[i + 1], total) +
                         entropy(total - sums.n[i + 1], logs.back() - logs[i + 1], total);
        if (e > most) most = e, best = i;
    }
    return h.first + static_cast<int>(best);
}

}  // namespace crucible::volume
