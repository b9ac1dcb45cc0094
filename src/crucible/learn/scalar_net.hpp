#pragma once
// One number for a sparse row: a tower, one row of weights, a bias. Trained by the gradient of a
// squared error that turns linear for large ones (Huber 1964, doi:10.1214/aoms/1177703732).

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/learn/epochs.hpp"
#include "crucible/learn/tower.hpp"

namespace crucible::learn {

class ScalarNet {
public:
    /// With random first weights of the tower; it says 0 to everything.
    ScalarNet(const TowerShape&, RandomStream);
    /// Throws InputError (E-dense-shape) for another number of parameters.
    ScalarNet(const TowerShape&, std::vector<float> parameters);

    const Tower& tower() const { return tower_; }
    /// Of the tower, then weights (width), then the bias (and 15 of nothing).
    std::span<float> parameters() { return parameters_; }
    std::span<const float> parameters() const { return parameters_; }
    std::size_t weights_at() const { return tower_.size(); }
    std::size_t bias_at() const { return tower_.size() + tower_.shape().width; }

    /// By plain loops in double.
    double reference(const SparseRow&) const;
    std::vector<double> values(std::span<const SparseRow>) const;

private:
    Tower tower_;
    std::vector<float> parameters_;
};

/// ModelContainer of kind `kind`, the tower's table rounded to bytes.
std::string to_bytes(const ScalarNet&, std::string_view kind, const Value& about);
struct ScalarNetFile {
    ScalarNet net;
    Value about;
};
/// Throws InputError (E-model, E-dense-shape).
ScalarNetFile parse_scalar_net(std::string_view bytes, const std::string& file,
                               std::string_view kind);

struct ScalarTrainingSettings {
    int epochs = 10, batch = 256;
    double rate = 1e-3, last_rate = 0.1;
    double elbow = 1;  ///< error from which on the loss is linear
    std::uint64_t seed = 1, item = 0;
    int threads = 1;
};

class ScalarTraining {
public:
    /// Towards one target for each row; all must outlive this. Throws InputError
    /// (E-classifier-training).
    ScalarTraining(ScalarNet&, const SparseRows&, std::span<const double> targets,
                   const ScalarTrainingSettings&);

    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite). The same bytes on any number of threads.
    void run(const std::function<bool()>& keep_on = {});
    const EpochLoop& loop() const { return loop_; }
    /// Loss of these rows, its steps handed to `optimiser`.
    double step(std::span<const std::uint32_t> rows, Optimiser&);

    /// All that the rest depends on, but for the targets. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    ScalarNet& net_;
    const SparseRows& rows_;
    std::span<const double> targets_;
    ScalarTrainingSettings settings_;
    SharedRanges ranges_;
    EpochLoop loop_;
    Tower::Pass pass_;
};

}  // namespace crucible::learn
