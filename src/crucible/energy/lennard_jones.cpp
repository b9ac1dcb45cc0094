#include "crucible/energy/lennard_jones.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/verlet_list.hpp"

namespace crucible {

struct LennardJones::State {
    State(std::vector<LennardJonesPair> p, double c, CutOff k)
        : pairs(std::move(p)), cutoff(c), kind(k), list(c, 0.6) {}

    /// A pair's constants: U = c12/r^12 - c6/r^6 - lift - tilt (r - cutoff).
    struct Term {
        double c12 = 0, c6 = 0, lift = 0, tilt = 0, least2 = 0;
    };
    std::vector<LennardJonesPair> pairs;
    double cutoff;
    CutOff kind;
    VerletList list;
    std::map<std::pair<int, int>, Term> terms;

    Term term(const LennardJonesPair& p) const;
};

LennardJones::State::Term LennardJones::State::term(const LennardJonesPair& p) const {
    const double s6 = std::pow(p.sigma, 6), r6 = std::pow(cutoff, 6);
    Term t;
    t.c12 = 4 * p.epsilon * s6 * s6;
    t.c6 = 4 * p.epsilon * s6;
    if (kind != CutOff::plain) t.lift = t.c12 / (r6 * r6) - t.c6 / r6;
    if (kind == CutOff::shifted_force) t.tilt = (6 * t.c6 - 12 * t.c12 / r6) / r6 / cutoff;
    t.least2 = 0.04 * p.sigma * p.sigma;
    return t;
}

LennardJones::LennardJones(std::vector<LennardJonesPair> pairs, double cutoff, CutOff kind) {
    const auto fail = [](const char* message) {
        throw InputError("E-energy-parameters", message, "correct the potential's parameters");
    };
    if (!(cutoff > 0) || !(cutoff <= 100))
        fail("a Lennard-Jones cut-off must be 0 to 100 angstrom");
    for (const auto& p : pairs)
        if (!(p.sigma > 0) || !(p.sigma < 100) || !(p.epsilon >= 0) || !(p.epsilon < 1e6))
            fail("a Lennard-Jones pair needs sigma > 0 and epsilon >= 0");
    state_ = std::make_unique<State>(std::move(pairs), cutoff, kind);
    for (const auto& p : state_->pairs) {
        state_->terms[{p.first, p.second}] = state_->term(p);
        state_->terms[{p.second, p.first}] = state_->term(p);
    }
}
LennardJones::LennardJones(LennardJones&&) noexcept = default;
LennardJones::~LennardJones() = default;

void LennardJones::evaluate(const Structure& s, Evaluation& out) {
    State& w = *state_;
    if (s.numbers.size() != s.size() || s.size() == 0)
        throw InputError("E-energy-cell", "a structure needs atoms, and as many elements",
                         "check where it came from");
    w.list.update(s);
    out.energy = 0;
    out.forces.assign(s.size(), Vec3{});
    out.per_atom.assign(s.size(), 0.0);
    out.patched = 0;
    Mat3 virial;
    const State::Term* term = nullptr;
    std::pair<int, int> known{0, 0};
    for (std::size_t i = 0; i < s.size(); ++i)
        for (std::size_t e = w.list.begin_of(i); e < w.list.end_of(i); ++e) {
            const VerletList::Entry& n = w.list.entries()[e];
            const auto j = static_cast<std::size_t>(n.j);
            Vec3 d = s.positions[j] - s.positions[i];
            if (n.shifted) d += Vec3(n.shift[0], n.shift[1], n.shift[2]) * s.cell.h;
            const double r2 = norm2(d);
            if (r2 > w.cutoff * w.cutoff) continue;
            const std::pair<int, int> key{s.numbers[i], s.numbers[j]};
            if (!term || key != known) {
                const auto at = w.terms.find(key);
                if (at == w.terms.end())
                    throw InputError(
                        "E-energy-element",
                        fmt::format("no Lennard-Jones parameters for {}-{}",
                                    element(key.first).symbol, element(key.second).symbol),
                        "give epsilon and sigma for this pair");
                term = &at->second;
                known = key;
            }
            if (!(r2 > term->least2))
                throw UnstableError("E-energy-collapse",
                                    "atoms " + std::to_string(i + 1) + " and " +
                                        std::to_string(j + 1) + " are " +
                                        number_text(std::sqrt(r2), 3) + " angstrom apart",
                                    "start from larger distances");
            const double inv2 = 1 / r2, inv6 = inv2 * inv2 * inv2, r = std::sqrt(r2);
            const double u =
                (term->c12 * inv6 - term->c6) * inv6 - term->lift - term->tilt * (r - w.cutoff);
            const double slope_over_r =
                (6 * term->c6 - 12 * term->c12 * inv6) * inv6 * inv2 - term->tilt / r;
            const Vec3 g = d * slope_over_r;
            out.energy += u;
            out.per_atom[i] += u / 2;
            out.per_atom[j] += u / 2;
            out.forces[i] += g;
            out.forces[j] -= g;
            virial += outer(d, g);
        }
    out.stress = virial * (1 / s.cell.volume());
}

std::unique_ptr<EnergyModel> LennardJones::clone() const {
    return std::make_unique<LennardJones>(state_->pairs, state_->cutoff, state_->kind);
}

std::string LennardJones::description() const {
    const char* kinds[] = {"plain", "shifted energy", "shifted force"};
    return "Lennard-Jones, " + std::to_string(state_->pairs.size()) + " pairs, cut-off " +
           number_text(state_->cutoff, 6) + " angstrom (" + kinds[static_cast<int>(state_->kind)] +
           ")";
}

void LennardJones::forget() { state_->list.clear(); }

}  // namespace crucible
