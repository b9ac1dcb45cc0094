#include "crucible/learn/scalar_net.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
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
      loop_({s.epochs, s.batch, s.rate, s.last_rate, s.seed, (s.item << 32) + 2}, targets.size(),
            net.parameters()) {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-classifier-training", message, "correct the settings or the rows");
    };
    if (!(s.elbow > 0)) refuse("the elbow must be positive");
    if (targets.size() != rows.size())
        refuse(fmt::format("{} targets stand beside {} rows", targets.size(), rows.size()));
    for (const double t : targets)
        if (!std::isfinite(t)) refuse("a target is no finite number");
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const std::uint32_t c : rows[i].columns)
            if (c >= net.tower().shape().inputs)
                refuse(fmt::format("row {} has an entry at {}, the net has {} inputs", i + 1, c,
                                   net.tower().shape().inputs));
}

void ScalarTraining::run(const std::function<bool()>& keep_on) {
    loop_.run([&](std::span<const std::uint32_t> rows, Optimiser& o) { return step(rows, o); },
              keep_on);
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

std::string ScalarTraining::save() const { return loop_.save(scalar_checkpoint); }
void ScalarTraining::restore(std::string_view bytes) { loop_.restore(scalar_checkpoint, bytes); }

}  // namespace crucible::learn
