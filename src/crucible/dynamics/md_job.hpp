#pragma once
// Molecular dynamics as typed jobs for the worker program crucible-md, which links LAMMPS and MPI.
// A job is plain data; no text of a user's becomes part of a LAMMPS script unquoted.

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "crucible/atoms/structure.hpp"
#include "crucible/base/run_context.hpp"
#include "crucible/energy/catalogue.hpp"

namespace crucible {

/// An OpenKIM model by its extended id.
struct KimModel {
    std::string id;
};
/// Crucible's own models and EAM files, or a KIM model.
using MdPotential = std::variant<ModelChoice, KimModel>;

enum class MdEnsemble { nve, nvt, npt, nph };

/// One stage of dynamics; temperature and pressure go linearly from start to end.
struct MdDynamics {
    MdEnsemble ensemble = MdEnsemble::nvt;
    std::int64_t steps = 0;
    double time_step = 2;                                           ///< fs
    double temperature_start = 300, temperature_end = 300;          ///< K
    double pressure_start = 0, pressure_end = 0;                    ///< eV/angstrom^3
    double thermostat_time = 200, barostat_time = 1000;             ///< fs
    enum class Axes { isotropic, each, z } axes = Axes::isotropic;  ///< what a barostat may move
};
struct MdMinimise {
    double energy_tolerance = 1e-10, force_tolerance = 1e-6;  ///< relative; eV/angstrom
    std::int64_t most_steps = 10000;
    bool cell = false;  ///< let the volume go to the pressure too
    double pressure = 0;
};
using MdStage = std::variant<MdDynamics, MdMinimise>;

struct MdJob {
    Structure start;
    MdPotential potential;
    std::vector<MdStage> stages;
    double velocity_temperature = 0;  ///< K; 0: velocities of the start ("velocities"), or none
    std::uint64_t seed = 1;
    std::int64_t sample_every = 100;    ///< steps between rows of the series
    std::int64_t frame_every = 0;       ///< steps between frames; 0: the ends of stages only
    std::int64_t checkpoint_every = 0;  ///< steps; 0: by time
};

/// Rows of the series: one per sample.
struct MdSeries {
    std::vector<std::int64_t> step;
    std::vector<double> time, temperature, potential, kinetic, pressure,
        volume;  ///< fs, K, eV per
                 ///< cell, eV/angstrom^3, angstrom^3
};
struct MdResult {
    Structure final;              ///< with velocities (angstrom/fs) in `vectors`
    std::vector<Structure> ends;  ///< after each stage
    std::vector<Structure> frames;
    MdSeries series;
    std::string engine;  ///< "LAMMPS 20220106, 2 ranks"
};

struct MdRunOptions {
    int ranks = 1;                    ///< > 1: under mpirun, or srun inside a Slurm allocation
    std::filesystem::path directory;  ///< job.json, checkpoints and results; a directory with the
                                      ///< same job resumes, exactly
    std::filesystem::path worker;     ///< program crucible-md; "" looks beside this program
};

/// Runs the job in its worker, reporting progress and honouring stops (which leave a checkpoint).
/// Throws NotBuiltError (E-md-worker) when there is no worker, InputError for jobs that make no
/// sense, UnstableError (E-md-lost) when atoms are lost or the energy is not finite.
MdResult run_md(const MdJob&, const MdRunOptions&, const RunContext&);

}  // namespace crucible
