#include "crucible/dynamics/relax.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/dynamics/descent.hpp"
#include "crucible/dynamics/landscape.hpp"

namespace crucible {
namespace {

constexpr int springs_lifetime = 16;            // accepted steps between two spring networks
constexpr std::size_t most_spring_atoms = 200;  // beyond, factorising would cost more than it saves
constexpr double strain_before_rebase = 0.3;
constexpr double coarse_factor = 10;  // the coarse model stops at so many times the tolerance,
constexpr double steps_above_roughness = 10;  // or when a step promises less than this

void check_settings(const RelaxSettings& s) {
    const bool fine = std::isfinite(s.pressure) && s.fmax > 0 && s.stress_tolerance > 0 &&
                      s.max_evaluations > 0 && s.max_step > 0 && s.volume_low > 0 &&
                      s.volume_low < 1 && s.volume_high > 1;
    if (!fine)
        throw InputError("E-relax-settings",
                         "a relaxation needs positive tolerances, steps and "
                         "evaluations, and a volume window around 1",
                         "correct the relaxation's settings");
}

}  // namespace

std::string_view name(RelaxStatus s) {
    switch (s) {
        case RelaxStatus::converged:
            return "converged";
        case RelaxStatus::evaluation_limit:
            return "evaluation-limit";
        case RelaxStatus::stalled:
            return "stalled";
        case RelaxStatus::collapsed:
            return "collapsed";
        case RelaxStatus::exploded:
            return "exploded";
    }
    return "unknown";
}

std::string_view name(Minimiser m) { return m == Minimiser::lbfgs ? "lbfgs" : "fire"; }

std::string description(const RelaxSettings& s) {
    std::string text(name(s.minimiser));
    if (s.minimiser == Minimiser::lbfgs && s.preconditioning == Preconditioning::springs)
        text += ", spring preconditioner (up to 200 atoms)";
    text += s.cell == CellMotion::free ? ", free cell at " : ", fixed cell, ";
    if (s.cell == CellMotion::free)
        text += number_text(from_internal(s.pressure, "GPa"), 8) + " GPa, stress within " +
                number_text(from_internal(s.stress_tolerance, "GPa"), 4) + " GPa, ";
    return text + "forces below " + number_text(from_internal(s.fmax, "kcal/mol/angstrom"), 4) +
           " kcal/mol/angstrom, steps up to " + number_text(s.max_step, 4) + " angstrom";
}

struct Relaxer::Work {
    Landscape landscape;
    LbfgsMemory memory;
    Fire fire;
    SpringPreconditioner springs;
    std::vector<Spring> bonds;
    std::vector<double> x, trial, direction, step, change;
    LandscapePoint here, there;
    RelaxSettings settings;
    EnergyModel* model = nullptr;
    int evaluations = 0, since_springs = 0;

