#include "crucible/dynamics/md_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/charged_nep.hpp"
#include "crucible/energy/eam_file.hpp"
#include "crucible/energy/potential_files.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {
namespace {

/// u angstrom^2 / fs^2 in eV.
constexpr double ev_per_velocity2 = 1.66053906660e-27 * 1e10 / 1.602176634e-19;

[[noreturn]] void refuse_job(const std::string& message, const std::string& cure) {
    throw InputError("E-md-job", message, cure);
}

void check_range(const std::string& where, double value, double low, double high,
                 const char* unit) {
    if (value >= low && value <= high) return;
    refuse_job(fmt::format("{} is {}", where, value),
               fmt::format("expected {} to {} {}", low, high, unit));
}

void check_atoms(const std::string& where, const MdAtoms& a, std::size_t atoms) {
    if (a.are_all()) return;
    if (a.first >= 0 && a.first < a.last && a.last <= static_cast<std::int64_t>(atoms)) return;
    refuse_job(fmt::format("{} is atoms {} to {}", where, a.first + 1, a.last),
               fmt::format("expected atoms from 1 to {}", atoms));
}

void check_dynamics(const std::string& where, const MdDynamics& d, std::size_t atoms) {
    check_range(where + ".steps", static_cast<double>(d.steps), 1, 1e12, "steps");
    check_range(where + ".time_step", d.time_step, 1e-6, 100, "fs");
    const bool has_bath = d.ensemble == MdEnsemble::nvt || d.ensemble == MdEnsemble::npt;
    const bool has_barostat = d.ensemble == MdEnsemble::nph || d.ensemble == MdEnsemble::npt;
    if (has_bath) {
        check_range(where + ".temperature_start", d.temperature_start, 1e-3, 1e6, "K");
        check_range(where + ".temperature_end", d.temperature_end, 1e-3, 1e6, "K");
        check_range(where + ".thermostat_time", d.thermostat_time, d.time_step, 1e9, "fs");
    }
    if (has_barostat) {
        check_range(where + ".pressure_start", d.pressure_start, -100, 100, "eV/angstrom^3");
        check_range(where + ".pressure_end", d.pressure_end, -100, 100, "eV/angstrom^3");
        check_range(where + ".barostat_time", d.barostat_time, d.time_step, 1e9, "fs");
    }
    check_range(where + ".drag", d.drag, 0, 100, "");
    check_atoms(where + ".moving", d.moving, atoms);
    check_atoms(where + ".bath", d.bath, atoms);
}

void check_minimise(const std::string& where, const MdMinimise& m) {
    check_range(where + ".energy_tolerance", m.energy_tolerance, 0, 1, "");
    check_range(where + ".force_tolerance", m.force_tolerance, 0, 1e3, "eV/angstrom");
    check_range(where + ".most_steps", static_cast<double>(m.most_steps), 1, 1e9, "steps");
    check_range(where + ".pressure", m.pressure, -100, 100, "eV/angstrom^3");
}

void check_start(const Structure& s) {
    if (s.size() == 0) refuse_job("the start has no atoms", "give a structure with atoms");
    if (s.numbers.size() != s.size())
        refuse_job("the start has atoms without elements", "give every atom an element");
    if (s.size() > 500'000'000)
        refuse_job("the start has more than 5e8 atoms", "use a smaller structure");
    for (const bool periodic : s.cell.periodic)
        if (!periodic)
            refuse_job("the start is not periodic in three directions",
                       "give it a cell, with vacuum where it ends");
    const double volume = s.cell.volume();
    if (!(volume > 1e-3 * static_cast<double>(s.size())) || !(volume < 1e15))
        refuse_job(fmt::format("the start's cell has a volume of {} angstrom^3", volume),
                   "give a cell that holds the atoms");
    for (std::size_t i = 0; i < s.size(); ++i)
        if (!(norm(s.positions[i]) < 1e9))
            refuse_job(fmt::format("atom {} of the start is nowhere", i + 1),
                       "check the file it came from");
    const auto v = s.vectors.find("velocities");
    if (v == s.vectors.end()) return;
    for (std::size_t i = 0; i < v->second.size(); ++i)
        if (!(norm(v->second[i]) < 1e3))
            refuse_job(fmt::format("the velocity of atom {} is not finite, or absurd", i + 1),
                       "velocities are in angstrom/fs");
}

void check_elements_known(const std::vector<int>& known, const std::vector<int>& numbers,
                          const std::string& potential) {
    for (const int z : species_of(numbers).numbers)
        if (std::find(known.begin(), known.end(), z) == known.end())
            throw InputError("E-energy-element",
                             fmt::format("potential {} knows no {}", potential, element(z).symbol),
                             "use a potential for this element");
}

void check_lennard_jones(const LennardJonesParameters& p, const std::vector<int>& numbers) {
    const LennardJones model(p.pairs, p.cutoff, p.kind);  // refuses bad parameters
    const auto elements = species_of(numbers).numbers;
    for (const int a : elements)
        for (const int b : elements)
            if (std::none_of(p.pairs.begin(), p.pairs.end(), [&](const LennardJonesPair& q) {
                    return (q.first == a && q.second == b) || (q.first == b && q.second == a);
                }))
                throw InputError("E-energy-element",
                                 fmt::format("no Lennard-Jones parameters are given for {}-{}",
                                             element(a).symbol, element(b).symbol),
                                 "give them");
}

/// Elements that a file of LAMMPS's (Stillinger-Weber, Tersoff) has entries for: each entry starts
/// with three names.
std::vector<int> engine_file_elements(const std::filesystem::path& file) {
    const std::string text = read_file(file, std::size_t{16} << 20);
    LineReader lines(text, file.string());
    std::vector<int> known;
    std::string_view line;
    while (lines.next(line))
        for (const Word& w : words(line.substr(0, line.find('#'))))
            if (const auto z = atomic_number(w.text)) known.push_back(*z);
    return known;
}

void check_model(const MdJob& job) {
    const Potential& p = job.model.potential;
    if (const auto* lj = std::get_if<LennardJonesParameters>(&p))
        return check_lennard_jones(*lj, job.start.numbers);
    if (const auto* kim = std::get_if<KimModel>(&p)) {
        find_kim_model(kim->id);  // which elements it knows is for the KIM API to say
        if (is_kim_eam(kim->id))
            check_elements_known(read_kim_eam(kim->id).numbers, job.start.numbers, kim->id);
        return;
    }
    const auto* name = std::get_if<std::string>(&p);
    if (name && is_eam_file(*name))
        return check_elements_known(read_eam(find_potential(*name)).numbers, job.start.numbers,
                                    *name);
    if (const auto* file = std::get_if<EngineFile>(&p))
        return check_elements_known(engine_file_elements(find_potential(file->file)),
                                    job.start.numbers, file->file);
    if (!name && !std::holds_alternative<BuckinghamParameters>(p)) {
        const auto model = make_model(job.model);
        if (const auto* local = dynamic_cast<const ShortRangeModel*>(model.get()))
            kinds_of(job.start.numbers, *local);
        if (const auto* charged = dynamic_cast<const ChargedNep*>(model.get()))
            kinds_of(job.start.numbers, charged->numbers());
        return;
    }
    const auto parameters = name ? buckingham_preset(*name) : std::get<BuckinghamParameters>(p);
    check_elements_known(parameters.numbers, job.start.numbers, parameters.name);
}

constexpr std::size_t largest_nep_file = std::size_t{256} << 20;

/// Whether this is a NEP whose file gives charges to atoms.
bool has_charges(const Potential& p) {
    const auto* nep = std::get_if<NepFile>(&p);
    if (!nep) return false;
    const std::string text = read_file(find_potential(nep->file), largest_nep_file);
    return parse_nep_header(text, nep->file).charges != NepCharges::none;
}

double nep_step_cost(const Potential& p) {
    constexpr double in_vectors = 5e-6, in_plain_loops = 60e-6;
    try {
        return has_charges(p) ? in_plain_loops : in_vectors;
    } catch (const Error&) {
        return in_vectors;  // that the file is not there is for others to say
    }
}

}  // namespace

