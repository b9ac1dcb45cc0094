#include "crucible/learn/classifier_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/learn/training_state.hpp"
#include "crucible/num/product.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view classifier_checkpoint = "classifier-training";
constexpr std::size_t rows_of_a_task = 8, labels_of_a_task = 16;

[[noreturn]] void refuse_training(const std::string& message) {
    throw InputError("E-classifier-training", message, "correct the settings or the rows");
}

/// From logits to the slope of -log(sum of p over right ones) along each; `is_right(i)`.
struct RowLoss {
    double loss = 0, right = 0;
};
template <class IsRight>
RowLoss slopes_of(std::span<float> z, IsRight is_right) {
    const auto top = std::ranges::max_element(z);
    const float most = *top;
    const bool hit = is_right(static_cast<std::size_t>(top - z.begin()));
    double sum = 0, good = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] = std::exp(z[i] - most);
        sum += z[i];
        if (is_right(i)) good += z[i];
    }
    good = std::max(good, 1e-30 * sum);
    for (std::size_t i = 0; i < z.size(); ++i) {
        const double e = z[i];
        z[i] = static_cast<float>(e / sum - (is_right(i) ? e / good : 0));
    }
    return {-std::log(good / sum), hit ? 1.0 : 0.0};
}

bool contains(std::span<const std::uint32_t> sorted_or_short, std::uint32_t label) {
    return std::ranges::find(sorted_or_short, label) != sorted_or_short.end();
}

}  // namespace

ClassifierTraining::ClassifierTraining(Classifier& net, const LabelledRows& data,
                                       const ClassifierTrainingSettings& s)
    : net_(net), data_(data), settings_(s), ranges_(s.threads), adam_(net.parameters()) {
    if (s.epochs < 1 || s.batch < 1 || !(s.rate > 0) || s.dropout < 0 || s.dropout >= 1)
        refuse_training(
            fmt::format("{} epochs, batches of {}, rate {} and dropout {} make no sense", s.epochs,
                        s.batch, s.rate, s.dropout));
    if (!data.inputs || !data.labels || data.inputs->size() != data.labels->size() ||
        (data.candidates && data.candidates->size() != data.inputs->size()))
        refuse_training("rows, labels and candidates differ in number");
    for (std::size_t i = 0; i < data.labels->size(); ++i) {
        for (const std::uint32_t l : (*data.labels)[i])
            if (l >= net.shape().labels || (data.candidates && !contains((*data.candidates)[i], l)))
                refuse_training(fmt::format("row {} has label {}, which it cannot have", i + 1, l));
        for (const std::uint32_t c : (*data.inputs)[i].columns)
            if (c >= net.shape().tower.inputs)
                refuse_training(fmt::format("row {} has an entry at {}, the net has {} inputs",
                                            i + 1, c, net.shape().tower.inputs));
        if (!(*data.labels)[i].empty()) usable_.push_back(static_cast<std::uint32_t>(i));
    }
    if (usable_.empty()) refuse_training("no row has a label");
}

double ClassifierTraining::progress() const {
    return (epoch_ + static_cast<double>(at_) / static_cast<double>(usable_.size())) /
           settings_.epochs;
}

double ClassifierTraining::rate_now() const {
    const double down = (1 + std::cos(std::numbers::pi * progress())) / 2;
    return settings_.rate * (settings_.last_rate + (1 - settings_.last_rate) * down);
}

void ClassifierTraining::begin_epoch() {
    order_ = usable_;
    RandomStream random(settings_.seed, StreamId::dense_batches, settings_.item,
                        static_cast<std::uint32_t>(2 * epoch_));
    random.shuffle(std::span(order_));
    loss_ = right_ = 0;
}

void ClassifierTraining::run(const std::function<bool()>& keep_on) {
    while (!is_done()) {
        if (order_.empty()) begin_epoch();
        const double rate = rate_now();
        const std::size_t n =
            std::min(static_cast<std::size_t>(settings_.batch), order_.size() - at_);
        adam_.begin_step(rate);
        const double loss = step(std::span(order_).subspan(at_, n), adam_, settings_.dropout);
        if (!std::isfinite(loss))
            throw UnstableError(
                "E-learn-finite",
                fmt::format("the loss is no number any more in epoch {}", epoch_ + 1),
                "train with a lower rate");
        loss_ += loss * static_cast<double>(n);
        right_ += std::accumulate(rights_.begin(), rights_.end(), 0.0);
        at_ += n;
        if (at_ == order_.size()) {
            const auto rows = static_cast<double>(at_);
            curve_.push_back({++epoch_, rate, loss_ / rows, right_ / rows});
            at_ = 0;
            order_.clear();
        }
        if (keep_on && !keep_on()) return;
    }
}

