#include "crucible/learn/kernel_ridge.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/farthest_points.hpp"
#include "crucible/learn/principal_components.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible::learn {
namespace {

void check_ridge(Span2D<const double> features, std::span<const double> targets,
                 const KernelRidgeSettings& s) {
    const auto require = [](bool is_fine, const char* what, const char* cure) {
        if (!is_fine) throw InputError("E-learn-ridge", what, cure);
    };
    if (features.rows() != targets.size())
        throw InputError("E-num-shape", "there is not one target for each row of features",
                         "give as many of both");
    if (targets.size() < 2)
        throw InputError("E-learn-few", "there are no two samples to learn from", "give more");
    require(s.pivots >= 1, "a ridge regression has no pivots", "give about 200");
    require(s.noise > 0 && std::isfinite(s.noise),
            "the noise of a ridge regression is not positive", "give the error that targets have");
    require(s.scale >= 0 && std::isfinite(s.scale), "the scale of a ridge regression is negative",
            "give 0: it is found from the targets");
    require(s.power >= 1 && s.power <= 10, "the power of a kernel is not between 1 and 10",
            "give 1 or 2");
    const auto is_finite = [](double x) { return std::isfinite(x); };
    const auto flat = features.flat();
    require(std::all_of(flat.begin(), flat.end(), is_finite) &&
                std::all_of(targets.begin(), targets.end(), is_finite),
            "a sample of a ridge regression is not finite", "leave such samples out");
}

/// A least squares problem that takes one equation after another (Givens rotations).
class Triangle {
public:
    explicit Triangle(std::size_t n) : r_(n, n), right_(n) {}

    /// row . w = value; `row` is used up.
    void add(std::span<double> row, double value) {
        for (std::size_t k = 0; k < row.size(); ++k) {
            if (row[k] == 0) continue;
            const double length = std::hypot(r_(k, k), row[k]);
            const double c = r_(k, k) / length, s = row[k] / length;
            double* r = r_.row(k).data();
            for (std::size_t j = k; j < row.size(); ++j) {
                const double old = r[j];
                r[j] = c * old + s * row[j];
                row[j] = c * row[j] - s * old;
            }
            const double old = right_[k];
            right_[k] = c * old + s * value;
            value = c * value - s * old;
        }
    }

    /// Unknowns that nothing determines are zero.
    std::vector<double> solve() const {
        const std::size_t n = right_.size();
        double largest = 0;
        for (std::size_t k = 0; k < n; ++k) largest = std::max(largest, std::abs(r_(k, k)));
        std::vector<double> w(n);
        for (std::size_t k = n; k-- > 0;) {
            double sum = right_[k];
            for (std::size_t j = k + 1; j < n; ++j) sum -= r_(k, j) * w[j];
            w[k] = std::abs(r_(k, k)) > 1e-14 * largest ? sum / r_(k, k) : 0;
        }
        return w;
    }

private:
    Array2<double> r_;
    std::vector<double> right_;
};

Array2<double> some_rows(Span2D<const double> all, std::span<const std::size_t> rows) {
    Array2<double> out(rows.size(), all.columns());
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(all.row(rows[i]).begin(), all.row(rows[i]).end(), out.row(i).begin());
    return out;
}

std::vector<double> some_values(std::span<const double> all, std::span<const std::size_t> rows) {
    std::vector<double> out;
    for (const std::size_t r : rows) out.push_back(all[r]);
    return out;
}

std::vector<std::size_t> shuffled(std::size_t n, RandomStream& random) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    for (std::size_t k = n; k > 1; --k) std::swap(out[k - 1], out[random.index(k)]);
    return out;
}

std::size_t part_of(double share, std::size_t n, std::size_t least) {
    return std::clamp(static_cast<std::size_t>(std::lround(share * static_cast<double>(n))), least,
                      n);
}

}  // namespace

KernelRidge::KernelRidge(Span2D<const double> features, std::span<const double> targets,
                         const KernelRidgeSettings& s) {
    parts_.power = s.power;
    check_ridge(features, targets, s);
    const std::size_t n = features.rows();
    std::vector<std::size_t> every(n);
    std::iota(every.begin(), every.end(), std::size_t{0});
    Array2<double> x = some_rows(features, every);
    normalise_rows(x);
    parts_.pivots = farthest_points(x, std::min(s.pivots, n)).rows;
    parts_.at = some_rows(x, parts_.pivots);
    if (s.is_centred) parts_.mean = mean(targets);

    const std::size_t m = parts_.pivots.size();
    Array2<double> kernel(m, m);
    double trace = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const std::vector<double> k = kernels(parts_.at.row(i));
        std::copy(k.begin(), k.end(), kernel.row(i).begin());
        trace += kernel(i, i);
    }
    const double spread =
        std::sqrt(variance(targets) * (static_cast<double>(n) - 1) / static_cast<double>(n));
    const double found = trace > 0 ? spread / (trace / static_cast<double>(m)) : 0;
    const double delta = s.scale > 0 ? s.scale : found;
    Triangle triangle(m);
    if (delta > 0) {  // the penalty as equations: sqrt(sigma^2 / delta lambda) v . w = 0
        const EigenSystem e = eigen_symmetric(Span2D<const double>(kernel));
        std::vector<double> row(m);
        for (std::size_t i = 0; i < m; ++i) {
            const double scale = std::sqrt(s.noise * s.noise / delta * std::max(0.0, e.values[i]));
            for (std::size_t j = 0; j < m; ++j) row[j] = scale * e.vectors(i, j);
            triangle.add(row, 0);
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> row = kernels(x.row(i));
        triangle.add(row, targets[i] - parts_.mean);
    }
    parts_.weights = triangle.solve();
}

