#pragma once
// Labels of sets of molecules: the learned fingerprints of several graphs side by side, one hidden
// layer, a softmax (Wei, Duvenaud and Aspuru-Guzik 2016, doi:10.1021/acscentsci.6b00219). Trained
// by gradients that were derived by hand.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/epochs.hpp"
#include "crucible/learn/graph_fingerprint.hpp"

namespace crucible::learn {

struct GraphClassifierShape {
    GraphFingerprintShape fingerprint;
    std::uint32_t parts = 3;     ///< graphs side by side; all share the weights of the fingerprint
    std::uint32_t hidden = 112;  ///< a multiple of 16
    std::uint32_t labels = 0;
};

class GraphClassifier {
public:
    /// With random first weights, zero for the labels. Throws InputError (E-dense-shape).
    GraphClassifier(const GraphClassifierShape&, RandomStream);

    const GraphClassifierShape& shape() const { return shape_; }
    const GraphFingerprint& fingerprint() const { return fingerprint_; }
    /// Of the fingerprint, then W (parts * length, hidden), b (hidden), V (hidden, padded labels),
    /// c (padded labels).
    std::span<float> parameters() { return parameters_; }
    std::span<const float> parameters() const { return parameters_; }
    std::size_t hidden_at() const { return fingerprint_.size(); }
    std::size_t hidden_bias_at() const { return hidden_at() + inputs() * shape_.hidden; }
    std::size_t labels_at() const { return hidden_bias_at() + shape_.hidden; }
    std::size_t label_bias_at() const { return labels_at() + shape_.hidden * padded_labels(); }
    std::size_t padded_labels() const { return (shape_.labels + 15U) / 16 * 16; }
    std::size_t inputs() const { return std::size_t{shape_.parts} * shape_.fingerprint.length; }

    /// Logits of `parts` graphs, by plain loops in double.
    std::vector<double> reference(std::span<const FeatureGraph* const>) const;
    std::vector<float> logits(std::span<const FeatureGraph* const>) const;

    /// Head alone, from fingerprints side by side: elu(f W + b), then logits.
    struct HeadPass {
        std::vector<float> hidden, logits;  ///< (hidden), (padded labels)
    };
    void head(std::span<const float> fingerprints, HeadPass&) const;
    /// From slopes at the logits, (padded labels): adds to the gradient `to` of all parameters and
    /// gives that at the fingerprints.
    std::vector<float> head_back(std::span<const float> fingerprints, const HeadPass&,
                                 std::span<const float> slopes, std::span<float> to) const;

private:
    GraphClassifierShape shape_;
    GraphFingerprint fingerprint_;
    std::vector<float> parameters_;
};

/// Examples of which many share graphs: each graph once, and places of `parts` of them for each.
struct GraphExamples {
    std::vector<FeatureGraph> graphs;
    std::vector<std::uint32_t> places;  ///< (examples, parts)
    std::vector<std::uint32_t> labels;
};

class GraphTraining {
public:
    /// All must outlive this. Throws InputError (E-classifier-training).
    GraphTraining(GraphClassifier&, const GraphExamples&, const EpochSettings&);

    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite).
    void run(const std::function<bool()>& keep_on = {});
    const EpochLoop& loop() const { return loop_; }
    /// Loss of these examples, its steps handed to `optimiser`.
    double step(std::span<const std::uint32_t> examples, Optimiser&);

    /// All that the rest depends on, but for the examples. `restore` throws InputError (E-model).
    std::string save() const;
    void restore(std::string_view bytes);

private:
    GraphClassifier& net_;
    const GraphExamples& data_;
    EpochLoop loop_;
    std::vector<float> gradient_;
};

}  // namespace crucible::learn
