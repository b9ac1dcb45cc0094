#include "crucible/observe/feff_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/run_program.hpp"

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
    const ProgramEnd end =
        run_program({{program}, directory.path(), static_cast<double>(o.seconds), {}, {}});
    if (end.kind != ProgramEnd::Kind::ended)
        throw ResourceError("E-feff-time",
                            fmt::format("{} ran longer than {} s", program, o.seconds),
                            "allow more time, or take a smaller cluster");
    const auto fail = [&](const std::string& what) {
        throw IoError("E-feff-run",
                      fmt::format("{} {}; it said {}", program, what, last_line(end.said)),
                      "run it by hand on the same input to see why");
    };
    if (!end.is_good()) fail(fmt::format("ended with {}", end.how));
    if (!std::filesystem::exists(directory.path() / "feff0001.dat")) fail("wrote no feff0001.dat");
    return read_feff_folder(directory.path());
}

}  // namespace crucible
