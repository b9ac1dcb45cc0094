#pragma once
// Pieces of one target that RDKit has made already: many templates leave the same ones, and those
// with stereo take a millisecond each.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "crucible/chem/rewrite.hpp"

namespace crucible::chem {

class PieceMemory {
public:
    /// What `key` was made into before, no molecule being an answer, too. Null where it is new.
    std::shared_ptr<const std::optional<Piece>> find(const std::vector<int>& key) const {
        const std::lock_guard lock(mutex_);
        const auto at = known_.find(key);
        return at == known_.end() ? nullptr : at->second;
    }
    void keep(std::vector<int> key, const std::optional<Piece>& piece) {
        const std::lock_guard lock(mutex_);
        if (known_.size() < most)
            known_.emplace(std::move(key), std::make_shared<const std::optional<Piece>>(piece));
    }

    /// The same for a SMILES as RDKit first writes it, and what it becomes when it is read again.
    std::optional<std::string> find_text(const std::string& first) const {
        const std::lock_guard lock(mutex_);
        const auto at = texts_.find(first);
        return at == texts_.end() ? std::nullopt : std::optional(at->second);
    }
    void keep_text(const std::string& first, const std::string& settled) {
        const std::lock_guard lock(mutex_);
        if (texts_.size() < most) texts_.emplace(first, settled);
    }

private:
    static constexpr std::size_t most = 1000;
    mutable std::mutex mutex_;
    std::map<std::vector<int>, std::shared_ptr<const std::optional<Piece>>> known_;
    std::map<std::string, std::string> texts_;
};

/// All that a molecule is before it is sanitised, and where its atoms come from.
std::vector<int> memory_key(const RDKit::RWMol&, const std::vector<int>& origin);

}  // namespace crucible::chem