std::vector<double> KernelRidge::kernels(std::span<const double> x) const {
    std::vector<double> out(parts_.at.rows());
    for (std::size_t m = 0; m < out.size(); ++m) {
        const double dot = std::inner_product(x.begin(), x.end(), parts_.at.row(m).begin(), 0.0);
        out[m] = 1;
        for (int k = 0; k < parts_.power; ++k) out[m] *= dot;
    }
    return out;
}

std::vector<double> KernelRidge::predict(Span2D<const double> features) const {
    if (features.columns() != parts_.at.columns())
        throw InputError("E-num-shape", "rows of features have another length than those learned",
                         "take features of the same settings");
    std::vector<double> out;
    for (std::size_t i = 0; i < features.rows(); ++i) {
        Array2<double> x(1, features.columns());
        std::copy(features.row(i).begin(), features.row(i).end(), x.row(0).begin());
        normalise_rows(x);
        const std::vector<double> k = kernels(x.row(0));
        out.push_back(std::inner_product(k.begin(), k.end(), parts_.weights.begin(), parts_.mean));
    }
    return out;
}

Committee::Prediction Committee::predict(Span2D<const double> features) const {
    Prediction out;
    const std::size_t n = features.rows();
    out.values.assign(n, 0), out.spread.assign(n, 0), out.errors.assign(n, 0);
    std::vector<std::vector<double>> all;
    for (const KernelRidge& m : models) all.push_back(m.predict(features));
    std::vector<double> one(models.size());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t m = 0; m < models.size(); ++m) one[m] = all[m][i];
        out.values[i] = mean(one);
        out.spread[i] = std::sqrt(variance(one));
        out.errors[i] = std::max(0.0, slope * out.spread[i] + offset);
    }
    return out;
}

Committee train_committee(Span2D<const double> features, std::span<const double> targets,
                          const KernelRidgeSettings& settings, const CommitteeSettings& c) {
    check_ridge(features, targets, settings);
    if (targets.size() < 20)
        throw InputError("E-learn-few", "a committee needs at least 20 samples", "give more");
    const std::size_t n = targets.size();
    RandomStream random(c.seed, StreamId::split, 1);
    const std::vector<std::size_t> order = shuffled(n, random);
    const std::size_t held = std::min(part_of(c.held_out, n, 2), n / 2);
    const std::span<const std::size_t> unseen(order.data(), held);
    const std::span<const std::size_t> seen(order.data() + held, n - held);
    Committee out;
    for (std::size_t k = 0; k < c.models; ++k) {
        const std::vector<std::size_t> places = shuffled(seen.size(), random);
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < part_of(c.share, seen.size(), 2); ++i)
            rows.push_back(seen[places[i]]);
        std::sort(rows.begin(), rows.end());
        out.models.emplace_back(some_rows(features, rows), some_values(targets, rows), settings);
    }
    const Committee::Prediction p = out.predict(some_rows(features, unseen));
    const std::vector<double> truth = some_values(targets, unseen);
    std::vector<double> error;
    for (std::size_t i = 0; i < held; ++i) error.push_back(std::abs(p.values[i] - truth[i]));
    if (variance(p.spread) > 0) {
        const Polynomial line = fit_polynomial(p.spread, error, 1);
        out.slope = line.slope(0), out.offset = line(0);
        // Few samples may make a line that is sure where the models differ, or surer than sure.
        if (out.slope < 0) {
            out.slope = 0, out.offset = mean(error);
        } else if (out.offset < 0) {
            double product = 0, square = 0;
            for (std::size_t i = 0; i < held; ++i)
                product += p.spread[i] * error[i], square += p.spread[i] * p.spread[i];
            out.slope = product / square, out.offset = 0;
        }
    } else {
        out.slope = 0, out.offset = mean(error);
    }
    return out;
}

std::vector<LearningPoint> learning_curve(Span2D<const double> features,
                                          std::span<const double> targets,
                                          const KernelRidgeSettings& settings,
                                          const std::vector<std::size_t>& sizes,
                                          std::size_t repeats, std::uint64_t seed) {
    check_ridge(features, targets, settings);
    const std::size_t n = targets.size();
    std::vector<LearningPoint> out;
    for (const std::size_t size : sizes) {
        if (size < 2 || size >= n)
            throw InputError("E-learn-few",
                             "a size of a learning curve leaves nothing to test with",
                             "give sizes from 2 up to one less than the samples");
        std::vector<double> errors;
        for (std::size_t k = 0; k < repeats; ++k) {
            RandomStream random(seed, StreamId::split, 1000 + k);
            const std::vector<std::size_t> order = shuffled(n, random);
            const std::span<const std::size_t> seen(order.data(), size);
            const std::span<const std::size_t> unseen(order.data() + size, n - size);
            const KernelRidge model(some_rows(features, seen), some_values(targets, seen),
                                    settings);
            const std::vector<double> got = model.predict(some_rows(features, unseen));
            double square = 0;
            for (std::size_t i = 0; i < unseen.size(); ++i)
                square += std::pow(got[i] - targets[unseen[i]], 2);
            errors.push_back(std::sqrt(square / static_cast<double>(unseen.size())));
        }
        out.push_back({size, mean(errors), std::sqrt(variance(errors))});
    }
    return out;
}

}  // namespace crucible::learn
