#pragma once
// Many short texts in one piece of memory, with an index: about 13 bytes more than each is long.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::synthesis {

/// Distinct texts in the order of their bytes. Never changed, so that threads may share it.
class TextTable {
public:
    TextTable() : TextTable(std::vector<std::string>{}) {}
    /// In any order; duplicates collapse.
    explicit TextTable(std::vector<std::string> texts);

    std::size_t size() const { return begins_.size() - 1; }
    bool empty() const { return size() == 0; }
    std::string_view operator[](std::size_t i) const {
        return std::string_view(bytes_).substr(begins_[i], begins_[i + 1] - begins_[i]);
    }
    /// Its index, O(1).
    std::optional<std::uint32_t> find(std::string_view) const;
    /// Of all texts in order (SHA-256).
    std::string hash() const;

private:
    void index();
    std::string bytes_;
    std::vector<std::uint64_t> begins_;
    std::vector<std::uint32_t> slots_;  ///< index + 1; 0: free. A power of two of them
};

}  // namespace crucible::synthesis
