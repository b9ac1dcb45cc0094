// Frames one at a time, the first byte says of how many the reader passes over: they are those of
// the whole file, or either way refuses. A file of blanks, which is refused as a whole, has none.
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "crucible/atoms/frame_reader.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace {

using crucible::Structures;

/// Nothing where the reader refuses.
std::optional<Structures> one_at_a_time(const std::filesystem::path& file, std::int64_t passed) {
    try {
        crucible::FrameReader reader(file, {.format = "extxyz"});
        reader.skip(passed);
        Structures out;
        for (crucible::Structure s; reader.next(s);) out.push_back(s);
        return out;
    } catch (const crucible::Error& e) {
        CRUCIBLE_ASSERT(std::string_view(e.what()).find('\n') == std::string_view::npos);
        return std::nullopt;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::int64_t passed = data[0] % 4;
    const auto file = std::filesystem::temp_directory_path() /
                      ("crucible-fuzz-" + std::to_string(::getpid()) + ".extxyz");
    std::ofstream(file, std::ios::binary) << text;
    const auto frames = one_at_a_time(file, passed);
    std::filesystem::remove(file);
    std::optional<Structures> whole;
    try {
        whole = crucible::parse_structures(text, "fuzz.extxyz", {.format = "extxyz"});
    } catch (const crucible::Error&) {
    }
    if (!whole) {  // what is wrong may lie in what was passed over
        CRUCIBLE_ASSERT(passed > 0 || !frames || (frames->empty() && crucible::trim(text).empty()));
        return 0;
    }
    CRUCIBLE_ASSERT(frames);
    const auto begin = std::min(whole->size(), static_cast<std::size_t>(passed));
    const Structures rest(whole->begin() + static_cast<std::ptrdiff_t>(begin), whole->end());
    CRUCIBLE_ASSERT(structures_text(*frames, "extxyz") == structures_text(rest, "extxyz"));
    return 0;
}
