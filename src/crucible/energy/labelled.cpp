#include "crucible/energy/labelled.hpp"

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

[[noreturn]] void fail_label_xyz(const std::string& message, const std::string& cure,
                                 const std::string& where) {
    throw InputError("E-label-xyz", message, cure, {where});
}

std::vector<double> numbers_of(std::string value, const std::string& key,
                               const std::string& where) {
    for (char& c : value)
        if (c == '[' || c == ']' || c == '{' || c == '}' || c == ',') c = ' ';
    std::vector<double> out;
    for (const Word& w : words(value)) {
        const auto v = to_double(w.text);
        if (!v)
            fail_label_xyz(fmt::format("{} holds {}", key, in_quotes(w.text)),
                           "write plain numbers", where);
        out.push_back(*v);
    }
    return out;
}

/// Nine numbers, or six in Voigt's order xx yy zz yz xz xy.
std::optional<Mat3> tensor_of(Structure& s, const char* key, const std::string& where) {
    const auto found = s.info.find(key);
    if (found == s.info.end()) return {};
    const std::vector<double> v = numbers_of(found->second, key, where);
    s.info.erase(found);
    if (v.size() == 9) return Mat3{{{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}, {v[6], v[7], v[8]}}}};
    if (v.size() == 6) return Mat3{{{{v[0], v[5], v[4]}, {v[5], v[1], v[3]}, {v[4], v[3], v[2]}}}};
    fail_label_xyz(fmt::format("{} has {} numbers", key, v.size()), "give nine, or six", where);
}

LabelledFrame label_of(Structure s, const std::string& where) {
    LabelledFrame f;
    f.source = where;
    const char* key = s.info.contains("energy") ? "energy" : "free_energy";
    if (!s.info.contains(key))
        fail_label_xyz("a frame without energy=", "give every frame its energy in eV", where);
    const std::vector<double> energy = numbers_of(s.info[key], key, where);
    if (energy.size() != 1) fail_label_xyz("energy is not one number", "give it in eV", where);
    f.energy = energy[0];
    s.info.erase(key);
    const char* column = s.vectors.contains("forces") ? "forces" : "force";
    if (!s.vectors.contains(column))
        fail_label_xyz("a frame without forces", "add forces:R:3 to Properties", where);
    f.forces = std::move(s.vectors[column]);
    s.vectors.erase(column);
    f.virial = tensor_of(s, "virial", where);
    const std::optional<Mat3> stress = tensor_of(s, "stress", where);
    if (!f.virial && stress) f.virial = -s.cell.volume() * *stress;
    f.structure = std::move(s);
    return f;
}

}  // namespace

LabelledFrames parse_labelled_xyz(std::string_view text, const std::string& file) {
    LabelledFrames out;
    for (Structure& s : read_extxyz(text, file, {})) {
        const std::string where = fmt::format("{}#{}", file, out.size());
        out.push_back(label_of(std::move(s), where));
    }
    return out;
}

std::string labelled_xyz_text(const LabelledFrames& frames) {
    Structures all;
    for (const LabelledFrame& f : frames) {
        Structure s = f.structure;
        s.info["energy"] = number_text(f.energy);
        s.vectors["forces"] = f.forces;
        if (f.virial) {
            std::string text;
            for (int k = 0; k < 9; ++k)
                text += (k ? " " : "") + number_text((*f.virial)(k / 3, k % 3));
            s.info["virial"] = text;
        }
        all.push_back(std::move(s));
    }
    return write_extxyz(all);
}

LabelledFrames read_labelled(const std::filesystem::path& path, const LabelReadOptions& options) {
    if (std::filesystem::is_directory(path)) return read_deepmd(path, options);
    const std::string text = read_file(path), file = path.string();
    const std::string_view head = std::string_view(text).substr(0, 1 << 16);
    if (head.find("<modeling>") != head.npos) return parse_vasprun(text, file, options);
    if (head.find("POTCAR:") != head.npos && head.substr(0, 200).find("vasp.") != head.npos)
        return parse_outcar(text, file, options);
    if (head.find("CP2K|") != head.npos) return {parse_cp2k(text, file)};
    if (extxyz_likeness(head) > 0) return parse_labelled_xyz(text, file);
    throw InputError("E-label-format", "this is no file of labelled structures",
                     "give a deepmd folder, extended xyz, vasprun.xml, OUTCAR or an output of CP2K",
                     {file});
}

}  // namespace crucible
