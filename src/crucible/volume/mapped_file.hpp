#pragma once
// A file seen as memory, read-only: pages come from the disk when they are touched.

#include <cstddef>
#include <filesystem>
#include <string_view>

namespace crucible::volume {

class MappedFile {
public:
    /// Throws IoError.
    explicit MappedFile(const std::filesystem::path&);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    std::string_view bytes() const { return {begin_, size_}; }
    /// Gives the memory of a part back; touched again, it comes from the disk again.
    void forget(std::string_view part) const;

private:
    const char* begin_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace crucible::volume