    Landscape::Verdict evaluate(const std::vector<double>& at, LandscapePoint& p) {
        ++evaluations;
        return landscape.evaluate(at, *model, p);
    }
    bool within(double factor) const {
        return here.fmax <= factor * settings.fmax &&
               here.stress_error <= factor * settings.stress_tolerance;
    }
    bool exhausted() const { return evaluations >= settings.max_evaluations; }
    void refresh_springs();
    void limit_step(std::vector<double>&) const;
    bool acceptable(double slope, double scale) const;
    RelaxStatus descend(double factor);
    RelaxStatus descend_lbfgs(double factor);
    RelaxStatus descend_fire(double factor);
    RelaxStatus line_search(double slope, double& scale);
    void accept(double scale);
    RelaxStatus begin(EnergyModel&);
};

void Relaxer::Work::refresh_springs() {
    if (settings.preconditioning == Preconditioning::none) return;
    if (landscape.n_atoms() > most_spring_atoms) return;
    if (springs.ready() && since_springs < springs_lifetime) return;
    model->springs(landscape.structure(), bonds);
    if (bonds.empty()) bonds = guessed_springs(landscape.structure());
    springs.build(bonds, landscape.n_atoms(), landscape.n_strains(), landscape.strain_length());
    since_springs = 0;
}

// No atom moves, by itself or with the strain, farther than max_step.
void Relaxer::Work::limit_step(std::vector<double>& p) const {
    double largest2 = 0, strain2 = 0;
    const std::size_t n = landscape.n_atoms();
    for (std::size_t i = 0; i < n; ++i)
        largest2 = std::max(largest2, norm2(Vec3{p[3 * i], p[3 * i + 1], p[3 * i + 2]}));
    for (std::size_t i = 3 * n; i < p.size(); ++i) strain2 += p[i] * p[i];
    // A strain of 1/3 per angstrom of max_step moves neighbours 3 angstrom apart by max_step.
    const double strain = 3 * std::sqrt(strain2) / landscape.strain_length();
    const double length = std::max(std::sqrt(largest2), strain);
    if (length > settings.max_step)
        for (double& v : p) v *= settings.max_step / length;
}

// Sufficient decrease; where the change drowns in the noise of the sums, a slope that is not
// steeper.
bool Relaxer::Work::acceptable(double slope, double scale) const {
    const double noise =
        std::max(model->roughness(), 1e-9 * static_cast<double>(landscape.n_atoms()));
    const double rise = there.enthalpy - here.enthalpy;
    if (rise <= 1e-4 * scale * slope) return true;
    return std::fabs(rise) <= noise && std::fabs(dot(there.gradient, direction)) <= -slope;
}

// Shrinks `scale` until the step is acceptable; `there` then holds the new point.
RelaxStatus Relaxer::Work::line_search(double slope, double& scale) {
    scale = 1;
    auto verdict = Landscape::Verdict::fine;
    for (int attempt = 0; attempt < 12 && !exhausted(); ++attempt) {
        for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + scale * direction[i];
        verdict = evaluate(trial, there);
        if (verdict == Landscape::Verdict::fine) {
            if (acceptable(slope, scale)) return RelaxStatus::converged;
            // The parabola through both values and the slope here.
            const double rise = there.enthalpy - here.enthalpy - scale * slope;
            const double best = rise > 0 ? -slope * scale * scale / (2 * rise) : scale / 2;
            scale = std::clamp(best, 0.1 * scale, 0.5 * scale);
        } else {
            scale *= 0.25;
        }
    }
    if (exhausted()) return RelaxStatus::evaluation_limit;
    if (verdict == Landscape::Verdict::collapsed) return RelaxStatus::collapsed;
    return verdict == Landscape::Verdict::exploded ? RelaxStatus::exploded : RelaxStatus::stalled;
}

void Relaxer::Work::accept(double scale) {
    step.resize(x.size());
    change.resize(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        step[i] = scale * direction[i];
        change[i] = there.gradient[i] - here.gradient[i];
    }
    memory.learn(step, change);
    std::swap(x, trial);
    std::swap(here, there);
    ++since_springs;
    double strain = 0;
    for (std::size_t i = 3 * landscape.n_atoms(); i < x.size(); ++i)
        strain = std::max(strain, std::fabs(x[i]) / landscape.strain_length());
    landscape.reduce_cell();
    if (strain > strain_before_rebase) {
        // New variables: the gradient of the old ones and their history no longer fit.
        landscape.rebase(x);
        memory.clear();
        springs.clear();
        fire.clear();
        evaluate(x, here);
    }
}

RelaxStatus Relaxer::Work::descend_lbfgs(double factor) {
    while (!within(factor)) {
        if (exhausted()) return RelaxStatus::evaluation_limit;
        refresh_springs();
        memory.direction(here.gradient, springs, direction);
        double slope = dot(here.gradient, direction);
        if (!(slope < 0)) {
            memory.clear();
            memory.direction(here.gradient, springs, direction);
        }
        limit_step(direction);
        slope = dot(here.gradient, direction);
        if (factor > 1 && -slope < steps_above_roughness * model->roughness())
            return RelaxStatus::converged;
        double scale = 1;
        const RelaxStatus status = line_search(slope, scale);
        if (status == RelaxStatus::converged) {
            accept(scale);
            continue;
        }
        landscape.place(x);
        if (status == RelaxStatus::evaluation_limit || memory.empty()) return status;
        memory.clear();  // once more along the preconditioned gradient
        springs.clear();
    }
    return RelaxStatus::converged;
}

RelaxStatus Relaxer::Work::descend_fire(double factor) {
    int failures = 0;
    while (!within(factor)) {
        if (exhausted()) return RelaxStatus::evaluation_limit;
        fire.step(here.gradient, direction);
        limit_step(direction);
        for (std::size_t i = 0; i < x.size(); ++i) trial[i] = x[i] + direction[i];
        const auto verdict = evaluate(trial, there);
        if (verdict == Landscape::Verdict::fine) {
            accept(1);
            failures = 0;
            continue;
        }
        landscape.place(x);
        fire.clear();
        if (++failures > 8)
            return verdict == Landscape::Verdict::exploded ? RelaxStatus::exploded
                                                           : RelaxStatus::collapsed;
    }
    return RelaxStatus::converged;
}

RelaxStatus Relaxer::Work::descend(double factor) {
    return settings.minimiser == Minimiser::lbfgs ? descend_lbfgs(factor) : descend_fire(factor);
}

RelaxStatus Relaxer::Work::begin(EnergyModel& m) {
    model = &m;
    model->forget();
    switch (evaluate(x, here)) {
        case Landscape::Verdict::collapsed:
            return RelaxStatus::collapsed;
        case Landscape::Verdict::exploded:
            return RelaxStatus::exploded;
        case Landscape::Verdict::fine:
            break;
    }
    return RelaxStatus::converged;
}

Relaxer::Relaxer() : work_(std::make_unique<Work>()) {}
Relaxer::Relaxer(Relaxer&&) noexcept = default;
Relaxer::~Relaxer() = default;

RelaxResult Relaxer::run(const Structure& start, EnergyModel& model, const RelaxSettings& settings,
                         EnergyModel* coarse) {
    check_settings(settings);
    Work& w = *work_;
    w.settings = settings;
    w.landscape.start(start, settings);
    w.memory.clear();
    w.fire.clear();
    w.springs.clear();
    w.evaluations = 0;
    w.x.assign(w.landscape.size(), 0.0);
    w.trial = w.x;
    w.here = {};  // a start that cannot be evaluated must not show the values of the run before
    RelaxStatus status = RelaxStatus::converged;
    if (coarse) {
        status = w.begin(*coarse);
        if (status == RelaxStatus::converged) status = w.descend(coarse_factor);
    }
    if (status == RelaxStatus::converged || status == RelaxStatus::stalled) {
        status = w.begin(model);
        if (status == RelaxStatus::converged) status = w.descend(1);
    }
    w.landscape.place(w.x);
    RelaxResult out;
    out.structure = w.landscape.structure();
    out.enthalpy = w.here.enthalpy;
    out.energy = w.here.energy;
    out.volume = out.structure.cell.volume();
    out.fmax = w.here.fmax;
    out.stress_error = w.here.stress_error;
    out.evaluations = w.evaluations;
    out.status =
        status == RelaxStatus::converged && w.here.patched > 0 ? RelaxStatus::collapsed : status;
    return out;
}

RelaxResult relax(const Structure& s, EnergyModel& model, const RelaxSettings& settings) {
    return Relaxer().run(s, model, settings);
}

}  // namespace crucible
