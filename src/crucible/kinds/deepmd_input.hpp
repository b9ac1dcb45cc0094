#pragma once
// The input of DeePMD-kit 2 ("input.json", "out.json") as parameters of potential.train.

#include <filesystem>

#include "crucible/base/value.hpp"

namespace crucible {

enum class DeepmdData {
    named,   ///< training and validation systems become `frames` and `validation`
    ignored  ///< the study names its data
};

/// A table of potential.train's parameters. Systems are sought beside the file. What the file says
/// and this program cannot do, is refused by its name: throws InputError (E-training-input,
/// E-json), IoError.
Value parameters_of_deepmd(const std::filesystem::path& file, DeepmdData);

}  // namespace crucible