std::int64_t checkpoint_interval(const MdJob& job) {
    if (job.checkpoint_every > 0) return job.checkpoint_every;
    const auto atoms = static_cast<std::int64_t>(std::max<std::size_t>(job.start.size(), 1));
    return std::max<std::int64_t>(100, 10'000'000 / atoms);
}

void check_md_job(const MdJob& job) {
    if (job.stages.empty()) refuse_job("the job has no stages", "give at least one");
    for (std::size_t i = 0; i < job.stages.size(); ++i) {
        const std::string where = fmt::format("stages[{}]", i);
        if (const auto* d = std::get_if<MdDynamics>(&job.stages[i]))
            check_dynamics(where, *d, job.start.size());
        else
            check_minimise(where, std::get<MdMinimise>(job.stages[i]));
    }
    check_range("velocity_temperature", job.velocity_temperature, 0, 1e6, "K");
    check_range("sample_every", static_cast<double>(job.sample_every), 1, 1e12, "steps");
    check_range("frame_every", static_cast<double>(job.frame_every), 0, 1e12, "steps");
    check_range("checkpoint_every", static_cast<double>(job.checkpoint_every), 0, 1e12, "steps");
    if (static_cast<double>(md_steps(job)) / static_cast<double>(job.sample_every) > 1e8)
        refuse_job("the series would have more than 1e8 rows", "raise sample_every");
    check_start(job.start);
    check_model(job);
}

