#include "crucible/thermo/state_lines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/num/quadrature.hpp"
#include "crucible/num/spline.hpp"

namespace crucible {
namespace {

[[noreturn]] void bad_line(const char* message) {
    throw InputError("E-integrate-settings", message,
                     "give three points or more along the line, all different");
}

struct SortedLine {
    std::vector<std::size_t> order;  ///< place on the line -> point
    std::vector<double> x, y;
};

SortedLine sorted_line(std::span<const LinePoint> points, std::size_t known) {
    if (points.size() < 3 || known >= points.size()) bad_line("a line of too few points");
    SortedLine s;
    s.order.resize(points.size());
    std::iota(s.order.begin(), s.order.end(), std::size_t{0});
    const auto x_of = [&](std::size_t i) { return points[i].at; };
    std::sort(s.order.begin(), s.order.end(),
              [&](std::size_t a, std::size_t b) { return x_of(a) < x_of(b); });
    for (std::size_t i : s.order) {
        if (!std::isfinite(x_of(i)) || !std::isfinite(points[i].value.value))
            bad_line("a point of a line is not a number");
        if (!s.x.empty() && !(x_of(i) > s.x.back())) bad_line("two points of a line are one");
        s.x.push_back(x_of(i)), s.y.push_back(points[i].value.value);
    }
    return s;
}

/// Slope at x[a] of the parabola through x[a], x[b], x[c].
double end_slope(const std::vector<double>& x, const std::vector<double>& y, std::size_t a,
                 std::size_t b, std::size_t c) {
    const double near = (y[b] - y[a]) / (x[b] - x[a]), far = (y[c] - y[b]) / (x[c] - x[b]);
    return near - (x[b] - x[a]) * (far - near) / (x[c] - x[a]);
}

/// Linear in y: its ends follow the parabola of their three points.
CubicSpline line_through(const std::vector<double>& x, const std::vector<double>& y) {
    const std::size_t n = x.size();
    return CubicSpline(x, y, {end_slope(x, y, 0, 1, 2), end_slope(x, y, n - 1, n - 2, n - 3)});
}

/// The integral of weight(x) y(x) from each place on the line to the known one's, and what noise in
/// the values makes of it: the spline is linear in them, so each has a share of its own.
template <class Weight>
std::vector<Estimate> integrals(std::span<const LinePoint> points, std::size_t known,
                                const Weight& weight) {
    const SortedLine line = sorted_line(points, known);
    const std::size_t n = line.x.size();
    std::size_t home = 0;
    while (line.order[home] != known) ++home;
    const auto from_home = [&](const std::vector<double>& y) {
        const CubicSpline spline = line_through(line.x, y);
        std::vector<double> sum(n);
        for (std::size_t k = 0; k + 1 < n; ++k) {
            const double middle = (line.x[k] + line.x[k + 1]) / 2, half = line.x[k + 1] - middle;
            for (std::size_t g = 0; g < gauss4_nodes.size(); ++g) {
                const double x = middle + half * gauss4_nodes[g];
                sum[k + 1] += half * gauss4_weights[g] * weight(x) * spline(x);
            }
            sum[k + 1] += sum[k];
        }
        const double zero = sum[home];
        for (double& s : sum) s -= zero;
        return sum;
    };
    std::vector<Estimate> out(n);
    const std::vector<double> whole = from_home(line.y);
    for (std::size_t k = 0; k < n; ++k) out[line.order[k]].value = whole[k];
    for (std::size_t j = 0; j < n; ++j) {
        std::vector<double> one(n);
        one[j] = points[line.order[j]].value.error;
        const std::vector<double> share = from_home(one);
        for (std::size_t k = 0; k < n; ++k)
            out[line.order[k]].error = std::hypot(out[line.order[k]].error, share[k]);
    }
    return out;
}

}  // namespace

std::vector<Estimate> along_isotherm(std::span<const LinePoint> volumes, std::size_t known,
                                     const Estimate& mu) {
    auto out = integrals(volumes, known, [](double) { return 1.0; });
    for (Estimate& e : out) e.value += mu.value, e.error = std::hypot(e.error, mu.error);
    return out;
}

std::vector<Estimate> along_isobar(std::span<const LinePoint> enthalpies, std::size_t known,
                                   const Estimate& mu) {
    for (const LinePoint& p : enthalpies)
        if (!(p.at > 0)) bad_line("a point of an isobar has no temperature above zero");
    // Enthalpies are nearly straight in T, so they and not h/T^2 are what the spline goes through.
    // They are large beside their changes: what is constant is integrated exactly.
    if (known >= enthalpies.size()) bad_line("a line of too few points");
    std::vector<LinePoint> changes(enthalpies.begin(), enthalpies.end());
    const double home = enthalpies[known].at, constant = enthalpies[known].value.value;
    for (LinePoint& p : changes) p.value.value -= constant;
    auto out = integrals(changes, known, [](double t) { return -1 / (t * t); });
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = enthalpies[i].at;
        out[i].value = t * (mu.value / home + out[i].value) + constant * (1 - t / home);
        out[i].error = t * std::hypot(mu.error / home, out[i].error);
    }
    return out;
}

}  // namespace crucible
