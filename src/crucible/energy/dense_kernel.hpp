#pragma once
// Dense networks of many atoms at once: matrix products and layers of tanh, in float and in double.
// Internal to the module.

#include "crucible/energy/deep_pot_kernel.hpp"

namespace crucible::deep_pot {

/// A matrix cut into panels of as many columns as a product keeps in registers, zeros beyond.
template <class T>
struct Panels {
    std::size_t inputs = 0, outputs = 0;
    std::size_t width = 0;  ///< columns per panel
    LineArray<T> values;    ///< (panels, inputs, width)
    std::size_t padded() const { return (outputs + width - 1) / width * width; }
};

/// Columns of a panel on this machine; the same for the life of the program.
std::size_t panel_width(float);
std::size_t panel_width(double);
/// Rows that a product takes at once: buffers have a multiple of them.
inline constexpr std::size_t row_group = 8;

/// out (rows, padded outputs) = x (rows, inputs) m. Rows are a multiple of `row_group`, `x_step`
/// and `out_step` apart.
void multiply(const float* x, std::size_t rows, std::size_t x_step, const Panels<float>& m,
              float* out, std::size_t out_step);
void multiply(const double* x, std::size_t rows, std::size_t x_step, const Panels<double>& m,
              double* out, std::size_t out_step);

/// A hidden layer of (rows, step) sums z, columns a multiple of the longest vector:
/// t = tanh(z + bias), y = idt t (+ x where it is given), and in place of z dy/dz.
void tanh_layer(float* z, std::size_t rows, std::size_t step, const float* bias, const float* idt,
                const float* x, float* y);
void tanh_layer(double* z, std::size_t rows, std::size_t step, const double* bias,
                const double* idt, const double* x, double* y);
/// z *= y, n numbers: back through the tanh of a layer.
void scale_rows(double* z, const double* y, std::size_t n);
void scale_rows(float* z, const float* y, std::size_t n);

}  // namespace crucible::deep_pot
