#include "crucible/learn/image_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/data/model_container.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view image_checkpoint_kind = "image-training";
/// Below this share of the constant's error a net has learned something.
constexpr double collapse_share = 0.98;

[[noreturn]] void bad_training(const std::string& message, const std::string& cure) {
    throw InputError("E-image-training", message, cure);
}

void check_examples(const Examples& e, const ImageNet& net, const char* name) {
    const std::size_t row =
        e.inputs.kind == InputRows::Kind::images ? net.image_size() : net.features();
    if (e.inputs.count == 0 || e.inputs.values.size() != e.inputs.count * row ||
        e.targets.size() != e.inputs.count * static_cast<std::size_t>(net.targets))
        bad_training(fmt::format("no {} images, or not as many targets", name),
                     "give at least one image, and its targets");
}

/// Mean and standard deviation of a target; 1 for one that does not vary.
std::pair<double, double> moments_of(std::span<const float> targets, std::size_t t,
                                     std::size_t width) {
    CompensatedSum sum, squares;
    for (std::size_t k = t; k < targets.size(); k += width) sum += targets[k];
    const double n = static_cast<double>(targets.size() / width), centre = sum.value() / n;
    for (std::size_t k = t; k < targets.size(); k += width)
        squares += (targets[k] - centre) * (targets[k] - centre);
    const double spread = std::sqrt(squares.value() / n);
    return {centre, spread > 1e-6 * std::max(1.0, std::fabs(centre)) ? spread : 1};
}

/// Of a constant: the mean of what is learned from, which is 0.
double constant_error(std::span<const float> targets) {
    CompensatedSum squares;
    for (const float z : targets) squares += static_cast<double>(z) * z;
    return std::sqrt(squares.value() / static_cast<double>(targets.size()));
}

NpyArray floats(std::span<const float> v) {
    NpyArray a;
    a.kind = NpyArray::Kind::float32;
    a.shape = {v.size()};
    a.bytes.assign(reinterpret_cast<const char*>(v.data()), v.size() * sizeof(float));
    return a;
}

std::vector<float> floats_of(const ModelContainer& c, std::string_view name, std::size_t n) {
    const NpyArray& a = c.tensor(name);
    if (a.kind != NpyArray::Kind::float32 || a.count() != n)
        throw InputError("E-image-checkpoint", "a checkpoint of another net",
                         "resume with the settings and data it was made with, or begin anew");
    std::vector<float> out(n);
    if (n > 0) std::memcpy(out.data(), a.bytes.data(), a.bytes.size());
    return out;
}

/// One image, mirrored along rows (1), columns (2) and, if it is square, the diagonal (4).
void copy_view(const ImageNet& net, std::span<const float> from, std::uint8_t view, float* to) {
    const auto h = static_cast<std::size_t>(net.height), w = static_cast<std::size_t>(net.width);
    for (std::size_t c = 0; c < static_cast<std::size_t>(net.channels); ++c)
        for (std::size_t i = 0; i < h; ++i)
            for (std::size_t j = 0; j < w; ++j) {
                std::size_t y = view & 1 ? h - 1 - i : i, x = view & 2 ? w - 1 - j : j;
                if (view & 4) std::swap(x, y);
                *to++ = from[(c * h + y) * w + x];
            }
}

constexpr std::size_t record_width = 6, state_width = 8;

}  // namespace

Table curve_table(const std::vector<EpochRecord>& curve) {
    Table t;
    const auto column = [&](const char* name, auto&& value) {
        auto& numbers = t.add_numbers(name);
        for (const EpochRecord& r : curve) numbers.push_back(value(r));
    };
    column("attempt", [](const EpochRecord& r) { return static_cast<double>(r.attempt); });
    column("epoch", [](const EpochRecord& r) { return static_cast<double>(r.epoch); });
    column("train", [](const EpochRecord& r) { return r.train; });
    column("validation", [](const EpochRecord& r) { return r.validation; });
    column("baseline", [](const EpochRecord& r) { return r.baseline; });
    column("rate", [](const EpochRecord& r) { return r.rate; });
    return t;
}

ImageTraining::ImageTraining(ImageNetwork& network, const Examples& train,
                             const Examples& validation, const ImageTrainingSettings& settings)
    : network_(network),
      train_(train),
      validation_(validation),
      settings_(settings),
      width_(static_cast<std::size_t>(network.net().targets)),
      rate_(settings.rate) {
    check_examples(train, network.net(), "training");
    check_examples(validation, network.net(), "validation");
    if (train.inputs.kind != validation.inputs.kind)
        bad_training("images to learn from and features to validate", "give both alike");
    if (settings.epochs < 1 || settings.batch < 1 || !(settings.rate > 0) ||
        settings.patience < 0 || !(settings.decay > 0) || settings.decay > 1)
        bad_training("no epochs, no batch or no learning rate", "give numbers above zero");
    for (std::size_t t = 0; t < width_; ++t) {
        const auto [centre, spread] = moments_of(train_.targets, t, width_);
        centre_.push_back(centre), spread_.push_back(spread);
    }
    for (const auto& [from, to] :
         {std::pair{&train_, &train_targets_}, std::pair{&validation_, &validation_targets_}})
        for (std::size_t k = 0; k < from->targets.size(); ++k)
            to->push_back(
                static_cast<float>((from->targets[k] - centre_[k % width_]) / spread_[k % width_]));
    baseline_ = constant_error(validation_targets_);
    given_ = network_.parameters();
    begin_attempt();
}

