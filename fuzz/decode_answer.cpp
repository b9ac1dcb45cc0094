// What crucible-decode answers: it reads strangers' files, so its words are not trusted either. The
// first byte chooses; descriptions go on to the sorter of series.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/volume/decoder_client.hpp"
#include "crucible/volume/dicom_series.hpp"

namespace {

using namespace crucible::volume;

/// Files of one description are set apart by a line of "=".
void plan(std::string_view text) {
    std::vector<SliceTags> all;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find("=\n", begin), text.size());
        for (SliceTags& t :
             parse_dicom_description(text.substr(begin, end - begin), "fuzz", 1 << 20))
            if (all.size() < 64) all.push_back(std::move(t));
        begin = end + 2;
    }
    ReadSettings settings;
    settings.on_gap = text.size() % 2 ? OnGap::interpolate : OnGap::split;
    const SeriesPlan p = plan_series(all, settings, [](std::size_t, std::size_t) { return true; });
    for (const SliceRecipe& r : p.recipes)
        if (r.first >= all.size() || r.second >= all.size() || !(r.weight >= 0 && r.weight <= 1))
            __builtin_trap();
    if (!(p.grid.spacing[0] > 0) || p.grid.slices == 0) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] % 3 == 0)
            plan(bytes);
        else if (data[0] % 3 == 1)
            parse_tiff_description(bytes, "fuzz", 1 << 20);
        else if (bytes.size() >= decode_answer_head)
            parse_decode_head(bytes.substr(0, decode_answer_head), {.most_voxels = 1 << 20});
    } catch (const crucible::Error&) {
    }
    return 0;
}
