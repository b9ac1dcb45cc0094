#pragma once
// Checkpoints of one long loop: ckpt/NNNNNN, written durably, checksummed, the last three kept.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crucible {

/// Due when `seconds` have passed and writing costs less than `fraction` of the time since the
/// last.
struct CheckpointPolicy {
    double seconds = 300, fraction = 0.01;
};

class Checkpoint {
public:
    /// `key` is the step's: a checkpoint of other settings is ignored.
    Checkpoint(std::filesystem::path directory, std::string key, CheckpointPolicy = {});

    const std::filesystem::path& directory() const { return directory_; }
    const std::string& key() const { return key_; }

    bool due() const;
    void save(std::string_view bytes);
    /// The newest whole one of this key; a damaged one falls back to the one before.
    std::optional<std::string> load() const;

private:
    std::filesystem::path directory_;
    std::string key_;
    CheckpointPolicy policy_;
    int next_ = 1;
    double cost_ = 0;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace crucible