void ImageTraining::rescale(std::vector<float>& parameters, Scale to) const {
    const std::vector<ImageNet::Parameter> all = network_.net().parameters();
    const std::size_t in = all[all.size() - 2].shape[1];  // the last weights are (targets, in)
    float* bias = parameters.data() + parameters.size() - width_;
    float* weights = bias - width_ * in;
    for (std::size_t t = 0; t < width_; ++t) {
        const bool is_back = to == Scale::targets;
        const double factor = is_back ? spread_[t] : 1 / spread_[t];
        for (std::size_t k = 0; k < in; ++k)
            weights[t * in + k] = static_cast<float>(weights[t * in + k] * factor);
        bias[t] = static_cast<float>(is_back ? bias[t] * spread_[t] + centre_[t]
                                             : (bias[t] - centre_[t]) / spread_[t]);
    }
}

void ImageTraining::begin_attempt() {
    using Start = ImageTrainingSettings::Start;
    const ImageNet& net = network_.net();
    std::vector<float> first = given_;
    if (settings_.start == Start::fresh || settings_.start == Start::fresh_dense) {
        first = first_weights(net, settings_.init, settings_.seed, settings_.item);
        std::size_t kept = 0;
        for (const ImageNet::Parameter& p : net.parameters())
            if (p.shape.size() == 4) kept += p.count() + p.shape[0];
        if (settings_.start == Start::fresh_dense) std::copy_n(given_.begin(), kept, first.begin());
    }
    if (settings_.start == Start::as_trained) rescale(first, Scale::standard);
    network_.set_parameters(first);
    network_.set_moments(std::vector<float>(2 * net.parameter_count()), 0);
    epoch_ = 0, at_ = 0, squares_ = 0;
    best_ = std::numeric_limits<double>::infinity();
    best_epoch_ = 0;
    order_.clear();
}

double ImageTraining::progress() const {
    const double inside = static_cast<double>(at_) / static_cast<double>(train_.inputs.count);
    return is_done_ ? 1 : (epoch_ + inside) / settings_.epochs;
}

bool ImageTraining::is_collapsed() const {
    return baseline_ > 0 && !(best_ < collapse_share * baseline_);
}

