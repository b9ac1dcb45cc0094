#include "crucible/energy/buckingham.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "crucible/energy/buckingham_lists.hpp"
#include "crucible/energy/unknown_element.hpp"

namespace crucible {
namespace {

using buckingham::Columns;
using buckingham::PairTerm;

[[noreturn]] void bad_parameters(const std::string& message) {
    throw InputError("E-energy-parameters", message, "correct the potential's parameters");
}

void check_parameters(const BuckinghamParameters& p, const EwaldSettings& w) {
    const std::size_t n = p.numbers.size();
    if (n == 0 || p.charges.size() != n || p.pairs.size() != n * n)
        bad_parameters("a potential of " + std::to_string(n) +
                       " species needs as many charges and "
                       "the square of it in pairs");
    for (double q : p.charges)
        if (!std::isfinite(q) || std::fabs(q) > 100) bad_parameters("a charge is out of range");
    for (std::size_t s = 0; s < n; ++s)
        for (std::size_t t = 0; t < n; ++t) {
            const auto& a = p.pair(s, t);
            const auto& b = p.pair(t, s);
            if (a.a != b.a || a.rho != b.rho || a.c != b.c)
                bad_parameters("the pair parameters are not symmetric");
            if (!(a.rho > 0) || !std::isfinite(a.rho) || !std::isfinite(a.a) || !std::isfinite(a.c))
                bad_parameters("a pair has rho <= 0 or a parameter that is not a number");
        }
    if (!(w.alpha > 0) || !(w.real_cut > 0) || !(w.k_cut > 0) || w.alpha * w.real_cut > 7 ||
        w.k_cut > 14 * w.alpha)
        bad_parameters("Ewald settings: alpha real_cut and k_cut / (2 alpha) must be in (0, 7]");
}

constexpr double list_skin = 0.9;  // angstrom, the fastest in benchmarks/polymorphs.relax
constexpr double k_list_margin = 0.08;
constexpr double most_list_entries = 5e7;  // about 2 GB

}  // namespace

struct BuckinghamCoulomb::State {
    State(BuckinghamParameters p, BuckinghamSettings s) : parameters(std::move(p)), settings(s) {}

    BuckinghamParameters parameters;
    BuckinghamSettings settings;
    std::vector<double> c;  ///< (n_species, n_species) r^-6 coefficients

    // Of the structure seen last.
    std::vector<int> numbers;
    std::vector<std::size_t> order;          ///< sorted place -> atom
    std::vector<std::size_t> species_begin;  ///< (n_species + 1)
    std::vector<PairTerm> constants;
    double self = 0;       ///< eV, Ewald self energies
    double zero_term = 0;  ///< eV angstrom^3, k = 0 of r^-6; divided by the volume

    buckingham::ImageList images;
    buckingham::KList k_list;
    Columns fractional, delta, pair_force, pair_delta, k_force;
    buckingham::AlignedScratch scratch;

