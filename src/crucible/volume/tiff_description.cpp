#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/decode_description.hpp"
#include "crucible/volume/decode_protocol.hpp"

namespace crucible::volume {
namespace {

[[noreturn]] void bad_tiff(const std::string& file, std::size_t page, const std::string& message) {
    throw InputError("E-volume-tiff", fmt::format("page {}: {}", page, message),
                     "save it as greys of 8, 16 or 32 bits, one number per voxel", {file});
}

/// The numbers of a page as libtiff names them.
struct PageLines {
    double rows = 0, columns = 0, bits = 0, format = 1, samples = 1, colours = 1, x_resolution = 0,
           y_resolution = 0, resolution_unit = 1;
    double* find(std::string_view key) {
        const std::pair<std::string_view, double*> all[] = {{"rows", &rows},
                                                            {"columns", &columns},
                                                            {"bits", &bits},
                                                            {"format", &format},
                                                            {"samples", &samples},
                                                            {"colours", &colours},
                                                            {"x_resolution", &x_resolution},
                                                            {"y_resolution", &y_resolution},
                                                            {"resolution_unit", &resolution_unit}};
        for (const auto& [name, value] : all)
            if (name == key) return value;
        return nullptr;
    }
};

Stored tiff_type(const PageLines& p, const std::string& file, std::size_t page) {
    struct Known {
        double bits, format;
        Stored stored;
    };
    constexpr Known known[] = {
        {1, 1, Stored::uint8},   {8, 1, Stored::uint8},    {8, 2, Stored::int8},
        {16, 1, Stored::uint16}, {16, 2, Stored::int16},   {32, 1, Stored::uint32},
        {32, 2, Stored::int32},  {32, 3, Stored::float32}, {64, 3, Stored::float64}};
    for (const Known& k : known)
        if (k.bits == p.bits && k.format == p.format) return k.stored;
    bad_tiff(file, page,
             fmt::format("numbers of {} bits, format {}, are not read", p.bits, p.format));
}

PageTags page_tags(const PageLines& p, const std::string& file, std::size_t page,
                   std::uint64_t file_bytes) {
    if (p.samples != 1 || p.colours == 2 || p.colours == 3 || p.colours > 3)
        bad_tiff(file, page, "it is in colours");
    const bool has_size = p.rows >= 1 && p.columns >= 1 && p.rows < 1e6 && p.columns < 1e6;
    if (!has_size) bad_tiff(file, page, fmt::format("{} x {} voxels", p.rows, p.columns));
    PageTags t;
    t.rows = static_cast<std::size_t>(p.rows), t.columns = static_cast<std::size_t>(p.columns);
    t.stored = tiff_type(p, file, page);
    if (t.rows * t.columns * bytes_of(t.stored) > decode_memory(file_bytes))
        throw ResourceError("E-volume-memory",
                            fmt::format("page {} takes {} x {} voxels unpacked, more than a file "
                                        "of {} bytes may",
                                        page, t.rows, t.columns, file_bytes),
                            "save it without compression", {file});
    // Pixels per centimetre; inches are printers' defaults, which say nothing of a scan.
    if (p.resolution_unit == 3 && p.x_resolution > 0 && p.y_resolution > 0)
        t.spacing = {10 / p.y_resolution, 10 / p.x_resolution};
    t.ink = p.colours == 0 ? PageTags::Ink::low_is_bright : PageTags::Ink::low_is_dark;
    return t;
}

}  // namespace

std::vector<PageTags> parse_tiff_description(std::string_view text, const std::string& file,
                                             std::uint64_t file_bytes) {
    std::vector<PageTags> pages;
    std::optional<PageLines> page;
    const auto close = [&] {
        if (page) pages.push_back(page_tags(*page, file, pages.size() + 1, file_bytes));
        page.reset();
    };
    LineReader lines(text, file);
    for (std::string_view line; lines.next(line);) {
        if (line == "frame") {
            close();
            page.emplace();
            continue;
        }
        const std::size_t blank = line.find(' ');
        double* field = page && blank != line.npos ? page->find(line.substr(0, blank)) : nullptr;
        const auto value = field ? to_double(line.substr(blank + 1)) : std::nullopt;
        if (!value) bad_tiff(file, pages.size() + 1, "its description is damaged");
        *field = *value;
    }
    close();
    if (pages.empty()) bad_tiff(file, 0, "it has no pages");
    return pages;
}

}  // namespace crucible::volume
