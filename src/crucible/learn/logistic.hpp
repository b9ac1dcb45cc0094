#pragma once
// Multinomial logistic regression of sparse rows: logits = x W + b, without a hidden layer. The
// baseline of every dense net.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/epochs.hpp"
#include "crucible/learn/sparse_rows.hpp"

namespace crucible::learn {

class LogisticRegression {
public:
    /// It says the same of all labels. Throws InputError (E-dense-shape) for no inputs or labels.
    LogisticRegression(std::uint32_t inputs, std::uint32_t labels);

    std::uint32_t inputs() const { return inputs_; }
    std::uint32_t labels() const { return labels_; }
    /// W (inputs, padded labels), then b (padded labels).
    std::span<float> parameters() { return parameters_; }
    std::span<const float> parameters() const { return parameters_; }
    std::size_t padded_labels() const { return (labels_ + 15U) / 16 * 16; }
    std::size_t biases_at() const { return inputs_ * padded_labels(); }

    /// By plain loops in double.
    std::vector<double> reference(const SparseRow&) const;
    /// Of all labels.
    std::vector<float> logits(const SparseRow&) const;

private:
    std::uint32_t inputs_, labels_;
    std::vector<float> parameters_;
};

class LogisticTraining {
public:
    /// Cross-entropy towards one label for each row; all must outlive this. Throws InputError
    /// (E-classifier-training) for settings, rows or labels that make no sense.
    LogisticTraining(LogisticRegression&, const SparseRows&, std::span<const std::uint32_t> labels,
                     const EpochSettings&);

    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite).
    void run(const std::function<bool()>& keep_on = {});
    const EpochLoop& loop() const { return loop_; }
    /// Loss of these rows, its steps handed to `optimiser`.
    double step(std::span<const std::uint32_t> rows, Optimiser&);

    /// All that the rest depends on, but for the rows. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    LogisticRegression& net_;
    const SparseRows& rows_;
    std::span<const std::uint32_t> labels_;
    EpochLoop loop_;
};

}  // namespace crucible::learn
