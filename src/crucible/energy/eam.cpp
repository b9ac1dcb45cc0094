#include "crucible/energy/eam.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/unknown_element.hpp"
#include "crucible/energy/verlet_list.hpp"

namespace crucible {
namespace eam {

/// One interval of a table: value = ((c3 p + c2) p + c1) p + c0 for 0 <= p <= 1.
struct Knot {
    double c0 = 0, c1 = 0, c2 = 0, c3 = 0;
    double value(double p) const { return ((c3 * p + c2) * p + c1) * p + c0; }
    double slope(double p) const { return (3 * c3 * p + 2 * c2) * p + c1; }  ///< per interval
};

/// The three functions of a distance for a pair of elements, side by side in memory.
struct RadialKnot {
    Knot density_at_j, density_at_i, pair;  ///< from i at j, from j at i, r phi
};

}  // namespace eam

namespace {

using eam::Knot;
using eam::RadialKnot;

constexpr double eam_skin = 0.6;  // angstrom

/// Cubic Hermite pieces whose slopes are five-point differences: not a C2 spline, but the one that
/// LAMMPS and DYNAMO use.
std::vector<Knot> interpolate(const std::vector<double>& f) {
    const std::size_t n = f.size();
    std::vector<Knot> k(n);
    for (std::size_t i = 0; i < n; ++i) k[i].c0 = f[i];
    k[0].c1 = f[1] - f[0];
    k[1].c1 = 0.5 * (f[2] - f[0]);
    k[n - 2].c1 = 0.5 * (f[n - 1] - f[n - 3]);
    k[n - 1].c1 = f[n - 1] - f[n - 2];
    for (std::size_t i = 2; i + 2 < n; ++i)
        k[i].c1 = ((f[i - 2] - f[i + 2]) + 8 * (f[i + 1] - f[i - 1])) / 12;
    for (std::size_t i = 0; i + 1 < n; ++i) {
        k[i].c2 = 3 * (f[i + 1] - f[i]) - 2 * k[i].c1 - k[i + 1].c1;
        k[i].c3 = k[i].c1 + k[i + 1].c1 - 2 * (f[i + 1] - f[i]);
    }
    return k;
}

}  // namespace

struct EmbeddedAtom::Tables {
    EamTables source;
    std::vector<std::vector<Knot>> embedding;     ///< (n_elements)(n_rho)
    std::vector<std::vector<RadialKnot>> radial;  ///< (n_elements, n_elements)(n_r)
    std::vector<std::size_t> kind_of_z;           ///< Z -> element, n_elements if unknown
};

struct EmbeddedAtom::State {
    explicit State(double cutoff) : list(cutoff, eam_skin) {}
    VerletList list;
    std::vector<std::size_t> kind;
    std::vector<double> rho, slope;
    struct Near {  ///< a pair within the cut-off, between the two passes
        Vec3 d;
        double r, p;
        const RadialKnot* knot;
        std::size_t j;
    };
    std::vector<Near> near;
    std::vector<std::size_t> near_begin;

