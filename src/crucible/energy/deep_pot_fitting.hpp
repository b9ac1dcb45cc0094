#pragma once
// The fitting net of one type, packed for many atoms at once. Internal to the module.

#include "crucible/energy/deep_pot_weights.hpp"
#include "crucible/energy/dense_kernel.hpp"

namespace crucible::deep_pot {

template <class T>
struct FittingNet {
    struct Layer {
        Panels<T> forward, backward;
        LineArray<T> bias, idt;  ///< (step), zeros beyond the outputs
        bool adds_input = false;
        std::size_t step = 0;  ///< room for a row of outputs
    };
    std::size_t inputs = 0;      ///< of `descriptor`: the symmetric corner once
    std::size_t input_step = 0;  ///< room for a row of inputs
    std::vector<Layer> hidden;
    std::vector<double> last;
    double bias = 0;  ///< eV, that of the type included
};

/// `channels` and `axis` say which inputs belong together.
template <class T>
FittingNet<T> pack_fitting(const DenseNet&, double bias, std::size_t channels, std::size_t axis);

template <class T>
struct FittingScratch {
    LineArray<T> input;                        ///< (rows, input_step); afterwards dE by it
    std::vector<LineArray<T>> slopes, values;  ///< one per layer, (rows, step)
    LineArray<T> back;
    std::vector<double> energies;  ///< (atoms) eV
    void reserve(const FittingNet<T>&, std::size_t atoms);
};

/// Energies of the first `atoms` rows of `input`: a row's is the same whatever rows stand beside
/// it.
template <class T>
void fitting_energies(const FittingNet<T>&, std::size_t atoms, FittingScratch<T>&);
/// After that: dE by `input`, in place of it.
template <class T>
void fitting_gradients(const FittingNet<T>&, std::size_t atoms, FittingScratch<T>&);

}  // namespace crucible::deep_pot
