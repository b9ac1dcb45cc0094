#include "last_words.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <cstdlib>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/ranked_worker.hpp"

namespace crucible::md {
namespace {

constexpr std::string_view md_program = "crucible-md";

struct Watch {
    std::filesystem::path directory;
    int rank = 0;
    bool watching = false;
} watch;

/// Called when the process ends: silent after `announce_end`.
void tell_engine_error() {
    if (!watch.watching) return;
    watch.watching = false;
    EngineError e{
        "E-md-lost",
        fmt::format("LAMMPS stopped on rank {}, most often because an atom flew off", watch.rank),
        "run on one rank to see its reason, or take a shorter time step"};
    if (watch.rank == 0) {
        std::string log;
        try {
            log = read_file(watch.directory / "engine.log");
        } catch (const Error&) {
        }
        e = engine_error(log);
    }
    write_ranked_error(e.code == "E-md-lost" ? "unstable" : "input", e.code, e.message, e.cure,
                       watch.directory);
    print_ranked_line(md_program, fmt::format("{}; {} [{}]", e.message, e.cure, e.code));
}

}  // namespace

EngineError engine_error(std::string_view log) {
    std::string text = "LAMMPS ended without a word";
    LineReader lines(log, "engine.log");
    for (std::string_view line; lines.next(line);) {
        const std::size_t at = line.starts_with("ERROR") ? line.find(": ") : line.npos;
        if (at == line.npos) continue;
        line.remove_prefix(at + 2);
        text = std::string(trim(line.substr(0, line.find(" (src/"))));
        if (const std::size_t place = text.find(" (/"); place != text.npos) text.resize(place);
    }
    const std::string low = lower(text);
    for (const char* sign : {"lost atoms", "non-numeric", "out of range atoms", "too many neighbor",
                             "box has", "box size", "linesearch", "bond atoms missing"})
        if (low.find(sign) != low.npos)
            return {"E-md-lost", "the dynamics blew up: " + text,
                    "take a shorter time step, a lower temperature, or a better start"};
    return {"E-md-engine", "LAMMPS says: " + text,
            "check the potential and the cell; engine.log has the rest"};
}

void watch_engine(const std::filesystem::path& directory, int rank) {
    watch = {directory, rank, true};
    static const int registered = std::atexit(&tell_engine_error);
    (void)registered;
}

void announce_end() { watch.watching = false; }

void tell_error(const std::exception& e, const std::filesystem::path& directory) {
    tell_ranked_error(md_program, e, directory);
}

}  // namespace crucible::md

/// LAMMPS aborts when one rank alone meets an error; the profiling interface of MPI lets its reason
/// be told first.
extern "C" int MPI_Abort(MPI_Comm communicator, int code) {
    crucible::md::tell_engine_error();
    return PMPI_Abort(communicator, code);
}
