// The only file that includes LAMMPS's library interface.
#include <library.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"
#include "engine.hpp"
#include "pair_wall.hpp"

namespace crucible::md {
namespace {

constexpr double fs_per_ps = 1000;
constexpr const char* external_fix = "crucible";

std::string bar(double pressure) { return number_text(from_internal(pressure, "bar")); }
std::string ps(double fs) { return number_text(fs / fs_per_ps); }

struct EngineBox {
    std::array<double, 3> low{}, high{};
    double xy = 0, yz = 0, xz = 0;
    Mat3 h() const {
        return {
            {{{high[0] - low[0], 0, 0}, {xy, high[1] - low[1], 0}, {xz, yz, high[2] - low[2]}}}};
    }
};

EngineBox extract_box(void* handle) {
    EngineBox b;
    int periodic[3], changes;
    lammps_extract_box(handle, b.low.data(), b.high.data(), &b.xy, &b.yz, &b.xz, periodic,
                       &changes);
    return b;
}

/// LAMMPS wants names as char* without writing to them.
std::vector<double> gather_doubles(void* handle, const char* name, std::size_t atoms) {
    std::vector<double> values(3 * atoms);
    lammps_gather_atoms(handle, const_cast<char*>(name), 1, 3, values.data());
    return values;
}
std::vector<int> gather_integers(void* handle, const char* name, std::size_t atoms, int each) {
    std::vector<int> values(static_cast<std::size_t>(each) * atoms);
    lammps_gather_atoms(handle, const_cast<char*>(name), 0, each, values.data());
    return values;
}

/// LAMMPS would look at the temperature of all atoms, also of those that do not move.
MdAtoms bath_of(const MdDynamics& d) {
    const bool has_bath = d.ensemble == MdEnsemble::nvt || d.ensemble == MdEnsemble::npt;
    return !has_bath ? MdAtoms{} : d.bath.are_all() ? d.moving : d.bath;
}

std::string ensemble_fix(const MdDynamics& d) {
    std::string fix = std::string("fix md ") + (d.moving.are_all() ? "all " : "moving ");
    const bool bath = d.ensemble == MdEnsemble::nvt || d.ensemble == MdEnsemble::npt;
    const bool barostat = d.ensemble == MdEnsemble::nph || d.ensemble == MdEnsemble::npt;
    if (!bath && !barostat) return fix + "nve";
    fix += bath && barostat ? "npt" : bath ? "nvt" : "nph";
    if (bath)
        fix += " temp " + number_text(d.temperature_start) + " " + number_text(d.temperature_end) +
               " " + ps(d.thermostat_time);
    if (barostat) {
        constexpr const char* axes[] = {"iso", "aniso", "z", "x"};
        fix += std::string(" ") + axes[static_cast<std::size_t>(d.axes)] + " " +
               bar(d.pressure_start) + " " + bar(d.pressure_end) + " " + ps(d.barostat_time);
    }
    if (d.drag > 0) fix += " drag " + number_text(d.drag);
    return fix;
}

}  // namespace

void ExternalModel::evaluate(void* self, std::int64_t, int n, int* ids, double** positions,
                             double** forces) {
    auto& m = *static_cast<ExternalModel*>(self);
    const auto atoms = static_cast<std::size_t>(n);
    const int* types = static_cast<int*>(lammps_extract_atom(m.handle, "type"));
    const EngineBox box = extract_box(m.handle);
    m.structure_.cell.h = box.h();
    m.structure_.numbers.resize(atoms);
    m.structure_.positions.resize(atoms);
    for (std::size_t i = 0; i < atoms; ++i) {
        const auto at = static_cast<std::size_t>(ids[i] - 1);
        m.structure_.numbers[at] = m.elements_[static_cast<std::size_t>(types[i] - 1)];
        for (int k = 0; k < 3; ++k)
            m.structure_.positions[at][k] = positions[i][k] - box.low[static_cast<std::size_t>(k)];
    }
    m.model_->evaluate(m.structure_, m.evaluation_);
    for (std::size_t i = 0; i < atoms; ++i)
        for (int k = 0; k < 3; ++k)
            forces[i][k] = m.evaluation_.forces[static_cast<std::size_t>(ids[i] - 1)][k];
    const Mat3 w = m.evaluation_.stress * -m.structure_.cell.volume();
    std::array<double, 6> virial = {w(0, 0), w(1, 1), w(2, 2), w(0, 1), w(0, 2), w(1, 2)};
    lammps_fix_external_set_energy_global(m.handle, external_fix, m.evaluation_.energy);
    lammps_fix_external_set_virial_global(m.handle, external_fix, virial.data());
}

Engine::Engine(const MdJob& job, ModelChoice model)
    : job_(job),
      model_(std::move(model)),
      frame_(box_frame(job.start.cell.h)),
      elements_(species_of(job.start.numbers).numbers) {}

Engine::~Engine() { close_handle(); }

void Engine::close_handle() {
    if (handle_) lammps_close(handle_);
    handle_ = nullptr;
}

void Engine::command(const std::string& text) { lammps_command(handle_, text.c_str()); }

void Engine::open_handle() {
    close_handle();
    const char* words[] = {"crucible-md", "-screen", "none", "-log", "none", "-nocite"};
    handle_ = lammps_open(6, const_cast<char**>(words), MPI_COMM_WORLD, nullptr);
    if (!handle_)
        throw ResourceError("E-md-engine", "LAMMPS cannot be started", "check its installation");
    command("log engine.log");
    if (const auto* kim = std::get_if<KimModel>(&job_.model.potential))
        command("kim init " + find_kim_model(kim->id) + " metal");
    else
        command("units metal");
}

void Engine::open_start(const std::vector<Vec3>& velocities) {
    open_handle();
    command("atom_style atomic");
    command("atom_modify map array");
    command("boundary p p p");
    command("box tilt large");
    const Mat3& b = frame_.box;
    const bool tilted = b(1, 0) != 0 || b(2, 0) != 0 || b(2, 1) != 0;
    std::string region = std::string("region box ") + (tilted ? "prism" : "block");
    for (int k = 0; k < 3; ++k) region += " 0 " + number_text(b(k, k));
    if (tilted)
        region +=
            " " + number_text(b(1, 0)) + " " + number_text(b(2, 0)) + " " + number_text(b(2, 1));
    command(region + " units box");
    command("create_box " + std::to_string(elements_.size()) + " box");
    for (std::size_t t = 0; t < elements_.size(); ++t)
        command("mass " + std::to_string(t + 1) + " " + number_text(element(elements_[t]).mass));

    create_atoms(velocities);
    set_potential();
}

void Engine::create_atoms(const std::vector<Vec3>& velocities) {
    const std::size_t n = job_.start.size();
    const Mat3 to_fraction = inverse(frame_.box), to_engine = transpose(frame_.turn);
    std::vector<int> ids(n), types(n), images(n);
    std::vector<double> x(3 * n), v(3 * n);
    for (std::size_t i = 0; i < n; ++i) {
        ids[i] = static_cast<int>(i + 1);
        types[i] = 1 + static_cast<int>(
                           std::find(elements_.begin(), elements_.end(), job_.start.numbers[i]) -
                           elements_.begin());
        const Vec3 r =
            frame_.is_turned ? job_.start.positions[i] * to_engine : Vec3(job_.start.positions[i]);
        const Vec3 f = r * to_fraction;
        Vec3 shift;
        for (int k = 0; k < 3; ++k) shift[k] = std::floor(f[k]);
        const bool far = std::max({std::fabs(shift[0]), std::fabs(shift[1]), std::fabs(shift[2])}) >
                         500;  // LAMMPS counts images to 511
        images[i] =
            far ? lammps_encode_image_flags(0, 0, 0)
                : lammps_encode_image_flags(static_cast<int>(shift[0]), static_cast<int>(shift[1]),
                                            static_cast<int>(shift[2]));
        const Vec3 inside = r - shift * frame_.box;
        Vec3 speed = velocities.empty() ? Vec3{} : velocities[i];
        if (frame_.is_turned) speed = speed * to_engine;
        for (int k = 0; k < 3; ++k) {
            x[3 * i + static_cast<std::size_t>(k)] = inside[k];
            v[3 * i + static_cast<std::size_t>(k)] = speed[k] * fs_per_ps;
        }
    }
    const int created = lammps_create_atoms(handle_, static_cast<int>(n), ids.data(), types.data(),
                                            x.data(), v.data(), images.data(), 0);
    if (created != static_cast<int>(n))
        throw InputError(
            "E-md-engine",
            "LAMMPS took " + std::to_string(created) + " of " + std::to_string(n) + " atoms",
            "check the positions and the cell of the start");
}

void Engine::open_saved(const std::string& file) {
    open_handle();
    command("box tilt large");
    command("read_restart " + file);
    set_potential();
}

void Engine::save(const std::string& file) { command("write_restart " + file); }

/// The style of a file that LAMMPS itself evaluates.
const char* engine_style(const Potential& p, const std::string& file) {
    constexpr const char* styles[] = {"sw", "tersoff", "tersoff/mod"};
    if (const auto* own = std::get_if<EngineFile>(&p))
        return styles[static_cast<std::size_t>(own->style)];
    return file.ends_with(".fs") ? "eam/fs" : file.ends_with(".alloy") ? "eam/alloy" : "eam";
}

void Engine::set_pairs(const LennardJonesParameters& p) {
    const bool smooth = p.kind == CutOff::shifted_force;
    command(std::string("pair_style ") + (smooth ? "lj/smooth/linear " : "lj/cut ") +
            number_text(p.cutoff));
    for (const LennardJonesPair& q : p.pairs) {
        const auto first = std::find(elements_.begin(), elements_.end(), q.first);
        const auto second = std::find(elements_.begin(), elements_.end(), q.second);
        if (first == elements_.end() || second == elements_.end()) continue;
        const auto [low, high] = std::minmax(first, second);
        command("pair_coeff " + std::to_string(1 + (low - elements_.begin())) + " " +
                std::to_string(1 + (high - elements_.begin())) + " " + number_text(q.epsilon) +
                " " + number_text(q.sigma));
    }
    if (p.kind == CutOff::shifted_energy) command("pair_modify shift yes");
}

/// Models of short range are a pair style, on any number of ranks; others see all atoms on one.
void Engine::set_own_model() {
    if (!local_) {
        auto model = make_model(model_);
        if (auto* local = dynamic_cast<ShortRangeModel*>(model.get())) {
            static_cast<void>(model.release());
            local_.reset(local);
        } else {
            // Made anew each time: its lists must not remember what a resumed run cannot know.
            external_ = std::make_unique<ExternalModel>(std::move(model), elements_);
        }
    }
    if (local_) return set_pair_style(handle_, *local_, elements_);
    command("pair_style zero 1.0");
    command("pair_coeff * *");
    external_->handle = handle_;
    command(std::string("fix ") + external_fix + " all external pf/callback 1 1");
    command(std::string("fix_modify ") + external_fix + " energy yes virial yes");
    lammps_set_fix_external_callback(handle_, external_fix, &ExternalModel::evaluate,
                                     external_.get());
}

void Engine::set_potential() {
    std::string symbols;
    for (const int z : elements_) symbols += " " + std::string(element(z).symbol);
    Potential& p = model_.potential;
    const auto* name = std::get_if<std::string>(&p);
    if (std::get_if<KimModel>(&p)) {
        command("kim interactions" + symbols);
    } else if ((name && is_eam_file(*name)) || std::holds_alternative<EngineFile>(p)) {
        const std::string& file = *files_in(p).front();
        const std::string style = engine_style(p, file);
        command("pair_style " + style);
        command("pair_coeff * * " + file + (style == "eam" ? "" : symbols));
    } else if (const auto* lj = std::get_if<LennardJonesParameters>(&p)) {
        set_pairs(*lj);
    } else {
        set_own_model();
    }
    command("neighbor 1.5 bin");
    command("neigh_modify every 1 delay 0 check yes");
    command("thermo_style custom step temp pe ke press vol pxx pyy pzz lx ly lz");
    command("thermo_modify norm no lost error");
    command("thermo 0");
}

void Engine::begin(const MdDynamics& d) {
    command("timestep " + ps(d.time_step));
    const auto group = [&](const char* name, const MdAtoms& a) {
        command(std::string("group ") + name + " id " + std::to_string(a.first + 1) + ":" +
                std::to_string(a.last));
    };
    if (!d.moving.are_all()) group("moving", d.moving);
    const MdAtoms bath = bath_of(d);
    if (!bath.are_all()) group("bath", bath);
    command(ensemble_fix(d));
    if (bath.are_all()) return;
    command("compute bath bath temp");
    command("fix_modify md temp bath");
}

void Engine::run(std::int64_t steps, std::int64_t first, std::int64_t last, Preparation p) {
    command("run " + std::to_string(steps) + " start " + std::to_string(first) + " stop " +
            std::to_string(last) + " pre " + (p == Preparation::anew ? "yes" : "no") + " post no");
}

void Engine::end(const MdDynamics& d) {
    command("unfix md");
    if (!bath_of(d).are_all()) command("uncompute bath"), command("group bath delete");
    if (!d.moving.are_all()) command("group moving delete");
}

void Engine::minimise(const MdMinimise& m) {
    if (m.cell) command("fix relax all box/relax iso " + bar(m.pressure) + " vmax 0.001");
    command("min_style cg");
    command("min_modify dmax 0.1");
    command("minimize " + number_text(m.energy_tolerance) + " " + number_text(m.force_tolerance) +
            " " + std::to_string(m.most_steps) + " " + std::to_string(10 * m.most_steps));
    if (m.cell) command("unfix relax");
}

std::int64_t Engine::step() const {
    return *static_cast<const std::int64_t*>(lammps_extract_global(handle_, "ntimestep"));
}

double Engine::thermo(const char* keyword) const {
    const double value = lammps_get_thermo(handle_, keyword);
    if (!std::isfinite(value))
        throw UnstableError(
            "E-md-lost",
            std::string(keyword) + " is not a number at step " + std::to_string(step()),
            "take a shorter time step, or a better start");
    return value;
}

MdSample Engine::sample() const {
    MdSample s;
    s.temperature = thermo("temp");
    s.potential = thermo("pe");
    s.kinetic = thermo("ke");
    s.pressure = to_internal(thermo("press"), "bar");
    s.volume = thermo("vol");
    constexpr const char* pressures[] = {"pxx", "pyy", "pzz"};
    constexpr const char* lengths[] = {"lx", "ly", "lz"};
    for (int k = 0; k < 3; ++k) {
        s.pressures[k] = to_internal(thermo(pressures[k]), "bar");
        s.lengths[k] = thermo(lengths[k]);
    }
    return s;
}

Structure Engine::structure() const {
    const std::size_t n = job_.start.size();
    const auto x = gather_doubles(handle_, "x", n), v = gather_doubles(handle_, "v", n);
    const auto images = gather_integers(handle_, "image", n, 3);
    const EngineBox box = extract_box(handle_);
    const Mat3 h = box.h();
    Structure s;
    s.name = job_.start.name, s.numbers = job_.start.numbers, s.cell.h = h;
    std::vector<Vec3> velocities(n);
    s.positions.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        Vec3 r, speed;
        for (int k = 0; k < 3; ++k) {
            const auto at = 3 * i + static_cast<std::size_t>(k);
            r[k] = x[at] - box.low[static_cast<std::size_t>(k)];
            speed[k] = v[at] / fs_per_ps;
        }
        r += h[0] * images[3 * i] + h[1] * images[3 * i + 1] + h[2] * images[3 * i + 2];
        s.positions[i] = Position(frame_.is_turned ? r * frame_.turn : r);
        velocities[i] = frame_.is_turned ? speed * frame_.turn : speed;
    }
    if (frame_.is_turned) s.cell.h = h * frame_.turn;
    if (frame_.is_mirrored) s.cell.h[2] *= -1;
    s.vectors["velocities"] = std::move(velocities);
    return s;
}

int Engine::version() const { return lammps_version(handle_); }

}  // namespace crucible::md
