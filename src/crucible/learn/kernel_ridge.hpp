#pragma once
// A property of structures from a few that stand for all: sparse kernel ridge regression.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// k(x, y) = (x . y / |x| |y|)^power.
struct KernelRidgeSettings {
    std::size_t pivots = 200;  ///< by farthest point sampling
    double noise = 0.1;        ///< sigma, in units of the target
    /// delta; 0: standard deviation of the targets over the mean of the pivots' k(x, x).
    double scale = 0;
    int power = 1;
    bool is_centred = false;  ///< the mean of the targets is taken off first
};

/// y(x) = sum_m k(x, m) w_m over pivots m, with the w of least
///     |K_NM w - y|^2 + (sigma^2 / delta) w^T K_MM w
/// (arXiv:1909.08934, Eq. 7, with the factors of its authors' code). Solved by rotating one sample
/// after another into a triangle, since K_MM is nearly singular: structures are alike. Memory does
/// not grow with the samples.
class KernelRidge {
public:
    /// features (n, d), targets (n). Throws InputError: E-num-shape; E-learn-few for fewer than two
    /// samples; E-learn-ridge for settings out of range or values that are not finite.
    KernelRidge(Span2D<const double> features, std::span<const double> targets,
                const KernelRidgeSettings&);

    /// All that predictions need: to be kept and brought back.
    struct Parts {
        int power = 1;
        double mean = 0;
        std::vector<std::size_t> pivots;  ///< rows of the features that it was made of
        Array2<double> at;                ///< (pivots, d) normalised
        std::vector<double> weights;      ///< (pivots)
    };
    explicit KernelRidge(Parts parts) : parts_(std::move(parts)) {}

    std::vector<double> predict(Span2D<const double> features) const;
    const std::vector<std::size_t>& pivots() const { return parts_.pivots; }
    const Parts& parts() const { return parts_; }

private:
    std::vector<double> kernels(std::span<const double> x) const;

    Parts parts_;
};

/// Several models of random parts of the samples: their spread says how sure they are.
struct Committee {
    std::vector<KernelRidge> models;
    /// error = slope spread + offset, from what no model has seen; neither is negative
    double slope = 1, offset = 0;

    struct Prediction {
        std::vector<double> values;  ///< means
        std::vector<double> spread;  ///< standard deviations of the models
        std::vector<double> errors;  ///< calibrated
    };
    Prediction predict(Span2D<const double> features) const;
};
struct CommitteeSettings {
    std::size_t models = 8;
    double share = 0.5;     ///< of the samples that each sees
    double held_out = 0.1;  ///< of the samples, for the calibration
    std::uint64_t seed = 1;
};
Committee train_committee(Span2D<const double> features, std::span<const double> targets,
                          const KernelRidgeSettings&, const CommitteeSettings&);

/// Errors on what is held out by how many samples were learned from.
struct LearningPoint {
    std::size_t samples = 0;
    double rmse = 0, spread = 0;  ///< mean and standard deviation over repeats
};
std::vector<LearningPoint> learning_curve(Span2D<const double> features,
                                          std::span<const double> targets,
                                          const KernelRidgeSettings&,
                                          const std::vector<std::size_t>& sizes,
                                          std::size_t repeats, std::uint64_t seed);

}  // namespace crucible::learn