    void adopt(const Structure&);
    void load(const Structure&);
    void check_size(const Mat3& h) const;
    void refresh_lists(const Mat3& h);
    buckingham::KernelSum real(const Mat3& h, Evaluation&);
    buckingham::KernelSum reciprocal(const Mat3& h, double volume, Evaluation&);
    PairTerm constants_of(std::size_t s, std::size_t t, double weight) const;
};

// All tables that depend on which atoms there are, but not on where.
void BuckinghamCoulomb::State::adopt(const Structure& s) {
    const std::size_t n_species = parameters.numbers.size();
    std::vector<std::vector<std::size_t>> atoms(n_species);
    double charge = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto at =
            std::find(parameters.numbers.begin(), parameters.numbers.end(), s.numbers[i]);
        if (at == parameters.numbers.end())
            fail_unknown_element("'" + parameters.name + "'", s.numbers[i], i);
        atoms[static_cast<std::size_t>(at - parameters.numbers.begin())].push_back(i);
        charge += parameters.charges[static_cast<std::size_t>(at - parameters.numbers.begin())];
    }
    if (std::fabs(charge) > 1e-6)
        throw InputError(
            "E-energy-cell",
            "the cell has a charge of " + number_text(charge, 4) + " e, so its energy is infinite",
            "check the composition");
    order.clear();
    species_begin.assign(1, 0);
    for (const auto& group : atoms) {
        order.insert(order.end(), group.begin(), group.end());
        species_begin.push_back(order.size());
    }
    constants.clear();
    for (std::size_t a = 0; a < n_species; ++a)
        for (std::size_t b = a; b < n_species; ++b) constants.push_back(constants_of(a, b, 1));
    self = zero_term = 0;
    const double alpha = settings.ewald.alpha, alpha3 = alpha * alpha * alpha;
    for (std::size_t a = 0; a < n_species; ++a) {
        const double n = static_cast<double>(atoms[a].size()), q = parameters.charges[a];
        constants.push_back(constants_of(a, a, n));
        self += n * (alpha3 * alpha3 / 12 * parameters.pair(a, a).c -
                     constants::coulomb * alpha / std::sqrt(std::numbers::pi) * q * q);
        for (std::size_t b = 0; b < n_species; ++b)
            zero_term -= n * static_cast<double>(atoms[b].size()) *
                         std::pow(std::numbers::pi, 1.5) * alpha3 / 6 * parameters.pair(a, b).c;
    }
    numbers = s.numbers;
    images.clear();
}

PairTerm BuckinghamCoulomb::State::constants_of(std::size_t s, std::size_t t, double weight) const {
    const BuckinghamPair& p = parameters.pair(s, t);
    const double qq = constants::coulomb * parameters.charges[s] * parameters.charges[t];
    const PairGuard guard = pair_guard(p, qq);
    return {weight * qq,
            weight * p.a,
            1 / p.rho,
            weight * p.c,
            guard.patch,
            weight * guard.energy,
            weight * guard.slope,
            guard.barrier,
            0,
            0};
}

void BuckinghamCoulomb::State::load(const Structure& s) {
    if (s.numbers.size() != s.size())
        throw InputError("E-energy-cell", "a structure has more positions than elements or fewer",
                         "check where it came from");
    if (s.size() == 0)
        throw InputError("E-energy-cell", "a structure without atoms has no energy",
                         "check where it came from");
    const double volume = s.cell.volume();
    if (!s.cell.periodic[0] || !s.cell.periodic[1] || !s.cell.periodic[2] || !(volume > 1e-3) ||
        !(volume < 1e7))
        throw InputError("E-energy-cell",
                         "Ewald sums need a cell that is periodic in three "
                         "directions and has a volume of 0.001 to 10,000,000 angstrom^3",
                         "give the structure a cell");
    if (s.numbers != numbers) adopt(s);
    const Mat3 g = inverse(s.cell.h);
    for (auto& column : fractional) column.resize(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Vec3 f = s.positions[order[i]] * g;
        if (!(std::fabs(f.x) + std::fabs(f.y) + std::fabs(f.z) < 1e6))
            throw UnstableError("E-energy-position",
                                "atom " + std::to_string(order[i] + 1) + " is not at a place",
                                "shorten the step that moved it");
        for (std::size_t a = 0; a < 3; ++a) fractional[a][i] = f[static_cast<int>(a)];
    }
}

// Refuses, with the figure, what would take hours or more memory than there is.
void BuckinghamCoulomb::State::check_size(const Mat3& h) const {
    const EwaldSettings& w = settings.ewald;
    const Mat3 g = inverse(h);
    const double n = static_cast<double>(order.size()), volume = std::fabs(determinant(h));
    const double reach = w.real_cut + list_skin;
    const double entries = n * n * (4.2 * reach * reach * reach / volume + 1) / 2;
    const double points = volume * w.k_cut * w.k_cut * w.k_cut / 118;  // half a sphere of k
    if (entries > most_list_entries || points > most_list_entries)
        throw ResourceError("E-energy-size",
                            "Ewald sums over " + std::to_string(order.size()) + " atoms in " +
                                number_text(volume, 3) + " angstrom^3 would need " +
                                number_text(std::max(entries, points), 2) + " list entries",
                            "use a smaller cell: the method is meant for up to a thousand atoms");
    double real_box = 1, k_box = 1;
    for (int i = 0; i < 3; ++i) {
        real_box *= 2 * (reach + 2 * std::cbrt(volume)) * norm(Vec3{g[0][i], g[1][i], g[2][i]}) + 1;
        k_box *= w.k_cut * norm(h[i]) / std::numbers::pi + 1;
    }
    if (!(real_box < most_list_entries) || !(k_box < most_list_entries))
        throw UnstableError("E-energy-thin", "the cell is too thin or too skewed for lattice sums",
                            "reduce the cell, or start from a larger volume");
}

