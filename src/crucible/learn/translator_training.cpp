#include "crucible/learn/translator_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/measurement.hpp"
#include "crucible/base/random.hpp"
#include "crucible/learn/training_state.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view translator_checkpoint = "translator-training";
constexpr double remembered = 0.98;  ///< of the recent loss, from batch to batch

[[noreturn]] void refuse_pairs(const std::string& message) {
    throw InputError("E-translator-training", message, "correct the settings or the pairs");
}

std::vector<const TranslationPair*> chosen(const std::vector<TranslationPair>& pairs,
                                           const std::vector<std::uint32_t>& places) {
    std::vector<const TranslationPair*> some;
    for (const std::uint32_t i : places) some.push_back(&pairs[i]);
    return some;
}

double squares_of(std::span<const float> v) {
    double sum = 0;
    for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
    return sum;
}

}  // namespace

TranslationBatch batch_of(std::span<const TranslationPair* const> pairs) {
    TranslationBatch b;
    b.rows = pairs.size();
    b.source_length = pairs.empty() ? 0 : pairs[0]->source.size();
    if (b.source_length == 0) refuse_pairs("a source without tokens cannot be translated");
    for (const TranslationPair* p : pairs) {
        if (p->source.size() != b.source_length)
            refuse_pairs("sources of one batch differ in length");
        b.target_length = std::max(b.target_length, p->target.size() + 1);
        b.sources.insert(b.sources.end(), p->source.begin(), p->source.end());
    }
    b.inputs.assign(b.rows * b.target_length, padding_token);
    b.outputs = b.inputs;
    for (std::size_t r = 0; r < b.rows; ++r) {
        const auto& target = pairs[r]->target;
        const auto row = static_cast<std::ptrdiff_t>(r * b.target_length);
        b.inputs[r * b.target_length] = begin_token;
        std::ranges::copy(target, b.inputs.begin() + row + 1);
        std::ranges::copy(target, b.outputs.begin() + row);
        b.outputs[r * b.target_length + target.size()] = end_token;
    }
    return b;
}

std::vector<std::vector<std::uint32_t>> translation_batches(
    const std::vector<TranslationPair>& pairs, std::size_t most_tokens, std::uint64_t seed,
    int epoch) {
    std::vector<std::uint32_t> order(pairs.size());
    std::iota(order.begin(), order.end(), 0U);
    RandomStream random(seed, StreamId::text_batches, 0, static_cast<std::uint32_t>(epoch));
    random.shuffle(std::span(order));
    // Targets a little shorter or longer may share a batch, so that it is not always the same ones.
    constexpr std::size_t alike = 6;
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) {
        return std::pair(pairs[i].source.size(), pairs[i].target.size() / alike);
    });
    std::vector<std::vector<std::uint32_t>> batches;
    std::size_t longest = 0;
    for (const std::uint32_t i : order) {
        const std::size_t n = pairs[i].target.size() + 1;
        const bool joins = !batches.empty() &&
                           pairs[batches.back()[0]].source.size() == pairs[i].source.size() &&
                           (batches.back().size() + 1) * std::max(longest, n) <= most_tokens;
        if (!joins) batches.emplace_back(), longest = 0;
        batches.back().push_back(i);
        longest = std::max(longest, n);
    }
    random.shuffle(std::span(batches));
    return batches;
}

TranslatorTraining::TranslatorTraining(TranslatorPeer& peer, std::span<float> parameters,
                                       Pairs pairs, const TranslatorTrainingSettings& s)
    : peer_(peer),
      parameters_(parameters),
      pairs_(std::move(pairs)),
      settings_(s),
      adam_(parameters),
      gradient_(parameters.size()) {
    if (s.epochs < 1 || s.batch_tokens < 1 || !(s.rate > 0) || s.warm_up < 0 || s.dropout < 0 ||
        s.dropout >= 1 || s.smoothing < 0 || s.smoothing >= 1 || !(s.longest_slope > 0) ||
        s.most_seconds < 0)
        refuse_pairs(
            fmt::format("{} epochs, batches of {} tokens, rate {}, warm-up {}, dropout {} and "
                        "smoothing {} make no sense",
                        s.epochs, s.batch_tokens, s.rate, s.warm_up, s.dropout, s.smoothing));
}

double TranslatorTraining::progress() const {
    const double part =
        batches_.empty() ? 0 : static_cast<double>(at_) / static_cast<double>(batches_.size());
    const double by_epochs = (epoch_ + part) / settings_.epochs;
    return settings_.most_seconds > 0 ? std::max(by_epochs, seconds_ / settings_.most_seconds)
                                      : by_epochs;
}

double TranslatorTraining::rate_now() const {
    const double up =
        std::min(1.0, (static_cast<double>(adam_.steps()) + 1) / std::max(1.0, settings_.warm_up));
    const double down = (1 + std::cos(std::numbers::pi * std::min(1.0, progress()))) / 2;
    return settings_.rate * up * std::max(down, 1e-3);
}

