#include "crucible/training/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/data/model_container.hpp"
#include "crucible/training/kernels.hpp"
#include "crucible/training/parameters.hpp"

namespace crucible::training {
namespace {

constexpr double adam_beta1 = 0.9, adam_beta2 = 0.999, adam_epsilon = 1e-8;
constexpr double batch_atoms = 32;
constexpr std::string_view checkpoint_kind = "deep-pot-training";

void check_settings(const TrainingSettings& s) {
    const auto fail = [](const std::string& message, const std::string& cure) {
        throw InputError("E-training-settings", message, cure);
    };
    if (s.steps < 1) fail("no steps to train", "give at least one step");
    if (!(s.rate_start > 0) || !(s.rate_stop > 0) || s.rate_stop > s.rate_start)
        fail(fmt::format("a learning rate from {} to {}", s.rate_start, s.rate_stop),
             "let it fall from a number above zero to one above zero");
    if (s.batch < 0 || s.decay_steps < 0 || s.report_every < 1)
        fail("a negative number of frames or steps", "give numbers above zero");
    for (const LossFactors* f : {&s.loss.start, &s.loss.limit})
        if (!(f->energy >= 0) || !(f->force >= 0) || !(f->virial >= 0))
            fail("a negative factor of the loss", "give factors of zero or more");
}

std::size_t automatic_batch(const std::vector<Sample>& train) {
    double atoms = 0;
    for (const Sample& s : train) atoms += static_cast<double>(s.atoms());
    const double mean = atoms / static_cast<double>(train.size());
    return static_cast<std::size_t>(std::max(1.0, std::ceil(batch_atoms / mean)));
}

void put(std::vector<double>& v, const ErrorSums& e) {
    v.insert(v.end(), {e.loss, e.energy, e.force, e.virial, static_cast<double>(e.frames),
                       static_cast<double>(e.with_virial)});
}
ErrorSums taken(const double*& p) {
    ErrorSums e{p[0], p[1], p[2], p[3], static_cast<int>(p[4]), static_cast<int>(p[5])};
    p += 6;
    return e;
}
constexpr std::size_t curve_width = 14;

}  // namespace

LossFactors LossSchedule::at(double r) const {
    const auto mix = [&](double a, double b) { return b * (1 - r) + a * r; };
    return {mix(start.energy, limit.energy), mix(start.force, limit.force),
            mix(start.virial, limit.virial)};
}

double TrainingSettings::rate(std::int64_t step) const {
    const std::int64_t every =
        decay_steps > 0 ? decay_steps : std::max<std::int64_t>(1, steps / 1000);
    const double falls = static_cast<double>(step / every);
    const double all = std::max(1.0, static_cast<double>(steps) / static_cast<double>(every));
    return rate_start * std::exp(std::log(rate_stop / rate_start) * std::min(1.0, falls / all));
}

Table curve_table(const std::vector<CurvePoint>& curve) {
    Table t;
    const auto column = [&](const char* name, const char* unit, auto&& value) {
        auto& numbers = t.add_numbers(name, unit);
        for (const CurvePoint& p : curve) numbers.push_back(value(p));
    };
    column("step", "", [](const CurvePoint& p) { return static_cast<double>(p.step); });
    for (const auto& [set, errors] : {std::pair{"train", &CurvePoint::train},
                                      std::pair{"validation", &CurvePoint::validation}}) {
        const std::string name = set;
        column((name + "-energy").c_str(), "eV",
               [of = errors](const CurvePoint& p) { return (p.*of).energy_rmse(); });
        column((name + "-force").c_str(), "eV/angstrom",
               [of = errors](const CurvePoint& p) { return (p.*of).force_rmse(); });
        column((name + "-virial").c_str(), "eV",
               [of = errors](const CurvePoint& p) { return (p.*of).virial_rmse(); });
    }
    column("rate", "", [](const CurvePoint& p) { return p.rate; });
    return t;
}

Trainer::Trainer(DeepPotWeights start, std::vector<Sample> train, std::vector<Sample> validation,
                 const TrainingSettings& settings, const Collective* ranks)
    : weights_(std::move(start)),
      train_(std::move(train)),
      validation_(std::move(validation)),
      settings_(settings),
      ranks_(ranks),
      engine_(weights_, settings.precision, {settings.shards, settings.threads, ranks}),
      parameters_(parameters_of(weights_)),
      first_(parameters_.size()),
      second_(parameters_.size()) {
    check_settings(settings_);
    if (train_.empty())
        throw InputError("E-training-data", "no frames to train on", "give at least one frame");
    batch_ =
        settings_.batch > 0 ? static_cast<std::size_t>(settings_.batch) : automatic_batch(train_);
    batch_ = std::min(batch_, train_.size());
}

/// Every frame once per epoch, in an order that depends on seed, member and epoch alone.
std::vector<const Sample*> Trainer::batch() {
    std::vector<const Sample*> out;
    const auto n = static_cast<std::int64_t>(train_.size());
    for (std::size_t k = 0; k < batch_; ++k) {
        const std::int64_t at =
            step_ * static_cast<std::int64_t>(batch_) + static_cast<std::int64_t>(k);
        if (at / n != epoch_) {
            epoch_ = at / n;
            order_.resize(train_.size());
            std::iota(order_.begin(), order_.end(), std::size_t{0});
            RandomStream random(settings_.seed, StreamId::training_batches, settings_.member,
                                static_cast<std::uint32_t>(epoch_));
            random.shuffle(std::span(order_));
        }
        out.push_back(&train_[order_[static_cast<std::size_t>(at % n)]]);
    }
    return out;
}

void Trainer::one_step() {
    const double rate = settings_.rate(step_);
    const ErrorSums e =
        engine_.gradient(batch(), settings_.loss.at(rate / settings_.rate_start), gradient_);
    if (!std::isfinite(e.loss))
        throw UnstableError("E-training-diverged",
                            fmt::format("the loss is not finite at step {}", step_),
                            "start with a smaller learning rate; look for bad labels");
    since_report_ += e;
    ++step_;
    const auto t = static_cast<double>(step_);
    const double correction =
        std::sqrt(1 - std::pow(adam_beta2, t)) / (1 - std::pow(adam_beta1, t));
    adam_step(parameters_.size(), rate * correction, adam_epsilon, adam_beta1, adam_beta2,
              gradient_.data(), first_.data(), second_.data(), parameters_.data());
    engine_.set(parameters_);
}

/// Ranks on unlike processors may round unlike, and then their parameters drift apart unseen.
void Trainer::check_ranks() const {
    if (!ranks_ || ranks_->count() == 1) return;
    const auto bytes = std::as_bytes(std::span(parameters_));
    const std::string digest =
        sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()}).substr(0, 8);
    std::vector<double> words(static_cast<std::size_t>(ranks_->count()));
    const auto own = static_cast<std::size_t>(ranks_->rank());
    words[own] = static_cast<double>(std::stoul(digest, nullptr, 16));
    ranks_->sum(std::span(words));
    for (const double w : words)
        if (w != words[own])
            throw InconsistentError("E-training-ranks",
                                    fmt::format("ranks differ after {} steps", step_),
                                    "run them on processors of one kind");
}

