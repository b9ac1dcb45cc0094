#pragma once
// Embedding nets as tables of quintics that share value, slope and curvature with the net at every
// node: twice differentiable like the net, off by (step^6 / 46080) times its sixth derivative.
// Internal to the module.

#include "crucible/energy/deep_pot_kernel.hpp"
#include "crucible/energy/deep_pot_nets.hpp"

namespace crucible::deep_pot {

template <class T>
struct EmbeddingTable {
    std::size_t rows = 0;  ///< intervals from the first node on
    std::size_t strips = 0;
    LineArray<T> values;  ///< (rows, strips, terms, strip): powers of the place within the interval
};

/// The net less its value at `low`, where slots are empty: what is far off is small, and rounded
/// little. `rows` intervals of length `step` from `low` on.
template <class T>
EmbeddingTable<T> make_table(const DenseNet&, double low, double step, std::size_t rows);
/// A row that has the net's own value less `origin` (channels), and slope, at x, for place 0.
template <class T>
void exact_row(const DenseNet&, const std::vector<double>& origin, double x, double step,
               std::vector<T>& row);

}  // namespace crucible::deep_pot
