#pragma once
// A two-phase run while it is made: what its worker has told and written so far, for who waits.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "crucible/thermo/coexistence_md.hpp"

namespace crucible {

class FrontWatch {
public:
    /// Watches the last stage of a job in `directory`. `before`: the phases, the order that tells
    /// them apart, and rows and configurations of the run that is continued.
    FrontWatch(const MdJob&, const CoexistenceMd&, FrontTrace before,
               std::filesystem::path directory);
    void hear(const MdGlimpse&);
    /// Rows of the windows of time that are over, from the few samples that were heard, without
    /// lengths and pressures; configurations that are in the file. Nothing that the run itself
    /// makes later is read from here.
    FrontTrace so_far();

private:
    struct Sample {
        double time, temperature, potential;  // fs since the stage began, K, eV/atom
    };
    void take_saved_series();
    void read_new_frames();
    void add_rows(FrontTrace&) const;

    FrontTrace before_;
    std::filesystem::path directory_;
    std::vector<FrontFrame> frames_;
    std::vector<Sample> samples_;
    double window_ = 0, time_step_ = 0;  // fs
    double begin_ = 0;                   // fs of the job when its last stage begins
    double offset_ = 0;                  // fs, where the run that is continued ended
    int stage_ = 0;
    std::uintmax_t bytes_read_ = 0;
};

/// Which part of the atoms is solid, by the lever rule of the energy, one per row. The trace must
/// have both phases.
std::vector<double> solid_shares(const FrontTrace&);

/// Runs the job as `run_md` does, and shows it to `m.look` as it goes on.
MdResult run_watched(const MdJob&, const CoexistenceMd& m, const FrontTrace& before,
                     const std::filesystem::path& directory, const RunContext&);

}  // namespace crucible
