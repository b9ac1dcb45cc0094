#pragma once
// Programs ("ranks") that compute one thing together: each has a share, and all get the sum.

#include <cstddef>
#include <span>

namespace crucible {

/// All ranks call the same functions in the same order, with as many numbers.
class Collective {
public:
    virtual ~Collective() = default;
    virtual int rank() const = 0;
    virtual int count() const = 0;  ///< a power of two
    /// Number by number, the sum over all ranks; each of them gets the same bits. Neighbours are
    /// added first, then pairs of neighbours, and so on, whoever is there first: two ranks have the
    /// sum that one would have that does both shares and adds them in this order.
    virtual void sum(std::span<float>) const = 0;
    virtual void sum(std::span<double>) const = 0;
};

/// One rank: nothing to be added.
class Alone final : public Collective {
public:
    int rank() const override { return 0; }
    int count() const override { return 1; }
    void sum(std::span<float>) const override {}
    void sum(std::span<double>) const override {}
};

/// The order of `Collective` for `count` things of one rank: calls add(to, from) until all of them
/// are in the first.
template <class Add>
void by_pairs(std::size_t count, Add&& add) {
    for (std::size_t gap = 1; gap < count; gap *= 2)
        for (std::size_t k = 0; k + gap < count; k += 2 * gap) add(k, k + gap);
}

}  // namespace crucible
