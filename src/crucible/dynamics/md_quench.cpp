#include "crucible/dynamics/md_quench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/dynamics/md_hold.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {
namespace {

constexpr double volume_per_spheres = 1.1;
constexpr double random_spacing = 0.75;  // of the mean distance: 22 % of the volume is taken
constexpr int most_places_tried = 1000;  // per atom

[[noreturn]] void refuse_quench(const std::string& message, const std::string& cure) {
    throw InputError("E-md-job", message, cure);
}

int atoms_in(const Composition& c) {
    int n = 0;
    for (const auto& [z, count] : c) n += count;
    return n;
}

double spheres_volume(const Composition& c) {
    double volume = 0;
    for (const auto& [z, count] : c)
        volume += count * 4 * std::numbers::pi / 3 * std::pow(element(z).covalent_radius, 3);
    return volume;
}

/// `n` of the sites of a cubic fcc crystal, chosen at random when there are more.
std::vector<Position> lattice_sites(std::size_t n, double box, RandomStream& random) {
    auto cubes = static_cast<int>(std::cbrt(static_cast<double>(n) / 4));
    while (4ull * static_cast<unsigned long long>(cubes) * cubes * cubes < n) ++cubes;
    const double a = box / cubes;
    std::vector<Position> sites;
    for (int x = 0; x < cubes; ++x)
        for (int y = 0; y < cubes; ++y)
            for (int z = 0; z < cubes; ++z)
                for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}})
                    sites.push_back(Position((f + Vec3(x, y, z)) * a));
    if (sites.size() > n) random.shuffle(std::span<Position>(sites));
    sites.resize(n);
    return sites;
}

/// Random sequential insertion into a periodic cube; boxes of the least distance hold who is near.
class RandomInsertion {
public:
    RandomInsertion(double box, double least)
        : box_(box),
          least_(least),
          n_(std::max(1, static_cast<int>(box / least))),
          boxes_(static_cast<std::size_t>(n_) * n_ * n_) {}

    void insert(RandomStream& random) {
        for (int tries = 0; tries < most_places_tried; ++tries) {
            const Vec3 r(random.uniform(0, box_), random.uniform(0, box_), random.uniform(0, box_));
            if (is_crowded(r)) continue;
            boxes_[box_of(r, 0, 0, 0)].push_back(places.size());
            places.push_back(Position(r));
            return;
        }
        refuse_quench("the random start found no room", "start from the lattice");
    }
    std::vector<Position> places;

private:
    std::size_t box_of(const Vec3& r, int dx, int dy, int dz) const {
        const auto bin = [&](double x, int d) {
            const int i = std::min(static_cast<int>(x / box_ * n_), n_ - 1) + d;
            return static_cast<std::size_t>((i + n_) % n_);
        };
        const auto n = static_cast<std::size_t>(n_);
        return (bin(r.x, dx) * n + bin(r.y, dy)) * n + bin(r.z, dz);
    }
    bool is_crowded(const Vec3& r) const {
        for (int dx = -1; dx <= 1; ++dx)
            for (int dy = -1; dy <= 1; ++dy)
                for (int dz = -1; dz <= 1; ++dz)
                    for (const std::size_t other : boxes_[box_of(r, dx, dy, dz)]) {
                        Vec3 d = r - places[other];
                        for (int k = 0; k < 3; ++k) d[k] -= box_ * std::round(d[k] / box_);
                        if (norm2(d) < least_ * least_) return true;
                    }
        return false;
    }
    double box_, least_;
    int n_;
    std::vector<std::vector<std::size_t>> boxes_;
};

std::int64_t steps_of(double time, double time_step) {
    return std::max<std::int64_t>(1, std::llround(time / time_step));
}

void check_quench(const QuenchSettings& s) {
    if (atoms_in(s.atoms) < 2)
        refuse_quench("a quench needs atoms", "give a composition and a number");
    if (!(s.final_temperature > 0) || !(s.melt_temperature > s.final_temperature))
        refuse_quench(fmt::format("a melt at {} K cannot be quenched to {} K", s.melt_temperature,
                                  s.final_temperature),
                      "give a melt hotter than the glass");
    if (!(s.rate > 0) || !std::isfinite(s.rate))
        refuse_quench("the quench rate is not positive", "give a rate such as 2e13 K/s");
}

MdDynamics constant_pressure(const QuenchSettings& s, double from, double to, double time) {
    MdDynamics d;
    d.ensemble = MdEnsemble::npt;
    d.steps = steps_of(time, s.time_step);
    d.time_step = s.time_step;
    d.temperature_start = from, d.temperature_end = to;
    d.pressure_start = d.pressure_end = s.pressure;
    d.thermostat_time = s.thermostat_time, d.barostat_time = s.barostat_time;
    return d;
}

}  // namespace

