#include "crucible/learn/classifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/weight_tensors.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view classifier_kind = "classifier";

ClassifierShape shape_from(const Value& v) {
    return {shape_in(v),
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(v["labels"].integer, 0, 1 << 30))};
}

}  // namespace

Classifier::Classifier(const ClassifierShape& s, std::vector<float> parameters)
    : shape_(s), tower_(s.tower), parameters_(std::move(parameters)) {
    if (s.labels < 1 || s.labels > 1U << 22 || parameters_.size() != biases_at() + padded_labels())
        throw InputError("E-dense-shape",
                         fmt::format("a net of {} labels with {} parameters cannot be", s.labels,
                                     parameters_.size()),
                         "train it again with this version");
}

Classifier::Classifier(const ClassifierShape& s, RandomStream random)
    : Classifier(
          s, std::vector<float>(Tower(s.tower).size() +
                                (s.labels + 15U) / 16 * 16 * (std::size_t{s.tower.width} + 1))) {
    tower_.start(std::span(parameters_).first(tower_.size()), random);
}

std::vector<double> Classifier::reference(const SparseRow& row) const {
    const std::vector<double> h = tower_.reference(parameters_, row);
    std::vector<double> z(shape_.labels);
    for (std::size_t l = 0; l < z.size(); ++l) {
        z[l] = parameters_[biases_at() + l];
        for (std::size_t j = 0; j < h.size(); ++j) z[l] += h[j] * parameters_[weights_at(l) + j];
    }
    return z;
}

std::vector<float> Classifier::logits(const SparseRow& row,
                                      std::span<const std::uint32_t> candidates) const {
    SharedRanges alone(1);
    Tower::Pass pass;
    tower_.forward(parameters_, {&row, 1}, pass, alone);
    std::vector<float> z(candidates.size());
    for (std::size_t i = 0; i < z.size(); ++i)
        z[i] = parameters_[biases_at() + candidates[i]] +
               dot(shape_.tower.width, pass.output().data(),
                   parameters_.data() + weights_at(candidates[i]));
    return z;
}

std::vector<float> Classifier::logits(const SparseRow& row) const {
    std::vector<std::uint32_t> all(shape_.labels);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
    return logits(row, all);
}

std::vector<float> softmax(std::span<const float> logits) {
    std::vector<float> p(logits.size());
    if (p.empty()) return p;
    const float most = *std::ranges::max_element(logits);
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] = std::exp(logits[i] - most);
    for (float& x : p) x = static_cast<float>(x / sum);
    return p;
}

std::string to_bytes(const Classifier& net, const Value& about, WeightFormat format) {
    const ClassifierShape& s = net.shape();
    ModelContainer c;
    c.kind = classifier_kind;
    c.about = about;
    Value shape = shape_value(s.tower);
    shape.set("labels", static_cast<std::int64_t>(s.labels));
    shape.set("rounded", format == WeightFormat::bytes);
    c.about.set("net", std::move(shape));
    const auto p = net.parameters();
    if (format == WeightFormat::single) {
        c.tensors.push_back({"parameters", float_tensor(p)});
        return to_bytes(c);
    }
    const std::size_t w = s.tower.width, table = s.tower.inputs * w, body = net.tower().size();
    add_rounded(c, "table", p.first(table), w);
    c.tensors.push_back({"body", float_tensor(p.subspan(table, body - table))});
    add_rounded(c, "labels", p.subspan(body, net.biases_at() - body), w);
    c.tensors.push_back({"biases", float_tensor(p.subspan(net.biases_at()))});
    return to_bytes(c);
}

ClassifierFile parse_classifier(std::string_view bytes, const std::string& file) {
    ModelContainer c = parse_model(bytes, file, classifier_kind);
    const Value shape_value = c.about["net"];
    const ClassifierShape s = shape_from(shape_value);
    const Tower tower(s.tower);
    const std::size_t w = s.tower.width, table = s.tower.inputs * w, body = tower.size();
    const std::size_t labels = (std::size_t{s.labels} + 15) / 16 * 16;
    const std::size_t all = body + labels * (w + 1);
    if (s.labels < 1 || s.labels > 1U << 22) refuse_model(file, "the header makes no sense");
    if (!shape_value["rounded"].integer)
        return {Classifier(s, floats_in(c.tensor("parameters"), all, file)), std::move(c.about)};
    if (c.tensor("table").count() != table || c.tensor("labels").count() != labels * w)
        refuse_model(file, "a tensor of weights has another size than the header says");
    std::vector<float> p(all);
    const std::span<float> to(p);
    read_rounded(c, "table", to.first(table), w, file);
    std::ranges::copy(floats_in(c.tensor("body"), body - table, file), p.begin() + table);
    read_rounded(c, "labels", to.subspan(body, labels * w), w, file);
    std::ranges::copy(floats_in(c.tensor("biases"), labels, file), p.begin() + body + labels * w);
    return {Classifier(s, std::move(p)), std::move(c.about)};
}

}  // namespace crucible::learn
