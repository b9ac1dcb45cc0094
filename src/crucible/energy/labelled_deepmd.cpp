// Folders of deepmd-kit: type.raw, type_map.raw, set.*/{coord,box,energy,force,virial}.npy.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/npy.hpp"
#include "crucible/energy/labelled.hpp"

namespace crucible {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_deepmd(
    const std::string& message, const Location& where,
    const std::string& cure = "compare the folder with docs/training.md") {
    throw InputError("E-label-deepmd", message, cure, where);
}

/// Words of a file with their places.
template <class Take>
void each_raw_word(const fs::path& file, Take&& take) {
    const std::string text = read_file(file, std::size_t{64} << 20);
    LineReader lines(text, file.string());
    std::string_view line;
    while (lines.next(line))
        for (const Word& w : words(line)) take(w, lines);
}

std::vector<int> read_type_map(const fs::path& folder, const LabelReadOptions& options) {
    const fs::path file = folder / "type_map.raw";
    if (!fs::exists(file)) {
        if (options.elements.empty())
            fail_deepmd("the folder has no type_map.raw: its types have no elements",
                        {folder.string()}, "give the elements of type 0, 1, ... in order");
        return options.elements;
    }
    std::vector<int> out;
    each_raw_word(file, [&](const Word& w, const LineReader& lines) {
        out.push_back(parse_element(w.text, lines.here(w)));
    });
    return out;
}

std::vector<int> read_types(const fs::path& folder, const LabelReadOptions& options) {
    const std::vector<int> map = read_type_map(folder, options);
    std::vector<int> numbers;
    each_raw_word(folder / "type.raw", [&](const Word& w, const LineReader& lines) {
        const long long type = lines.integer(w, "a type", "E-label-deepmd");
        if (type < 0 || type >= static_cast<long long>(map.size()))
            fail_deepmd(fmt::format("type {} has no element; there are {}", type, map.size()),
                        lines.here(w));
        numbers.push_back(map[static_cast<std::size_t>(type)]);
    });
    if (numbers.empty()) fail_deepmd("no atoms", {(folder / "type.raw").string()});
    return numbers;
}

/// Values of (frames, width); `frames` 0: whatever there are.
std::vector<double> read_rows(const fs::path& file, std::size_t width, std::size_t& frames) {
    const NpyArray a = parse_npy(read_file(file), file.string());
    std::vector<double> v = a.values();
    if (v.empty() || v.size() % width != 0 || (frames != 0 && v.size() != frames * width))
        fail_deepmd(fmt::format("{} numbers are not {} per frame{}", v.size(), width,
                                frames ? fmt::format(" of {} frames", frames) : ""),
                    {file.string()});
    for (std::size_t k = 0; k < v.size(); ++k)
        if (!std::isfinite(v[k]))
            fail_deepmd(fmt::format("number {} is not finite", k), {file.string()},
                        "leave the frame out");
    frames = v.size() / width;
    return v;
}

Mat3 matrix_of(const double* v) {
    return {{{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, {v[6], v[7], v[8]}}}};
}

void read_set(const fs::path& set, const std::vector<int>& numbers, LabelledFrames& out) {
    const std::size_t n = numbers.size();
    std::size_t frames = 0;
    const std::vector<double> coord = read_rows(set / "coord.npy", 3 * n, frames);
    const std::vector<double> box = read_rows(set / "box.npy", 9, frames);
    const std::vector<double> energy = read_rows(set / "energy.npy", 1, frames);
    const std::vector<double> force = read_rows(set / "force.npy", 3 * n, frames);
    std::vector<double> virial;
    if (fs::exists(set / "virial.npy")) virial = read_rows(set / "virial.npy", 9, frames);
    for (std::size_t f = 0; f < frames; ++f) {
        LabelledFrame frame;
        frame.structure.cell.h = matrix_of(&box[9 * f]);
        if (!(frame.structure.cell.volume() > 1e-3))
            fail_deepmd(fmt::format("the cell of frame {} has no volume", f),
                        {(set / "box.npy").string()});
        frame.structure.numbers = numbers;
        for (std::size_t i = 0; i < n; ++i) {
            const double *r = &coord[3 * (f * n + i)], *g = &force[3 * (f * n + i)];
            frame.structure.positions.emplace_back(r[0], r[1], r[2]);
            frame.forces.emplace_back(g[0], g[1], g[2]);
        }
        frame.energy = energy[f];
        if (!virial.empty()) frame.virial = matrix_of(&virial[9 * f]);
        frame.source = fmt::format("{}#{}", set.string(), f);
        out.push_back(std::move(frame));
    }
}

void put(std::vector<double>& out, const Vec3& v) { out.insert(out.end(), {v.x, v.y, v.z}); }
void put(std::vector<double>& out, const Mat3& m) {
    for (int i = 0; i < 3; ++i) put(out, m[i]);
}

}  // namespace

LabelledFrames read_deepmd(const fs::path& folder, const LabelReadOptions& options) {
    const std::vector<int> numbers = read_types(folder, options);
    if (fs::exists(folder / "nopbc"))
        fail_deepmd("the frames are not periodic (nopbc)", {folder.string()},
                    "give them a box that is larger than the cut-off and remove `nopbc`");
    std::vector<fs::path> sets;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory() && entry.path().filename().string().starts_with("set."))
            sets.push_back(entry.path());
    if (sets.empty()) fail_deepmd("no folder set.000 in it", {folder.string()});
    std::sort(sets.begin(), sets.end());
    LabelledFrames out;
    for (const fs::path& set : sets) read_set(set, numbers, out);
    return out;
}

void write_deepmd(const fs::path& folder, const LabelledFrames& frames) {
    const auto fail = [&](const std::string& message) {
        throw InconsistentError("E-label-write", message,
                                "write frames of one composition and order to a folder each",
                                {folder.string()});
    };
    if (frames.empty()) fail("no frames to write");
    const std::vector<int>& numbers = frames.front().structure.numbers;
    std::vector<double> coord, box, energy, force, virial;
    for (const LabelledFrame& f : frames) {
        if (f.structure.numbers != numbers) fail("frames hold different atoms");
        if (f.forces.size() != numbers.size()) fail("a frame lacks forces");
        put(box, f.structure.cell.h);
        energy.push_back(f.energy);
        for (const Position& r : f.structure.positions) put(coord, r);
        for (const Vec3& g : f.forces) put(force, g);
        if (f.virial) put(virial, *f.virial);
    }
    const SpeciesList species = species_of(numbers);
    std::string types, map;
    for (const Species s : species.of_atom) types += fmt::format("{}\n", s.index);
    for (const int z : species.numbers) map += fmt::format("{}\n", element(z).symbol);
    const fs::path set = folder / "set.000";
    make_directories(set);
    write_atomic(folder / "type.raw", types);
    write_atomic(folder / "type_map.raw", map);
    const std::size_t n = frames.size(), atoms = numbers.size();
    const auto save = [&](const char* name, std::vector<std::size_t> shape,
                          const std::vector<double>& v) {
        write_atomic(set / name, to_npy(make_npy(std::move(shape), v)));
    };
    save("coord.npy", {n, 3 * atoms}, coord);
    save("box.npy", {n, 9}, box);
    save("energy.npy", {n}, energy);
    save("force.npy", {n, 3 * atoms}, force);
    if (virial.size() == 9 * n) save("virial.npy", {n, 9}, virial);
}

}  // namespace crucible
