#include "crucible/learn/logistic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/sparse_columns.hpp"

namespace crucible::learn {
namespace {

constexpr std::string_view logistic_checkpoint = "logistic-training";

}  // namespace

LogisticRegression::LogisticRegression(std::uint32_t inputs, std::uint32_t labels)
    : inputs_(inputs), labels_(labels) {
    if (inputs < 1 || inputs > 1U << 24 || labels < 1 || labels > 1U << 22)
        throw InputError(
            "E-dense-shape",
            fmt::format("a regression of {} inputs and {} labels cannot be", inputs, labels),
            "give at least one of each");
    parameters_.resize(biases_at() + padded_labels());
}

std::vector<double> LogisticRegression::reference(const SparseRow& row) const {
    std::vector<double> z(labels_);
    for (std::size_t l = 0; l < z.size(); ++l) {
        z[l] = parameters_[biases_at() + l];
        for (std::size_t i = 0; i < row.columns.size(); ++i)
            z[l] += double{row.values[i]} * parameters_[row.columns[i] * padded_labels() + l];
    }
    return z;
}

std::vector<float> LogisticRegression::logits(const SparseRow& row) const {
    std::vector<float> z(parameters_.begin() + static_cast<std::ptrdiff_t>(biases_at()),
                         parameters_.end());
    for (std::size_t i = 0; i < row.columns.size(); ++i)
        add_scaled(padded_labels(), row.values[i],
                   parameters_.data() + row.columns[i] * padded_labels(), z.data());
    z.resize(labels_);
    return z;
}

LogisticTraining::LogisticTraining(LogisticRegression& net, const SparseRows& rows,
                                   std::span<const std::uint32_t> labels, const EpochSettings& s)
    : net_(net), rows_(rows), labels_(labels), loop_(s, rows.size(), net.parameters()) {
    const auto refuse = [](const std::string& message) {
        throw InputError("E-classifier-training", message, "correct the settings or the rows");
    };
    if (labels.size() != rows.size())
        refuse(fmt::format("{} labels stand beside {} rows", labels.size(), rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (labels[i] >= net.labels())
            refuse(fmt::format("row {} has label {}, which it cannot have", i + 1, labels[i]));
        for (const std::uint32_t c : rows[i].columns)
            if (c >= net.inputs())
                refuse(fmt::format("row {} has an entry at {}, the net has {} inputs", i + 1, c,
                                   net.inputs()));
    }
}

void LogisticTraining::run(const std::function<bool()>& keep_on) {
    loop_.run([&](std::span<const std::uint32_t> rows, Optimiser& o) { return step(rows, o); },
              keep_on);
}

double LogisticTraining::step(std::span<const std::uint32_t> rows, Optimiser& optimiser) {
    const std::size_t n = rows.size(), all = net_.padded_labels();
    std::vector<SparseRow> inputs(n);
    std::vector<float> slopes(n * all), biases(all);
    double loss = 0;
    for (std::size_t r = 0; r < n; ++r) {
        inputs[r] = rows_[rows[r]];
        const std::vector<float> z = net_.logits(inputs[r]);
        float* slope = slopes.data() + r * all;
        const float most = *std::ranges::max_element(z);
        std::fill_n(slope, all, most - 1e30F);
        std::ranges::copy(z, slope);
        const float sum = exponentials(all, most, slope);
        const std::uint32_t right = labels_[rows[r]];
        loss -= std::log(std::max(double{slope[right]} / sum, 1e-30));
        const float share = 1 / (sum * static_cast<float>(n));
        for (std::size_t l = 0; l < all; ++l) slope[l] *= share;
        slope[right] -= 1 / static_cast<float>(n);
        add_scaled(all, 1, slope, biases.data());
    }
    const SparseColumns columns(inputs);
    std::vector<float> row(all);
    for (std::size_t c = 0; c + 1 < columns.starts.size(); ++c) {
        std::ranges::fill(row, 0.0F);
        for (std::size_t e = columns.starts[c]; e < columns.starts[c + 1]; ++e)
            add_scaled(all, columns.entries[e].value, slopes.data() + columns.entries[e].row * all,
                       row.data());
        optimiser.update(columns.entries[columns.starts[c]].column * all, all, row.data());
    }
    optimiser.update(net_.biases_at(), all, biases.data());
    return loss / static_cast<double>(n);
}

std::string LogisticTraining::save() const { return loop_.save(logistic_checkpoint); }
void LogisticTraining::restore(std::string_view bytes) {
    loop_.restore(logistic_checkpoint, bytes);
}

}  // namespace crucible::learn