void BuckinghamCoulomb::State::refresh_lists(const Mat3& h) {
    const EwaldSettings& w = settings.ewald;
    if (!images.covers(fractional, h) || !k_list.covers(h)) check_size(h);
    if (!images.covers(fractional, h)) {
        images.build(constants, species_begin, fractional, h, w.real_cut, list_skin);
        const std::size_t n = images.begins.back() + 2 * buckingham::lanes;
        for (auto* columns : {&delta, &pair_force})
            for (auto& column : *columns)
                if (column.size() < n) column.resize(n);
        for (auto& column : pair_delta) column.resize(images.first.size());
    }
    if (!k_list.covers(h)) k_list.build(h, w.k_cut, k_list_margin);
}

buckingham::KernelSum BuckinghamCoulomb::State::real(const Mat3& h, Evaluation& out) {
    const std::size_t n_pairs = images.first.size();
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t p = 0; p < n_pairs; ++p)
            pair_delta[a][p] = fractional[a][images.second[p]] - fractional[a][images.first[p]];
        buckingham::splat(pair_delta[a].data(), images.begins.data(), n_pairs, delta[a].data());
    }
    const auto sum = buckingham::real_space(
        {images.terms.data(), images.terms.size(), buckingham::data(std::as_const(delta)),
         buckingham::data(std::as_const(images.shift)), buckingham::data(pair_force), h,
         settings.ewald.alpha, settings.ewald.real_cut});
    for (std::size_t p = 0; p < n_pairs; ++p) {
        if (images.first[p] == images.second[p]) continue;
        Vec3 f;
        for (std::size_t e = images.begins[p]; e < images.begins[p + 1]; ++e)
            f += Vec3{pair_force[0][e], pair_force[1][e], pair_force[2][e]};
        out.forces[order[images.first[p]]] += f;
        out.forces[order[images.second[p]]] -= f;
    }
    return sum;
}

buckingham::KernelSum BuckinghamCoulomb::State::reciprocal(const Mat3& h, double volume,
                                                           Evaluation& out) {
    const std::size_t n = order.size(), n_species = parameters.numbers.size();
    for (auto& column : k_force) column.resize(n);
    const Mat3 g = transpose(inverse(h)) * (2 * std::numbers::pi);
    const auto sum = buckingham::reciprocal_space(
        {n_species, k_list.n, species_begin.data(), buckingham::data(std::as_const(fractional)),
         buckingham::data(std::as_const(k_list.k)), parameters.charges.data(), c.data(),
         buckingham::data(k_force), scratch.get(buckingham::reciprocal_scratch(n, n_species)), g,
         volume, settings.ewald.alpha, settings.ewald.k_cut});
    for (std::size_t i = 0; i < n; ++i)
        out.forces[order[i]] += Vec3{k_force[0][i], k_force[1][i], k_force[2][i]} * g;
    return sum;
}

BuckinghamCoulomb::BuckinghamCoulomb(BuckinghamParameters p, BuckinghamSettings s) {
    check_parameters(p, s.ewald);
    state_ = std::make_unique<State>(std::move(p), s);
    for (const auto& pair : state_->parameters.pairs) state_->c.push_back(pair.c);
}
BuckinghamCoulomb::BuckinghamCoulomb(BuckinghamCoulomb&&) noexcept = default;
BuckinghamCoulomb::~BuckinghamCoulomb() = default;

