#include "crucible/rmc/quench_rate.hpp"

#include <cmath>

namespace crucible::rmc {

double sweep_time(double displacement2, std::size_t atoms, double sweeps) {
    if (!(sweeps > 0) || atoms == 0) return 0;
    const double step2 = displacement2 / (static_cast<double>(atoms) * sweeps);
    return sweep_time_1200 * step2 / reference_step2;
}

double equivalent_quench_rate(const Stage& stage, std::size_t atoms, double at,
                              double femtoseconds_per_sweep) {
    const double start = stage.temperature.start, end = stage.temperature.end;
    if (!(start > at && end < at && end > 0) || !(femtoseconds_per_sweep > 0)) return 0;
    const double sweeps =
        stage.ramp * static_cast<double>(stage.moves) / static_cast<double>(atoms);
    if (!(sweeps > 0)) return 0;
    const double slope = at * std::log(start / end) / sweeps;  // kelvin per sweep
    return slope / (femtoseconds_per_sweep * 1e-15);
}

double equivalent_quench_rate(const Stage& first, const std::vector<Progress>& history,
                              std::size_t atoms) {
    const Progress *hot = nullptr, *cold = nullptr;
    for (const Progress& p : history) {
        if (p.stage != 0 || p.temperature > 1300 || p.temperature < 1100) continue;
        if (!hot) hot = &p;
        cold = &p;
    }
    if (!hot || hot == cold) return 0;
    const double sweeps =
        static_cast<double>(cold->moves - hot->moves) / static_cast<double>(atoms);
    const double time = sweep_time(cold->displacement2 - hot->displacement2, atoms, sweeps);
    return equivalent_quench_rate(first, atoms, 750, time);
}

}  // namespace crucible::rmc
