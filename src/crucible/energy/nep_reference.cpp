#include "crucible/energy/nep_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// q1111 = 7/15 q_l=1^2.
constexpr double fourfold = 7.0 / 15;

/// f_k(r) = (T_k(x) + 1)/2 f_c(r), x = 2 (r/r_c - 1)^2 - 1, and its slope.
void chebyshev(double r, double cutoff, std::size_t count, double* values, double* slopes) {
    const double t = r / cutoff, angle = std::numbers::pi * t;
    const double fc = (1 + std::cos(angle)) / 2;
    const double fc_slope = -std::numbers::pi / (2 * cutoff) * std::sin(angle);
    const double x = 2 * (t - 1) * (t - 1) - 1, x_slope = 4 * (t - 1) / cutoff;
    double before = 1, now = x;              // T_(k-1), T_k from k = 1
    double slope_before = 0, slope_now = 1;  // their derivatives by x
    for (std::size_t k = 0; k < count; ++k) {
        const double tk = k == 0 ? 1 : now, dk = k == 0 ? 0 : slope_now;
        values[k] = (tk + 1) / 2 * fc;
        slopes[k] = dk * x_slope / 2 * fc + (tk + 1) / 2 * fc_slope;
        if (k == 0) continue;
        const double slope_next = 2 * now + 2 * x * slope_now - slope_before;
        const double next = 2 * x * now - before;
        before = now, now = next;
        slope_before = slope_now, slope_now = slope_next;
    }
}

}  // namespace

void fail_nep_collapse(double distance) {
    throw UnstableError("E-energy-collapse",
                        fmt::format("two atoms are {:.2g} angstrom apart", distance),
                        "take a shorter time step, or a better start");
}

double nep_network(const NepParameters& p, std::size_t type, std::span<const double> scaled,
                   std::span<double> slopes) {
    const NepNetwork& net = p.network(type);
    std::fill(slopes.begin(), slopes.end(), 0.0);
    double energy = -p.bias - net.bias;
    for (std::size_t m = 0; m < net.biases.size(); ++m) {
        const double* w = &net.weights[m * scaled.size()];
        double sum = -net.biases[m];
        for (std::size_t d = 0; d < scaled.size(); ++d) sum += w[d] * scaled[d];
        const double h = std::tanh(sum);
        energy += net.outputs[m] * h;
        const double back = net.outputs[m] * (1 - h * h);
        for (std::size_t d = 0; d < scaled.size(); ++d) slopes[d] += back * w[d];
    }
    return energy;
}

double nep_charge(const NepParameters& p, std::size_t type, std::span<const double> scaled,
                  std::span<double> slopes) {
    const NepNetwork& net = p.network(type);
    std::fill(slopes.begin(), slopes.end(), 0.0);
    double charge = 0;
    for (std::size_t m = 0; m < net.charges.size(); ++m) {
        const double* w = &net.weights[m * scaled.size()];
        double sum = -net.biases[m];
        for (std::size_t d = 0; d < scaled.size(); ++d) sum += w[d] * scaled[d];
        const double h = std::tanh(sum);
        charge += net.charges[m] * h;
        const double back = net.charges[m] * (1 - h * h);
        for (std::size_t d = 0; d < scaled.size(); ++d) slopes[d] += back * w[d];
    }
    return charge;
}

NepReference::NepReference(const NepParameters& p)
    : p_(p), harmonics_(p.l_max), zbl_(nep_zbl_pairs(p)) {
    for (std::size_t k = 0; k < nep_products; ++k) {
        if (!p.products[k]) continue;
        products_.push_back(static_cast<NepProduct>(k));
        terms_.push_back(products_.back() == NepProduct::q1111 ? std::vector<MomentTerm>{}
                                                               : moment_terms(products_.back()));
    }
}

void NepReference::functions(const Neighbour& n, std::size_t type, bool is_angular) {
    const std::size_t pair = type * p_.types() + n.type, pairs = p_.types() * p_.types();
    const auto count =
        static_cast<std::size_t>(is_angular ? p_.angular_functions : p_.radial_functions);
    const auto basis = static_cast<std::size_t>(is_angular ? p_.angular_basis : p_.radial_basis);
    const double cutoff = is_angular ? p_.angular_cutoff[pair] : p_.radial_cutoff[pair];
    auto& values = is_angular ? angular_ : radial_;
    auto& slopes = is_angular ? angular_slopes_ : radial_slopes_;
    const std::size_t at = values.size();
    values.resize(at + count, 0.0), slopes.resize(at + count, 0.0);
    if (n.r >= cutoff) return;
    double f[101], f_slope[101];
    chebyshev(n.r, cutoff, basis, f, f_slope);
    const auto& c = is_angular ? p_.angular : p_.radial;
    for (std::size_t g = 0; g < count; ++g)
        for (std::size_t k = 0; k < basis; ++k) {
            const double weight = c[(g * basis + k) * pairs + pair];
            values[at + g] += weight * f[k];
            slopes[at + g] += weight * f_slope[k];
        }
}

