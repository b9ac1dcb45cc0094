#include "crucible/energy/lammps_peer.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

/// A directory that goes away with its object.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "crucible-lammps-XXXXXX").string();
        if (mkdtemp(pattern.data()))
            path_ = pattern;
        else
            fail_errno("making a temporary directory", pattern);
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

double seconds(const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become_lammps(const char* program, const char* directory) {
    const int out = chdir(directory) == 0 ? open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(126);
    execl(program, program, "-in", "in.lmp", "-log", "none", static_cast<char*>(nullptr));
    _exit(127);
}

}  // namespace

std::string find_lammps() { return find_program("lmp").string(); }

std::optional<LammpsRun> run_lammps(const std::string& program, const std::string& script,
                                    const std::string& data) {
    const TemporaryDirectory directory;
    const auto place = directory.path().string();
    write_file(directory.path() / "in.lmp", script);
    write_file(directory.path() / "data", data);
    setenv("OMP_NUM_THREADS", "1", 0);
    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child < 0) return std::nullopt;
    if (child == 0) become_lammps(program.c_str(), place.c_str());
    int status = 0;
    rusage usage{};
    while (wait4(child, &status, 0, &usage) < 0)
        if (errno != EINTR) return std::nullopt;
    const auto end = std::chrono::steady_clock::now();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
    const auto result = directory.path() / "result";
    return LammpsRun{std::chrono::duration<double>(end - begin).count(),
                     seconds(usage.ru_utime) + seconds(usage.ru_stime),
                     read_file(directory.path() / "out"),
                     std::filesystem::exists(result) ? read_file(result) : ""};
}

double lammps_loop_time(const std::string& output) {
    const std::string_view mark = "Loop time of ";
    const auto at = output.rfind(mark);
    if (at == std::string::npos) return 0;
    std::string_view line(output);
    line = line.substr(at + mark.size());
    // "X on P procs for N steps with M atoms"
    const auto w = words(line.substr(0, line.find('\n')));
    if (w.size() < 9) return 0;
    const auto time = to_double(w[0].text), steps = to_double(w[5].text),
               atoms = to_double(w[8].text);
    if (!time || !steps || !atoms || !(*steps > 0) || !(*atoms > 0)) return 0;
    // The loop time is wall time: on a busy machine only a part of it was spent here.
    double share = 1;
    const auto percent = output.find("% CPU use", at);
    if (percent != std::string::npos) {
        const auto line_start = output.rfind('\n', percent) + 1;
        share = to_double(output.substr(line_start, percent - line_start)).value_or(100) / 100;
    }
    return *time * share / *steps / *atoms;
}

std::string lammps_charge_data(const Structure& s, const std::vector<int>& types,
                               const std::vector<double>& charges) {
    const Mat3& h = s.cell.h;
    std::string out = "written by crucible\n\n" + std::to_string(s.size()) + " atoms\n" +
                      std::to_string(types.size()) + " atom types\n";
    const char* axes[] = {" xlo xhi\n", " ylo yhi\n", " zlo zhi\n"};
    for (int i = 0; i < 3; ++i) out += "0 " + number_text(h(i, i)) + axes[i];
    out += number_text(h(1, 0)) + ' ' + number_text(h(2, 0)) + ' ' + number_text(h(2, 1)) +
           " xy xz yz\n\nMasses\n\n";
    for (std::size_t t = 0; t < types.size(); ++t) out += std::to_string(t + 1) + " 1\n";
    out += "\nAtoms # charge\n\n";
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto t = static_cast<std::size_t>(
            std::find(types.begin(), types.end(), s.numbers[i]) - types.begin());
        out +=
            std::to_string(i + 1) + ' ' + std::to_string(t + 1) + ' ' + number_text(charges.at(t));
        for (int a = 0; a < 3; ++a) out += ' ' + number_text(s.positions[i][a]);
        out += '\n';
    }
    return out;
}

std::string lammps_relax_script(double pressure_gpa) {
    const std::string atmospheres = number_text(pressure_gpa * 1e9 / 101325, 10);
    return "units real\natom_style charge\natom_modify map array\nbox tilt large\nread_data data\n"
           "pair_style buck/coul/long 10.0\n"
           "pair_coeff 1 1 717654.7494 0.154 120.9967875\n"
           "pair_coeff 1 2 391053.1759 0.194 290.39229\n"
           "pair_coeff 2 2 271719.1310 0.234 696.941496\n"
           "pair_modify tail yes\nkspace_style ewald 1e-5\n"
           "neighbor 1.0 bin\nneigh_modify every 1 delay 0 check yes\n"
           "min_style cg\nmin_modify dmax 0.1\nthermo 10000\n"
           "label again\nvariable i loop 4\n"
           "fix 1 all box/relax tri " +
           atmospheres +
           " vmax 0.01\n"
           "minimize 0 0.05 500 1000\nunfix 1\nminimize 0 0.05 500 1000\n"
           "next i\njump SELF again\n";
}

}  // namespace crucible
