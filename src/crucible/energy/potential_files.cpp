#include "crucible/energy/potential_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

bool has_eam_suffix(const std::string& name) {
    const std::string low = lower(name);
    for (const char* suffix : {".eam", ".eam.alloy", ".eam.fs"})
        if (low.ends_with(suffix)) return true;
    return false;
}

}  // namespace

std::vector<std::filesystem::path> potential_directories() {
    std::vector<std::filesystem::path> all;
    if (const char* given = std::getenv("LAMMPS_POTENTIALS"))
        for (const Word& w : fields(given, ':'))
            if (!w.text.empty()) all.emplace_back(w.text);
    all.emplace_back("/usr/local/share/lammps/potentials");
    all.emplace_back("/usr/share/lammps/potentials");
    return all;
}

std::vector<std::string> potential_files() {
    std::set<std::string> names;
    for (const auto& directory : potential_directories()) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(directory, error))
            if (std::string name = entry.path().filename().string(); has_eam_suffix(name))
                names.insert(std::move(name));
    }
    return {names.begin(), names.end()};
}

std::filesystem::path find_potential(const std::filesystem::path& name) {
    std::error_code error;
    if (std::filesystem::is_regular_file(name, error)) return name;
    std::string looked = "the working directory";
    if (name.has_parent_path()) {
        looked = in_quotes(name.parent_path().string());
    } else {
        for (const auto& directory : potential_directories()) {
            if (std::filesystem::is_regular_file(directory / name, error)) return directory / name;
            looked += ", " + directory.string();
        }
    }
    throw InputError(
        "E-energy-file",
        "there is no potential " + in_quotes(name.string()) + " (looked in " + looked + ")" +
            did_you_mean(name.filename().string(), potential_files()),
        "give the file's path, set LAMMPS_POTENTIALS to its directory, or install lammps-data");
}

}  // namespace crucible
