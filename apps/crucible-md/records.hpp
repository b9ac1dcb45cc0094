#pragma once
// What a job writes, kept by the first rank: series, frames, ends of stages, checkpoints, result.

#include <chrono>
#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/study/checkpoint.hpp"

namespace crucible::md {

/// How far a job has come.
struct Place {
    int stage = 0;
    std::int64_t step = 0;         ///< in this stage
    std::int64_t done = 0;         ///< in all stages
    std::int64_t engine_step = 0;  ///< of the engine when this stage began
    double time = 0;               ///< fs, when this stage began
};
Place place_of(const Value&);

/// Files of the working directory. Whatever was written after the last checkpoint is cut off when
/// it is loaded.
class Records {
public:
    explicit Records(std::string key) : key_(std::move(key)), checkpoints_("ckpt", key_) {}

    bool is_finished() const;
    void add(const MdSample& s) { samples_.push_back(s); }
    /// In the file within a second, for who waits; it counts once `save` has it.
    void add(const Structure& frame);
    void add_end(const MdSample&, const Structure&);
    /// Everything so far, durably, with the engine's box in `box_file`.
    void save(const Place&, const std::string& box_file);
    /// The newest whole checkpoint: its box is put into `box_file`, its state returned as JSON; ""
    /// when there is none, and then all earlier records are removed.
    std::string load(const std::string& box_file);
    void finish(const std::string& engine);

private:
    void write_records();
    void write_frames();

    std::string key_;
    Checkpoint checkpoints_;
    std::vector<MdSample> samples_, ends_;
    std::string new_frames_;
    std::int64_t frames_ = 0, frame_bytes_ = 0;
    std::chrono::steady_clock::time_point frames_written_;
};

}  // namespace crucible::md
