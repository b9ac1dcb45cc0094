#pragma once
// LAMMPS as an engine: one box of atoms that runs, minimises, and is saved. Everything that is said
// to it is made of our own words, numbers and checked names.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "crucible/dynamics/md_job.hpp"
#include "crucible/energy/short_range_model.hpp"
#include "external_model.hpp"

namespace crucible::md {

/// The orientation that LAMMPS wants (a along x, b in the x-y plane, right-handed) and the way
/// back.
struct BoxFrame {
    Mat3 box;                  ///< lower triangular, positive diagonal
    Mat3 turn;                 ///< user = engine * turn
    bool is_turned = false;    ///< otherwise `turn` is left out, to the last bit
    bool is_mirrored = false;  ///< c was reversed to make the cell right-handed
};
BoxFrame box_frame(const Mat3& h);

enum class Preparation {
    anew,  ///< lists and forces are made again
    go_on  ///< the run before goes on
};

/// All ranks call every member together. LAMMPS ends the process when it meets an error (Debian
/// builds it without exceptions); see last_words.hpp.
class Engine {
public:
    /// The job must outlive the engine. `model` is the job's, its files being under names of ours.
    Engine(const MdJob&, ModelChoice model);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Atoms of the job's start with these velocities (angstrom/fs; may be empty).
    void open_start(const std::vector<Vec3>& velocities);
    /// What `save` wrote. The same file gives the same future, to the last bit.
    void open_saved(const std::string& file);
    void save(const std::string& file);

    void begin(const MdDynamics&);
    /// `first` and `last` are the steps at which the ramps of the stage start and end.
    void run(std::int64_t steps, std::int64_t first, std::int64_t last, Preparation);
    void end(const MdDynamics&);
    void minimise(const MdMinimise&);

    std::int64_t step() const;
    /// Temperature, energies, pressure, volume at the last step run; throws UnstableError
    /// (E-md-lost) unless all are finite.
    MdSample sample() const;
    /// Atoms as in the job's start, moved; positions follow them out of the cell.
    Structure structure() const;
    int version() const;
    /// Of this rank's atoms, at the step where it was worst; {} for models that know none.
    Crowding crowding() const { return local_ ? local_->crowding() : Crowding{}; }

private:
    void open_handle();
    void close_handle();
    void command(const std::string&);
    void create_atoms(const std::vector<Vec3>& velocities);
    void set_potential();
    void set_pairs(const LennardJonesParameters&);
    void set_own_model();
    double thermo(const char* keyword) const;

    const MdJob& job_;
    ModelChoice model_;
    BoxFrame frame_;
    std::vector<int> elements_;               ///< Z of type 1, 2, ...
    std::unique_ptr<ShortRangeModel> local_;  ///< as LAMMPS's pair style; keeps nothing but scratch
    std::unique_ptr<ExternalModel> external_;
    void* handle_ = nullptr;
};

}  // namespace crucible::md
