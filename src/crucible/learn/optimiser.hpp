#pragma once
// What turns gradients into steps.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "crucible/learn/dense_kernels.hpp"

namespace crucible::learn {

/// Told of gradients piece by piece. Pieces of one step do not overlap and may come from several
/// threads; what a step does not touch stays as it is, moments and all.
class Optimiser {
public:
    virtual ~Optimiser() = default;
    virtual void begin_step(double rate) = 0;
    /// Of `n` parameters from `offset` on, a multiple of 16.
    virtual void update(std::size_t offset, std::size_t n, const float* gradient) = 0;
};

/// Adam (arXiv:1412.6980) whose moments of a row only move when the row is touched, as is usual for
/// rows of a table of which a step sees few.
class Adam final : public Optimiser {
public:
    explicit Adam(std::span<float> parameters)
        : parameters_(parameters), first_(parameters.size()), second_(parameters.size()) {}

    void begin_step(double rate) override;
    void update(std::size_t offset, std::size_t n, const float* gradient) override {
        adam(n, rates_, gradient, first_.data() + offset, second_.data() + offset,
             parameters_.data() + offset);
    }

    /// For checkpoints.
    std::int64_t steps() const { return steps_; }
    const std::vector<float>& first() const { return first_; }
    const std::vector<float>& second() const { return second_; }
    void set(std::vector<float> first, std::vector<float> second, std::int64_t steps);

private:
    std::span<float> parameters_;
    std::vector<float> first_, second_;
    std::int64_t steps_ = 0;
    AdamRates rates_;
};

}  // namespace crucible::learn
