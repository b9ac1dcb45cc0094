// TIFF by libtiff: pages of greys, in strips or tiles, however they are packed.

#include <tiffio.h>

#include <algorithm>
#include <memory>
#include <string>

#include "answer.hpp"

namespace crucible::decode {
namespace {

struct CloseTiff {
    void operator()(TIFF* t) const { TIFFClose(t); }
};
using Tiff = std::unique_ptr<TIFF, CloseTiff>;

Tiff open_tiff(const std::string& path) {
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    return Tiff(TIFFOpen(path.c_str(), "rm"));  // m: not mapped, so that a short file is no crash
}

struct Page {
    std::uint32_t columns = 0, rows = 0;
    std::uint16_t bits = 1, format = SAMPLEFORMAT_UINT, samples = 1, photometric = 1;
    float x = 0, y = 0;  ///< pixels per unit of length
    std::uint16_t unit = RESUNIT_NONE;
};

Page page_of(TIFF* t) {
    Page p;
    TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &p.columns);
    TIFFGetField(t, TIFFTAG_IMAGELENGTH, &p.rows);
    TIFFGetFieldDefaulted(t, TIFFTAG_BITSPERSAMPLE, &p.bits);
    TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLEFORMAT, &p.format);
    TIFFGetFieldDefaulted(t, TIFFTAG_SAMPLESPERPIXEL, &p.samples);
    TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &p.photometric);
    TIFFGetField(t, TIFFTAG_XRESOLUTION, &p.x);
    TIFFGetField(t, TIFFTAG_YRESOLUTION, &p.y);
    TIFFGetFieldDefaulted(t, TIFFTAG_RESOLUTIONUNIT, &p.unit);
    return p;
}

void tell(std::string& text, const Page& p) {
    const auto line = [&](const char* key, auto value) {
        text += std::string(key) + ' ' + std::to_string(value) + '\n';
    };
    text += "frame\n";
    line("rows", p.rows), line("columns", p.columns), line("bits", p.bits);
    line("format", p.format), line("samples", p.samples), line("colours", p.photometric);
    if (p.x > 0 && p.y > 0) line("x_resolution", p.x), line("y_resolution", p.y);
    line("resolution_unit", p.unit);
}

/// A page as rows of whole bytes.
bool read_strips(TIFF* t, const Page& p, std::size_t row_bytes, std::vector<char>& out) {
    std::uint32_t rows_per_strip = p.rows;
    TIFFGetFieldDefaulted(t, TIFFTAG_ROWSPERSTRIP, &rows_per_strip);
    if (rows_per_strip == 0) return false;
    std::size_t done = 0;
    for (std::uint32_t row = 0; row < p.rows;) {
        const std::uint32_t rows = std::min(rows_per_strip, p.rows - row);
        const std::size_t bytes = rows * row_bytes;
        const tmsize_t got = TIFFReadEncodedStrip(t, TIFFComputeStrip(t, row, 0), out.data() + done,
                                                  static_cast<tmsize_t>(bytes));
        if (got != static_cast<tmsize_t>(bytes)) return false;
        done += bytes, row += rows;
    }
    return true;
}

bool read_tiles(TIFF* t, const Page& p, std::size_t row_bytes, std::vector<char>& out) {
    std::uint32_t tile_columns = 0, tile_rows = 0;
    TIFFGetField(t, TIFFTAG_TILEWIDTH, &tile_columns);
    TIFFGetField(t, TIFFTAG_TILELENGTH, &tile_rows);
    const tmsize_t tile_bytes = TIFFTileSize(t);
    const std::size_t voxel = p.bits / 8u, tile_row = tile_columns * voxel;
    if (p.bits < 8 || tile_columns == 0 || tile_rows == 0 || tile_bytes <= 0 ||
        static_cast<std::size_t>(tile_bytes) < tile_rows * tile_row)
        return false;
    std::vector<char> tile(static_cast<std::size_t>(tile_bytes));
    for (std::uint32_t y = 0; y < p.rows; y += tile_rows)
        for (std::uint32_t x = 0; x < p.columns; x += tile_columns) {
            if (TIFFReadTile(t, tile.data(), x, y, 0, 0) < 0) return false;
            const std::size_t bytes = std::min(tile_columns, p.columns - x) * voxel;
            for (std::uint32_t r = 0; r < std::min(tile_rows, p.rows - y); ++r)
                std::copy_n(tile.data() + r * tile_row, bytes,
                            out.data() + (y + r) * row_bytes + x * voxel);
        }
    return true;
}

/// One bit a voxel becomes a byte of 0 or 1.
std::vector<char> widened(const std::vector<char>& packed, const Page& p, std::size_t row_bytes) {
    std::vector<char> out(std::size_t{p.rows} * p.columns);
    for (std::size_t y = 0; y < p.rows; ++y)
        for (std::size_t x = 0; x < p.columns; ++x)
            out[y * p.columns + x] =
                static_cast<char>(packed[y * row_bytes + x / 8] >> (7 - x % 8) & 1);
    return out;
}

/// The file that was read last stays open at its page: a page is found from the one before.
struct OpenTiff {
    std::string path;
    Tiff file;
    std::uint32_t page = 0;
};

bool go_to(OpenTiff& open, std::uint32_t page) {
    if (page == open.page) return true;
    const bool is_next = page == open.page + 1;
    open.page = page;
    return is_next ? TIFFReadDirectory(open.file.get()) == 1
                   : TIFFSetDirectory(open.file.get(), static_cast<tdir_t>(page)) == 1;
}

}  // namespace

Answer describe_tiff(const std::string& path) {
    const Tiff t = open_tiff(path);
    if (!t) return refused("it is no TIFF file, or damaged");
    Answer a;
    std::uint32_t pages = 0;
    do {
        if (++pages > 65535) return refused("it has more than 65535 pages");
        tell(a.text, page_of(t.get()));
    } while (TIFFReadDirectory(t.get()) == 1);
    return a;
}

Answer tiff_voxels(const std::string& path, std::uint32_t page) {
    static OpenTiff open;
    if (open.path != path || !open.file) open = {path, open_tiff(path), 0};
    if (!open.file || !go_to(open, page)) {
        open = {};
        return refused("a page of it cannot be found");
    }
    TIFF* t = open.file.get();
    const Page p = page_of(t);
    const std::size_t row_bytes = (std::size_t{p.columns} * p.bits + 7) / 8;
    if (p.samples != 1 || p.rows == 0 || row_bytes == 0 ||
        p.rows > volume::decode_memory(0) * 64 / row_bytes)
        return refused("a page of it is not a grey image");
    Answer a{DecodeState::good, "", std::vector<char>(p.rows * row_bytes)};
    const bool is_good = TIFFIsTiled(t) ? read_tiles(t, p, row_bytes, a.voxels)
                                        : read_strips(t, p, row_bytes, a.voxels);
    if (!is_good) return refused("page " + std::to_string(page + 1) + " is damaged");
    if (p.bits == 1) a.voxels = widened(a.voxels, p, row_bytes);
    a.text = std::to_string(p.bits == 1 ? 1 : p.bits / 8);
    return a;
}

}  // namespace crucible::decode
