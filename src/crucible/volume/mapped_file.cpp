#include "crucible/volume/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crucible/base/files.hpp"

namespace crucible::volume {

MappedFile::MappedFile(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail_errno("opening", path);
    struct stat status {};
    void* at = nullptr;
    const bool is_known = ::fstat(fd, &status) == 0;
    size_ = static_cast<std::size_t>(status.st_size);
    if (is_known && size_ > 0) at = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
    ::close(fd);
    if (!is_known || at == MAP_FAILED) fail_errno("reading", path);
    begin_ = static_cast<const char*>(at);
}

void MappedFile::forget(std::string_view part) const {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    // Whole pages within the part: its neighbours may still be in use.
    const auto begin = static_cast<std::size_t>(part.data() - begin_);
    const std::size_t first = (begin + page - 1) / page * page;
    const std::size_t end = (begin + part.size()) / page * page;
    if (end > first) ::madvise(const_cast<char*>(begin_) + first, end - first, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
    if (begin_) ::munmap(const_cast<char*>(begin_), size_);
}

}  // namespace crucible::volume