Composition share_atoms(const Composition& formula, int total) {
    struct Share {
        int z, count;
        double rest;
    };
    std::vector<Share> shares;
    const double all = atoms_in(formula);
    int given = 0;
    for (const auto& [z, count] : formula) {
        const double exact = total * (count / all);
        shares.push_back({z, static_cast<int>(exact), exact - std::floor(exact)});
        given += shares.back().count;
    }
    std::stable_sort(shares.begin(), shares.end(),
                     [](const Share& a, const Share& b) { return a.rest > b.rest; });
    for (std::size_t i = 0; given < total && i < shares.size(); ++i, ++given) ++shares[i].count;
    Composition out;
    for (const Share& s : shares) {
        if (s.count == 0)
            refuse_quench(fmt::format("{} atoms of {} leave none of {}", total,
                                      formula_text(formula), element(s.z).symbol),
                          "take more atoms");
        out[s.z] = s.count;
    }
    return out;
}

Structure quench_start(const QuenchSettings& s) {
    RandomStream random(s.seed, StreamId::quench);
    const auto n = static_cast<std::size_t>(atoms_in(s.atoms));
    const double volume = volume_per_spheres * spheres_volume(s.atoms), box = std::cbrt(volume);
    Structure out;
    out.name = formula_text(s.atoms);
    out.cell.h = Mat3::diagonal(box, box, box);
    for (const auto& [z, count] : s.atoms)
        out.numbers.insert(out.numbers.end(), static_cast<std::size_t>(count), z);
    random.shuffle(std::span<int>(out.numbers));
    if (s.start == QuenchStart::lattice) {
        out.positions = lattice_sites(n, box, random);
        return out;
    }
    RandomInsertion insertion(box, random_spacing * std::cbrt(volume / static_cast<double>(n)));
    for (std::size_t i = 0; i < n; ++i) insertion.insert(random);
    out.positions = std::move(insertion.places);
    return out;
}

MdJob quench_job(const QuenchSettings& s) {
    check_quench(s);
    MdJob job;
    job.start = quench_start(s);
    job.model = s.model;
    job.velocity_temperature = s.melt_temperature;
    job.seed = s.seed;
    if (s.start == QuenchStart::random) {
        MdMinimise spread;  // far from a minimum is near enough: only overlaps must go
        spread.most_steps = 200;
        spread.force_tolerance = 1;
        job.stages.push_back(spread);
    }
    const double melt = s.melt_temperature, cold = s.final_temperature;
    job.stages.push_back(constant_pressure(s, melt, melt, s.melt_time));
    job.stages.push_back(constant_pressure(s, melt, cold, (melt - cold) / s.rate));
    job.stages.push_back(constant_pressure(s, cold, cold, s.hold_time));
    MdMinimise inherent;
    inherent.energy_tolerance = 1e-12;
    inherent.force_tolerance = 1e-4;
    job.stages.push_back(inherent);
    const auto& hold = std::get<MdDynamics>(job.stages[job.stages.size() - 2]);
    job.sample_every = std::clamp<std::int64_t>(md_steps(job) / 2000, 1,
                                                std::max<std::int64_t>(1, hold.steps / 20));
    return job;
}

QuenchResult quench_result(const QuenchSettings& settings, const MdResult& r) {
    if (r.ends.size() < 4)
        throw InputError("E-md-result", "these are not the results of a quench",
                         "remove the directory and run it again");
    const std::size_t inherent = r.ends.size() - 1, hold = inherent - 1;
    const auto atoms = static_cast<double>(r.ends[hold].structure.size());
    QuenchResult q;
    q.hold_rmsd = rms_displacement(r.ends[hold - 1].structure, r.ends[hold].structure);
    q.target = r.ends[hold].structure, q.inherent = r.ends[inherent].structure;
    for (Structure* s : {&q.target, &q.inherent}) {
        s->name = formula_text(settings.atoms);
        s->vectors.clear();
        wrap(*s);
    }
    q.target.name += " glass", q.inherent.name += " inherent structure";
    q.energy = r.ends[hold].state.potential / atoms;
    q.inherent_energy = r.ends[inherent].state.potential / atoms;
    const double volume = r.ends[hold].state.volume;
    q.number_density = atoms / volume;
    q.mass_density = from_internal(total_mass(settings.atoms) / volume, "g/cm^3");
    q.box = std::cbrt(volume);
    std::vector<double> pressures, temperatures;
    for (const MdSample& s : r.series) {
        if (s.stage != static_cast<int>(hold)) continue;
        pressures.push_back(s.pressure), temperatures.push_back(s.temperature);
    }
    const Estimate pressure = block_average(pressures).estimate;
    q.pressure = pressure.value, q.pressure_error = pressure.error;
    q.temperature = mean(temperatures);
    return q;
}

}  // namespace crucible