/// Order and views of an epoch depend on seed, item, try and epoch alone.
void ImageTraining::begin_epoch() {
    const std::size_t n = train_.inputs.count;
    order_.resize(n);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    RandomStream random(settings_.seed, StreamId::image_batches, settings_.item,
                        static_cast<std::uint32_t>(attempt_ * 100'000 + epoch_));
    random.shuffle(std::span(order_));
    view_.assign(n, 0);
    const ImageNet& net = network_.net();
    const std::uint64_t views = net.height == net.width ? 8 : 4;
    if (settings_.views == ImageTrainingSettings::Views::mirrored &&
        train_.inputs.kind == InputRows::Kind::images)
        for (std::uint8_t& v : view_) v = static_cast<std::uint8_t>(random.index(views));
}

void ImageTraining::one_step() {
    const std::size_t n = train_.inputs.count, row = train_.inputs.values.size() / n;
    if (order_.empty()) begin_epoch();
    const std::size_t end = std::min(n, at_ + static_cast<std::size_t>(settings_.batch));
    batch_inputs_.resize((end - at_) * row);
    batch_targets_.resize((end - at_) * width_);
    for (std::size_t k = at_; k < end; ++k) {
        const auto input = train_.inputs.values.subspan(order_[k] * row, row);
        const auto target = std::span(train_targets_).subspan(order_[k] * width_, width_);
        float* to = batch_inputs_.data() + (k - at_) * row;
        if (view_[order_[k]] == 0)
            std::copy(input.begin(), input.end(), to);
        else
            copy_view(network_.net(), input, view_[order_[k]], to);
        std::copy(target.begin(), target.end(), batch_targets_.begin() + (k - at_) * width_);
    }
    const double loss =
        network_.step({train_.inputs.kind, batch_inputs_, end - at_}, batch_targets_, rate_);
    squares_ += loss * static_cast<double>(end - at_);
    at_ = end;
}

double ImageTraining::validation_error() {
    const std::vector<float> said = network_.predict(validation_.inputs);
    CompensatedSum squares;
    for (std::size_t k = 0; k < said.size(); ++k) {
        const double d = static_cast<double>(said[k]) - static_cast<double>(validation_targets_[k]);
        squares += d * d;
    }
    return std::sqrt(squares.value() / static_cast<double>(said.size()));
}

/// Starts again with a third of the rate; false when there are no tries left.
bool ImageTraining::retry(const std::string& why) {
    if (attempt_ > settings_.retries) return false;
    const double next = settings_.rate / std::pow(3, attempt_);
    notes_.push_back(fmt::format("{} after {} epochs at a rate of {:.3g}: started again at {:.3g}",
                                 why, epoch_, rate_, next));
    ++attempt_;
    rate_ = next;
    begin_attempt();
    return true;
}

void ImageTraining::finish(const std::string& note) {
    if (!note.empty()) notes_.push_back(note);
    std::vector<float> best = best_weights_.empty() ? network_.parameters() : best_weights_;
    rescale(best, Scale::targets);
    network_.set_parameters(best);
    is_done_ = true;
}

void ImageTraining::end_epoch() {
    const double train = std::sqrt(squares_ / static_cast<double>(train_.inputs.count));
    const double validation = validation_error();
    ++epoch_;
    if (!std::isfinite(train) || !std::isfinite(validation)) {
        if (retry("the loss was no finite number")) return;
        throw UnstableError("E-learn-finite", "the loss is no finite number",
                            "train with a smaller learning rate");
    }
    curve_.push_back({attempt_, epoch_, rate_, train, validation, baseline_});
    at_ = 0, squares_ = 0;
    order_.clear();
    if (validation < best_) {
        best_ = validation, best_epoch_ = epoch_;
        best_weights_ = network_.parameters();
    }
    const int half = settings_.patience / 2, waited = epoch_ - best_epoch_;
    const bool is_late = epoch_ == settings_.collapse_epochs || epoch_ == settings_.epochs ||
                         (settings_.patience > 0 && waited >= settings_.patience);
    if (is_late && is_collapsed() && retry("no better than a constant")) return;
    if (half > 0 && waited > 0 && waited % half == 0) rate_ *= settings_.decay;
    if (settings_.patience > 0 && waited >= settings_.patience && epoch_ < settings_.epochs)
        return finish(
            fmt::format("stopped after {} epochs, best was epoch {}", epoch_, best_epoch_));
    if (epoch_ >= settings_.epochs)
        finish(is_collapsed() ? "no better than a constant: nothing was learned" : "");
}

void ImageTraining::run(const std::function<bool()>& keep_on) {
    while (!is_done_) {
        one_step();
        if (at_ == train_.inputs.count) end_epoch();
        if (keep_on && !keep_on()) return;
    }
}

std::string ImageTraining::save() const {
    ModelContainer c;
    c.kind = image_checkpoint_kind;
    Value notes = Value::make_list();
    for (const std::string& n : notes_) notes.push(n);
    c.about.set("notes", std::move(notes));
    c.about.set("steps", network_.steps());
    c.about.set("count", static_cast<std::int64_t>(train_.inputs.count));
    std::vector<double> curve, state{static_cast<double>(attempt_),
                                     static_cast<double>(epoch_),
                                     static_cast<double>(at_),
                                     rate_,
                                     squares_,
                                     best_,
                                     static_cast<double>(best_epoch_),
                                     is_done_ ? 1.0 : 0.0};
    for (const EpochRecord& r : curve_)
        curve.insert(curve.end(), {static_cast<double>(r.attempt), static_cast<double>(r.epoch),
                                   r.rate, r.train, r.validation, r.baseline});
    c.tensors = {{"state", make_npy({state.size()}, state)},
                 {"curve", make_npy({curve_.size(), record_width}, curve)},
                 {"parameters", floats(network_.parameters())},
                 {"moments", floats(network_.moments())},
                 {"best", floats(best_weights_)}};
    return to_bytes(c);
}

void ImageTraining::restore(std::string_view bytes) {
    const ModelContainer c = parse_model(bytes, "checkpoint", image_checkpoint_kind);
    const std::size_t n = network_.net().parameter_count();
    const std::vector<double> state = c.tensor("state").values(),
                              curve = c.tensor("curve").values();
    if (state.size() != state_width || curve.size() % record_width ||
        c.about["count"].integer != static_cast<std::int64_t>(train_.inputs.count))
        throw InputError("E-image-checkpoint", "a checkpoint of other images",
                         "resume with the settings and data it was made with, or begin anew");
    network_.set_parameters(floats_of(c, "parameters", n));
    network_.set_moments(floats_of(c, "moments", 2 * n), c.about["steps"].integer);
    best_weights_ = floats_of(c, "best", c.tensor("best").count() ? n : 0);
    attempt_ = static_cast<int>(state[0]), epoch_ = static_cast<int>(state[1]);
    at_ = static_cast<std::size_t>(state[2]);
    rate_ = state[3], squares_ = state[4], best_ = state[5];
    best_epoch_ = static_cast<int>(state[6]), is_done_ = state[7] != 0;
    curve_.clear(), notes_.clear(), order_.clear();
    for (std::size_t k = 0; k < curve.size(); k += record_width)
        curve_.push_back({static_cast<int>(curve[k]), static_cast<int>(curve[k + 1]), curve[k + 2],
                          curve[k + 3], curve[k + 4], curve[k + 5]});
    for (const Value& note : c.about["notes"].list) notes_.push_back(note.text);
}

}  // namespace crucible::learn