void NepReference::gather(const LocalAtoms& a, std::size_t atom, LocalSums* sums) {
    near_.clear();
    for (auto* v : {&radial_, &radial_slopes_, &angular_, &angular_slopes_}) v->clear();
    type_ = static_cast<std::size_t>(a.kinds[atom]);
    const double* centre = a.positions + 3 * atom;
    for (auto e = a.first[atom]; e < a.first[atom + 1]; ++e) {
        Neighbour n;
        n.atom = static_cast<std::size_t>(a.neighbours[e]);
        n.type = static_cast<std::size_t>(a.kinds[n.atom]);
        const double* there = a.positions + 3 * n.atom;
        const Vec3 d(there[0] - centre[0], there[1] - centre[1], there[2] - centre[2]);
        n.r = norm(d);
        const std::size_t pair = type_ * p_.types() + n.type;
        const double reach =
            std::max(p_.radial_cutoff[pair], zbl_.empty() ? 0.0 : zbl_[pair].outer);
        if (n.r >= reach) continue;
        if (sums) sums->nearest = std::min(sums->nearest, n.r);
        if (n.r < nep_least_distance) fail_nep_collapse(n.r);
        n.u = d / n.r;
        functions(n, type_, false);
        functions(n, type_, true);
        near_.push_back(n);
    }
}

void NepReference::moments() {
    const auto lm = static_cast<std::size_t>(harmonic_count(p_.l_max));
    const auto count = static_cast<std::size_t>(p_.angular_functions);
    values_.resize(near_.size() * lm), gradients_.resize(near_.size() * lm);
    moments_.assign(count * lm, 0.0);
    for (std::size_t j = 0; j < near_.size(); ++j) {
        harmonics_.at(near_[j].u, values_.data() + j * lm, gradients_.data() + j * lm);
        for (std::size_t n = 0; n < count; ++n)
            for (std::size_t k = 0; k < lm; ++k)
                moments_[n * lm + k] += angular_[j * count + n] * values_[j * lm + k];
    }
}

/// Moments to the scaled descriptor.
void NepReference::describe() {
    const auto lm = static_cast<std::size_t>(harmonic_count(p_.l_max));
    const auto radial = static_cast<std::size_t>(p_.radial_functions);
    const auto count = static_cast<std::size_t>(p_.angular_functions);
    scaled_.assign(static_cast<std::size_t>(p_.descriptor_length()), 0.0);
    for (std::size_t j = 0; j < near_.size(); ++j)
        for (std::size_t n = 0; n < radial; ++n) scaled_[n] += radial_[j * radial + n];
    for (std::size_t n = 0; n < count; ++n) {
        const double* m = moments_.data() + n * lm;
        double* block = scaled_.data() + radial + n;
        for (int l = 1; l <= p_.l_max; ++l, block += count)
            for (int k = harmonic_index(l, -l); k <= harmonic_index(l, l); ++k)
                *block += m[k] * m[k];
        for (std::size_t t = 0; t < products_.size(); ++t, block += count) {
            if (products_[t] == NepProduct::q1111)
                *block = fourfold * std::pow(scaled_[radial + n], 2);
            for (const MomentTerm& term : terms_[t])
                *block += term.weight * m[term.a] * m[term.b] * m[term.c];
        }
    }
    for (std::size_t d = 0; d < scaled_.size(); ++d) scaled_[d] *= p_.scaler[d];
}

/// B = dU/dA of all moments; `slopes` are by the unscaled descriptor.
void NepReference::back_to_moments(std::span<const double> slopes) {
    const auto lm = static_cast<std::size_t>(harmonic_count(p_.l_max));
    const auto radial = static_cast<std::size_t>(p_.radial_functions);
    const auto count = static_cast<std::size_t>(p_.angular_functions);
    moment_slopes_.assign(count * lm, 0.0);
    for (std::size_t n = 0; n < count; ++n) {
        const double* m = moments_.data() + n * lm;
        double* b = moment_slopes_.data() + n * lm;
        const double* block = slopes.data() + radial + n;
        for (int l = 1; l <= p_.l_max; ++l, block += count)
            for (int k = harmonic_index(l, -l); k <= harmonic_index(l, l); ++k)
                b[k] += 2 * *block * m[k];
        for (std::size_t t = 0; t < products_.size(); ++t, block += count) {
            if (products_[t] == NepProduct::q1111) {
                const double square = m[0] * m[0] + m[1] * m[1] + m[2] * m[2];
                for (int k = 0; k < 3; ++k) b[k] += 4 * fourfold * *block * square * m[k];
            }
            for (const MomentTerm& term : terms_[t]) {
                b[term.a] += *block * term.weight * m[term.b] * m[term.c];
                b[term.b] += *block * term.weight * m[term.a] * m[term.c];
                b[term.c] += *block * term.weight * m[term.a] * m[term.b];
            }
        }
    }
}

