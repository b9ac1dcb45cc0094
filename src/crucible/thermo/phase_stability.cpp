#include "crucible/thermo/phase_stability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/num/hermite.hpp"

namespace crucible {
namespace {

constexpr std::size_t no_phase = static_cast<std::size_t>(-1);
constexpr int looks_per_step = 8;  // places between two pressures at which phases are compared

void add_place(std::vector<double>& grid, double x, double same) {
    const auto at = std::lower_bound(grid.begin(), grid.end(), x - same);
    if (at != grid.end() && *at < x + same) return;
    grid.insert(at, x);
}

std::size_t place_in(const std::vector<double>& grid, double x, double same) {
    return static_cast<std::size_t>(std::lower_bound(grid.begin(), grid.end(), x - same) -
                                    grid.begin());
}

/// The step of the grid that holds x, and how far along it is; nothing outside.
struct GridPlace {
    std::size_t step = 0;
    double share = 0;
};
std::optional<GridPlace> step_of(const std::vector<double>& grid, double x) {
    const double slack = 1e-9 * (1 + std::fabs(x));
    if (!(x >= grid.front() - slack && x <= grid.back() + slack)) return {};
    std::size_t k = 0;
    while (k + 2 < grid.size() && grid[k + 1] <= x) ++k;
    if (grid.size() == 1) return GridPlace{0, 0};
    return GridPlace{k, std::clamp((x - grid[k]) / (grid[k + 1] - grid[k]), 0.0, 1.0)};
}

constexpr double most_places = 1e7;
constexpr double same_pressure = 1e-7;  // eV/angstrom^3
constexpr double same_temperature = 1e-6;

}  // namespace

std::vector<std::vector<ChemicalPotential>> by_level(std::span<const ChemicalPotential> all) {
    std::vector<std::vector<ChemicalPotential>> out;
    for (const ChemicalPotential& c : all) {
        auto at = std::find_if(out.begin(), out.end(),
                               [&](const auto& v) { return v.front().level == c.level; });
        if (at == out.end()) at = out.insert(out.end(), std::vector<ChemicalPotential>{});
        at->push_back(c);
    }
    return out;
}

PhaseStability::PhaseStability(std::span<const ChemicalPotential> all) {
    bool is_empty = true;
    for (const ChemicalPotential& c : all) {
        if (level_.empty()) level_ = c.level;
        if (c.level != level_)
            throw InputError("E-thermo-diagram",
                             fmt::format("levels {} and {} are mixed", level_, c.level),
                             "compare phases at one level");
        if (std::find(phases_.begin(), phases_.end(), c.phase) == phases_.end())
            phases_.push_back(c.phase);
        add_place(pressures_, c.pressure, same_pressure);
        add_place(temperatures_, c.temperature, same_temperature);
        is_empty = is_empty && !c.counts();
    }
    if (is_empty)
        throw InputError("E-thermo-diagram", "no phase has a chemical potential anywhere",
                         "look at the states in the table, and give other phases or pressures");
    // A table of places that have nothing in common would need a plane for each phase.
    if (static_cast<double>(phases_.size()) * static_cast<double>(temperatures_.size()) *
            static_cast<double>(pressures_.size()) >
        most_places)
        throw ResourceError(
            "E-thermo-diagram",
            fmt::format("{} phases at {} temperatures and {} pressures are too many",
                        phases_.size(), temperatures_.size(), pressures_.size()),
            "compute all phases on one grid of pressures and temperatures");
    places_.resize(phases_.size() * temperatures_.size() * pressures_.size());
    for (const ChemicalPotential& c : all) {
        if (!c.counts()) continue;
        const auto phase = static_cast<std::size_t>(
            std::find(phases_.begin(), phases_.end(), c.phase) - phases_.begin());
        auto& place = places_[(phase * temperatures_.size() +
                               place_in(temperatures_, c.temperature, same_temperature)) *
                                  pressures_.size() +
                              place_in(pressures_, c.pressure, same_pressure)];
        if (place)
            throw InputError("E-thermo-diagram",
                             fmt::format("{} has two chemical potentials at {} GPa and {} K",
                                         c.phase, c.pressure / constants::gpa, c.temperature),
                             "give each phase its own name, and each table once");
        place = Place{c.mu, c.error, c.volume};
    }
}

std::optional<PhaseStability::Place> PhaseStability::at(std::size_t phase, double pressure,
                                                        double temperature) const {
    const auto p = step_of(pressures_, pressure), t = step_of(temperatures_, temperature);
    if (!p || !t) return {};
    Place sum;
    for (const std::size_t row : {t->step, t->step + 1}) {
        const double weight = row == t->step ? 1 - t->share : t->share;
        if (weight == 0) continue;
        const auto* line = &places_[(phase * temperatures_.size() + row) * pressures_.size()];
        const bool on_low = p->share == 0, on_high = p->share == 1;
        const auto &a = line[p->step + (on_high ? 1 : 0)], &b = line[p->step + (on_low ? 0 : 1)];
        if (!a || !b) return {};
        Place here = *a;
        if (!on_low && !on_high) {
            const double low = pressures_[p->step], high = pressures_[p->step + 1];
            // Without a volume the line through both points is all that is known.
            const double rise = (b->mu - a->mu) / (high - low);
            const auto slope = [&](const Place& x) {
                return std::isfinite(x.volume) ? x.volume : rise;
            };
            const ValueSlope v =
                HermitePiece{low, a->mu, slope(*a), high, b->mu, slope(*b)}.at(pressure);
            here = {v.value, std::max(a->error, b->error), v.slope};
        }
        sum.mu += weight * here.mu, sum.volume += weight * here.volume;
        sum.error = std::max(sum.error, here.error);
    }
    return sum;
}

namespace {

bool are_alike(const PhaseStability::Place& a, const PhaseStability::Place& b) {
    return std::fabs(a.volume - b.volume) <= PhaseStability::alike * std::fabs(a.volume);
}

}  // namespace

std::size_t PhaseStability::lowest(double pressure, double temperature,
                                   std::size_t previous) const {
    std::size_t best = no_phase;
    double mu = INFINITY;
    for (std::size_t k = 0; k < phases_.size(); ++k)
        if (const auto here = at(k, pressure, temperature); here && here->mu < mu)
            best = k, mu = here->mu;
    if (best == no_phase || previous == best) return best;
    const Place found = *at(best, pressure, temperature);
    const auto is_as_good = [&](std::size_t k) {
        const auto here = at(k, pressure, temperature);
        if (!here) return false;
        const double errors = 2 * std::hypot(here->error, found.error);
        const double reach = are_alike(*here, found) ? std::max(equal, errors) : equal;
        return here->mu <= mu + reach;
    };
    // The one that was stable before keeps its field; else the first of those that are alike.
    if (previous != no_phase && is_as_good(previous)) return previous;
    for (std::size_t k = 0; k < best; ++k)
        if (is_as_good(k)) return k;
    return best;
}

std::vector<StableRange> PhaseStability::stable_along(double temperature) const {
    std::vector<StableRange> out;
    std::size_t current = no_phase;
    double last = pressures_.front();
    const auto visit = [&](double pressure) {
        const std::size_t next = lowest(pressure, temperature, current);
        if (next != current) {
            double low = last, high = pressure;
            for (int k = 0; k < 50 && current != no_phase && next != no_phase; ++k) {
                const double middle = 0.5 * (low + high);
                (lowest(middle, temperature, current) == current ? low : high) = middle;
            }
            if (current != no_phase) out.back().high = next == no_phase ? last : low;
            if (next != no_phase)
                out.push_back({next, current == no_phase ? pressure : low, pressure});
            current = next;
        }
        if (current != no_phase) out.back().high = pressure;
        last = pressure;
    };
    for (std::size_t k = 0; k < pressures_.size(); ++k) {
        visit(pressures_[k]);
        for (int look = 1; look < looks_per_step && k + 1 < pressures_.size(); ++look)
            visit(pressures_[k] + (pressures_[k + 1] - pressures_[k]) * look / looks_per_step);
    }
    return out;
}

double PhaseStability::boundary_error(std::size_t a, std::size_t b, double pressure,
                                      double temperature) const {
    const auto x = at(a, pressure, temperature), y = at(b, pressure, temperature);
    const double slopes = x && y ? std::fabs(x->volume - y->volume) : 0;
    if (slopes > 0) return std::hypot(x->error, y->error) / slopes;
    if (pressures_.size() < 2) return 0;
    const std::size_t k = step_of(pressures_, pressure)->step;  // all that is known is the step
    return 0.5 * (pressures_[k + 1] - pressures_[k]);
}

std::vector<PhaseBoundary> PhaseStability::boundaries(double temperature) const {
    std::vector<PhaseBoundary> out;
    const auto ranges = stable_along(temperature);
    for (std::size_t k = 0; k + 1 < ranges.size(); ++k) {
        PhaseBoundary b;
        b.temperature = temperature;
        b.low_phase = ranges[k].phase, b.high_phase = ranges[k + 1].phase;
        b.pressure = 0.5 * (ranges[k].high + ranges[k + 1].low);
        // A phase named for one that is alike crosses the next one nearby.
        for (const double reach : {1.0, 0.25, 1.0 / 16}) {
            const double step = pressures_.size() < 2 ? 0 : reach * (pressures_[1] - pressures_[0]);
            const auto nearby = crossing(b.low_phase, b.high_phase, temperature,
                                         std::max(pressures_.front(), b.pressure - step),
                                         std::min(pressures_.back(), b.pressure + step));
            if (!nearby) continue;
            b.pressure = *nearby;
            break;
        }
        const auto a = at(b.low_phase, b.pressure, temperature),
                   c = at(b.high_phase, b.pressure, temperature);
        const double gap = a && c ? std::fabs(a->mu - c->mu) : INFINITY;
        const bool is_continuous = a && c && are_alike(*a, *c) &&
                                   gap < std::max(10 * equal, 2 * std::hypot(a->error, c->error));
        const bool is_crossing = gap < 10 * equal || is_continuous;
        b.kind = is_continuous ? PhaseBoundary::Kind::continuous
                 : is_crossing ? PhaseBoundary::Kind::crossing
                               : PhaseBoundary::Kind::ends;
        b.error = boundary_error(b.low_phase, is_crossing ? b.high_phase : b.low_phase, b.pressure,
                                 temperature);
        out.push_back(b);
    }
    return out;
}

std::optional<double> PhaseStability::crossing(std::size_t a, std::size_t b, double temperature,
                                               double low, double high) const {
    const auto excess = [&](double p) {
        const auto x = at(a, p, temperature), y = at(b, p, temperature);
        return x && y ? x->mu - y->mu : NAN;
    };
    const double start = excess(low), end = excess(high);
    if (!(start * end <= 0)) return {};
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (low + high);
        ((excess(middle) > 0) == (start > 0) ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

std::optional<TriplePoint> PhaseStability::meeting(const std::array<StableRange, 3>& r, double with,
                                                   double without) const {
    const StableRange &low = r[0], &middle = r[1], &high = r[2];
    // The field is seen late, when it is already a little wide; it began nearby.
    const double reach = pressures_.size() < 2 ? 0 : pressures_[1] - pressures_[0];
    const double centre = 0.5 * (middle.low + middle.high),
                 from = std::max(pressures_.front(), centre - reach),
                 to = std::min(pressures_.back(), centre + reach);
    const auto width = [&](double temperature) -> std::optional<double> {
        const auto a = crossing(low.phase, middle.phase, temperature, from, to),
                   b = crossing(middle.phase, high.phase, temperature, from, to);
        if (!a || !b) return {};
        return *b - *a;
    };
    const auto at_with = width(with), at_without = width(without);
    if (!at_with || !at_without || *at_with < 0 || *at_without > 0) return {};
    for (int k = 0; k < 50; ++k) {
        const double half = 0.5 * (with + without);
        const auto w = width(half);
        if (!w) return {};
        (*w > 0 ? with : without) = half;
    }
    const auto pressure = crossing(low.phase, high.phase, with, from, to);
    if (!pressure) return {};
    TriplePoint t{low.phase, middle.phase, high.phase, *pressure, with, 0};
    for (const auto& [a, b] : {std::pair{low.phase, middle.phase}, {middle.phase, high.phase}})
        t.pressure_error = std::max(t.pressure_error, boundary_error(a, b, *pressure, with));
    return t;
}

std::vector<TriplePoint> PhaseStability::triple_points() const {
    std::vector<TriplePoint> out;
    const auto range_of = [&](double temperature, std::size_t phase) {
        const auto r = stable_along(temperature);
        std::optional<std::array<StableRange, 3>> found;
        for (std::size_t k = 1; k + 1 < r.size(); ++k)
            if (r[k].phase == phase) found = std::array{r[k - 1], r[k], r[k + 1]};
        return found;
    };
    for (std::size_t row = 0; row + 1 < temperatures_.size(); ++row)
        for (std::size_t phase = 0; phase < phases_.size(); ++phase) {
            double with = temperatures_[row], without = temperatures_[row + 1];
            if (range_of(with, phase).has_value() == range_of(without, phase).has_value()) continue;
            if (!range_of(with, phase)) std::swap(with, without);
            const double end = without;
            for (int k = 0; k < 20; ++k) {
                const double middle = 0.5 * (with + without);
                (range_of(middle, phase) ? with : without) = middle;
            }
            if (const auto t = meeting(*range_of(with, phase), with, end)) out.push_back(*t);
        }
    return out;
}

std::vector<StableField> PhaseStability::fields(int per_row) const {
    std::vector<StableField> done, open;
    const auto visit = [&](double temperature) {
        std::vector<StableField> still;
        for (const StableRange& r : stable_along(temperature)) {
            const auto before = std::find_if(open.begin(), open.end(), [&](const StableField& f) {
                return f.phase == r.phase && f.low.back() <= r.high && f.high.back() >= r.low;
            });
            StableField f;
            f.phase = r.phase;
            if (before != open.end()) {
                f = std::move(*before);
                open.erase(before);
            }
            f.temperature.push_back(temperature);
            f.low.push_back(r.low), f.high.push_back(r.high);
            still.push_back(std::move(f));
        }
        done.insert(done.end(), open.begin(), open.end());
        open = std::move(still);
    };
    for (std::size_t row = 0; row < temperatures_.size(); ++row) {
        visit(temperatures_[row]);
        for (int k = 1; k < per_row && row + 1 < temperatures_.size(); ++k)
            visit(temperatures_[row] + (temperatures_[row + 1] - temperatures_[row]) * k / per_row);
    }
    done.insert(done.end(), open.begin(), open.end());
    return done;
}

std::vector<RankedPhase> PhaseStability::order(double pressure, double temperature) const {
    std::vector<std::pair<Place, std::size_t>> found;
    for (std::size_t k = 0; k < phases_.size(); ++k)
        if (const auto here = at(k, pressure, temperature)) found.emplace_back(*here, k);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first.mu < b.first.mu; });
    std::vector<RankedPhase> out;
    for (const auto& [here, k] : found) {
        const Place& best = found.front().first;
        out.push_back({k, here.mu - best.mu, out.empty() ? 0 : std::hypot(here.error, best.error)});
    }
    return out;
}

}  // namespace crucible
