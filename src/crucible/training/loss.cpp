#include "crucible/training/loss.hpp"

#include <cmath>

namespace crucible::training {
namespace {

double square(double x) { return x * x; }

double root_of_mean(double sum, int n) { return n > 0 ? std::sqrt(sum / n) : 0; }

}  // namespace

void ErrorSums::operator+=(const ErrorSums& o) {
    loss += o.loss, energy += o.energy, force += o.force, virial += o.virial;
    frames += o.frames, with_virial += o.with_virial;
}
double ErrorSums::energy_rmse() const { return root_of_mean(energy, frames); }
double ErrorSums::force_rmse() const { return root_of_mean(force, frames); }
double ErrorSums::virial_rmse() const { return root_of_mean(virial, with_virial); }

ErrorSums errors_of(const Sample& s, const Prediction& p, const LossFactors& factor) {
    const auto n = static_cast<double>(s.atoms());
    ErrorSums e;
    e.frames = 1;
    e.energy = square((p.energy - s.energy) / n);
    for (std::size_t i = 0; i < s.atoms(); ++i) e.force += norm2(p.force[i] - s.force[i]);
    e.force /= 3 * n;
    e.loss = factor.energy * e.energy * n + factor.force * e.force;
    if (!s.virial) return e;
    e.with_virial = 1;
    for (int k = 0; k < 3; ++k) e.virial += norm2(p.virial[k] - (*s.virial)[k]) / (9 * n * n);
    e.loss += factor.virial * e.virial * n;
    return e;
}

LossPull pull_of(const Sample& s, const Prediction& p, const LossFactors& factor) {
    const auto n = static_cast<double>(s.atoms());
    LossPull pull;
    pull.energy = 2 * factor.energy * (p.energy - s.energy) / n;
    // F = -dE/dx: dL = (dL/dF) . dF = -(dL/dF) . d(dE/dx).
    for (std::size_t i = 0; i < s.atoms(); ++i)
        pull.displacement.push_back(-2 * factor.force / (3 * n) * (p.force[i] - s.force[i]));
    if (s.virial) pull.strain = -2 * factor.virial / (9 * n) * (p.virial + -1.0 * *s.virial);
    return pull;
}

}  // namespace crucible::training
