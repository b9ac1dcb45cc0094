#pragma once
// The loop of trainings by Adam: epochs of rows in an order of their own, a rate that falls along
// half a cosine, and checkpoints.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/learn/optimiser.hpp"

namespace crucible::learn {

struct EpochSettings {
    int epochs = 10, batch = 256;
    double rate = 1e-3, last_rate = 0.1;  ///< at first; what is left of it in the end
    std::uint64_t seed = 1, item = 0;     ///< of the orders; trainings differ in their item
};

class EpochLoop {
public:
    /// `parameters` must outlive this. Throws InputError (E-classifier-training) for settings that
    /// are not positive, or no rows.
    EpochLoop(const EpochSettings&, std::size_t rows, std::span<float> parameters);

    /// `step` takes places of rows and gives their mean loss, its changes handed to the optimiser.
    /// To the end, or until `keep_on`, asked after every batch, says no. Throws UnstableError
    /// (E-learn-finite).
    void run(const std::function<double(std::span<const std::uint32_t>, Optimiser&)>& step,
             const std::function<bool()>& keep_on);
    bool is_done() const { return epoch_ == settings_.epochs; }
    double progress() const;
    /// Mean loss of each epoch, while weights moved.
    const std::vector<double>& curve() const { return curve_; }

    /// All that the rest depends on, but for the rows. `restore` throws InputError (E-model).
    std::string save(std::string_view kind) const;
    void restore(std::string_view kind, std::string_view bytes);

private:
    void begin_epoch();

    EpochSettings settings_;
    std::size_t rows_;
    std::span<float> parameters_;
    Adam adam_;
    std::vector<std::uint32_t> order_;
    int epoch_ = 0;
    std::size_t at_ = 0;
    double loss_ = 0;
    std::vector<double> curve_;
};

}  // namespace crucible::learn
