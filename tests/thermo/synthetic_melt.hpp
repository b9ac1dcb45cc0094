#pragma once
// A material that melts on paper: fronts with more physics than the likelihood knows of, for the
// test of the whole algorithm on a truth that is known.

#include <algorithm>
#include <cmath>

#include "crucible/base/random.hpp"
#include "crucible/base/units.hpp"
#include "crucible/thermo/coexistence_design.hpp"

namespace crucible {

struct SyntheticMelt {
    double melting = 0;    ///< K, of the infinite system
    double mass = 0;       ///< u
    double latent = 0;     ///< eV/atom
    double density = 0;    ///< atoms/angstrom^3
    double kinetic = 0;    ///< angstrom/(fs K)
    double asymmetry = 1;  ///< slope when melting / slope when freezing
    double curvature = 0;  ///< n of v/(1 + n |dT|/Tm)
    double noise = 1;      ///< phi
    double size = 0;       ///< K, of T_N - Tm at 1000 atoms
    double size_power = 1;
    double attraction = 0;  ///< K, of the fronts' attraction at contact
    double reach = 3;       ///< angstrom, of that attraction
    double heat_capacity = 3.4 * constants::boltzmann;
    double length = 62;       ///< angstrom, of the cell
    double readout = 0.6;     ///< angstrom
    double wrong_latent = 1;  ///< the latent heat that is told, over the true one
    double guess = 0;         ///< K

    /// As wide as metals are; every replica has another seed.
    static SyntheticMelt draw(RandomStream r) {
        SyntheticMelt m;
        m.melting = 400 * std::exp(r.uniform() * std::log(3300.0 / 400));
        m.mass = 20 * std::exp(r.uniform() * std::log(10.0));
        m.latent = r.uniform(0.85, 1.5) * constants::boltzmann * m.melting;
        m.density = r.uniform(0.03, 0.085);
        m.kinetic = kinetic_coefficient(1.6 * std::exp(0.35 * r.normal()), m.mass, m.melting);
        m.asymmetry = r.uniform(0.8, 1.3);
        m.curvature = r.uniform(0, 4);
        m.noise = std::exp(0.25 * r.normal());
        m.size = 0.005 * m.melting * r.normal();
        m.size_power = r.uniform(0.8, 1.2);
        m.attraction = 0.3 * m.melting * r.uniform();
        m.reach = r.uniform(2, 4);
        m.wrong_latent = 1 + 0.03 * r.normal();
        m.guess = m.melting * std::exp(0.1 * r.normal());
        return m;
    }
    MeltingFacts facts() const { return {mass, latent * wrong_latent, density}; }
    double melting_of(double atoms) const {
        return melting + size * std::pow(1000 / atoms, size_power);
    }
    double area(double atoms) const { return atoms / (density * length); }
    CoexistencePlan plan(double target) const {
        CoexistencePlan p;
        for (const double n : {2900.0, 4000.0, 6900.0, 11000.0}) p.cells.push_back({n, area(n)});
        p.bracket_cell = 1;
        p.target = target;
        p.priors.guess = guess;
        return p;
    }
};

/// A run in hand: thickness of the solid, temperature, how it goes on.
struct SyntheticState {
    double thickness = 0, temperature = 0, misread = 0;
};

/// Follows one run in steps of 0.1 ps; a slab below 10 angstrom is lost.
class SyntheticRun {
public:
    SyntheticRun(const SyntheticMelt& m, const CoexistenceRequest& q, double atoms, RandomStream r)
        : m_(m), q_(q), atoms_(atoms), random_(r) {
        now_.thickness = m.length / 2, now_.temperature = q.temperature;
        now_.misread = m.readout * random_.normal();
    }
    /// The chunks of 20 ps (6 ps when that is more) that both phases lived through.
    CoexistenceRun go(double time, double chunk) {
        CoexistenceRun out;
        out.request = q_;
        out.record.bath = q_.bath, out.record.atoms = atoms_, out.record.area = m_.area(atoms_);
        out.record.readout = 0.8;
        double left = time;
        while (left > 1e-9 && out.end == CoexistenceRun::End::both) {
            FrontAdvance s;
            const double before = now_.thickness + now_.misread;
            double heat = 0;
            const double most = std::min(chunk, left);
            while (s.time < most - 1e-9 && out.end == CoexistenceRun::End::both) {
                step();
                s.time += tick, heat += now_.temperature * tick;
                if (now_.thickness < 10) out.end = CoexistenceRun::End::liquid;
                if (now_.thickness > m_.length - 10) out.end = CoexistenceRun::End::solid;
            }
            now_.misread = m_.readout * random_.normal();
            s.advance = now_.thickness + now_.misread - before;
            s.temperature = heat / s.time;
            left -= s.time;
            if (s.time > 1000) out.record.stretches.push_back(s);
        }
        return out;
    }

private:
    static constexpr double tick = 100;  // fs
    void step() {
        const double x = now_.thickness;
        const double k = front_noise({m_.mass, m_.latent, m_.density}, m_.melting, m_.area(atoms_));
        const double pull =
            m_.attraction * (std::exp(-(m_.length - x) / m_.reach) - std::exp(-x / m_.reach));
        const double below = m_.melting_of(atoms_) + pull - now_.temperature;
        const double slope = m_.kinetic * std::pow(m_.asymmetry, below < 0 ? 0.5 : -0.5);
        const double v = slope * below / (1 + m_.curvature * std::fabs(below) / m_.melting);
        const double dx =
            2 * v * tick + std::sqrt(4 * m_.noise * m_.kinetic * k * tick) * random_.normal();
        now_.thickness += dx;
        if (q_.bath == CoexistenceRecord::Bath::free)
            now_.temperature += m_.latent / (m_.heat_capacity * m_.length) * dx;
    }
    const SyntheticMelt& m_;
    CoexistenceRequest q_;
    double atoms_;
    RandomStream random_;
    SyntheticState now_;
};

/// One record of a run at free temperature, from its stretches.
inline CoexistenceRecord joined(CoexistenceRecord r) {
    FrontAdvance all;
    for (const FrontAdvance& s : r.stretches) {
        all.advance += s.advance, all.time += s.time;
        all.temperature += s.temperature * s.time;
    }
    if (all.time > 0) all.temperature /= all.time, r.stretches = {all};
    return r;
}

}  // namespace crucible
