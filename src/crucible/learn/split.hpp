#pragma once
// Which samples of a row are learned from and which are held out. Neighbours in the row are near
// copies of each other (slices of one core), hence two ways: at random, and in whole blocks.

#include <cstdint>
#include <vector>

namespace crucible::learn {

enum class Part : std::uint8_t {
    train,
    validation,  ///< says when to stop, never learned from
    test,        ///< seen by nobody until the end
    unused       ///< between blocks: too near to what is held out
};

struct SplitSettings {
    double test = 0.2;        ///< of all
    double validation = 0.2;  ///< of what is left
    std::uint64_t seed = 1;
    std::uint64_t item = 0;  ///< another split from the same seed
};

/// Every sample on its own. A held-out slice then has its neighbours among those learned from, and
/// errors are flattered. Throws InputError (E-learn-split) for fewer than 10 samples or fractions
/// outside (0, 0.9).
std::vector<Part> random_split(std::size_t n, const SplitSettings&);

/// The row is cut into `stretches` of equal length (fewer where they would be shorter than 20),
/// and a block of each is held out: one block for the test, another for validation, at random
/// places. `gap` samples on both sides of a block are not used (at most a tenth of a stretch).
struct BlockSettings {
    std::size_t stretches = 4;
    std::size_t gap = 2;
};
/// Throws as `random_split`.
std::vector<Part> block_split(std::size_t n, const SplitSettings&, const BlockSettings& = {});

/// Places of one part, ascending.
std::vector<std::size_t> places_of(const std::vector<Part>&, Part);

}  // namespace crucible::learn
