#pragma once
// The random numbers of one move, a function of the chain's key and the number of the move alone:
// moves can be proposed ahead, in any order and on any thread. Internal to the module.

#include <array>
#include <cstdint>

#include "crucible/base/random.hpp"

namespace crucible::rmc {

/// Two words of key and one of salt, drawn once per chain.
struct ChainKey {
    std::array<std::uint32_t, 2> key{};
    std::uint32_t salt = 0;

    ChainKey() = default;
    explicit ChainKey(RandomStream stream) {
        key = {stream.bits(), stream.bits()};
        salt = stream.bits();
    }
};

class Draws {
public:
    /// `purpose` tells moves (0) from blocks of nested moves (1).
    Draws(const ChainKey& chain, std::int64_t move, std::uint32_t purpose)
        : key_(chain.key),
          counter_{0, static_cast<std::uint32_t>(move),
                   static_cast<std::uint32_t>(static_cast<std::uint64_t>(move) >> 32) ^
                       (purpose << 28),
                   chain.salt} {}

    std::uint32_t bits() {
        if (left_ == 0) {
            block_ = philox4x32_10(counter_, key_);
            ++counter_[0];
            left_ = 4;
        }
        return block_[4 - left_--];
    }
    /// Uniform in [0, 1), 53 bits.
    double uniform() {
        const std::uint64_t low = bits();
        return static_cast<double>((low | std::uint64_t{bits()} << 32) >> 11) * 0x1p-53;
    }
    /// Uniform in [-1, 1), 32 bits: for steps.
    double sign_uniform() { return static_cast<double>(static_cast<std::int32_t>(bits())) * 0x1p-31; }
    /// Integer in [0, n); the bias is below n 2^-53.
    std::size_t index(std::size_t n) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(n));
    }

private:
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    std::size_t left_ = 0;
};

}  // namespace crucible::rmc