void ClassifierTraining::drop(std::size_t rows, double share) {
    const std::size_t w = net_.shape().tower.width;
    hidden_ = pass_.output();
    mask_.clear();
    if (share <= 0) return;
    mask_.resize(rows * w);
    const auto keep = static_cast<float>(1 / (1 - share));
    const auto limit = static_cast<std::uint32_t>(share * 65536);
    ranges_.run(rows, rows_of_a_task, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            // a stream of its own for each row of each batch: the same on any number of threads
            RandomStream random(settings_.seed, StreamId::dense_batches,
                                (settings_.item << 32) + static_cast<std::uint64_t>(at_ + r),
                                static_cast<std::uint32_t>(2 * epoch_ + 1));
            for (std::size_t j = 0; j < w; j += 2) {
                const std::uint32_t bits = random.bits();
                mask_[r * w + j] = (bits & 0xFFFF) < limit ? 0 : keep;
                mask_[r * w + j + 1] = (bits >> 16) < limit ? 0 : keep;
            }
            for (std::size_t j = 0; j < w; ++j) hidden_[r * w + j] *= mask_[r * w + j];
        }
    });
}

double ClassifierTraining::step(std::span<const std::uint32_t> rows, Optimiser& optimiser,
                                double dropout) {
    const std::size_t w = net_.shape().tower.width, n = rows.size();
    std::vector<SparseRow> inputs(n);
    for (std::size_t r = 0; r < n; ++r) inputs[r] = (*data_.inputs)[rows[r]];
    net_.tower().forward(net_.parameters(), inputs, pass_, ranges_);
    drop(n, dropout);
    back_.assign(n * w, 0);
    losses_.assign(n, 0);
    rights_.assign(n, 0);
    if (data_.candidates)
        softmax_of_candidates(rows, optimiser);
    else
        softmax_of_all(rows, optimiser);
    for (std::size_t i = 0; i < mask_.size(); ++i) back_[i] *= mask_[i];
    net_.tower().backward(net_.parameters(), inputs, pass_, back_, optimiser, 0, ranges_);
    return std::accumulate(losses_.begin(), losses_.end(), 0.0) / static_cast<double>(n);
}

void ClassifierTraining::softmax_of_candidates(std::span<const std::uint32_t> rows,
                                               Optimiser& optimiser) {
    const std::size_t w = net_.shape().tower.width, n = rows.size();
    first_.assign(1, 0);
    for (const std::uint32_t row : rows)
        first_.push_back(first_.back() + (*data_.candidates)[row].size());
    slopes_.resize(first_.back());
    const float* p = net_.parameters().data();
    const auto share = static_cast<float>(1.0 / static_cast<double>(n));
    ranges_.run(n, rows_of_a_task, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            const auto candidates = (*data_.candidates)[rows[r]];
            const auto labels = (*data_.labels)[rows[r]];
            const std::span<float> z(slopes_.data() + first_[r], candidates.size());
            const float* h = hidden_.data() + r * w;
            for (std::size_t i = 0; i < z.size(); ++i)
                z[i] = p[net_.biases_at() + candidates[i]] +
                       dot(w, h, p + net_.weights_at(candidates[i]));
            const RowLoss l =
                slopes_of(z, [&](std::size_t i) { return contains(labels, candidates[i]); });
            losses_[r] = l.loss, rights_[r] = l.right;
            for (std::size_t i = 0; i < z.size(); ++i) {
                z[i] *= share;
                add_scaled(w, z[i], p + net_.weights_at(candidates[i]), back_.data() + r * w);
            }
        }
    });
    label_rows(rows, optimiser);
}

void ClassifierTraining::label_rows(std::span<const std::uint32_t> rows, Optimiser& optimiser) {
    struct Entry {
        std::uint32_t label, row;
        float slope;
    };
    const std::size_t w = net_.shape().tower.width;
    std::vector<Entry> entries;
    entries.reserve(slopes_.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto candidates = (*data_.candidates)[rows[r]];
        for (std::size_t i = 0; i < candidates.size(); ++i)
            entries.push_back(
                {candidates[i], static_cast<std::uint32_t>(r), slopes_[first_[r] + i]});
    }
    std::ranges::stable_sort(entries, {}, &Entry::label);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (i == 0 || entries[i].label != entries[i - 1].label) starts.push_back(i);
    starts.push_back(entries.size());
    std::vector<float> biases(net_.padded_labels());
    ranges_.run(starts.size() - 1, labels_of_a_task, [&](std::size_t begin, std::size_t end) {
        std::vector<float> row(w);
        for (std::size_t i = begin; i < end; ++i) {
            std::ranges::fill(row, 0.0F);
            const std::uint32_t label = entries[starts[i]].label;
            for (std::size_t e = starts[i]; e < starts[i + 1]; ++e) {
                add_scaled(w, entries[e].slope, hidden_.data() + entries[e].row * w, row.data());
                biases[label] += entries[e].slope;
            }
            optimiser.update(net_.weights_at(label), w, row.data());
        }
    });
    optimiser.update(net_.biases_at(), biases.size(), biases.data());
}

