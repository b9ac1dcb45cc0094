#pragma once
// Training of a Classifier by its hand-derived gradient: no automatic differentiation, the same
// bytes on any number of threads.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/classifier.hpp"

namespace crucible::learn {

/// Lists of labels, one for each row.
class LabelLists {
public:
    std::size_t size() const { return starts_.size() - 1; }
    std::span<const std::uint32_t> operator[](std::size_t i) const {
        return std::span(labels_).subspan(starts_[i], starts_[i + 1] - starts_[i]);
    }
    void add_list(std::span<const std::uint32_t> labels) {
        labels_.insert(labels_.end(), labels.begin(), labels.end());
        starts_.push_back(labels_.size());
    }

private:
    std::vector<std::size_t> starts_{0};
    std::vector<std::uint32_t> labels_;
};

/// Rows with what they should be told as. Not owned.
struct LabelledRows {
    const SparseRows* inputs = nullptr;
    /// Right labels of each row: one, or several that are as good; the loss is -log of the sum of
    /// their probabilities. A row without one is left out.
    const LabelLists* labels = nullptr;
    /// Labels that can be at all; null: all of them, by products of whole matrices.
    const LabelLists* candidates = nullptr;
};

struct ClassifierTrainingSettings {
    int epochs = 10, batch = 256;
    double rate = 1e-3;
    double last_rate = 0.1;  ///< share of the rate that is left at the end: a half cosine
    double dropout = 0.4;    ///< of the tower's output
    std::uint64_t seed = 1, item = 0;
    int threads = 1;
};

struct ClassifierEpoch {
    int epoch = 1;
    double rate = 0, loss = 0, top1 = 0;  ///< means over the epoch, while weights moved
};

class ClassifierTraining {
public:
    /// Trains in place; both must outlive this. Throws InputError (E-classifier-training) for
    /// settings or rows that make no sense.
    ClassifierTraining(Classifier&, const LabelledRows&, const ClassifierTrainingSettings&);

    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite) when the loss blew up.
    void run(const std::function<bool()>& keep_on = {});
    bool is_done() const { return epoch_ == settings_.epochs; }
    double progress() const;
    const std::vector<ClassifierEpoch>& curve() const { return curve_; }

    /// Loss of these rows without dropout, its steps handed to `optimiser`: one batch.
    double step(std::span<const std::uint32_t> rows, Optimiser& optimiser, double dropout);

    /// All that the rest depends on. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    void begin_epoch();
    double rate_now() const;
    void softmax_of_candidates(std::span<const std::uint32_t> rows, Optimiser&);
    void softmax_of_all(std::span<const std::uint32_t> rows, Optimiser&);
    void label_rows(std::span<const std::uint32_t> rows, Optimiser&);
    void drop(std::size_t rows, double share);

    Classifier& net_;
    LabelledRows data_;
    ClassifierTrainingSettings settings_;
    SharedRanges ranges_;
    Adam adam_;
    std::vector<std::uint32_t> usable_, order_;  ///< rows with a label; this epoch's order
    int epoch_ = 0;
    std::size_t at_ = 0;
    double loss_ = 0, right_ = 0;  ///< sums over the epoch so far
    std::vector<ClassifierEpoch> curve_;
    // of a batch
    Tower::Pass pass_;
    std::vector<float> hidden_, mask_, back_;  ///< (rows, width)
    std::vector<float> slopes_;                ///< of the loss along the logits
    std::vector<std::size_t> first_;           ///< of each row among `slopes_`
    std::vector<double> losses_, rights_;      ///< of each row
};

}  // namespace crucible::learn