void TranslatorTraining::begin_epoch() {
    now_ = &pairs_(epoch_);
    if (now_->empty()) refuse_pairs("there is nothing to learn from");
    batches_ = translation_batches(*now_, settings_.batch_tokens, settings_.seed, epoch_);
}

void TranslatorTraining::one_step() {
    const TranslationBatch batch = batch_of(chosen(*now_, batches_[at_]));
    const double begin = process_cpu_seconds();
    RandomStream random(settings_.seed, StreamId::text_batches, 1,
                        static_cast<std::uint32_t>(adam_.steps()));
    adam_.begin_step(rate_now());
    const double loss = peer_.gradient(
        batch, parameters_, {settings_.dropout, settings_.smoothing, random.bits64()}, gradient_);
    const double length = std::sqrt(squares_of(gradient_));
    if (!std::isfinite(loss) || !std::isfinite(length))
        throw UnstableError("E-learn-finite",
                            fmt::format("the loss is no number any more in epoch {}", epoch_ + 1),
                            "train with a lower rate");
    if (length > settings_.longest_slope) {
        const auto f = static_cast<float>(settings_.longest_slope / length);
        for (float& g : gradient_) g *= f;
    }
    adam_.update(0, gradient_.size(), gradient_.data());
    const auto count = static_cast<double>(batch.outputs.size()) -
                       static_cast<double>(std::ranges::count(batch.outputs, padding_token));
    loss_ += loss * count, tokens_ += count;
    recent_ = recent_ == 0 ? loss : remembered * recent_ + (1 - remembered) * loss;
    seconds_ += process_cpu_seconds() - begin;
}

void TranslatorTraining::run(const std::function<bool()>& keep_on) {
    while (!is_done()) {
        if (!now_) begin_epoch();
        one_step();
        if (++at_ == batches_.size()) {
            curve_.push_back({++epoch_, loss_ / tokens_, seconds_});
            at_ = 0, loss_ = tokens_ = 0;
            now_ = nullptr;
            batches_.clear();
        }
        if (keep_on && !keep_on()) return;
    }
}

std::string TranslatorTraining::save() const {
    TrainingState s{epoch_, at_, {loss_, tokens_, seconds_, recent_}, {}};
    for (const TranslatorEpoch& e : curve_)
        s.curve.insert(s.curve.end(), {static_cast<double>(e.epoch), e.loss, e.seconds});
    return save_training(translator_checkpoint, s, parameters_, adam_);
}

void TranslatorTraining::restore(std::string_view bytes) {
    const TrainingState s =
        restore_training(translator_checkpoint, bytes, settings_.epochs,
                         std::numeric_limits<std::uint32_t>::max(), 4, parameters_, adam_);
    epoch_ = s.epoch, at_ = s.at;
    loss_ = s.sums[0], tokens_ = s.sums[1], seconds_ = s.sums[2], recent_ = s.sums[3];
    curve_.clear();
    for (std::size_t i = 0; i + 3 <= s.curve.size(); i += 3)
        curve_.push_back({static_cast<int>(s.curve[i]), s.curve[i + 1], s.curve[i + 2]});
    now_ = nullptr;
    batches_.clear();
    if (epoch_ < settings_.epochs) begin_epoch();
    if (at_ > 0 && at_ >= batches_.size())
        throw InputError("E-model", "the checkpoint is of another training", "remove it");
}

TranslatorCheck check_translator(TranslatorPeer& peer, std::span<const float> parameters,
                                 const std::vector<TranslationPair>& pairs, std::size_t tokens,
                                 std::size_t batch_tokens) {
    TranslatorCheck c;
    double count = 0;
    for (const auto& places : translation_batches(pairs, batch_tokens, 0, 0)) {
        const TranslationBatch b = batch_of(chosen(pairs, places));
        const std::vector<float> said = peer.log_probabilities(b, parameters);
        for (std::size_t r = 0; r < b.rows; ++r) {
            bool is_right = true;
            for (std::size_t t = 0; t < b.target_length; ++t) {
                const std::size_t at = r * b.target_length + t;
                const auto right = static_cast<std::size_t>(b.outputs[at]);
                if (right == padding_token) break;
                const std::span<const float> row(said.data() + at * tokens, tokens);
                const bool hit = std::ranges::max_element(row) ==
                                 row.begin() + static_cast<std::ptrdiff_t>(right);
                c.loss -= row[right], c.right_token += hit, ++count;
                is_right = is_right && hit;
            }
            c.right_whole += is_right;
        }
    }
    c.loss /= std::max(1.0, count), c.right_token /= std::max(1.0, count);
    c.right_whole /= std::max(1.0, static_cast<double>(pairs.size()));
    return c;
}

}  // namespace crucible::learn
