#pragma once
// The inner loops of training, compiled per instruction set. Internal to the module. Rows of a
// matrix are `ld` numbers apart, a multiple of `lanes`; what lies between the columns and `ld` may
// be read and written, and must be finite.

#include <cstddef>

#include "crucible/num/product.hpp"

namespace crucible::training {

inline constexpr std::size_t lanes = 16;
inline std::size_t padded(std::size_t n) { return (n + lanes - 1) / lanes * lanes; }

/// z becomes h = tanh(z); with u = dz/dx, slope becomes dh/dx = (1 - h^2) u. `n`
/// numbers, a multiple of `lanes`.
void activate(std::size_t n, float* z, const float* u, float* slope);
void activate(std::size_t n, double* z, const double* u, double* slope);

/// Back through f = tanh(z) with the tangent dz = u * along: from the gradients p at f and q at its
/// tangent to those at z and dz: p := p f' - 2 h f' q u along, q := q f', q_along := q f' along.
/// `n` numbers of one row.
void activate_back(std::size_t n, const float* h, const float* u, float along, float* p, float* q,
                   float* q_along);
void activate_back(std::size_t n, const double* h, const double* u, double along, double* p,
                   double* q, double* q_along);

/// One step of Adam (Kingma & Ba, arXiv:1412.6980) on n parameters; `rate` holds the corrections
/// for the start, `epsilon` is added to the root of the second moment.
void adam_step(std::size_t n, double rate, double epsilon, double beta1, double beta2,
               const double* gradient, double* first, double* second, double* parameter);

}  // namespace crucible::training
