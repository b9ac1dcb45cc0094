#include "crucible/base/random.hpp"

#include <cmath>
#include <numbers>

namespace crucible {
namespace {

/// SplitMix64's finaliser (Steele et al. 2014, doi:10.1145/2660193.2660195): spreads a seed.
std::uint64_t mix(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> c,
                                           std::array<std::uint32_t, 2> k) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c[0];
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * c[2];
        c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
             static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
        k[0] += 0x9E3779B9u;
        k[1] += 0xBB67AE85u;
    }
    return c;
}

// Key: the seed and the consumer, mixed. Counter: draw number, step, item.
RandomStream::RandomStream(std::uint64_t seed, StreamId id, std::uint64_t item,
                           std::uint32_t step) {
    const std::uint64_t k = mix(seed ^ mix(static_cast<std::uint64_t>(id)));
    key_ = {static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(k >> 32)};
    counter_ = {0, step, static_cast<std::uint32_t>(item), static_cast<std::uint32_t>(item >> 32)};
}

std::uint32_t RandomStream::bits() {
    if (left_ == 0) {
        block_ = philox4x32_10(counter_, key_);
        ++counter_[0];
        left_ = 4;
    }
    return block_[static_cast<std::size_t>(4 - left_--)];
}

std::uint64_t RandomStream::bits64() {
    const std::uint64_t low = bits();
    return low | (std::uint64_t{bits()} << 32);
}

double RandomStream::uniform() { return static_cast<double>(bits64() >> 11) * 0x1.0p-53; }

std::uint64_t RandomStream::index(std::uint64_t n) {
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    std::uint64_t r = bits64();
    while (r >= limit) r = bits64();
    return r % n;
}

double RandomStream::normal() {
    if (has_spare_) {
        has_spare_ = 0;
        return spare_;
    }
    const double r = std::sqrt(-2 * std::log(1 - uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    spare_ = r * std::sin(angle);
    has_spare_ = 1;
    return r * std::cos(angle);
}

}  // namespace crucible