void ClassifierTraining::softmax_of_all(std::span<const std::uint32_t> rows, Optimiser& optimiser) {
    const std::size_t w = net_.shape().tower.width, n = rows.size();
    const std::size_t all = net_.padded_labels(), labels = net_.shape().labels;
    const float* p = net_.parameters().data();
    const float* weights = p + net_.weights_at(0);
    slopes_.resize(n * all);
    for (std::size_t r = 0; r < n; ++r)
        std::copy_n(p + net_.biases_at(), all, slopes_.data() + r * all);
    const std::size_t columns = 256;
    ranges_.run(all, columns, [&](std::size_t begin, std::size_t end) {
        multiply_large(
            Product<float>{n, all, w, hidden_.data(), w, 1, weights, 1, slopes_.data(), all, 1, w},
            begin, end);
    });
    ranges_.run(n, rows_of_a_task, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r) {
            float* z = slopes_.data() + r * all;
            std::fill(z + labels, z + all, -1e30F);
            const float most = *std::max_element(z, z + labels);
            const auto is_best = static_cast<std::uint32_t>(std::find(z, z + labels, most) - z);
            const float sum = exponentials(all, most, z);
            const auto right = (*data_.labels)[rows[r]];
            double good = 0;
            for (const std::uint32_t l : right) good += z[l];
            good = std::max(good, 1e-30 * sum);
            losses_[r] = -std::log(good / sum);
            rights_[r] = contains(right, is_best) ? 1 : 0;
            const float share = 1 / (sum * static_cast<float>(n));
            std::vector<float> gain;
            for (const std::uint32_t l : right)
                gain.push_back(static_cast<float>(z[l] / (good * static_cast<double>(n))));
            for (std::size_t i = 0; i < all; ++i) z[i] *= share;
            for (std::size_t i = 0; i < right.size(); ++i) z[right[i]] -= gain[i];
        }
    });
    std::vector<float> gradient(all * w), biases(all);
    ranges_.run(w, 64, [&](std::size_t begin, std::size_t end) {
        multiply_large(
            Product<float>{n, w, all, slopes_.data(), all, 1, weights, w, back_.data(), w, 0},
            begin, end);
        multiply_large(Product<float>{all, w, n, slopes_.data(), 1, all, hidden_.data(), w,
                                      gradient.data(), w, 0},
                       begin, end);
    });
    for (std::size_t r = 0; r < n; ++r) add_scaled(all, 1, slopes_.data() + r * all, biases.data());
    ranges_.run(all, columns, [&](std::size_t begin, std::size_t end) {
        optimiser.update(net_.weights_at(begin), (end - begin) * w, gradient.data() + begin * w);
    });
    optimiser.update(net_.biases_at(), all, biases.data());
}

std::string ClassifierTraining::save() const {
    TrainingState s{epoch_, at_, {loss_, right_}, {}};
    for (const ClassifierEpoch& e : curve_)
        for (const double x : {static_cast<double>(e.epoch), e.rate, e.loss, e.top1})
            s.curve.push_back(x);
    return save_training(classifier_checkpoint, s, net_.parameters(), adam_);
}

void ClassifierTraining::restore(std::string_view bytes) {
    const TrainingState s = restore_training(classifier_checkpoint, bytes, settings_.epochs,
                                             usable_.size(), 2, net_.parameters(), adam_);
    epoch_ = s.epoch;
    order_.clear();
    if (s.at > 0) begin_epoch();
    at_ = s.at, loss_ = s.sums[0], right_ = s.sums[1];
    curve_.clear();
    for (std::size_t i = 0; i + 4 <= s.curve.size(); i += 4)
        curve_.push_back(
            {static_cast<int>(s.curve[i]), s.curve[i + 1], s.curve[i + 2], s.curve[i + 3]});
}

}  // namespace crucible::learn
