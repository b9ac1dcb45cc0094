#pragma once
// Molecular dynamics as typed jobs for the worker program crucible-md, which links LAMMPS and MPI.
// A job is plain data; no text of a user's becomes part of a LAMMPS script.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/energy/catalogue.hpp"

namespace crucible {

enum class MdEnsemble { nve, nvt, npt, nph };
/// What a barostat may move: all lengths together, each length by itself, or one alone.
enum class MdAxes { isotropic, each, z, x };

/// Atoms first to last - 1 of the start; 0, 0: all of them.
struct MdAtoms {
    std::int64_t first = 0, last = 0;
    bool are_all() const { return last == 0; }
};

/// One stage of dynamics; temperature and pressure go linearly from start to end.
struct MdDynamics {
    MdEnsemble ensemble = MdEnsemble::nvt;
    std::int64_t steps = 0;
    double time_step = 2;                                   ///< fs
    double temperature_start = 300, temperature_end = 300;  ///< K
    double pressure_start = 0, pressure_end = 0;            ///< eV/angstrom^3
    double thermostat_time = 200, barostat_time = 1000;     ///< fs
    MdAxes axes = MdAxes::isotropic;
    double drag = 0;  ///< of thermostat and barostat, as in LAMMPS's fix nh
    MdAtoms moving;   ///< all others stay where they are
    MdAtoms bath;     ///< whose temperature the thermostat looks at; all: that of `moving`
};
/// One minimisation by conjugate gradients.
struct MdMinimise {
    double energy_tolerance = 1e-10;  ///< relative change of the energy in one step
    double force_tolerance = 1e-6;    ///< eV/angstrom, norm over all atoms
    std::int64_t most_steps = 10000;
    bool cell = false;    ///< let the volume go to the pressure too
    double pressure = 0;  ///< eV/angstrom^3
};
using MdStage = std::variant<MdDynamics, MdMinimise>;

struct MdJob {
    Structure start;  ///< periodic in three directions; any cell
    ModelChoice model;
    std::vector<MdStage> stages;
    double velocity_temperature = 0;  ///< K; 0: velocities of the start ("velocities"), or none
    std::uint64_t seed = 1;
    std::int64_t sample_every = 100;    ///< steps between rows of the series
    std::int64_t frame_every = 0;       ///< steps between frames; 0: none, only the ends of stages
    std::int64_t checkpoint_every = 0;  ///< steps; 0: every 1e7 atom-steps, about half a minute
};

/// Steps between checkpoints, with the default filled in. Checkpoints are part of a job: the
/// engine starts anew from each, so a run that was interrupted continues to the last bit as one
/// that was not.
std::int64_t checkpoint_interval(const MdJob&);
/// Throws InputError (E-md-job) for jobs that make no sense, naming the stage; InputError
/// (E-energy-element) for atoms that the potential does not know; and what reading it throws.
void check_md_job(const MdJob&);
/// Throws InputError (E-md-ranks) when the job cannot run on so many ranks: Crucible's own models
/// run on one, and every rank needs an atom.
void check_md_ranks(const MdJob&, int ranks);
/// Steps of dynamics in all stages.
std::int64_t md_steps(const MdJob&);
/// CPU seconds per atom and step that a potential is expected to cost, neighbour lists and the rest
/// of the step included; measured on metals at liquid density, one core with AVX-512.
double md_step_cost(const Potential&);
/// CPU seconds to be expected of a job; minimisers not counted.
double md_cost(const MdJob&);

/// Maxwell velocities in angstrom/fs, without a total momentum, with exactly this temperature
/// (K; of 3N - 3 degrees of freedom). They depend on the seed and the atoms alone.
std::vector<Vec3> thermal_velocities(const std::vector<int>& numbers, double temperature,
                                     std::uint64_t seed);

/// The state at one step.
struct MdSample {
    int stage = 0;           ///< counted from 0
    std::int64_t step = 0;   ///< steps of dynamics since the start of the job
    double time = 0;         ///< fs
    double temperature = 0;  ///< K
    double potential = 0;    ///< eV per cell
    double kinetic = 0;      ///< eV per cell
    double pressure = 0;     ///< eV/angstrom^3
    double volume = 0;       ///< angstrom^3
    Vec3 pressures;          ///< eV/angstrom^3, xx yy zz along the axes of a box whose first
                             ///< vector is along x and whose second lies in the xy plane
    Vec3 lengths;            ///< angstrom, of that box along its axes
};
struct MdEnd {
    MdSample state;
    Structure structure;  ///< positions follow the atoms out of the cell; "velocities" angstrom/fs
};
struct MdResult {
    std::vector<MdEnd> ends;  ///< after each stage
    Structures frames;        ///< every `frame_every` steps
    std::vector<MdSample> series;
    std::string engine;  ///< "LAMMPS 20210929, 2 ranks"
};

/// What a job tells of itself several times a second while it runs.
struct MdGlimpse {
    std::int64_t step = 0;   ///< steps of dynamics since the start of the job
    double temperature = 0;  ///< K
    double potential = 0;    ///< eV/atom
};

struct MdRunOptions {
    int ranks = 1;                    ///< > 1: under mpirun, or srun inside a Slurm allocation
    std::filesystem::path directory;  ///< job, checkpoints, results; with the same job it resumes
    std::filesystem::path worker;     ///< program crucible-md; "" : `find_md_worker()`
    std::function<void(const MdGlimpse&)> hear{};  ///< may be empty
};

/// The program crucible-md: $CRUCIBLE_MD, or beside this program; "" when there is none.
std::filesystem::path find_md_worker();

/// Runs the job in its worker, reporting progress (steps). The first stop leaves the last
/// checkpoint, the second kills; both throw Stopped. Throws NotBuiltError (E-md-worker) when there
/// is no worker, InputError as `check_md_job` and (E-md-ranks), UnstableError when atoms are lost
/// or a number is not finite (E-md-lost) or the worker falls over its own numbers (E-md-crash),
/// ResourceError (E-md-crash) when it dies of anything else.
MdResult run_md(const MdJob&, const MdRunOptions&, const RunContext&);

}  // namespace crucible