void check_md_ranks(const MdJob& job, int ranks) {
    const Potential& p = job.model.potential;
    const auto* name = std::get_if<std::string>(&p);
    const bool has_waves = std::holds_alternative<BuckinghamParameters>(p) ||
                           (name && !is_eam_file(*name)) || has_charges(p);
    if (has_waves && ranks > 1)
        throw InputError("E-md-ranks",
                         fmt::format("models whose charges are summed over all images run on one "
                                     "rank, not on {}",
                                     ranks),
                         "run on one rank, or take another kind of potential");
    if (ranks < 1 || static_cast<std::size_t>(ranks) > job.start.size())
        throw InputError("E-md-ranks",
                         fmt::format("{} ranks cannot share {} atoms", ranks, job.start.size()),
                         "take from one rank up to one per atom");
}

std::int64_t md_steps(const MdJob& job) {
    std::int64_t steps = 0;
    for (const MdStage& stage : job.stages)
        if (const auto* d = std::get_if<MdDynamics>(&stage)) steps += d->steps;
    return steps;
}

double md_step_cost(const Potential& p) {
    if (std::holds_alternative<DeepPotFile>(p)) return 50e-6;
    if (std::holds_alternative<NepFile>(p)) return nep_step_cost(p);
    if (std::holds_alternative<EngineFile>(p)) return 1e-6;
    if (const auto* name = std::get_if<std::string>(&p); name && is_eam_file(*name)) return 1.7e-6;
    return 2.7e-6;
}

double md_cost(const MdJob& job) {
    return md_step_cost(job.model.potential) * static_cast<double>(md_steps(job)) *
           static_cast<double>(job.start.size());
}

std::vector<Vec3> thermal_velocities(const std::vector<int>& numbers, double temperature,
                                     std::uint64_t seed) {
    RandomStream random(seed, StreamId::velocities);
    std::vector<Vec3> v(numbers.size());
    Vec3 momentum;
    double mass = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        const double m = element(numbers[i]).mass;
        for (int k = 0; k < 3; ++k) v[i][k] = random.normal() / std::sqrt(m);
        momentum += v[i] * m;
        mass += m;
    }
    double twice_kinetic = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        v[i] -= momentum * (1 / mass);
        twice_kinetic += element(numbers[i]).mass * norm2(v[i]) * ev_per_velocity2;
    }
    const double wanted =
        3.0 * (static_cast<double>(v.size()) - 1) * constants::boltzmann * temperature;
    const double scale = twice_kinetic > 0 ? std::sqrt(wanted / twice_kinetic) : 0;
    for (Vec3& x : v) x *= scale;
    return v;
}

}  // namespace crucible
