#pragma once
// A tower and one row of weights for each label: logits = h W^T + b. With a list of candidates the
// softmax runs over these alone, so that a net of ten thousand labels costs what a net of a hundred
// does.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/learn/tower.hpp"

namespace crucible::learn {

struct ClassifierShape {
    TowerShape tower;
    std::uint32_t labels = 0;
};

class Classifier {
public:
    /// With random first weights of the tower, zero for the labels.
    Classifier(const ClassifierShape&, RandomStream);
    /// Throws InputError (E-dense-shape) for another number of parameters.
    Classifier(const ClassifierShape&, std::vector<float> parameters);

    const ClassifierShape& shape() const { return shape_; }
    const Tower& tower() const { return tower_; }
    /// Of the tower, then W (padded labels, width), then b (padded labels).
    std::span<float> parameters() { return parameters_; }
    std::span<const float> parameters() const { return parameters_; }
    std::size_t weights_at(std::size_t label) const {
        return tower_.size() + label * shape_.tower.width;
    }
    std::size_t biases_at() const { return weights_at(padded_labels()); }
    std::size_t padded_labels() const { return (shape_.labels + 15U) / 16 * 16; }

    /// Logits of all labels, by plain loops in double.
    std::vector<double> reference(const SparseRow&) const;
    /// Of all labels.
    std::vector<float> logits(const SparseRow&) const;
    /// Of `candidates` alone, in their order.
    std::vector<float> logits(const SparseRow&, std::span<const std::uint32_t> candidates) const;

private:
    ClassifierShape shape_;
    Tower tower_;
    std::vector<float> parameters_;
};

/// exp(l) / sum exp(l).
std::vector<float> softmax(std::span<const float> logits);

/// ModelContainer of kind "classifier". As bytes, rows of the first table and of the labels are
/// rounded to 255 steps of their own largest weight, which quarters the file.
enum class WeightFormat { single, bytes };
std::string to_bytes(const Classifier&, const Value& about, WeightFormat = WeightFormat::single);
struct ClassifierFile {
    Classifier classifier;
    Value about;
};
/// Throws InputError (E-model, E-dense-shape).
ClassifierFile parse_classifier(std::string_view bytes, const std::string& file);

}  // namespace crucible::learn
