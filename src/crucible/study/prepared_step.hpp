#pragma once
// A step made ready from its step.json: what the runner and every worker start from.

#include <filesystem>
#include <memory>
#include <string>

#include "crucible/study/registry.hpp"

namespace crucible {

struct PreparedStep {
    std::shared_ptr<void> object;  ///< filled; paths are absolute
    Worker::Resolver resolve;      ///< reference -> files
    std::string name, key;
    std::uint64_t seed = 0;
};

/// Reads `step_directory`/step.json. Throws InputError if it does not fit the type.
PreparedStep prepare_step(const StepType&, const std::filesystem::path& step_directory);

}  // namespace crucible
