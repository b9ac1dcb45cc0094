#include "crucible/thermo/coexistence_posterior.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

namespace crucible {
namespace {

constexpr int kinetic_points = 41, noise_points = 9, asymmetry_points = 7;
constexpr double grid_reach = 3;  // standard deviations of the prior on either side

/// (angstrom/fs)^2 per eV/u.
constexpr double velocity2_per_energy = 1.602176634e-19 / 1.66053906660e-27 * 1e-10;

/// One Gaussian of the mixture, over Tm and a.
struct Component {
    double weight = 0, melting = 0, variance = 0, size = 0, size_variance = 0, covariance = 0;
    double ln_kinetic = 0, ln_noise = 0, asymmetry = 0;
};

/// Normal equations of (Tm - guess, a) and the logarithm of the evidence.
class TwoUnknowns {
public:
    TwoUnknowns(double variance, double size_variance) : tt_(1 / variance), aa_(1 / size_variance) {
        evidence_ = 0.5 * std::log(tt_ * aa_);
    }
    /// y = Tm + a/N with this variance; `jacobian`: the density is that of y times this.
    void add(double y, double inverse_atoms, double variance, double jacobian) {
        const double w = 1 / variance;
        tt_ += w, ta_ += w * inverse_atoms, aa_ += w * inverse_atoms * inverse_atoms;
        t_ += w * y, a_ += w * y * inverse_atoms;
        evidence_ -= 0.5 * (std::log(variance) + w * y * y) - std::log(jacobian);
    }
    Component solve() const {
        const double determinant = tt_ * aa_ - ta_ * ta_;
        Component c;
        c.variance = aa_ / determinant, c.size_variance = tt_ / determinant;
        c.covariance = -ta_ / determinant;
        c.melting = c.variance * t_ + c.covariance * a_;
        c.size = c.covariance * t_ + c.size_variance * a_;
        c.weight = evidence_ + 0.5 * (c.melting * t_ + c.size * a_) - 0.5 * std::log(determinant);
        return c;
    }

private:
    double tt_, ta_ = 0, aa_, t_ = 0, a_ = 0, evidence_ = 0;
};

/// ln of the chance that this phase is left over, where T_N is known up to `sd`.
double ln_winner(const CoexistenceRecord& r, double coexistence, double sd, double sharpness) {
    constexpr double mistaken = 0.02;  // chance that the wrong phase wins for other reasons
    // A logistic averaged over a Gaussian is nearly one less steep (MacKay,
    // doi:10.1162/neco.1992.4.5.720).
    const double less_steep = sharpness / std::sqrt(1 + M_PI / 8 * std::pow(sharpness * sd, 2));
    const double above = less_steep * (coexistence - r.temperature);
    const double solid = mistaken + (1 - 2 * mistaken) / (1 + std::exp(-above));
    return std::log(r.winner == CoexistenceRecord::Winner::solid ? solid : 1 - solid);
}

bool tells_winner(const CoexistenceRecord& r) {
    return r.stretches.empty() && r.winner != CoexistenceRecord::Winner::unknown;
}

/// Multiplies a component by what all winners say, on a grid of Tm, and brings it back to a
/// Gaussian of the same moments (docs/melting.md, "Winners").
void learn_winners(const std::vector<CoexistenceRecord>& records, double latent, double phi,
                   double melting, double guess, Component& c) {
    constexpr int points = 121;
    constexpr double reach = 6;
    const double sd = std::sqrt(c.variance), follows = c.covariance / c.variance;
    const double size_left = c.size_variance - follows * c.covariance;  // of a, Tm being known
    std::array<double, points> ln{};
    const auto z_of = [](int i) { return reach * (2.0 * i / (points - 1) - 1); };
    for (int i = 0; i < points; ++i) {
        const double away = z_of(i) * sd;
        double& sum = ln[static_cast<std::size_t>(i)];
        sum = -0.5 * z_of(i) * z_of(i);
        for (const CoexistenceRecord& r : records) {
            if (!tells_winner(r)) continue;
            const double sharpness =
                r.atoms * latent / (2 * phi * constants::boltzmann * melting * melting);
            const double here = guess + c.melting + away + (c.size + follows * away) / r.atoms;
            sum += ln_winner(r, here, std::sqrt(std::max(0.0, size_left)) / r.atoms, sharpness);
        }
    }
    const double most = *std::max_element(ln.begin(), ln.end());
    double norm = 0, total = 0, first = 0, second = 0;
    for (int i = 0; i < points; ++i) {
        const double z = z_of(i), w = std::exp(ln[static_cast<std::size_t>(i)] - most);
        norm += std::exp(-0.5 * z * z), total += w, first += w * z, second += w * z * z;
    }
    const double shift = first / total, narrowed = second / total - shift * shift;
    c.weight += most + std::log(total / norm);
    c.melting += shift * sd, c.size += follows * shift * sd;
    c.size_variance = size_left + follows * follows * c.variance * narrowed;
    c.covariance *= narrowed, c.variance *= narrowed;
}

struct GridPoint {
    double noise;              ///< phi mu K without K, angstrom/(fs K)
    double freezing, melting;  ///< 2 mu exp(-+b/2), angstrom/(fs K)
};

/// How much the law v = mu (T_N - T) is distrusted far from Tm, as a variance of the advance.
double curvature_variance(double gain, double time, double away, double melting,
                          std::size_t stretches) {
    const double trust = std::min(1.0, 3 * away / melting);
    const double d = gain * time * away * trust;
    return static_cast<double>(stretches) * d * d;
}

void add_record(TwoUnknowns& n, const CoexistenceRecord& r, const GridPoint& g, double noise_k,
                double guess, double melting, double size) {
    const double here = melting + size / r.atoms;
    for (const FrontAdvance& s : r.stretches) {
        const bool is_free = r.bath == CoexistenceRecord::Bath::free;
        const bool is_melting = is_free ? s.advance < 0 : s.temperature > here;
        const double gain = is_melting ? g.melting : g.freezing;
        const double scale = gain * s.time;
        double variance = 4 * g.noise * noise_k * s.time + 2 * r.readout * r.readout;
        if (!is_free)
            variance += curvature_variance(gain, s.time, std::fabs(s.temperature - here), melting,
                                           r.stretches.size());
        const double y = s.temperature + s.advance / scale - guess;
        // The datum of a run with a thermostat is its advance, of a free one the temperature y.
        n.add(y, 1 / r.atoms, variance / (scale * scale), is_free ? 1.0 : 1 / scale);
    }
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double mixture_quantile(const std::vector<Component>& all, double floor_sd, double q, double low,
                        double high) {
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        double below = 0;
        for (const Component& c : all)
            below += c.weight *
                     normal_cdf((middle - c.melting) / std::sqrt(c.variance + floor_sd * floor_sd));
        (below < q ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Weights from logarithms, to a sum of 1; what weighs nothing is left out.
void normalise(std::vector<Component>& all) {
    double most = all.front().weight, total = 0;
    for (const Component& c : all) most = std::max(most, c.weight);
    std::erase_if(all, [&](const Component& c) { return c.weight < most - 18; });
    for (Component& c : all) total += c.weight = std::exp(c.weight - most);
    for (Component& c : all) c.weight /= total;
}

/// Tm is still relative to the guess.
CoexistencePosterior moments(const std::vector<Component>& all, double floor_sd) {
    CoexistencePosterior out;
    for (const Component& c : all) {
        out.melting += c.weight * c.melting, out.size += c.weight * c.size;
        out.ln_kinetic += c.weight * c.ln_kinetic, out.ln_noise += c.weight * c.ln_noise;
        out.asymmetry += c.weight * c.asymmetry;
    }
    double variance = floor_sd * floor_sd, size_variance = 0;
    double kinetic_variance = 0, noise_variance = 0;
    for (const Component& c : all) {
        const double dt = c.melting - out.melting, da = c.size - out.size;
        variance += c.weight * (c.variance + dt * dt);
        size_variance += c.weight * (c.size_variance + da * da);
        out.covariance += c.weight * (c.covariance + dt * da);
        kinetic_variance += c.weight * std::pow(c.ln_kinetic - out.ln_kinetic, 2);
        noise_variance += c.weight * std::pow(c.ln_noise - out.ln_noise, 2);
    }
    out.melting_sd = std::sqrt(variance), out.size_sd = std::sqrt(size_variance);
    out.ln_kinetic_sd = std::sqrt(kinetic_variance);
    out.ln_noise_sd = std::sqrt(noise_variance);
    return out;
}

void check_facts(const MeltingFacts& f, const CoexistencePriors& p) {
    if (f.mass > 0 && f.latent > 0 && f.density > 0 && p.guess > 0) return;
    throw InconsistentError(
        "E-melting-facts", "the liquid does not lie above the solid, or their density is not known",
        "check that the crystal stays solid and that its melt is a melt");
}

}  // namespace

CoexistencePriors faceted(CoexistencePriors p) {
    p.ln_kinetic -= std::log(10.0);
    p.ln_kinetic_sd = 1;
    return p;
}

double kinetic_coefficient(double c, double mass, double melting) {
    return c * std::sqrt(constants::boltzmann / (mass * melting) * velocity2_per_energy);
}

double front_noise(const MeltingFacts& f, double melting, double area) {
    return constants::boltzmann * melting * melting / (f.density * f.latent * area);
}

CoexistencePosterior coexistence_posterior(const std::vector<CoexistenceRecord>& records,
                                           const MeltingFacts& facts, const CoexistencePriors& p,
                                           double floor_sd) {
    check_facts(facts, p);
    const auto at = [](int i, int n, double centre, double sd) {
        return centre + sd * grid_reach * (2.0 * i / (n - 1) - 1);
    };
    const auto prior = [](double x, double centre, double sd) {
        return -0.5 * (x - centre) * (x - centre) / (sd * sd);
    };
    CoexistencePosterior out;
    double melting = p.guess, size = 0;
    std::vector<Component> all;
    const bool has_winners = std::any_of(records.begin(), records.end(), tells_winner);
    // Noise and distrust depend on Tm a little: three rounds settle it.
    for (int round = 0; round < 3; ++round) {
        all.clear();
        for (int i = 0; i < kinetic_points; ++i)
            for (int j = 0; j < noise_points; ++j)
                for (int k = 0; k < asymmetry_points; ++k) {
                    const double ln_c = at(i, kinetic_points, p.ln_kinetic, p.ln_kinetic_sd);
                    const double ln_phi = at(j, noise_points, 0, p.ln_noise_sd);
                    const double b = at(k, asymmetry_points, 0, p.asymmetry_sd);
                    const double mu = kinetic_coefficient(std::exp(ln_c), facts.mass, melting);
                    const GridPoint g{std::exp(ln_phi) * mu, 2 * mu * std::exp(-b / 2),
                                      2 * mu * std::exp(b / 2)};
                    TwoUnknowns n(std::pow(p.guess_sd * p.guess, 2),
                                  std::pow(p.size_sd * p.guess, 2));
                    for (const CoexistenceRecord& r : records)
                        add_record(n, r, g, front_noise(facts, melting, r.area), p.guess, melting,
                                   size);
                    Component c = n.solve();
                    if (has_winners)
                        learn_winners(records, facts.latent, std::exp(ln_phi), melting, p.guess, c);
                    c.weight += prior(ln_c, p.ln_kinetic, p.ln_kinetic_sd) +
                                prior(ln_phi, 0, p.ln_noise_sd) + prior(b, 0, p.asymmetry_sd);
                    c.ln_kinetic = ln_c, c.ln_noise = ln_phi, c.asymmetry = b;
                    all.push_back(c);
                }
        normalise(all);
        out = moments(all, floor_sd);
        out.melting += p.guess;
        melting = std::max(out.melting, 0.2 * p.guess), size = out.size;
    }
    const double centre = out.melting - p.guess, reach = 12 * out.melting_sd;
    out.low = p.guess + mixture_quantile(all, floor_sd, 0.025, centre - reach, centre + reach);
    out.high = p.guess + mixture_quantile(all, floor_sd, 0.975, centre - reach, centre + reach);
    out.kinetic = kinetic_coefficient(std::exp(out.ln_kinetic), facts.mass, melting);
    return out;
}

double tension(const CoexistencePosterior& a, const CoexistencePosterior& b) {
    const auto apart = [](double x, double sx, double y, double sy) {
        return std::fabs(x - y) / std::sqrt(sx * sx + sy * sy);
    };
    return std::max({apart(a.melting, a.melting_sd, b.melting, b.melting_sd),
                     apart(a.ln_kinetic, a.ln_kinetic_sd, b.ln_kinetic, b.ln_kinetic_sd),
                     apart(a.ln_noise, a.ln_noise_sd, b.ln_noise, b.ln_noise_sd)});
}

}  // namespace crucible
