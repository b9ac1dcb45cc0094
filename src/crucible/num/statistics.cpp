#include "crucible/num/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"

namespace crucible {

double sum(std::span<const double> v) {
    CompensatedSum s;
    for (double x : v) s += x;
    return s.value();
}

double mean(std::span<const double> v) {
    return v.empty() ? 0 : sum(v) / static_cast<double>(v.size());
}

double variance(std::span<const double> v) {
    if (v.size() < 2) return 0;
    const double m = mean(v);
    CompensatedSum squares, rest;  // the second removes what rounding of the mean left behind
    for (double x : v) squares += (x - m) * (x - m), rest += x - m;
    const double n = static_cast<double>(v.size());
    return std::max(0.0, (squares.value() - rest.value() * rest.value() / n) / (n - 1));
}

double standard_error(std::span<const double> v) {
    return v.empty() ? 0 : std::sqrt(variance(v) / static_cast<double>(v.size()));
}

namespace {

/// Ranks from 1, ties shared.
std::vector<double> ranks_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<double> ranks(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t j = i;
        while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
        for (std::size_t k = i; k < j; ++k)
            ranks[order[k]] = (static_cast<double>(i) + static_cast<double>(j) + 1) / 2;
        i = j;
    }
    return ranks;
}

}  // namespace

std::optional<double> rank_correlation(std::span<const double> x, std::span<const double> y) {
    const auto a = ranks_of(x), b = ranks_of(y);
    const double mean = (static_cast<double>(x.size()) + 1) / 2;
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
        ab += (a[i] - mean) * (b[i] - mean);
    }
    if (aa <= 0 || bb <= 0) return std::nullopt;
    return ab / std::sqrt(aa * bb);
}

double determination(std::span<const double> target, std::span<const double> model) {
    const double centre = mean(target);
    double residual = 0, total = 0, about_zero = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
        residual += (model[i] - target[i]) * (model[i] - target[i]);
        total += (target[i] - centre) * (target[i] - centre);
        about_zero += target[i] * target[i];
    }
    if (total == 0) total = about_zero;
    if (total == 0) return residual == 0 ? 1 : 0;
    return 1 - residual / total;
}

double quantile(std::vector<double> v, double q) {
    if (v.empty())
        throw InputError("E-num-empty", "a quantile of no values", "give at least one value");
    const double place = std::clamp(q, 0.0, 1.0) * static_cast<double>(v.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const auto at = v.begin() + static_cast<std::ptrdiff_t>(low);
    std::nth_element(v.begin(), at, v.end());
    const double below = *at;
    if (low + 1 == v.size()) return below;
    const double above = *std::min_element(at + 1, v.end());
    return below + (place - static_cast<double>(low)) * (above - below);
}

BlockAverage block_average(std::span<const double> series) {
    BlockAverage out;
    out.estimate = {mean(series), 0, series.size()};
    std::vector<double> blocks(series.begin(), series.end());
    constexpr std::size_t fewest = 8;  // below, the error itself is too uncertain to say anything
    while (blocks.size() >= 2) {
        const double error = standard_error(blocks);
        out.errors.push_back(error);
        out.spreads.push_back(error / std::sqrt(2.0 * static_cast<double>(blocks.size() - 1)));
        if (blocks.size() / 2 < fewest) break;
        std::vector<double> halved(blocks.size() / 2);
        for (std::size_t i = 0; i < halved.size(); ++i)
            halved[i] = 0.5 * (blocks[2 * i] + blocks[2 * i + 1]);
        blocks.swap(halved);
    }
    if (out.errors.empty()) return out;
    const std::size_t last = out.errors.size() - 1;
    for (out.plateau = 0; out.plateau < last; ++out.plateau) {
        double highest = 0;
        for (std::size_t l = out.plateau + 1; l <= last; ++l)
            highest = std::max(highest, out.errors[l] - out.spreads[l]);
        if (highest <= out.errors[out.plateau]) break;
    }
    out.estimate.error = out.errors[out.plateau];
    // At the very last level there is nothing left to show that the rise has ended.
    const bool constant = out.errors[0] == 0;
    if (out.plateau == last && !constant) out.verdict = BlockAverage::Verdict::still_rising;
    return out;
}

double autocorrelation_time(std::span<const double> series) {
    const std::size_t n = series.size();
    const double m = mean(series);
    CompensatedSum zero;
    for (double x : series) zero += (x - m) * (x - m);
    if (n < 2 || zero.value() == 0) return 0.5;
    double tau = 0.5;
    for (std::size_t lag = 1; lag < n; ++lag) {
        CompensatedSum c;
        for (std::size_t i = 0; i + lag < n; ++i) c += (series[i] - m) * (series[i + lag] - m);
        tau += c.value() / zero.value();
        if (static_cast<double>(lag) >= 6 * tau) break;
    }
    return std::max(tau, 0.5);
}

Bootstrap bootstrap(std::span<const double> values,
                    const std::function<double(std::span<const double>)>& statistic,
                    RandomStream stream, std::size_t resamples) {
    if (values.empty() || resamples < 2)
        throw InputError("E-num-empty", "a bootstrap of no values, or without resamples",
                         "give values, and a number of resamples such as 1000");
    std::vector<double> sample(values.size()), results(resamples);
    for (double& result : results) {
        for (double& x : sample) x = values[stream.index(values.size())];
        result = statistic(sample);
    }
    Bootstrap out;
    out.estimate = {statistic(values), std::sqrt(variance(results)), values.size()};
    out.low = quantile(results, 0.025);
    out.high = quantile(std::move(results), 0.975);
    return out;
}

}  // namespace crucible
