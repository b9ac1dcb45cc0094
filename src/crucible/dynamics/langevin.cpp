#include "crucible/dynamics/langevin.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

namespace crucible {
namespace {

[[noreturn]] void bad_dynamics(const std::string& message) {
    throw InputError("E-langevin-settings", message, "correct the settings of the dynamics");
}

void check_weights(const std::vector<double>& weights, const char* what) {
    const bool good = !weights.empty() && std::all_of(weights.begin(), weights.end(), [](double w) {
        return std::isfinite(w) && w > 0;
    });
    if (!good) bad_dynamics(std::string("Langevin dynamics needs ") + what + " above zero");
}

constexpr double runaway = 30;  // times the kinetic energy that the bath would give

}  // namespace

ScaledCoordinates::ScaledCoordinates(std::vector<double> weights) : roots_(std::move(weights)) {
    check_weights(roots_, "masses or springs");
    for (double& w : roots_) total_ += w, w = std::sqrt(w);
}

void ScaledCoordinates::displace(std::span<const double> y, std::span<double> u) const {
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = y[i] / roots_[i / 3];
}

void ScaledCoordinates::pull(std::span<const double> force, std::span<double> along) const {
    for (std::size_t i = 0; i < force.size(); ++i) along[i] = force[i] / roots_[i / 3];
    hold_centre(along);
}

void ScaledCoordinates::hold_centre(std::span<double> y) const {
    double sum[3] = {};
    for (std::size_t i = 0; i < y.size(); ++i) sum[i % 3] += roots_[i / 3] * y[i];
    for (std::size_t i = 0; i < y.size(); ++i) y[i] -= roots_[i / 3] * sum[i % 3] / total_;
}

ModeCoordinates::ModeCoordinates(std::vector<double> weights, Array2<double> vectors)
    : weights_(std::move(weights)), vectors_(std::move(vectors)) {
    check_weights(weights_, "force constants of modes");
    if (vectors_.rows() != weights_.size() || vectors_.columns() % 3 != 0)
        bad_dynamics("modes and their force constants differ in number");
    for (std::size_t m = 0; m < weights_.size(); ++m)
        for (double& v : vectors_.row(m)) v /= std::sqrt(weights_[m]);
}

void ModeCoordinates::displace(std::span<const double> y, std::span<double> u) const {
    std::fill(u.begin(), u.end(), 0.0);
    for (std::size_t m = 0; m < y.size(); ++m) {
        const double* v = vectors_.row(m).data();
        const double w = y[m];
        for (std::size_t i = 0; i < u.size(); ++i) u[i] += w * v[i];
    }
}

void ModeCoordinates::pull(std::span<const double> force, std::span<double> along) const {
    const double* f = force.data();
    for (std::size_t m = 0; m < along.size(); ++m) {
        const double* v = vectors_.row(m).data();
        double sum[4] = {};  // side by side, always in this order
        std::size_t i = 0;
        for (; i + 4 <= force.size(); i += 4)
            for (std::size_t k = 0; k < 4; ++k) sum[k] += v[i + k] * f[i + k];
        for (; i < force.size(); ++i) sum[0] += v[i] * f[i];
        along[m] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}

Langevin::Langevin(const Coordinates& coordinates, Surface& surface, const LangevinSettings& s)
    : coordinates_(coordinates), surface_(surface), settings_(s) {
    if (!(s.thermal_energy > 0) || !std::isfinite(s.thermal_energy) || !(s.time_step > 0) ||
        !std::isfinite(s.time_step) || !(s.friction >= 0) || !std::isfinite(s.friction))
        bad_dynamics("a temperature and a time step must be above zero, a friction not below");
    noise_.resize(coordinates.size());
}

void Langevin::start() {
    state_ = {0, std::vector<double>(coordinates_.size()),
              std::vector<double>(coordinates_.size())};
    RandomStream random(settings_.seed, StreamId::langevin, settings_.item, 0);
    for (double& p : state_.p) p = std::sqrt(settings_.thermal_energy) * random.normal();
    coordinates_.hold_centre(state_.p);
    surface_.evaluate(state_.y);
}

void Langevin::resume(LangevinState state) {
    if (state.y.size() != coordinates_.size() || state.p.size() != coordinates_.size())
        bad_dynamics("a saved state is of another crystal");
    state_ = std::move(state);
    surface_.evaluate(state_.y);
}

void Langevin::kick() {
    const auto force = surface_.force();
    for (std::size_t i = 0; i < state_.p.size(); ++i)
        state_.p[i] += 0.5 * settings_.time_step * force[i];
}

void Langevin::drift() {
    for (std::size_t i = 0; i < state_.y.size(); ++i)
        state_.y[i] += 0.5 * settings_.time_step * state_.p[i];
}

// The exact solution of friction and noise alone.
void Langevin::bathe() {
    if (settings_.friction == 0) return;
    const double keep = std::exp(-settings_.friction * settings_.time_step);
    const double width = std::sqrt((1 - keep * keep) * settings_.thermal_energy);
    RandomStream random(settings_.seed, StreamId::langevin, settings_.item, state_.steps + 1);
    for (double& v : noise_) v = width * random.normal();
    coordinates_.hold_centre(noise_);
    for (std::size_t i = 0; i < noise_.size(); ++i) state_.p[i] = keep * state_.p[i] + noise_[i];
}

void Langevin::step() {
    kick();
    drift();
    bathe();
    drift();
    surface_.evaluate(state_.y);
    kick();
    ++state_.steps;
    const double bath =
        0.5 * static_cast<double>(coordinates_.freedoms()) * settings_.thermal_energy;
    if (!(kinetic_energy() < runaway * bath))
        throw UnstableError("E-langevin-lost",
                            "the motion ran away at step " + std::to_string(state_.steps),
                            "take a shorter time step or a lower temperature");
}

double Langevin::kinetic_energy() const {
    double sum = 0;
    for (double p : state_.p) sum += p * p;
    return sum / 2;
}

}  // namespace crucible
