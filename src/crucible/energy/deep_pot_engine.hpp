#pragma once
// The fast path: blocks of atoms of one type through tables, fitting net and back. `D` is the
// arithmetic of embeddings and descriptors, `F` that of the fitting net. Internal to the module.

#include <deque>
#include <memory>

#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/deep_pot_fitting.hpp"
#include "crucible/energy/deep_pot_table.hpp"

namespace crucible::deep_pot {

/// What all threads share.
template <class D, class F>
struct Tables {
    std::vector<Environment> environments;      ///< (types) of the centre
    std::vector<EmbeddingTable<D>> embeddings;  ///< (centre, neighbour) row-major; no rows: exact
    std::vector<std::vector<double>> origins;   ///< (centre, neighbour): (channels), of empty slots
    std::vector<FittingNet<F>> fittings;        ///< (types)
    std::size_t strips = 0;
    double step = 0;
};
template <class D, class F>
Tables<D, F> make_tables(const DeepPotWeights&, const DeepPotSettings&);

/// One thread's work.
class Engine {
public:
    virtual ~Engine() = default;
    /// Energies alone: `per_atom` of `out`, what was crowded and the nearest distance.
    enum class Want : bool { energies, gradients };
    virtual void add(const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums& out,
                     Want = Want::gradients) = 0;
    virtual std::unique_ptr<Engine> clone() const = 0;
};

/// The engine of these settings. `weights` must outlive it.
std::unique_ptr<Engine> make_engine(const DeepPotWeights& weights, const DeepPotSettings&);

}  // namespace crucible::deep_pot
