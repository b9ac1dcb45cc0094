#include "crucible/learn/scalar_net.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/learn/training_state.hpp"
#include "crucible/learn/weight_tensors.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t bias_parameters = 16;
constexpr std::string_view scalar_checkpoint = "scalar-training";

}  // namespace

ScalarNet::ScalarNet(const TowerShape& s, std::vector<float> parameters)
    : tower_(s), parameters_(std::move(parameters)) {
    if (parameters_.size() != bias_at() + bias_parameters)
        throw InputError("E-dense-shape",
                         fmt::format("a net of {} inputs and width {} with {} parameters cannot be",
                                     s.inputs, s.width, parameters_.size()),
                         "train it again with this version");
}

ScalarNet::ScalarNet(const TowerShape& s, RandomStream random)
    : ScalarNet(s, std::vector<float>(Tower(s).size() + s.width + bias_parameters)) {
    tower_.start(std::span(parameters_).first(tower_.size()), random);
}

double ScalarNet::reference(const SparseRow& row) const {
    const std::vector<double> h = tower_.reference(parameters_, row);
    double z = parameters_[bias_at()];
    for (std::size_t j = 0; j < h.size(); ++j) z += h[j] * parameters_[weights_at() + j];
    return z;
}

std::vector<double> ScalarNet::values(std::span<const SparseRow> rows) const {
    SharedRanges alone(1);
    Tower::Pass pass;
    const std::size_t w = tower_.shape().width;
    std::vector<double> out;
    // One by one, so that a row's number does not depend on its neighbours' being there.
    for (const SparseRow& row : rows) {
        tower_.forward(parameters_, {&row, 1}, pass, alone);
        out.push_back(parameters_[bias_at()] +
                      dot(w, pass.output().data(), parameters_.data() + weights_at()));
    }
    return out;
}

std::string to_bytes(const ScalarNet& net, std::string_view kind, const Value& about) {
    ModelContainer c;
    c.kind = kind;
    c.about = about;
    c.about.set("net", shape_value(net.tower().shape()));
    const std::size_t w = net.tower().shape().width;
    const std::size_t table = net.tower().shape().inputs * w;
    add_rounded(c, "table", net.parameters().first(table), w);
    c.tensors.push_back({"body", float_tensor(net.parameters().subspan(table))});
    return to_bytes(c);
}

ScalarNetFile parse_scalar_net(std::string_view bytes, const std::string& file,
                               std::string_view kind) {
    ModelContainer c = parse_model(bytes, file, kind);
    const TowerShape s = shape_in(c.about["net"]);
    const Tower tower(s);
    const std::size_t table = std::size_t{s.inputs} * s.width;
    const std::size_t body = tower.size() - table + s.width + bias_parameters;
    const auto rest = floats_in(c.tensor("body"), body, file);
    if (c.tensor("table").count() != table)
        refuse_model(file, "a tensor of weights has another size than the header says");
    std::vector<float> p(table + body);
    read_rounded(c, "table", std::span(p).first(table), s.width, file);
    std::ranges::copy(rest, p.begin() + static_cast<std::ptrdiff_t>(table));
    return {ScalarNet(s, std::move(p)), std::move(c.about)};
}

ScalarTraining::ScalarTraining(ScalarNet& net, const SparseRows& rows,
                               std::span<const double> targets, const ScalarTrainingSettings& s)
    : net_(net),
      rows_(rows),
      targets_(targets),
      settings_(s),
      ranges_(s.threads),
      adam_(net.parameters()) {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-classifier-training", message, "correct the settings or the rows");
    };
    if (s.epochs < 1 || s.batch < 1 || !(s.rate > 0) || !(s.elbow > 0))
        refuse("epochs, batch, rate and elbow must be positive");
    if (targets.empty() || targets.size() != rows.size())
        refuse(fmt::format("{} targets stand beside {} rows", targets.size(), rows.size()));
    for (const double t : targets)
        if (!std::isfinite(t)) refuse("a target is no finite number");
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const std::uint32_t c : rows[i].columns)
            if (c >= net.tower().shape().inputs)
                refuse(fmt::format("row {} has an entry at {}, the net has {} inputs", i + 1, c,
                                   net.tower().shape().inputs));
}

double ScalarTraining::progress() const {
    return (epoch_ + static_cast<double>(at_) / static_cast<double>(targets_.size())) /
           settings_.epochs;
}

void ScalarTraining::begin_epoch() {
    order_.resize(targets_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    RandomStream random(settings_.seed, StreamId::dense_batches, (settings_.item << 32) + 2,
                        static_cast<std::uint32_t>(epoch_));
    random.shuffle(std::span(order_));
}

void ScalarTraining::run(const std::function<bool()>& keep_on) {
    while (!is_done()) {
        if (order_.empty()) begin_epoch();
        const double down = (1 + std::cos(std::numbers::pi * progress())) / 2;
        adam_.begin_step(settings_.rate * (settings_.last_rate + (1 - settings_.last_rate) * down));
        const std::size_t n =
            std::min(static_cast<std::size_t>(settings_.batch), order_.size() - at_);
        const double loss = step(std::span(order_).subspan(at_, n), adam_);
        if (!std::isfinite(loss))
            throw UnstableError("E-learn-finite", "the loss is no number any more",
                                "train with a lower rate");
        loss_ += loss * static_cast<double>(n);
        at_ += n;
        if (at_ == order_.size()) {
            curve_.push_back(loss_ / static_cast<double>(at_));
            ++epoch_;
            at_ = 0, loss_ = 0;
            order_.clear();
        }
        if (keep_on && !keep_on()) return;
    }
}

double ScalarTraining::step(std::span<const std::uint32_t> rows, Optimiser& optimiser) {
    const std::size_t w = net_.tower().shape().width, n = rows.size();
    const std::span<const float> p = net_.parameters();
    std::vector<SparseRow> inputs(n);
    for (std::size_t i = 0; i < n; ++i) inputs[i] = rows_[rows[i]];
    net_.tower().forward(p, inputs, pass_, ranges_);
    std::vector<float> back(n * w), weights(w), bias(bias_parameters);
    double loss = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const float* h = pass_.output().data() + i * w;
        const double z = p[net_.bias_at()] + dot(w, h, p.data() + net_.weights_at());
        const double error = z - targets_[rows[i]], e = settings_.elbow;
        loss += std::abs(error) < e ? error * error / 2 : e * (std::abs(error) - e / 2);
        const auto slope = static_cast<float>(std::clamp(error, -e, e) / static_cast<double>(n));
        add_scaled(w, slope, h, weights.data());
        add_scaled(w, slope, p.data() + net_.weights_at(), back.data() + i * w);
        bias[0] += slope;
    }
    optimiser.update(net_.weights_at(), w, weights.data());
    optimiser.update(net_.bias_at(), bias_parameters, bias.data());
    net_.tower().backward(p, inputs, pass_, back, optimiser, 0, ranges_);
    return loss / static_cast<double>(n);
}

std::string ScalarTraining::save() const {
    return save_training(scalar_checkpoint, {epoch_, at_, {loss_}, curve_}, net_.parameters(),
                         adam_);
}

void ScalarTraining::restore(std::string_view bytes) {
    TrainingState s = restore_training(scalar_checkpoint, bytes, settings_.epochs, targets_.size(),
                                       1, net_.parameters(), adam_);
    epoch_ = s.epoch, at_ = s.at, loss_ = s.sums[0];
    order_.clear();
    if (at_ > 0) begin_epoch();
    curve_ = std::move(s.curve);
}

}  // namespace crucible::learn
