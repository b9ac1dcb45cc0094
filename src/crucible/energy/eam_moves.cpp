#include "crucible/energy/eam_moves.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/unknown_element.hpp"

namespace crucible {
namespace {

/// Nearer than any table means something: keeps integers from overflowing in absurd starts.
constexpr double most_pair = 1e4, most_density = 1e4, shortest_bond = 1e-6;

/// Slopes by five-point differences, as EmbeddedAtom and LAMMPS take them.
std::vector<double> table_slopes(const std::vector<double>& f) {
    const std::size_t n = f.size();
    std::vector<double> s(n);
    s[0] = f[1] - f[0];
    s[1] = 0.5 * (f[2] - f[0]);
    s[n - 2] = 0.5 * (f[n - 1] - f[n - 3]);
    s[n - 1] = f[n - 1] - f[n - 2];
    for (std::size_t i = 2; i + 2 < n; ++i)
        s[i] = ((f[i - 2] - f[i + 2]) + 8 * (f[i + 1] - f[i - 1])) / 12;
    return s;
}

/// Hermite's cubic through two values with two slopes.
double hermite(double f0, double s0, double f1, double s1, double p) {
    const double rise = f1 - f0;
    const double c2 = 3 * rise - 2 * s0 - s1, c3 = s0 + s1 - 2 * rise;
    return ((c3 * p + c2) * p + s0) * p + f0;
}

/// Cut, not rounded: one instruction.
std::int64_t quanta(double value, double per_quantum) {
    return static_cast<std::int64_t>(value * per_quantum);
}

}  // namespace

EamMoves::EamMoves(const std::shared_ptr<const EamTables>& tables, std::span<const int> numbers)
    : cutoff_(tables->cutoff),
      per_r_(1 / tables->d_r),
      per_rho_(1 / tables->d_rho),
      rho_max_(tables->rho_max),
      last_r_(tables->n_r - 2),
      last_rho_(tables->n_rho - 2),
      kinds_(tables->numbers.size()) {
    const EamTables& t = *tables;
    radial_.resize(kinds_ * kinds_);
    for (std::size_t i = 0; i < kinds_; ++i)
        for (std::size_t j = 0; j < kinds_; ++j) {
            auto& intervals = radial_[t.at(i, j)];
            intervals.resize(static_cast<std::size_t>(t.n_r - 1));
            const std::vector<double>* functions[] = {&t.density[t.at(i, j)],
                                                      &t.density[t.at(j, i)], &t.pair[t.at(i, j)]};
            for (std::size_t n = 0; n < 3; ++n) {
                const std::vector<double>& f = *functions[n];
                const std::vector<double> slope = table_slopes(f);
                for (std::size_t k = 0; k < intervals.size(); ++k) {
                    const double rise = f[k + 1] - f[k];
                    intervals[k].c0[n] = f[k];
                    intervals[k].c1[n] = static_cast<float>(slope[k]);
                    intervals[k].c2[n] = static_cast<float>(3 * rise - 2 * slope[k] - slope[k + 1]);
                    intervals[k].c3[n] = static_cast<float>(slope[k] + slope[k + 1] - 2 * rise);
                }
            }
        }
    for (const auto& f : t.embedding) {
        const auto s = table_slopes(f);
        embedding_.emplace_back();
        for (std::size_t k = 0; k < f.size(); ++k) embedding_.back().push_back({f[k], s[k]});
    }
    for (std::size_t a = 0; a < numbers.size(); ++a) {
        const auto found = std::find(t.numbers.begin(), t.numbers.end(), numbers[a]);
        if (found == t.numbers.end()) fail_unknown_element(in_quotes(t.file), numbers[a], a);
        kind_.push_back(static_cast<std::uint8_t>(found - t.numbers.begin()));
    }
    density_.assign(numbers.size(), 0);
    change_.assign(numbers.size(), 0);
    changed_.assign(numbers.size(), 0);
    for (std::uint8_t kind : kind_) embedded_.push_back(embedding(kind, 0));
    for (std::int64_t e : embedded_) energy_ += e;
}

void EamMoves::bond(std::size_t atom, std::span<const std::int32_t> others,
                    std::span<const double> distances, std::int64_t sign) {
    const std::size_t row = kind_[atom] * kinds_, n = others.size();
    if (interval_.size() < n) interval_.resize(n), part_.resize(n);
    // All table lookups are under way before the first is needed: the tables fill the caches.
    for (std::size_t k = 0; k < n; ++k) {
        const double x = std::max(distances[k], shortest_bond) * per_r_;
        const std::int32_t m = std::min(static_cast<std::int32_t>(x), last_r_);
        part_[k] = static_cast<float>(std::min(x - m, 1.0));
        interval_[k] = radial_[row + kind_[static_cast<std::size_t>(others[k])]].data() + m;
        __builtin_prefetch(interval_[k]);
    }
    std::int64_t own = 0, pairs = 0;
    for (std::size_t k = 0; k < n; ++k) {
        const RadialInterval& at = *interval_[k];
        const float p = part_[k];
        double value[3];
        for (std::size_t f = 0; f < 3; ++f)
            value[f] =
                at.c0[f] + static_cast<double>(p * (at.c1[f] + p * (at.c2[f] + p * at.c3[f])));
        const double pair = std::min(value[2] / std::max(distances[k], shortest_bond), most_pair);
        pairs += quanta(pair, 1 / energy_quantum);
        own += quanta(std::min(value[1], most_density), 1 / density_quantum);
        const std::int64_t other = quanta(std::min(value[0], most_density), 1 / density_quantum);
        touch(static_cast<std::size_t>(others[k]), sign * other);
    }
    touch(atom, sign * own);
    pair_change_ += sign * pairs;
}

std::int64_t EamMoves::embedding(std::size_t kind, std::int64_t density) const {
    const double rho = static_cast<double>(density) * density_quantum, x = rho * per_rho_;
    const auto m = static_cast<std::int32_t>(std::clamp(x, 0.0, static_cast<double>(last_rho_)));
    const double p = std::min(x - m, 1.0);
    const EmbeddingPoint* at = embedding_[kind].data() + m;
    double f = hermite(at[0].value, at[0].slope, at[1].value, at[1].slope, p);
    if (rho > rho_max_) {
        // The straight line beyond the table; p is 1 there.
        const double rise = at[1].value - at[0].value;
        const double c2 = 3 * rise - 2 * at[0].slope - at[1].slope;
        const double c3 = at[0].slope + at[1].slope - 2 * rise;
        f += (3 * c3 + 2 * c2 + at[0].slope) * per_rho_ * (rho - rho_max_);
    }
    return quanta(f, 1 / energy_quantum);
}

double EamMoves::energy_change() {
    energy_change_ = pair_change_;
    new_embedded_.resize(touched_.size());
    for (std::size_t k = 0; k < touched_.size(); ++k) {
        const auto a = static_cast<std::size_t>(touched_[k]);
        new_embedded_[k] = embedding(kind_[a], density_[a] + change_[a]);
        energy_change_ += new_embedded_[k] - embedded_[a];
    }
    return static_cast<double>(energy_change_) * energy_quantum;
}

void EamMoves::commit() {
    CRUCIBLE_ASSERT(new_embedded_.size() == touched_.size());
    for (std::size_t k = 0; k < touched_.size(); ++k) {
        const auto a = static_cast<std::size_t>(touched_[k]);
        density_[a] += change_[a];
        embedded_[a] = new_embedded_[k];
    }
    energy_ += energy_change_;
    discard();
}

void EamMoves::discard() {
    for (const std::int32_t a : touched_)
        change_[static_cast<std::size_t>(a)] = 0, changed_[static_cast<std::size_t>(a)] = 0;
    touched_.clear();
    new_embedded_.clear();
    pair_change_ = energy_change_ = 0;
}

}  // namespace crucible
