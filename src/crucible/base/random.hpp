#pragma once
// Counter-based random numbers (Philox 4x32-10; Salmon et al., SC'11, doi:10.1145/2063384.2063405).
// A stream is named by (study seed, stream id, item, step); nothing depends on threads or order.

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace crucible {

/// One id per consumer; never reuse or renumber: results would change.
enum class StreamId : std::uint32_t {
    tests = 1,
    generate = 2,           ///< search: random structures
    bootstrap = 3,          ///< num: resampling
    velocities = 4,         ///< dynamics: initial velocities
    bench_atoms = 5,        ///< atoms: structures of the benchmarks
    rmc_start = 6,          ///< rmc: random insertion
    rmc_chain = 7,          ///< rmc: moves and acceptance
    bench_rmc = 8,          ///< rmc: structures of the benchmarks
    quench = 9,             ///< kinds: which atom is which element in a melt
    made_up = 10,           ///< energy: weights of made-up potentials
    bench_deep_pot = 11,    ///< energy: weights and structures of the benchmark
    langevin = 15,          ///< dynamics: the bath of Langevin dynamics
    training_nets = 20,     ///< training: parameters at first
    training_batches = 21,  ///< training: order of the frames
    adapt_start = 22,       ///< kinds: structures that adaptive learning begins with
    phantom_fields = 30,    ///< volume: random fields of the phantom
    phantom_bodies = 31,    ///< volume: stones, roots and burrows of the phantom
    phantom_scanner = 32,   ///< volume: noise and rings of the phantom's scanner
    bench_volume = 33,      ///< volume: volumes of the benchmarks
    split = 40,             ///< learn: which samples are held out
    image_nets = 41,        ///< nn: first weights of networks that see images
    image_batches = 42,     ///< nn: order of their training images
    dense_nets = 43,        ///< learn: first weights of dense nets
    dense_batches = 44,     ///< learn: order of their training rows
    text_nets = 45,         ///< learn: first weights of translators
    text_batches = 46,      ///< learn: their batches, what a step leaves out
    text_writings = 47,     ///< synthesis: random SMILES, examples that nets learn from
    route_search = 50,      ///< synthesis: selection and rollouts of a search
    negatives = 51,         ///< synthesis: reactions made up for the in-scope filter
    bench_chem = 52,        ///< chem: molecules of the benchmarks
};

/// The bare generator: four words from a counter and a key.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

class RandomStream {
public:
    RandomStream(std::uint64_t seed, StreamId id, std::uint64_t item = 0, std::uint32_t step = 0);

    std::uint32_t bits();
    std::uint64_t bits64();
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Unbiased integer in [0, n), n > 0.
    std::uint64_t index(std::uint64_t n);
    /// Standard normal (Box-Muller).
    double normal();
    template <class T>
    void shuffle(std::span<T> v) {
        for (std::size_t i = v.size(); i > 1; --i) std::swap(v[i - 1], v[index(i)]);
    }

private:
    std::array<std::uint32_t, 4> counter_{};
    std::array<std::uint32_t, 2> key_{};
    std::array<std::uint32_t, 4> block_{};
    int left_ = 0;
    double spare_ = 0;
    int has_spare_ = 0;
};

}  // namespace crucible
