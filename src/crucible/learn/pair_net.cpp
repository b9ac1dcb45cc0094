#include "crucible/learn/pair_net.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/learn/weight_tensors.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view pair_kind = "pair-net", pair_checkpoint = "pair-training";
constexpr std::size_t last_parameters = 16;
constexpr double least_length = 1e-6;  ///< of a tower's answer, so that no cosine is undefined

/// Lengths and cosine of two vectors.
struct Cosine {
    double a = 0, b = 0, value = 0;
};
Cosine cosine(std::size_t n, const float* a, const float* b) {
    Cosine c;
    c.a = std::max(least_length, std::sqrt(double{dot(n, a, a)}));
    c.b = std::max(least_length, std::sqrt(double{dot(n, b, b)}));
    c.value = dot(n, a, b) / (c.a * c.b);
    return c;
}

}  // namespace

PairNet::PairNet(const TowerShape& left, const TowerShape& right, std::vector<float> parameters)
    : left_(left), right_(right), parameters_(std::move(parameters)) {
    if (left.width != right.width || parameters_.size() != last_at() + last_parameters)
        throw InputError("E-dense-shape",
                         fmt::format("two towers of widths {} and {} with {} parameters cannot be",
                                     left.width, right.width, parameters_.size()),
                         "train it again with this version");
}

PairNet::PairNet(const TowerShape& left, const TowerShape& right, RandomStream random)
    : PairNet(left, right,
              std::vector<float>(Tower(left).size() + Tower(right).size() + last_parameters)) {
    const std::span<float> p(parameters_);
    left_.start(p.first(left_.size()), random);
    right_.start(p.subspan(right_at(), right_.size()), random);
    p[last_at()] = 5;
}

double PairNet::reference(const SparseRow& left, const SparseRow& right) const {
    const std::span<const float> p(parameters_);
    const auto a = left_.reference(p, left);
    const auto b = right_.reference(p.subspan(right_at()), right);
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        aa += a[i] * a[i], bb += b[i] * b[i], ab += a[i] * b[i];
    const double lengths =
        std::max(least_length, std::sqrt(aa)) * std::max(least_length, std::sqrt(bb));
    return p[last_at()] * ab / lengths + p[last_at() + 1];
}

std::vector<double> PairNet::probabilities(const SparseRow& left,
                                           std::span<const SparseRow> right) const {
    SharedRanges alone(1);
    Tower::Pass a, b;
    const std::span<const float> p(parameters_);
    left_.forward(p, {&left, 1}, a, alone);
    right_.forward(p.subspan(right_at()), right, b, alone);
    const std::size_t w = left_.shape().width;
    std::vector<double> out;
    for (std::size_t i = 0; i < right.size(); ++i) {
        const double c = cosine(w, a.output().data(), b.output().data() + i * w).value;
        out.push_back(1 / (1 + std::exp(-(p[last_at()] * c + p[last_at() + 1]))));
    }
    return out;
}

std::string to_bytes(const PairNet& net, const Value& about) {
    ModelContainer c;
    c.kind = pair_kind;
    c.about = about;
    c.about.set("left", shape_value(net.left().shape()));
    c.about.set("right", shape_value(net.right().shape()));
    c.tensors.push_back({"parameters", float_tensor(net.parameters())});
    return to_bytes(c);
}

PairNetFile parse_pair_net(std::string_view bytes, const std::string& file) {
    ModelContainer c = parse_model(bytes, file, pair_kind);
    const NpyArray& a = c.tensor("parameters");
    std::vector<float> p = floats_in(a, a.count(), file);
    return {PairNet(shape_in(c.about["left"]), shape_in(c.about["right"]), std::move(p)),
            std::move(c.about)};
}

PairTraining::PairTraining(PairNet& net, const SparseRows& left, const SparseRows& right,
                           std::span<const PairExample> examples, const PairTrainingSettings& s)
    : net_(net),
      left_(left),
      right_(right),
      examples_(examples),
      ranges_(s.threads),
      loop_({s.epochs, s.batch, s.rate, s.last_rate, s.seed, 1}, examples.size(),
            net.parameters()) {
    for (const PairExample& e : examples)
        if (e.left >= left.size() || e.right >= right.size())
            throw InputError("E-classifier-training", "a pair names no row",
                             "correct the settings or the rows");
}

void PairTraining::run(const std::function<bool()>& keep_on) {
    loop_.run([&](std::span<const std::uint32_t> rows, Optimiser& o) { return step(rows, o); },
              keep_on);
}

std::string PairTraining::save() const { return loop_.save(pair_checkpoint); }
void PairTraining::restore(std::string_view bytes) { loop_.restore(pair_checkpoint, bytes); }

double PairTraining::step(std::span<const std::uint32_t> examples, Optimiser& optimiser) {
    const std::size_t w = net_.left().shape().width, n = examples.size();
    const std::span<const float> p = net_.parameters();
    std::vector<SparseRow> a(n), b(n);
    for (std::size_t i = 0; i < n; ++i)
        a[i] = left_[examples_[examples[i]].left], b[i] = right_[examples_[examples[i]].right];
    net_.left().forward(p, a, left_pass_, ranges_);
    net_.right().forward(p.subspan(net_.right_at()), b, right_pass_, ranges_);
    const float *left = left_pass_.output().data(), *right = right_pass_.output().data();
    std::vector<float> back_left(n * w), back_right(n * w), last(last_parameters);
    double loss = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const Cosine c = cosine(w, left + i * w, right + i * w);
        const double z = p[net_.last_at()] * c.value + p[net_.last_at() + 1];
        const double y = examples_[examples[i]].belongs ? 1 : 0;
        loss += std::max(z, 0.0) - z * y + std::log1p(std::exp(-std::abs(z)));
        const double g = (1 / (1 + std::exp(-z)) - y) / static_cast<double>(n);
        last[0] += static_cast<float>(g * c.value);
        last[1] += static_cast<float>(g);
        const double slope = g * p[net_.last_at()];
        add_scaled(w, static_cast<float>(slope / (c.a * c.b)), right + i * w,
                   back_left.data() + i * w);
        add_scaled(w, static_cast<float>(-slope * c.value / (c.a * c.a)), left + i * w,
                   back_left.data() + i * w);
        add_scaled(w, static_cast<float>(slope / (c.a * c.b)), left + i * w,
                   back_right.data() + i * w);
        add_scaled(w, static_cast<float>(-slope * c.value / (c.b * c.b)), right + i * w,
                   back_right.data() + i * w);
    }
    optimiser.update(net_.last_at(), last_parameters, last.data());
    net_.left().backward(p, a, left_pass_, back_left, optimiser, 0, ranges_);
    net_.right().backward(p.subspan(net_.right_at()), b, right_pass_, back_right, optimiser,
                          net_.right_at(), ranges_);
    return loss / static_cast<double>(n);
}

double area_under_curve(std::span<const double> scores, std::span<const char> right) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return scores[i]; });
    double below = 0, sum = 0, n_right = 0;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t j = i;
        double wrong_here = 0, right_here = 0;
        for (; j < order.size() && scores[order[j]] == scores[order[i]]; ++j)
            (right[order[j]] ? right_here : wrong_here) += 1;
        sum += right_here * (below + wrong_here / 2);
        below += wrong_here, n_right += right_here;
        i = j;
    }
    return below > 0 && n_right > 0 ? sum / (below * n_right) : 0.5;
}

}  // namespace crucible::learn
