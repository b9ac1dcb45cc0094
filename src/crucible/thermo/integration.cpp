#include "crucible/thermo/integration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

namespace crucible {
namespace {

constexpr std::size_t stride = 100;        // steps between two chances to stop
constexpr std::size_t stress_stride = 10;  // steps between two stresses that count

LangevinSettings dynamics_settings(const SamplingSettings& s, std::uint64_t item) {
    return {constants::boltzmann * s.temperature, s.time_step, s.friction, s.seed, item};
}

// `part` of the way to the nearest neighbour, squared.
std::vector<double> leashes(const Structure& sites, double part) {
    std::vector<double> out(sites.size(), std::numeric_limits<double>::infinity());
    const auto unmet = [](double d2) { return std::isinf(d2); };
    for (double reach = 3; std::any_of(out.begin(), out.end(), unmet); reach *= 1.5) {
        const NeighbourList list = neighbours(sites, reach);
        for (std::size_t i = 0; i < sites.size(); ++i)
            for (const Neighbour& n : list.of(i))
                out[i] = std::min(out[i], part * part * n.distance * n.distance);
    }
    return out;
}

std::array<double, 6> voigt(const Mat3& m) {
    return {m(0, 0), m(1, 1), m(2, 2), m(1, 2), m(0, 2), m(0, 1)};
}

Mat3 from_voigt(const std::array<double, 6>& v) {
    return {{{{v[0], v[5], v[4]}, {v[5], v[1], v[3]}, {v[4], v[3], v[2]}}}};
}

}  // namespace

MixedSurface::MixedSurface(const Structure& sites, EnergyModel& model, const ReferenceCrystal& r)
    : model_(model), reference_(r), sites_(sites), now_(sites) {
    if (r.coordinates().n_atoms() != sites.size())
        throw InputError("E-integrate-settings", "a reference has other atoms than its crystal",
                         "make it from the same supercell");
    u_.resize(3 * sites.size());
    atom_force_.resize(u_.size());
    for (auto* column : {&pulled_, &crystal_force_, &y_, &force_})
        column->resize(r.coordinates().size());
    model_.forget();
    model_.evaluate(sites_, evaluation_);
    site_energy_ = evaluation_.energy;
}

void MixedSurface::evaluate(std::span<const double> y) {
    const Coordinates& c = reference_.coordinates();
    std::copy(y.begin(), y.end(), y_.begin());
    c.displace(y, u_);
    for (std::size_t i = 0; i < now_.size(); ++i)
        now_.positions[i] =
            Position(sites_.positions[i] + Vec3{u_[3 * i], u_[3 * i + 1], u_[3 * i + 2]});
    model_.evaluate(now_, evaluation_);
    energy_ = evaluation_.energy - site_energy_;
    reference_energy_ = 0;
    for (double v : y_) reference_energy_ += v * v / 2;
    for (std::size_t i = 0; i < now_.size(); ++i)
        for (int a = 0; a < 3; ++a)
            atom_force_[3 * i + static_cast<std::size_t>(a)] = evaluation_.forces[i][a];
    c.pull(atom_force_, crystal_force_);
    mix();
}

void MixedSurface::mix() {
    for (std::size_t i = 0; i < force_.size(); ++i)
        force_[i] = lambda_ * crystal_force_[i] - (1 - lambda_) * y_[i];
}

void MixedSurface::set_lambda(double lambda) {
    lambda_ = lambda;
    mix();
}

PlaceWatch::PlaceWatch(const Structure& sites, double part) : leash2_(leashes(sites, part)) {
    state_.sum.assign(3 * sites.size(), 0.0);
}

void PlaceWatch::see(std::span<const double> u, std::size_t step) {
    for (std::size_t i = 0; i < u.size(); ++i) state_.sum[i] += u[i];
    if (++state_.n < stride) return;
    for (std::size_t i = 0; i < leash2_.size() && !state_.lost; ++i) {
        const double* w = state_.sum.data() + 3 * i;
        const Vec3 mean = Vec3{w[0], w[1], w[2]} / static_cast<double>(stride);
        if (norm2(mean) > leash2_[i]) state_.lost = step;
    }
    std::fill(state_.sum.begin(), state_.sum.end(), 0.0);
    state_.n = 0;
}

LambdaRun::LambdaRun(const Structure& sites, EnergyModel& model, const ReferenceCrystal& reference,
                     double lambda, const SamplingSettings& settings, std::uint64_t item)
    : surface_(sites, model, reference),
      dynamics_(reference.coordinates(), surface_, dynamics_settings(settings, item)),
      settings_(settings),
      lambda_(lambda),
      watch_(sites, settings.left_places) {
    if (!(lambda >= 0 && lambda <= 1) || settings.steps < 2 * stride || !(settings.left_places > 0))
        throw InputError("E-integrate-settings",
                         "a run at one lambda needs lambda between 0 and 1 and two hundred steps",
                         "give it more steps");
    surface_.set_lambda(lambda);
    dynamics_.start();
    progress_.state = dynamics_.state();
    progress_.places = watch_.state();
}

bool LambdaRun::done() const {
    return progress_.state.steps >= settings_.equilibration + settings_.steps;
}

void LambdaRun::resume(LambdaProgress progress) {
    progress_ = std::move(progress);
    watch_.resume(progress_.places);
    surface_.forget();
    dynamics_.resume(progress_.state);
}

void LambdaRun::record() {
    const std::size_t step = dynamics_.state().steps;
    watch_.see(surface_.displacement(), step);
    if (step <= settings_.equilibration) return;
    progress_.differences.push_back(surface_.difference());
    progress_.energies.push_back(surface_.energy() + surface_.site_energy());
    if (progress_.differences.size() % stress_stride == 0)
        for (double s : voigt(surface_.stress())) progress_.stresses.push_back(s);
}

void LambdaRun::advance() {
    for (std::size_t i = 0; i < stride && !done(); ++i) {
        dynamics_.step();
        progress_.state.steps = dynamics_.state().steps;
        record();
    }
    // What a run that goes on from here would begin with, to the last bit.
    surface_.forget();
    dynamics_.resume(dynamics_.state());
    progress_.state = dynamics_.state();
    progress_.places = watch_.state();
}

LambdaAverage LambdaRun::average() const {
    LambdaAverage out;
    out.lambda = lambda_;
    out.difference = block_average(progress_.differences).estimate;
    out.variance = variance(progress_.differences);
    out.memory = autocorrelation_time(progress_.differences);
    out.energy = block_average(progress_.energies).estimate;
    out.lost = progress_.places.lost;
    const std::size_t n = progress_.stresses.size() / 6;
    std::array<double, 6> mean{}, error{};
    std::vector<double> series(n);
    for (std::size_t a = 0; a < 6; ++a) {
        for (std::size_t i = 0; i < n; ++i) series[i] = progress_.stresses[6 * i + a];
        const Estimate e = block_average(series).estimate;
        mean[a] = e.value, error[a] = e.error;
    }
    out.stress = from_voigt(mean);
    out.stress_error = from_voigt(error);
    return out;
}

}  // namespace crucible
