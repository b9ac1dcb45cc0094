#include "crucible/thermo/coexistence_reduce.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

namespace crucible {
namespace {

constexpr double least_slab = 12;                    // angstrom
constexpr double most_disagreement = 0.1;            // of the cell's length
constexpr double left_out = 3000;                    // fs at the start of a run
constexpr double stretch_time = 6000;                // fs
constexpr double least_stretch = 900;                // fs
constexpr double usual_slope = 1.9, slope_sd = 0.5;  // kB per atom
constexpr double potential_error = 0.002;            // eV/atom, of one single-phase mean

/// y = y0 + b (t - centre), b held near the usual slope.
std::pair<double, double> line(const std::vector<double>& t, const std::vector<double>& y,
                               double centre) {
    const auto n = static_cast<double>(t.size());
    double mean_t = 0, mean_y = 0;
    for (std::size_t i = 0; i < t.size(); ++i) mean_t += t[i] / n, mean_y += y[i] / n;
    const double prior = std::pow(potential_error / (slope_sd * constants::boltzmann), 2);
    double tt = prior, ty = prior * usual_slope * constants::boltzmann;
    for (std::size_t i = 0; i < t.size(); ++i) {
        tt += (t[i] - mean_t) * (t[i] - mean_t);
        ty += (t[i] - mean_t) * (y[i] - mean_y);
    }
    const double slope = ty / tt;
    return {mean_y + slope * (centre - mean_t), slope};
}

double scatter(const std::vector<double>& x, std::size_t n) {
    if (n < 4) return 1;
    double sum = 0;
    for (std::size_t i = 1; i + 1 < n; ++i) sum += std::pow(x[i + 1] - 2 * x[i] + x[i - 1], 2);
    // Second differences of independent errors have six times their variance.
    return std::max(0.3, std::sqrt(sum / 6 / static_cast<double>(n - 2)));
}

CoexistenceRun::End end_of(const FrontFrame& f) {
    const double length = f.profile.solid_thickness + f.profile.liquid_thickness;
    if (f.profile.solid_thickness < least_slab && f.profile.solid_slabs <= 1)
        return CoexistenceRun::End::liquid;
    if (length - f.profile.solid_thickness < least_slab && f.profile.solid_slabs == 1)
        return CoexistenceRun::End::solid;
    return CoexistenceRun::End::bad;
}

}  // namespace

PhaseLines phase_lines(const std::vector<FrontTrace>& traces) {
    std::vector<double> solid_t, solid_u, liquid_t, liquid_u;
    PhaseLines out;
    double n = 0;
    for (const FrontTrace& t : traces) {
        // A continued run repeats the phases of its beginning.
        if (t.start != FrontTrace::Start::stacked || t.request.continues >= 0) continue;
        solid_t.push_back(t.solid.temperature), solid_u.push_back(t.solid.potential);
        liquid_t.push_back(t.liquid.temperature), liquid_u.push_back(t.liquid.potential);
        out.centre += t.request.temperature;
        out.latent += t.liquid.enthalpy - t.solid.enthalpy;
        out.solid_volume += t.solid.volume, out.liquid_volume += t.liquid.volume;
        ++n;
    }
    if (n == 0)
        throw InconsistentError("E-melting-facts", "no run held a solid and a liquid",
                                "give a guess nearer to the melting temperature, or another "
                                "lattice");
    out.centre /= n, out.latent /= n, out.solid_volume /= n, out.liquid_volume /= n;
    std::tie(out.solid, out.solid_slope) = line(solid_t, solid_u, out.centre);
    std::tie(out.liquid, out.liquid_slope) = line(liquid_t, liquid_u, out.centre);
    return out;
}

MeltingFacts melting_facts(const PhaseLines& p, double mass) {
    return {mass, p.latent, 1 / p.solid_volume};
}

MeltingFacts presumed_facts(const Structure& cell, double guess) {
    const auto n = static_cast<double>(cell.size());
    return {total_mass(composition(cell.numbers)) / n, 1.2 * constants::boltzmann * guess,
            n / cell.cell.volume()};
}

FrontReading read_front(const FrontTrace& t, const PhaseLines& lines) {
    FrontReading r;
    for (const FrontRow& row : t.rows) {
        const double liquid = lines.liquid_at(row.temperature);
        const double share = (liquid - row.potential) / (liquid - lines.solid_at(row.temperature));
        r.thickness.push_back(share * row.length);
    }
    double lived = 0;
    int failures = 0;
    const FrontFrame* failed = nullptr;
    for (const FrontFrame& f : t.frames) {
        const auto row = std::min_element(
            t.rows.begin(), t.rows.end(), [&](const FrontRow& a, const FrontRow& b) {
                return std::fabs(a.time - f.time) < std::fabs(b.time - f.time);
            });
        const double x = r.thickness[static_cast<std::size_t>(row - t.rows.begin())];
        const bool agree =
            std::fabs(x - f.profile.solid_thickness) < most_disagreement * row->length;
        const bool is_good = f.profile.has_two_slabs(least_slab) && agree;
        if (is_good) lived = f.time, failures = 0;
        if (is_good) continue;
        failed = &f;
        if (++failures == 2) break;
    }
    // One failure at the very end counts: nothing behind it takes it back.
    const bool has_died = failures > 0;
    if (has_died) r.end = end_of(*failed);
    const auto is_slab = [&](std::size_t i) {
        return r.thickness[i] > least_slab && t.rows[i].length - r.thickness[i] > least_slab;
    };
    // Between the last good configuration and the end of a phase the energy alone tells: a run that
    // died within its first picoseconds still gives the sign and the speed.
    const bool is_plain_end = r.end != CoexistenceRun::End::bad;
    while (r.valid < t.rows.size() &&
           (!has_died || t.rows[r.valid].time <= lived || (is_plain_end && is_slab(r.valid))))
        ++r.valid;
    r.readout = scatter(r.thickness, r.valid);
    if (!t.frames.empty()) {
        const PhaseProfile& p = t.frames.back().profile;
        r.solid_end = p.solid_thickness / (p.solid_thickness + p.liquid_thickness);
    }
    return r;
}

CoexistenceRun reduce(const FrontTrace& t, const PhaseLines& lines) {
    CoexistenceRun run;
    run.request = t.request;
    run.record.bath = t.request.bath;
    run.record.atoms = t.atoms, run.record.area = t.area;
    if (t.start == FrontTrace::Start::superheated) run.end = CoexistenceRun::End::superheated;
    if (t.start == FrontTrace::Start::undercooled) run.end = CoexistenceRun::End::undercooled;
    if (t.start != FrontTrace::Start::stacked) return run;
    const FrontReading reading = read_front(t, lines);
    run.end = reading.end;
    run.record.readout = reading.readout;
    std::size_t from = 0;
    const bool is_brief = reading.valid < 2 || t.rows[reading.valid - 1].time < 2 * left_out;
    while (from < t.rows.size() && t.rows[from].time < (is_brief ? 0 : left_out)) ++from;
    const bool is_free = t.request.bath == CoexistenceRecord::Bath::free;
    run.record.temperature = t.request.temperature;
    // At free temperature the loser's latent heat decides too, so that only a thermostat's count.
    if (!is_free && run.end == CoexistenceRun::End::solid)
        run.record.winner = CoexistenceRecord::Winner::solid;
    if (!is_free && run.end == CoexistenceRun::End::liquid)
        run.record.winner = CoexistenceRecord::Winner::liquid;
    while (from + 1 < reading.valid) {
        std::size_t to = from + 1;
        while (to + 1 < reading.valid &&
               (is_free || t.rows[to].time - t.rows[from].time < stretch_time))
            ++to;
        FrontAdvance s;
        s.time = t.rows[to].time - t.rows[from].time;
        s.advance = reading.thickness[to] - reading.thickness[from];
        for (std::size_t i = from; i <= to; ++i) s.temperature += t.rows[i].temperature;
        s.temperature /= static_cast<double>(to - from + 1);
        if (s.time >= least_stretch) run.record.stretches.push_back(s);
        from = to;
    }
    return run;
}

}  // namespace crucible
