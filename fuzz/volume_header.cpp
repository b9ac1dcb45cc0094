// Headers of volumes: the first byte chooses the format. What a header promises is held against the
// length of the file before anything is read.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/volume/block_headers.hpp"
#include "crucible/volume/nifti.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    using namespace crucible::volume;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        VoxelBlock block;
        switch (data[0] % 4) {
            case 0:
                block = parse_nifti(bytes, "fuzz");
                break;
            case 1:
                block = parse_metaimage(bytes, "fuzz").block;
                break;
            case 2:
                block = parse_nrrd(bytes, "fuzz").block;
                break;
            case 3:
                block = parse_npy_volume(bytes, "fuzz").block;
                break;
        }
        const auto source = open_block(std::string(bytes), "fuzz", block, {});
        std::vector<std::int16_t> slice(source->grid().slice_size());
        source->read(source->grid().slices - 1, std::span<std::int16_t>(slice));
    } catch (const crucible::Error&) {
    }
    return 0;
}
