#include "crucible/atoms/formats.hpp"

#include <fmt/format.h>

#include "crucible/atoms/format_cif.hpp"
#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/atoms/format_lammps_data.hpp"
#include "crucible/atoms/format_lammps_dump.hpp"
#include "crucible/atoms/format_poscar.hpp"
#include "crucible/atoms/format_res.hpp"
#include "crucible/atoms/format_rmc_cfg.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// How much of a file decides what it is.
constexpr std::size_t detection_bytes = 65536;

std::vector<std::string> format_names() {
    std::vector<std::string> out;
    for (const Format& f : formats()) out.emplace_back(f.name);
    return out;
}

/// True if the file's name, without .gz, is or ends in one of the format's suffixes.
bool suffix_fits(const Format& format, const std::filesystem::path& file) {
    std::string name = lower(file.filename().string());
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    for (const Word& w : words(format.suffixes)) {
        const std::string suffix = lower(w.text);
        if (name == suffix || name.ends_with("." + suffix) || name.starts_with(suffix + "_"))
            return true;
    }
    return false;
}

}  // namespace

const std::vector<Format>& formats() {
    static const std::vector<Format> table{
        {"extxyz", "extxyz xyz", "xyz with cell, named columns and properties; also plain xyz",
         read_extxyz, write_extxyz, extxyz_likeness},
        {"poscar", "POSCAR CONTCAR vasp poscar", "VASP input and output structure", read_poscar,
         write_poscar, poscar_likeness},
        {"cif", "cif", "Crystallographic Information File; symmetry is carried out", read_cif,
         write_cif, cif_likeness},
        {"res", "res", "SHELX file as AIRSS uses it, with enthalpy and count in the title",
         read_res, write_res, res_likeness},
        {"lammps-data", "lammps lmp data", "LAMMPS data file; needs to be told its elements",
         read_lammps_data, write_lammps_data, lammps_data_likeness},
        {"lammps-dump", "dump lammpstrj", "LAMMPS text dump; needs to be told its elements",
         read_lammps_dump, write_lammps_dump, lammps_dump_likeness},
        {"rmc-cfg", "cfg", "RMCA and RMC++ configuration; needs to be told its elements",
         read_rmc_cfg, write_rmc_cfg, rmc_cfg_likeness},
    };
    return table;
}

const Format& format_named(std::string_view name) {
    for (const Format& f : formats())
        if (f.name == name) return f;
    throw InputError("E-format-unknown", fmt::format("no format is called {}", in_quotes(name)),
                     "see `crucible list formats`" + did_you_mean(name, format_names()));
}

const Format* format_of_file(const std::filesystem::path& file) {
    for (const Format& f : formats())
        if (suffix_fits(f, file)) return &f;
    return nullptr;
}

const Format& detect_format(std::string_view text, const std::filesystem::path& file) {
    const std::string_view head = text.substr(0, detection_bytes);
    const Format* best = nullptr;
    int best_score = 0;
    for (const Format& f : formats()) {
        const int likeness = f.likeness(head);
        // Twice the content plus the suffix: a name never outweighs what the file says.
        const int score = likeness == 0 ? 0 : 2 * likeness + (suffix_fits(f, file) ? 1 : 0);
        if (score > best_score) best = &f, best_score = score;
    }
    if (best) return *best;
    // Too damaged to be recognised: the reader of the suffix gives the better message.
    for (const Format& f : formats())
        if (suffix_fits(f, file)) return f;
    throw InputError(
        "E-format-unknown", "this is no structure file that Crucible knows",
        "name its format, one of: " + fmt::format("{}", fmt::join(format_names(), ", ")),
        {file.string(), 1, 1});
}

Structures parse_structures(std::string_view text, const std::string& file,
                            const ReadOptions& options) {
    if (trim(text.substr(0, detection_bytes)).empty() && trim(text).empty())
        throw InputError("E-format-empty", "the file is empty",
                         "give a file with a structure in it", {file, 1, 1});
    const Format& format =
        options.format.empty() ? detect_format(text, file) : format_named(options.format);
    if (!format.read)
        throw InputError("E-format-unknown", fmt::format("{} can only be written", format.name),
                         "choose another format", {file});
    Structures out = format.read(text, file, options);
    if (out.empty())
        throw InputError("E-format-empty", fmt::format("no structure in this {} file", format.name),
                         "give a file with a structure in it", {file, 1, 1});
    return out;
}

Structures read_structures(const std::filesystem::path& path, const ReadOptions& options) {
    const std::string text = read_file(path);
    return parse_structures(text, path == "-" ? "<stdin>" : path.string(), options);
}

std::string structures_text(const Structures& structures, std::string_view format,
                            const WriteOptions& options) {
    const Format& f = format_named(format);
    if (!f.write)
        throw InputError("E-format-unknown", fmt::format("{} can only be read", f.name),
                         "choose another format");
    for (const Structure& s : structures) {
        if (s.size() == 0)
            throw InconsistentError("E-format-write", "a structure without atoms",
                                    "leave it out of what is written");
        CRUCIBLE_ASSERT(s.numbers.size() == s.size());
    }
    return f.write(structures, options);
}

void write_structures(const std::filesystem::path& path, const Structures& structures,
                      const WriteOptions& options) {
    std::string_view name = options.format;
    for (const Format& f : formats())
        if (name.empty() && f.write && suffix_fits(f, path)) name = f.name;
    if (name.empty())
        throw InputError(
            "E-format-unknown",
            fmt::format("the name {} says no format", in_quotes(path.filename().string())),
            "end it in .extxyz, .cif, .res... or name the format");
    write_file(path, structures_text(structures, name, options));
}

}  // namespace crucible