void NepReference::forces(std::size_t atom, std::span<const double> slopes, LocalSums& out) const {
    const auto lm = static_cast<std::size_t>(harmonic_count(p_.l_max));
    const auto radial = static_cast<std::size_t>(p_.radial_functions);
    const auto count = static_cast<std::size_t>(p_.angular_functions);
    for (std::size_t j = 0; j < near_.size(); ++j) {
        double along = 0;
        Vec3 across;
        for (std::size_t n = 0; n < radial; ++n)
            along += slopes[n] * radial_slopes_[j * radial + n];
        for (std::size_t k = 0; k < lm; ++k) {
            double g = 0, g_slope = 0;  // times B, summed over n
            for (std::size_t n = 0; n < count; ++n) {
                g += angular_[j * count + n] * moment_slopes_[n * lm + k];
                g_slope += angular_slopes_[j * count + n] * moment_slopes_[n * lm + k];
            }
            along += g_slope * values_[j * lm + k];
            across += gradients_[j * lm + k] * (g / near_[j].r);
        }
        const Vec3& u = near_[j].u;
        const Vec3 partial = u * along + (across - u * dot(across, u));  // dU_i / dr_ij
        for (int k = 0; k < 3; ++k) {
            out.forces[3 * atom + static_cast<std::size_t>(k)] += partial[k];
            out.forces[3 * near_[j].atom + static_cast<std::size_t>(k)] -= partial[k];
        }
        out.virial += outer(u, partial) * -near_[j].r;
    }
}

/// The repulsion of each neighbour, half of it: the other half is the neighbour's.
void NepReference::repel(std::size_t atom, LocalSums& out) const {
    if (zbl_.empty()) return;
    for (const Neighbour& n : near_) {
        const NepZblPair& pair = zbl_[type_ * p_.types() + n.type];
        if (n.r >= pair.outer) continue;
        double energy = 0, slope = 0;
        pair.at(n.r, energy, slope);
        out.energy += energy / 2, out.per_atom[atom] += energy / 2;
        const Vec3 partial = n.u * (slope / 2);
        for (int k = 0; k < 3; ++k) {
            out.forces[3 * atom + static_cast<std::size_t>(k)] += partial[k];
            out.forces[3 * n.atom + static_cast<std::size_t>(k)] -= partial[k];
        }
        out.virial += outer(n.u, partial) * -n.r;
    }
}

const std::vector<double>& NepReference::descriptor(const LocalAtoms& a, std::size_t atom) {
    gather(a, atom, nullptr);
    moments();
    describe();
    return scaled_;
}

double NepReference::charge(const LocalAtoms& a, std::size_t atom) {
    descriptor(a, atom);
    charge_slopes_.resize(scaled_.size());
    return nep_charge(p_, type_, scaled_, charge_slopes_);
}

void NepReference::add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) {
    add(a, begin, end, {}, out);
}

void NepReference::add(const LocalAtoms& a, std::size_t begin, std::size_t end,
                       std::span<const double> by_charge, LocalSums& out) {
    for (std::size_t i = begin; i < end; ++i) {
        gather(a, i, &out);
        moments();
        describe();
        slopes_.resize(scaled_.size());
        const double energy = nep_network(p_, type_, scaled_, slopes_);
        out.energy += energy, out.per_atom[i] += energy;
        if (!by_charge.empty()) {
            charge_slopes_.resize(scaled_.size());
            nep_charge(p_, type_, scaled_, charge_slopes_);
            for (std::size_t d = 0; d < slopes_.size(); ++d)
                slopes_[d] += by_charge[i] * charge_slopes_[d];
        }
        for (std::size_t d = 0; d < slopes_.size(); ++d) slopes_[d] *= p_.scaler[d];
        back_to_moments(slopes_);
        forces(i, slopes_, out);
        repel(i, out);
    }
}

}  // namespace crucible
