#pragma once
// Training: batches, a falling learning rate, Adam, a learning curve, checkpoints.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/data/table.hpp"
#include "crucible/training/gradient.hpp"

namespace crucible::training {

/// Factors of the loss go from `start` to `limit` as the learning rate falls:
/// p(t) = limit (1 - r) + start r, r being the learning rate over its start.
struct LossSchedule {
    LossFactors start{0.01, 1000, 10}, limit{1, 1, 1};
    LossFactors at(double rate_ratio) const;
};

struct TrainingSettings {
    std::int64_t steps = 10'000;
    int batch = 0;                 ///< frames per step; 0: as many as hold 32 atoms
    double rate_start = 1e-3;      ///< learning rate, falling exponentially...
    double rate_stop = 3.51e-8;    ///< ...to this at the last step
    std::int64_t decay_steps = 0;  ///< steps between two falls; 0: a thousandth of all, at least 1
    LossSchedule loss;
    std::int64_t report_every = 100;
    std::uint64_t seed = 1;
    std::uint64_t member = 0;  ///< of an ensemble: other batches from the same seed
    int shards = 2;  ///< parts that a frame is cut into, for threads and ranks; see `Shares`
    int threads = 1;
    Precision precision = Precision::single;

    double rate(std::int64_t step) const;
};

/// One line of the learning curve. Training errors are means over the steps since the line before;
/// those of validation are of all frames held out. eV per atom, eV/angstrom, eV per atom.
struct CurvePoint {
    std::int64_t step = 0;
    double rate = 0;
    ErrorSums train, validation;
};
Table curve_table(const std::vector<CurvePoint>&);

class Trainer {
public:
    /// `ranks` (nullptr: none besides this) all make the same trainer and call the same functions.
    /// Throws InputError (E-training-data, E-training-settings, E-training-ranks).
    Trainer(DeepPotWeights start, std::vector<Sample> train, std::vector<Sample> validation,
            const TrainingSettings&, const Collective* ranks = nullptr);

    /// Up to `until` steps in all, or the end. `keep_on` is asked after every step.
    /// Throws UnstableError (E-training-diverged) when the loss is no longer finite,
    /// InconsistentError (E-training-ranks) when ranks have come apart.
    void run(std::int64_t until, const std::function<bool()>& keep_on = {});
    std::int64_t step() const { return step_; }
    const TrainingSettings& settings() const { return settings_; }
    bool is_done() const { return step_ >= settings_.steps; }
    /// What has been learned so far.
    DeepPotWeights weights() const;
    const std::vector<CurvePoint>& curve() const { return curve_; }
    Prediction predict(const Sample&);
    /// Errors over all frames of a list, with today's parameters.
    ErrorSums errors(const std::vector<Sample>&);
    const std::vector<Sample>& training_samples() const { return train_; }
    const std::vector<Sample>& validation_samples() const { return validation_; }

    /// All that the rest of the run depends on: a trainer made with the same settings and data goes
    /// on as if it had never stopped.
    std::string save() const;
    /// Throws InputError (E-training-checkpoint, E-model) for one of another training.
    void restore(std::string_view bytes);

private:
    void one_step();
    void report();
    void check_ranks() const;
    std::vector<const Sample*> batch();

    DeepPotWeights weights_;
    std::vector<Sample> train_, validation_;
    TrainingSettings settings_;
    const Collective* ranks_;
    GradientEngine engine_;
    std::size_t batch_ = 1;
    std::int64_t step_ = 0;
    std::vector<double> parameters_, first_, second_, gradient_;
    ErrorSums since_report_;
    std::vector<CurvePoint> curve_;
    std::int64_t epoch_ = -1;
    std::vector<std::size_t> order_;
};

}  // namespace crucible::training