    void classify(const Structure&, const Tables&);
    void densities(const Structure&, const Tables&);
    double embed(const Tables&, std::vector<double>& per_atom);
};

EmbeddedAtom::EmbeddedAtom(EamTables source) {
    auto t = std::make_shared<Tables>();
    const std::size_t n = source.numbers.size();
    for (const auto& f : source.embedding) t->embedding.push_back(interpolate(f));
    std::vector<std::vector<Knot>> density, pair;
    for (const auto& f : source.density) density.push_back(interpolate(f));
    for (const auto& f : source.pair) pair.push_back(interpolate(f));
    t->radial.resize(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            auto& knots = t->radial[source.at(i, j)];
            knots.resize(static_cast<std::size_t>(source.n_r));
            for (std::size_t k = 0; k < knots.size(); ++k)
                knots[k] = {density[source.at(i, j)][k], density[source.at(j, i)][k],
                            pair[source.at(i, j)][k]};
        }
    t->kind_of_z.assign(130, n);
    for (std::size_t i = 0; i < n; ++i)
        t->kind_of_z[static_cast<std::size_t>(source.numbers[i])] = i;
    source.embedding.clear(), source.density.clear(), source.pair.clear();
    t->source = std::move(source);
    tables_ = t;
    state_ = std::make_unique<State>(tables_->source.cutoff);
}
EmbeddedAtom::EmbeddedAtom(std::shared_ptr<const Tables> t)
    : tables_(std::move(t)), state_(std::make_unique<State>(tables_->source.cutoff)) {}
EmbeddedAtom::EmbeddedAtom(EmbeddedAtom&&) noexcept = default;
EmbeddedAtom::~EmbeddedAtom() = default;

void EmbeddedAtom::State::classify(const Structure& s, const Tables& t) {
    kind.resize(s.size());
    const std::size_t n = t.source.numbers.size();
    for (std::size_t i = 0; i < s.size(); ++i) {
        const int z = s.numbers[i];
        kind[i] = z > 0 && z < 130 ? t.kind_of_z[static_cast<std::size_t>(z)] : n;
        if (kind[i] == n) fail_unknown_element(in_quotes(t.source.file), z, i);
    }
}

// First pass: the density at every atom, and what the second pass needs of every pair.
void EmbeddedAtom::State::densities(const Structure& s, const Tables& t) {
    const EamTables& source = t.source;
    const double cut2 = source.cutoff * source.cutoff, per_step = 1 / source.d_r;
    const int last = source.n_r - 2;
    rho.assign(s.size(), 0.0);
    near.clear();
    near_begin.resize(s.size() + 1);
    const Mat3& h = s.cell.h;
    for (std::size_t i = 0; i < s.size(); ++i) {
        near_begin[i] = near.size();
        const Vec3 at = s.positions[i];
        double sum = 0;
        for (std::size_t e = list.begin_of(i); e < list.end_of(i); ++e) {
            const VerletList::Entry& n = list.entries()[e];
            const auto j = static_cast<std::size_t>(n.j);
            Vec3 d = s.positions[j] - at;
            if (n.shifted) d += Vec3(n.shift[0], n.shift[1], n.shift[2]) * h;
            const double r2 = norm2(d);
            if (r2 >= cut2) continue;
            if (!(r2 > 1e-12))
                throw UnstableError("E-energy-collapse",
                                    "atoms " + std::to_string(i + 1) + " and " +
                                        std::to_string(j + 1) + " are on one spot",
                                    "start from larger distances");
            const double r = std::sqrt(r2), x = r * per_step;
            const int m = std::min(static_cast<int>(x), last);
            const double p = std::min(x - m, 1.0);
            const RadialKnot* knot =
                &t.radial[source.at(kind[i], kind[j])][static_cast<std::size_t>(m)];
            sum += knot->density_at_i.value(p);
            rho[j] += knot->density_at_j.value(p);
            near.push_back({d, r, p, knot, j});
        }
        rho[i] += sum;
    }
    near_begin[s.size()] = near.size();
}

// Embedding energies, and their slopes into `slope`.
double EmbeddedAtom::State::embed(const Tables& t, std::vector<double>& per_atom) {
    const EamTables& source = t.source;
    slope.resize(rho.size());
    double energy = 0;
    for (std::size_t i = 0; i < rho.size(); ++i) {
        const double x = rho[i] / source.d_rho;
        const int m = static_cast<int>(std::clamp(x, 0.0, static_cast<double>(source.n_rho - 2)));
        const double p = std::min(x - m, 1.0);
        const Knot& k = t.embedding[kind[i]][static_cast<std::size_t>(m)];
        slope[i] = k.slope(p) / source.d_rho;
        double f = k.value(p);
        if (rho[i] > source.rho_max) f += slope[i] * (rho[i] - source.rho_max);
        per_atom[i] = f;
        energy += f;
    }
    return energy;
}

void EmbeddedAtom::evaluate(const Structure& s, Evaluation& out) {
    State& w = *state_;
    const Tables& t = *tables_;
    if (s.numbers.size() != s.size() || s.size() == 0)
        throw InputError("E-energy-cell", "a structure needs atoms, and as many elements",
                         "check where it came from");
    w.classify(s, t);
    w.list.update(s);
    out.forces.assign(s.size(), Vec3{});
    out.per_atom.resize(s.size());
    out.patched = 0;
    w.densities(s, t);
    out.energy = w.embed(t, out.per_atom);
    const double per_step = 1 / t.source.d_r;
    Mat3 virial;
    for (std::size_t i = 0; i < s.size(); ++i) {
        Vec3 force;
        double pair = 0;
        for (std::size_t e = w.near_begin[i]; e < w.near_begin[i + 1]; ++e) {
            const State::Near& n = w.near[e];
            const double inverse_r = 1 / n.r;
            const double phi = n.knot->pair.value(n.p) * inverse_r;
            const double phi_slope = (n.knot->pair.slope(n.p) * per_step - phi) * inverse_r;
            const double total = w.slope[i] * n.knot->density_at_i.slope(n.p) * per_step +
                                 w.slope[n.j] * n.knot->density_at_j.slope(n.p) * per_step +
                                 phi_slope;
            const Vec3 g = n.d * (total * inverse_r);
            force += g;
            out.forces[n.j] -= g;
            virial += outer(n.d, g);
            pair += phi;
            out.per_atom[i] += 0.5 * phi;
            out.per_atom[n.j] += 0.5 * phi;
        }
        out.forces[i] += force;
        out.energy += pair;
    }
    out.stress = virial * (1 / s.cell.volume());
}

std::unique_ptr<EnergyModel> EmbeddedAtom::clone() const {
    return std::unique_ptr<EnergyModel>(new EmbeddedAtom(tables_));
}

std::string EmbeddedAtom::description() const {
    const EamTables& s = tables_->source;
    return "embedded atom (" + std::string(name(s.format)) + "), " + s.file + ", cut-off " +
           number_text(s.cutoff, 6) + " angstrom";
}

void EmbeddedAtom::forget() { state_->list.clear(); }

}  // namespace crucible
