#pragma once
// Do two things belong together? Two towers, the cosine of their answers, a sigmoid: the in-scope
// filter of Segler et al. 2018 (doi:10.1038/nature25978) asks it of a product and a reaction.

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

class PairNet {
public:
    /// Throws InputError (E-dense-shape) where the widths differ.
    PairNet(const TowerShape& left, const TowerShape& right, RandomStream);
    PairNet(const TowerShape& left, const TowerShape& right, std::vector<float> parameters);

    const Tower& left() const { return left_; }
    const Tower& right() const { return right_; }
    /// Of the left tower, the right one, then scale and shift of the cosine (and 14 of nothing).
    std::span<float> parameters() { return parameters_; }
    std::span<const float> parameters() const { return parameters_; }
    std::size_t right_at() const { return left_.size(); }
    std::size_t last_at() const { return left_.size() + right_.size(); }

    /// scale * cosine + shift, by plain loops in double.
    double reference(const SparseRow& left, const SparseRow& right) const;
    /// 1 / (1 + exp(-logit)), of one left row with each of the right ones.
    std::vector<double> probabilities(const SparseRow& left,
                                      std::span<const SparseRow> right) const;

private:
    Tower left_, right_;
    std::vector<float> parameters_;
};

/// ModelContainer of kind "pair-net".
std::string to_bytes(const PairNet&, const Value& about);
struct PairNetFile {
    PairNet net;
    Value about;
};
/// Throws InputError (E-model, E-dense-shape).
PairNetFile parse_pair_net(std::string_view bytes, const std::string& file);

/// One question with its answer: a row of each side.
struct PairExample {
    std::uint32_t left = 0, right = 0;
    bool belongs = false;
};

struct PairTrainingSettings {
    int epochs = 5, batch = 256;
    double rate = 1e-3, last_rate = 0.1;
    std::uint64_t seed = 1;
    int threads = 1;
};

class PairTraining {
public:
    /// All must outlive this. Throws InputError (E-classifier-training).
    PairTraining(PairNet&, const SparseRows& left, const SparseRows& right,
                 std::span<const PairExample>, const PairTrainingSettings&);

    void run(const std::function<bool()>& keep_on = {});
    const EpochLoop& loop() const { return loop_; }
    /// Loss of these examples, its steps handed to `optimiser`.
    double step(std::span<const std::uint32_t> examples, Optimiser&);

    /// All that the rest depends on. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    PairNet& net_;
    const SparseRows &left_, &right_;
    std::span<const PairExample> examples_;
    SharedRanges ranges_;
    EpochLoop loop_;
    Tower::Pass left_pass_, right_pass_;
};

/// Area under the curve of true against false positives: the chance that a right one is scored
/// above a wrong one (ties count half). NaN-free: 0.5 where one kind is missing.
double area_under_curve(std::span<const double> scores, std::span<const char> right);

}  // namespace crucible::learn
