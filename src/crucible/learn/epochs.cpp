#include "crucible/learn/epochs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/training_state.hpp"

namespace crucible::learn {

EpochLoop::EpochLoop(const EpochSettings& s, std::size_t rows, std::span<float> parameters)
    : settings_(s), rows_(rows), parameters_(parameters), adam_(parameters) {
    const auto refuse = [](const char* message) {
        throw InputError("E-classifier-training", message, "correct the settings or the rows");
    };
    if (s.epochs < 1 || s.batch < 1 || !(s.rate > 0))
        refuse("epochs, batch and rate must be positive");
    if (rows == 0) refuse("there is nothing to learn from");
}

double EpochLoop::progress() const {
    return (epoch_ + static_cast<double>(at_) / static_cast<double>(rows_)) / settings_.epochs;
}

void EpochLoop::begin_epoch() {
    order_.resize(rows_);
    std::iota(order_.begin(), order_.end(), 0U);
    RandomStream random(settings_.seed, StreamId::dense_batches, settings_.item,
                        static_cast<std::uint32_t>(epoch_));
    random.shuffle(std::span(order_));
}

void EpochLoop::run(const std::function<double(std::span<const std::uint32_t>, Optimiser&)>& step,
                    const std::function<bool()>& keep_on) {
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

std::string EpochLoop::save(std::string_view kind) const {
    return save_training(kind, {epoch_, at_, {loss_}, curve_}, parameters_, adam_);
}

void EpochLoop::restore(std::string_view kind, std::string_view bytes) {
    TrainingState s = restore_training(kind, bytes, settings_.epochs, rows_, 1, parameters_, adam_);
    epoch_ = s.epoch, at_ = s.at, loss_ = s.sums[0];
    order_.clear();
    if (at_ > 0) begin_epoch();
    curve_ = std::move(s.curve);
}

}  // namespace crucible::learn