void BuckinghamCoulomb::evaluate(const Structure& s, Evaluation& out) {
    State& state = *state_;
    state.load(s);
    const Mat3& h = s.cell.h;
    const double volume = s.cell.volume();
    state.refresh_lists(h);
    out.forces.assign(s.size(), Vec3{});
    out.per_atom.clear();
    const auto near = state.real(h, out), far = state.reciprocal(h, volume, out);
    out.patched = near.patched;
    if (near.collapsed > 0 && state.settings.short_range == ShortRange::refuse)
        throw UnstableError("E-energy-collapse",
                            std::to_string(near.collapsed) +
                                " pairs of atoms are nearer than the "
                                "barrier in front of the r^-6 term",
                            "start from larger distances, or relax with the short-range patch");
    const double zero = state.zero_term / volume;
    out.energy = near.energy + far.energy + state.self + zero;
    std::array<double, 6> w{};
    for (std::size_t i = 0; i < 6; ++i)
        w[i] = (near.virial[i] + far.virial[i] - (i < 3 ? zero : 0)) / volume;
    out.stress = {{{{w[0], w[5], w[4]}, {w[5], w[1], w[3]}, {w[4], w[3], w[2]}}}};
}

std::unique_ptr<EnergyModel> BuckinghamCoulomb::clone() const {
    return std::make_unique<BuckinghamCoulomb>(state_->parameters, state_->settings);
}

std::string BuckinghamCoulomb::description() const {
    const EwaldSettings& w = state_->settings.ewald;
    return "Buckingham + Coulomb, " + state_->parameters.name + " (" + state_->parameters.source +
           "), Ewald sums of r^-1 and r^-6: alpha " + number_text(w.alpha, 4) +
           " /angstrom, cut-offs " + number_text(w.real_cut, 4) + " angstrom and " +
           number_text(w.k_cut, 4) + " /angstrom";
}

void BuckinghamCoulomb::springs(const Structure& s, std::vector<Spring>& out) {
    constexpr double soft = 0.2;  // eV/angstrom^2: what is softer changes no step
    State& state = *state_;
    state.load(s);
    state.refresh_lists(s.cell.h);
    out.clear();
    const auto& list = state.images;
    for (const PairTerm& t : list.terms) {
        const double factor = t.a * t.inverse_rho * t.inverse_rho;
        const double reach = factor > soft ? std::log(factor / soft) / t.inverse_rho : 0;
        std::size_t p = static_cast<std::size_t>(
            std::upper_bound(list.begins.begin(), list.begins.end(), t.begin) -
            list.begins.begin() - 1);
        for (; p + 1 < list.begins.size() && list.begins[p] < t.end; ++p) {
            const std::size_t i = list.first[p], j = list.second[p];
            const Vec3 delta{state.fractional[0][j] - state.fractional[0][i],
                             state.fractional[1][j] - state.fractional[1][i],
                             state.fractional[2][j] - state.fractional[2][i]};
            for (std::size_t e = list.begins[p]; e < list.begins[p + 1]; ++e) {
                const Vec3 d =
                    (delta + Vec3{list.shift[0][e], list.shift[1][e], list.shift[2][e]}) * s.cell.h;
                const double r2 = norm2(d);
                if (r2 > reach * reach) continue;
                out.push_back({static_cast<int>(state.order[i]), static_cast<int>(state.order[j]),
                               d, factor * std::exp(-std::sqrt(r2) * t.inverse_rho)});
            }
        }
    }
}

double BuckinghamCoulomb::roughness() const {
    // A shell of k points weighs more than a shell of neighbours: see `ewald_settings`.
    const double a = state_->settings.ewald.k_cut / (2 * state_->settings.ewald.alpha);
    return 4 * std::exp(-a * a);
}

void BuckinghamCoulomb::forget() {
    state_->images.clear();
    state_->k_list.clear();
}

const BuckinghamParameters& BuckinghamCoulomb::parameters() const { return state_->parameters; }
const BuckinghamSettings& BuckinghamCoulomb::settings() const { return state_->settings; }

}  // namespace crucible
