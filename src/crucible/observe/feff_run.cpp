#include "crucible/observe/feff_run.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/child_process.hpp"

namespace crucible {
namespace {

constexpr std::size_t most_cluster_atoms = 500, most_potentials = 7;

[[noreturn]] void fail_feff_input(const std::string& what, const std::string& cure) {
    throw InputError("E-feff-input", what, cure);
}

/// FEFF's number of a core hole.
int hole_of_edge(const std::string& edge) {
    constexpr std::string_view edges[] = {"K", "L1", "L2", "L3"};
    for (int i = 0; i < 4; ++i)
        if (edge == edges[i]) return i + 1;
    fail_feff_input(fmt::format("{} is no edge that is known", in_quotes(edge)),
                    "give K, L1, L2 or L3");
}

/// Neighbours of an atom within reach, nearest first.
std::vector<Neighbour> cluster_around(const Structure& s, std::size_t atom, double reach) {
    const PairFinder finder(s, reach, 1e8);
    std::vector<Neighbour> out;
    finder.neighbours_of(static_cast<int>(atom),
                         [&](int, int j, const Vec3& v, double d2, const auto& shift) {
                             out.push_back({j, shift, v, std::sqrt(d2)});
                         });
    std::sort(out.begin(), out.end(), [](const Neighbour& a, const Neighbour& b) {
        return std::tie(a.distance, a.j, a.shift) < std::tie(b.distance, b.j, b.shift);
    });
    return out;
}

/// What the child says, to its end or the deadline; false if the deadline came first.
bool listen(const ChildProcess& child, double seconds, std::string& said) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::array<pollfd, 2> streams = {pollfd{child.out, POLLIN, 0}, pollfd{child.err, POLLIN, 0}};
    int open = 2;
    while (open > 0) {
        const double left =
            std::chrono::duration<double>(end - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        if (::poll(streams.data(), 2, static_cast<int>(std::min(left, 1.0) * 1000) + 1) < 0 &&
            errno != EINTR)
            return false;
        for (pollfd& p : streams) {
            if (p.fd < 0 || !(p.revents & (POLLIN | POLLHUP | POLLERR))) continue;
            char buffer[4096];
            const ssize_t n = ::read(p.fd, buffer, sizeof buffer);
            if (n > 0) said.append(buffer, static_cast<std::size_t>(n));
            if (said.size() > 65536) said.erase(0, said.size() - 4096);
            if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) p.fd = -1, --open;
        }
    }
    return true;
}

std::string last_line(std::string_view text) {
    std::string_view last = "nothing";
    LineReader lines(text, "");
    for (std::string_view line; lines.next(line);)
        if (!trim(line).empty()) last = trim(line);
    return in_quotes(last);
}

}  // namespace

std::string feff_input(const Structure& s, std::size_t atom, const FeffRunOptions& o) {
    const int hole = hole_of_edge(o.edge);
    if (atom >= s.size())
        fail_feff_input(fmt::format("there is no atom {} among {}", atom + 1, s.size()),
                        "choose an atom of the structure");
    if (!(o.reach > 1) || !(o.reach < 20))
        fail_feff_input(fmt::format("a cluster of {} A", o.reach), "give a reach of 1 to 20 A");
    const std::vector<Neighbour> cluster = cluster_around(s, atom, o.reach);
    if (cluster.empty() || cluster.size() >= most_cluster_atoms)
        fail_feff_input(fmt::format("{} atoms within {} A", cluster.size(), o.reach),
                        fmt::format("choose a reach with 1 to {}", most_cluster_atoms - 1));
    std::map<int, std::size_t> potentials;  // Z -> number
    for (const Neighbour& n : cluster) potentials[s.numbers[static_cast<std::size_t>(n.j)]] = 0;
    if (potentials.size() > most_potentials)
        fail_feff_input(fmt::format("{} elements in the cluster", potentials.size()),
                        "FEFF has room for 7; choose a shorter reach");
    std::string out = fmt::format(
        " TITLE {} {} edge in a cluster of {} atoms\n HOLE {} 1.0\n CONTROL 1 1 1 1\n"
        " PRINT 0 0 0 0\n RMAX {}\n NLEG 2\n CRITERIA 0 0\n POTENTIALS\n   0 {} {}\n",
        element(s.numbers[atom]).symbol, o.edge, cluster.size() + 1, hole, o.reach, s.numbers[atom],
        element(s.numbers[atom]).symbol);
    std::size_t next = 1;
    for (auto& [z, number] : potentials) {
        number = next++;
        out += fmt::format("   {} {} {}\n", number, z, element(z).symbol);
    }
    out += fmt::format(" ATOMS\n     0.000000    0.000000    0.000000 0 {}\n",
                       element(s.numbers[atom]).symbol);
    for (const Neighbour& n : cluster) {
        const int z = s.numbers[static_cast<std::size_t>(n.j)];
        out += fmt::format(" {:12.6f}{:12.6f}{:12.6f} {} {} {:.5f}\n", n.vector.x, n.vector.y,
                           n.vector.z, potentials[z], element(z).symbol, n.distance);
    }
    return out + " END\n";
}

std::vector<FeffPath> run_feff(const Structure& s, std::size_t atom, const FeffRunOptions& o) {
    const std::string input = feff_input(s, atom, o);
    const auto program = std::filesystem::absolute(o.program).string();
    if (::access(program.c_str(), X_OK) != 0)
        throw IoError("E-feff-run", fmt::format("'{}' is no program", program),
                      "give the path of feff6l or feff8l");
    const ScratchDirectory directory("feff");
    write_file(directory.path() / "feff.inp", input);
    // The shell only changes the directory: the program's name is an argument, never its text.
    ChildProcess child = spawn_child(
        {"/bin/sh", "-c", "cd \"$1\" && exec \"$2\"", "sh", directory.path().string(), program});
    child.close_stdin();
    std::string said;
    const bool in_time = listen(child, o.seconds, said);
    if (!in_time) child.kill();
    const std::string end = child.wait();
    child.close_stdout(), child.close_stderr();
    if (!in_time)
        throw ResourceError("E-feff-time",
                            fmt::format("{} ran longer than {} s", program, o.seconds),
                            "allow more time, or take a smaller cluster");
    const auto fail = [&](const std::string& what) {
        throw IoError("E-feff-run",
                      fmt::format("{} {}; it said {}", program, what, last_line(said)),
                      "run it by hand on the same input to see why");
    };
    if (end != "exit code 0") fail(fmt::format("ended with {}", end));
    if (!std::filesystem::exists(directory.path() / "feff0001.dat")) fail("wrote no feff0001.dat");
    return read_feff_folder(directory.path());
}

}  // namespace crucible
