#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/volume/nifti.hpp"
#include "crucible/volume/source.hpp"

namespace crucible::volume {

static_assert(std::endian::native == std::endian::little,
              "voxels are written as memory holds them");

struct VolumeWriter::Open {
    std::filesystem::path path;
    Grid grid;
    Voxel voxel;
    int fd = -1;
    std::size_t written = 0;  ///< voxels

    ~Open() {
        if (fd >= 0) ::close(fd);
    }
    void write(const void* from, std::size_t bytes) {
        const char* at = static_cast<const char*>(from);
        while (bytes > 0) {
            const ssize_t n = ::write(fd, at, bytes);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) fail_errno("writing", path);
            at += n, bytes -= static_cast<std::size_t>(n);
        }
    }
    void count(std::size_t voxels) {
        CRUCIBLE_ASSERT(voxels % grid.slice_size() == 0);
        written += voxels;
        CRUCIBLE_ASSERT(written <= grid.size());
    }
};

VolumeWriter::VolumeWriter(const std::filesystem::path& path, const Grid& grid, Voxel voxel)
    : open_(std::make_unique<Open>()) {
    open_->path = path, open_->grid = grid, open_->voxel = voxel;
    require_nifti_shape(grid, path.string());
    open_->fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (open_->fd < 0) fail_errno("creating", path);
    // Until it is finished, no reader takes the file for a volume.
    open_->write(std::string(nifti_offset, '\0').data(), nifti_offset);
}

VolumeWriter::~VolumeWriter() = default;

void VolumeWriter::append(std::span<const std::int16_t> slices) {
    open_->count(slices.size());
    if (open_->voxel == Voxel::int16) return open_->write(slices.data(), slices.size_bytes());
    std::vector<std::uint8_t> narrow(slices.size());
    for (std::size_t i = 0; i < slices.size(); ++i) {
        if (slices[i] < 0 || slices[i] > 255)
            throw InputError("E-volume-labels", fmt::format("{} is no label", slices[i]),
                             "labels and masks are whole numbers from 0 to 255",
                             {open_->path.string()});
        narrow[i] = static_cast<std::uint8_t>(slices[i]);
    }
    open_->write(narrow.data(), narrow.size());
}

void VolumeWriter::append(std::span<const std::uint8_t> slices) {
    open_->count(slices.size());
    if (open_->voxel == Voxel::uint8) return open_->write(slices.data(), slices.size());
    const std::vector<std::int16_t> wide(slices.begin(), slices.end());
    open_->write(wide.data(), 2 * wide.size());
}

void VolumeWriter::finish() {
    CRUCIBLE_ASSERT(open_->written == open_->grid.size());
    const std::string header = nifti_header(open_->grid, open_->voxel);
    if (::lseek(open_->fd, 0, SEEK_SET) != 0) fail_errno("writing", open_->path);
    open_->write(header.data(), header.size());
    const int fd = open_->fd;
    open_->fd = -1;
    if (::close(fd) != 0) fail_errno("writing", open_->path);
}

}  // namespace crucible::volume
