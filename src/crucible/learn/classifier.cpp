#include "crucible/learn/classifier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "crucible/base/error.hpp"
#include "crucible/data/model_container.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view classifier_kind = "classifier";

[[noreturn]] void bad_classifier(const std::string& file, const std::string& message) {
    throw InputError("E-model", message, "train it again with this version", {file});
}

NpyArray float_array(std::span<const float> values) {
    NpyArray a;
    a.kind = NpyArray::Kind::float32;
    a.shape = {values.size()};
    a.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return a;
}

std::vector<float> floats_of(const NpyArray& a, std::size_t n, const std::string& file) {
    if (a.kind != NpyArray::Kind::float32 || a.count() != n)
        bad_classifier(file, "a tensor of weights has another size than the header says");
    std::vector<float> v(n);
    std::memcpy(v.data(), a.bytes.data(), n * sizeof(float));
    for (const float x : v)
        if (!std::isfinite(x)) bad_classifier(file, "a weight is no finite number");
    return v;
}

/// Rows of `width` weights as bytes around 128, each with the size of its step.
void add_rounded(ModelContainer& c, const std::string& name, std::span<const float> rows,
                 std::size_t width) {
    NpyArray bytes;
    bytes.kind = NpyArray::Kind::uint8;
    bytes.shape = {rows.size() / width, width};
    bytes.bytes.resize(rows.size());
    std::vector<float> steps(rows.size() / width);
    for (std::size_t r = 0; r < steps.size(); ++r) {
        const auto row = rows.subspan(r * width, width);
        float most = 0;
        for (const float x : row) most = std::max(most, std::abs(x));
        steps[r] = most / 127;
        for (std::size_t j = 0; j < width; ++j)
            bytes.bytes[r * width + j] = static_cast<char>(
                static_cast<unsigned char>(128 + (most > 0 ? std::lround(row[j] / steps[r]) : 0)));
    }
    c.tensors.push_back({name, std::move(bytes)});
    c.tensors.push_back({name + "/step", float_array(steps)});
}

void read_rounded(const ModelContainer& c, const std::string& name, std::span<float> to,
                  std::size_t width, const std::string& file) {
    const NpyArray& bytes = c.tensor(name);
    if (bytes.kind != NpyArray::Kind::uint8 || bytes.count() != to.size())
        bad_classifier(file, "a tensor of weights has another size than the header says");
    const auto steps = floats_of(c.tensor(name + "/step"), to.size() / width, file);
    for (std::size_t i = 0; i < to.size(); ++i)
        to[i] =
            static_cast<float>(static_cast<unsigned char>(bytes.bytes[i]) - 128) * steps[i / width];
}

ClassifierShape shape_from(const Value& v) {
    const auto count = [&](const char* key) {
        const std::int64_t i = v[key].integer;
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(i, 0, 1 << 30));
    };
    return {{count("inputs"), count("width"), static_cast<int>(count("highways"))},
            count("labels")};
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
    Value shape;
    shape.set("inputs", static_cast<std::int64_t>(s.tower.inputs));
    shape.set("width", static_cast<std::int64_t>(s.tower.width));
    shape.set("highways", s.tower.highways);
    shape.set("labels", static_cast<std::int64_t>(s.labels));
    shape.set("rounded", format == WeightFormat::bytes);
    c.about.set("net", std::move(shape));
    const auto p = net.parameters();
    if (format == WeightFormat::single) {
        c.tensors.push_back({"parameters", float_array(p)});
        return to_bytes(c);
    }
    const std::size_t w = s.tower.width, table = s.tower.inputs * w, body = net.tower().size();
    add_rounded(c, "table", p.first(table), w);
    c.tensors.push_back({"body", float_array(p.subspan(table, body - table))});
    add_rounded(c, "labels", p.subspan(body, net.biases_at() - body), w);
    c.tensors.push_back({"biases", float_array(p.subspan(net.biases_at()))});
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
    if (s.labels < 1 || s.labels > 1U << 22) bad_classifier(file, "the header makes no sense");
    if (!shape_value["rounded"].integer)
        return {Classifier(s, floats_of(c.tensor("parameters"), all, file)), std::move(c.about)};
    std::vector<float> p(all);
    const std::span<float> to(p);
    read_rounded(c, "table", to.first(table), w, file);
    std::ranges::copy(floats_of(c.tensor("body"), body - table, file), p.begin() + table);
    read_rounded(c, "labels", to.subspan(body, labels * w), w, file);
    std::ranges::copy(floats_of(c.tensor("biases"), labels, file), p.begin() + body + labels * w);
    return {Classifier(s, std::move(p)), std::move(c.about)};
}

}  // namespace crucible::learn