void Trainer::report() {
    check_ranks();
    CurvePoint p;
    p.step = step_;
    p.rate = settings_.rate(step_);
    p.train = since_report_;
    p.validation = errors(validation_);
    since_report_ = {};
    curve_.push_back(p);
}

void Trainer::run(std::int64_t until, const std::function<bool()>& keep_on) {
    const std::int64_t last = std::min(until, settings_.steps);
    while (step_ < last) {
        one_step();
        if (step_ % settings_.report_every == 0 || step_ == settings_.steps) report();
        if (keep_on && !keep_on()) return;
    }
}

DeepPotWeights Trainer::weights() const {
    DeepPotWeights w = weights_;
    set_parameters(w, parameters_);
    return w;
}

Prediction Trainer::predict(const Sample& s) { return engine_.predict(s); }

ErrorSums Trainer::errors(const std::vector<Sample>& samples) {
    ErrorSums sum;
    for (const Sample& s : samples) sum += errors_of(s, engine_.predict(s), {});
    return sum;
}

std::string Trainer::save() const {
    ModelContainer c;
    c.kind = checkpoint_kind;
    std::vector<double> curve, state{static_cast<double>(step_)};
    put(state, since_report_);
    for (const CurvePoint& p : curve_) {
        curve.insert(curve.end(), {static_cast<double>(p.step), p.rate});
        put(curve, p.train);
        put(curve, p.validation);
    }
    const std::size_t n = parameters_.size();
    c.tensors = {{"state", make_npy({state.size()}, state)},
                 {"parameters", make_npy({n}, parameters_)},
                 {"first", make_npy({n}, first_)},
                 {"second", make_npy({n}, second_)},
                 {"curve", make_npy({curve_.size(), curve_width}, curve)}};
    return to_bytes(c);
}

void Trainer::restore(std::string_view bytes) {
    const ModelContainer c = parse_model(bytes, "checkpoint", checkpoint_kind);
    const auto values = [&](const char* name, std::size_t n) {
        std::vector<double> v = c.tensor(name).values();
        if (v.size() != n)
            throw InputError("E-training-checkpoint", "a checkpoint of other nets",
                             "resume with the settings and data it was made with, or begin anew");
        return v;
    };
    const std::size_t n = parameters_.size();
    const std::vector<double> state = values("state", 7);
    step_ = static_cast<std::int64_t>(state[0]);
    const double* p = &state[1];
    since_report_ = taken(p);
    parameters_ = values("parameters", n), first_ = values("first", n);
    second_ = values("second", n);
    const std::vector<double> curve = c.tensor("curve").values();
    curve_.clear();
    const double* end = curve.data() + curve.size() / curve_width * curve_width;
    for (p = curve.data(); p < end;) {
        CurvePoint point;
        point.step = static_cast<std::int64_t>(p[0]), point.rate = p[1];
        p += 2;
        point.train = taken(p);
        point.validation = taken(p);
        curve_.push_back(point);
    }
    epoch_ = -1;
    engine_.set(parameters_);
}

}  // namespace crucible::training
