#pragma once
// The inner loops of dense nets, compiled per instruction set. Internal to the module. n is a
// multiple of 16 everywhere.

#include <cstddef>

namespace crucible::learn {

float dot(std::size_t n, const float* a, const float* b);
/// y += alpha x
void add_scaled(std::size_t n, float alpha, const float* x, float* y);
/// z becomes elu(z) = z, or exp(z) - 1 below zero (Clevert et al., arXiv:1511.07289).
void elu(std::size_t n, float* z);
/// g becomes the gradient before the function, from that behind it and h = elu(z).
void elu_back(std::size_t n, const float* h, float* g);
/// A highway layer (Srivastava et al., arXiv:1505.00387): with c = elu(z_c), t = 1 / (1 +
/// exp(-z_t)), y = c t + x (1 - t). z_c becomes c, z_t becomes t.
void highway(std::size_t n, const float* x, float* c, float* t, float* y);
/// From the gradient g at y: of z_c and z_t to g_c, g_t, and the direct part at x to g_x.
void highway_back(std::size_t n, const float* x, const float* c, const float* t, const float* g,
                  float* g_c, float* g_t, float* g_x);
/// z becomes exp(z - most); returns its sum.
float exponentials(std::size_t n, float most, float* z);

/// One step of Adam (Kingma & Ba, arXiv:1412.6980); `rate` holds the corrections for the start.
struct AdamRates {
    float rate = 0, epsilon = 1e-8F, beta1 = 0.9F, beta2 = 0.999F;
};
void adam(std::size_t n, const AdamRates&, const float* gradient, float* first, float* second,
          float* parameter);

}  // namespace crucible::learn
