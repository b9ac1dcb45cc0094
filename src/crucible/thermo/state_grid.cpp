#include "crucible/thermo/state_grid.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crucible/thermo/state_lines.hpp"

namespace crucible {
namespace {

constexpr int repetitions = 400;

using Potentials = std::vector<std::optional<double>>;
using States = std::vector<std::optional<SampledState>>;

/// Places next to each other, `home` among them, for all of which `is_there`: [first, last).
template <class IsThere>
std::pair<std::size_t, std::size_t> unbroken(std::size_t size, std::size_t home, IsThere is_there) {
    std::size_t first = home, last = home + 1;
    while (first > 0 && is_there(first - 1)) --first;
    while (last < size && is_there(last)) ++last;
    return {first, last};
}

/// dV/dT by the nearest states of the line.
double expansion(const std::vector<LinePoint>& volumes, std::size_t k) {
    const std::size_t a = k > 0 ? k - 1 : k, b = std::min(k + 1, volumes.size() - 1);
    return (volumes[b].value.value - volumes[a].value.value) / (volumes[b].at - volumes[a].at);
}

class Grid {
public:
    Grid(std::span<const double> pressures, std::span<const double> temperatures, std::size_t known)
        : pressures_(pressures),
          temperatures_(temperatures),
          home_p_(known % pressures.size()),
          home_t_(known / pressures.size()) {}

    Potentials potentials(const States& states, double mu) const {
        Potentials out(states.size());
        out[place(home_t_, home_p_)] = mu;
        isobar(states, mu, out);
        for (std::size_t t = 0; t < temperatures_.size(); ++t)
            if (out[place(t, home_p_)]) isotherm(states, t, out);
        return out;
    }

private:
    std::size_t place(std::size_t t, std::size_t p) const { return t * pressures_.size() + p; }

    void isobar(const States& states, double mu, Potentials& out) const {
        const auto [first, last] = unbroken(temperatures_.size(), home_t_, [&](std::size_t t) {
            return states[place(t, home_p_)].has_value();
        });
        if (last - first < 3) return;
        std::vector<LinePoint> volumes, enthalpies;
        for (std::size_t t = first; t < last; ++t)
            volumes.push_back({temperatures_[t], {states[place(t, home_p_)]->volume.value, 0, 1}});
        for (std::size_t t = first; t < last; ++t) {
            const SampledState& s = *states[place(t, home_p_)];
            const double shift = temperatures_[t] * expansion(volumes, t - first) * s.residual;
            enthalpies.push_back({temperatures_[t], {s.enthalpy.value + shift, 0, 1}});
        }
        const auto line = along_isobar(enthalpies, home_t_ - first, {mu, 0, 1});
        for (std::size_t t = first; t < last; ++t) out[place(t, home_p_)] = line[t - first].value;
    }

    void isotherm(const States& states, std::size_t t, Potentials& out) const {
        const auto [first, last] = unbroken(pressures_.size(), home_p_, [&](std::size_t p) {
            return states[place(t, p)].has_value();
        });
        if (last - first < 3) return;
        std::vector<LinePoint> volumes;
        for (std::size_t p = first; p < last; ++p)
            volumes.push_back({pressures_[p], {states[place(t, p)]->volume.value, 0, 1}});
        const double mu = *out[place(t, home_p_)];
        const auto line = along_isotherm(volumes, home_p_ - first, {mu, 0, 1});
        for (std::size_t p = first; p < last; ++p) out[place(t, p)] = line[p - first].value;
    }

    std::span<const double> pressures_, temperatures_;
    std::size_t home_p_, home_t_;
};

}  // namespace

std::vector<std::optional<Estimate>> potentials_on_grid(
    std::span<const double> pressures, std::span<const double> temperatures,
    const std::vector<std::optional<SampledState>>& states, std::size_t known, const Estimate& mu,
    RandomStream& random) {
    const Grid grid(pressures, temperatures, known);
    const Potentials values = grid.potentials(states, mu.value);
    std::vector<double> squares(states.size());
    States drawn = states;
    for (int k = 0; k < repetitions; ++k) {
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (!states[i]) continue;
            const Estimate &h = states[i]->enthalpy, &v = states[i]->volume;
            drawn[i]->enthalpy.value = h.value + h.error * random.normal();
            drawn[i]->volume.value = v.value + v.error * random.normal();
        }
        const Potentials again = grid.potentials(drawn, mu.value + mu.error * random.normal());
        for (std::size_t i = 0; i < states.size(); ++i)
            if (values[i]) squares[i] += (*again[i] - *values[i]) * (*again[i] - *values[i]);
    }
    std::vector<std::optional<Estimate>> out(states.size());
    for (std::size_t i = 0; i < states.size(); ++i)
        if (values[i]) out[i] = Estimate{*values[i], std::sqrt(squares[i] / repetitions), 1};
    return out;
}

}  // namespace crucible
