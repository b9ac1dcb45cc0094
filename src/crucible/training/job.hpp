#pragma once
// Training on several ranks, by the worker program crucible-train, which links MPI. A job is a
// directory: job.crucible (settings), start.crucible (weights), train.extxyz, held-out.extxyz.

#include <filesystem>
#include <string>

#include "crucible/base/run_context.hpp"
#include "crucible/energy/labelled.hpp"
#include "crucible/training/trainer.hpp"

namespace crucible::training {

struct TrainingJob {
    DeepPotWeights start;
    LabelledFrames train, held_out;
    TrainingSettings settings;
};
/// All numbers come back to the last bit.
void write_training_job(const TrainingJob&, const std::filesystem::path& directory);
/// Throws IoError, InputError (E-model, E-deep-pot, E-label-xyz).
TrainingJob read_training_job(const std::filesystem::path& directory);

struct RankedTraining {
    int ranks = 2;
    std::filesystem::path directory;    ///< of the job; the worker leaves its state here, too
    std::filesystem::path checkpoints;  ///< those of `Checkpoint`, with this key
    std::string key;
};
/// The job's file of `Trainer::save` at its end.
inline constexpr const char* training_state_file = "state";

/// Runs the job, or what its last checkpoint leaves of it, and returns the state at its end for
/// `Trainer::restore`: the same bytes for every number of ranks. A stop leaves a checkpoint and
/// throws Stopped. Throws InputError (E-training-ranks), NotBuiltError (E-training-worker),
/// ResourceError (E-training-crash), and as Trainer.
std::string train_on_ranks(const TrainingJob&, const RankedTraining&, const RunContext&);

}  // namespace crucible::training
