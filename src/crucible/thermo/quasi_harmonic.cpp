#include "crucible/thermo/quasi_harmonic.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <tuple>

#include "crucible/num/hermite.hpp"
#include "crucible/num/linalg.hpp"

namespace crucible {
namespace {

double root_between(const std::function<double(double)>& f, double low, double high) {
    const double at_low = f(low);
    for (int k = 0; k < 100; ++k) {
        const double middle = 0.5 * (low + high);
        ((f(middle) > 0) == (at_low > 0) ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// The free energy of vibrations per formula unit over volume, fitted.
struct VibrationFit {
    Polynomial curve;
    std::vector<double> mesh_errors;  ///< (volumes) NaN where imaginary

    static std::optional<VibrationFit> of(const std::vector<VibratingVolume>& all, double units,
                                          double temperature) {
        VibrationFit fit;
        std::vector<double> x, y;
        for (const VibratingVolume& v : all) {
            if (v.imaginary_share() > 0) {
                fit.mesh_errors.push_back(NAN);
                continue;
            }
            const MeshLimit f = free_energy_limit(v, temperature);
            x.push_back(v.volume), y.push_back(f.value / units);
            fit.mesh_errors.push_back(f.error / units);
        }
        if (x.size() < 4) return {};
        fit.curve = fit_polynomial(x, y, std::min(4, static_cast<int>(x.size()) - 2));
        return fit;
    }
};

/// Finds the volume at which a crystal is in equilibrium.
class VolumeSearch {
public:
    VolumeSearch(const EnthalpyBranch& branch, const std::vector<VibratingVolume>& volumes,
                 const VibrationFit& fit)
        : branch_(branch), volumes_(volumes), fit_(fit) {
        std::tie(first_, last_) = branch.kept();
    }

    /// Fills in volume, mu and error, or why there are none.
    void fill(ChemicalPotential& c) const {
        c.state = PhaseFate::beyond;
        double best = INFINITY;
        for (std::size_t k = first_; k + 1 < last_; ++k) {  // the volume falls along the branch
            const HermitePiece u = energy_piece(k);
            const auto excess = [&](double v) {
                return u.slope(v) + fit_.curve.slope(v) + c.pressure;
            };
            if (!(excess(u.x1) <= 0 && excess(u.x0) >= 0)) continue;
            const double v = root_between(excess, u.x1, u.x0);
            const double mu = u.value(v) + fit_.curve(v) + c.pressure * v;
            if (mu >= best) continue;
            best = mu;
            settle(v, mu, c);
        }
        if (best == INFINITY) c.state = fate_outside(c.pressure);
    }

private:
    HermitePiece energy_piece(std::size_t k) const {
        const BranchPoint &a = branch_.points[k], &b = branch_.points[k + 1];
        return {a.volume, a.energy, -a.pressure, b.volume, b.energy, -b.pressure};
    }

    void settle(double volume, double mu, ChemicalPotential& c) const {
        std::size_t k = 0;
        while (k + 2 < volumes_.size() && volumes_[k + 1].volume > volume) ++k;
        const double mesh = std::max(fit_.mesh_errors[k], fit_.mesh_errors[k + 1]);
        const bool sound =
            std::isfinite(fit_.mesh_errors[k]) && std::isfinite(fit_.mesh_errors[k + 1]);
        c.volume = volume;
        c.state = sound ? PhaseFate::stays : PhaseFate::imaginary;
        c.mu = sound ? mu : NAN;
        c.error = sound ? std::hypot(mesh, fit_.curve.residual) : NAN;
    }

    /// No volume of the branch is in equilibrium: it ends too early, or was not asked to go so far.
    PhaseFate fate_outside(double pressure) const {
        const BranchPoint& widest = branch_.points[first_];
        const bool wider = fit_.curve.slope(widest.volume) - widest.pressure + pressure < 0;
        const bool ended = wider ? first_ > 0 : last_ < branch_.points.size();
        return ended ? PhaseFate::lost : PhaseFate::beyond;
    }

    const EnthalpyBranch& branch_;
    const std::vector<VibratingVolume>& volumes_;
    const VibrationFit& fit_;
    std::size_t first_ = 0, last_ = 0;
};

}  // namespace

double VibratingVolume::imaginary_share() const {
    return std::max(coarse.imaginary_share(), fine.imaginary_share());
}

MeshLimit free_energy_limit(const VibratingVolume& v, double temperature) {
    const double coarse = harmonic_state(v.coarse, temperature).free_energy,
                 fine = harmonic_state(v.fine, temperature).free_energy;
    const double rest = (fine - coarse) / 7;  // eight times as many waves
    return {fine + rest, std::fabs(rest)};
}

double thermal_margin(const Structure& s, double temperature) {
    return 6 * static_cast<double>(s.size()) * constants::boltzmann * temperature / s.cell.volume();
}

QuasiHarmonic::QuasiHarmonic(EnthalpyBranch branch, EnergyModel& model,
                             const QuasiHarmonicSettings& settings)
    : branch_(std::move(branch)), settings_(settings) {
    const auto [first, last] = branch_.kept();
    const std::size_t n = std::min<std::size_t>(
        last - first, static_cast<std::size_t>(std::max(settings.volumes, 2)));
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t at = first + (n < 2 ? 0 : k * (last - first - 1) / (n - 1));
        const BranchPoint& p = branch_.points[at];
        const auto hessian = reciprocal_hessian(model, p.structure, settings.sampling);
        const WaveMesh half = WaveMesh::for_length(p.structure.cell, settings.mesh_length / 2);
        VibratingVolume v{p.pressure, p.volume, half.doubled().size(), {}, {}};
        v.coarse = harmonic_modes(*hessian, p.structure, half, settings.statistics);
        v.fine = harmonic_modes(*hessian, p.structure, half.doubled(), settings.statistics);
        volumes_.push_back(std::move(v));
    }
}

double QuasiHarmonic::imaginary_share() const {
    double share = 0;
    for (const VibratingVolume& v : volumes_) share = std::max(share, v.imaginary_share());
    return share;
}

ChemicalPotential QuasiHarmonic::blank(double pressure, double temperature) const {
    ChemicalPotential c;
    c.phase = branch_.label;
    c.level =
        settings_.statistics == VibrationStatistics::quantum ? "harmonic, quantum" : "harmonic";
    c.pressure = pressure, c.temperature = temperature;
    c.mu = c.error = c.volume = NAN;
    c.enthalpy = branch_.at(pressure).value;
    std::size_t nearest = 0;
    for (std::size_t k = 1; k < branch_.points.size(); ++k)
        if (std::fabs(branch_.points[k].pressure - pressure) <
            std::fabs(branch_.points[nearest].pressure - pressure))
            nearest = k;
    c.space_group = branch_.points[nearest].space_group;
    return c;
}

std::vector<ChemicalPotential> QuasiHarmonic::isotherm(std::span<const double> pressures,
                                                       double temperature) const {
    const auto [first, last] = branch_.kept();
    const bool is_static =
        settings_.statistics == VibrationStatistics::classical && temperature == 0;
    std::optional<VibrationFit> fit;
    if (!is_static && last - first >= 2)
        fit = VibrationFit::of(volumes_, branch_.units, temperature);
    std::vector<ChemicalPotential> out;
    for (const double p : pressures) {
        ChemicalPotential c = blank(p, temperature);
        if (fit) {
            VolumeSearch(branch_, volumes_, *fit).fill(c);
        } else if (is_static && std::isfinite(c.enthalpy)) {
            c.mu = c.enthalpy, c.volume = branch_.at(p).slope, c.error = 0;
        } else {
            const bool soft = !is_static && last - first >= 4;
            c.state = soft ? PhaseFate::imaginary : PhaseFate::lost;
        }
        out.push_back(std::move(c));
    }
    return out;
}

}  // namespace crucible
