#include "last_words.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <cstdlib>

#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/value.hpp"

namespace crucible::md {
namespace {

struct Watch {
    std::filesystem::path directory;
    int rank = 0;
    bool watching = false;
} watch;

void write_error(const EngineError& e, std::string_view kind,
                 const std::filesystem::path& directory) {
    Value v;
    v.set("kind", kind), v.set("code", e.code);
    v.set("message", e.message), v.set("cure", e.cure);
    try {
        if (!directory.empty()) write_atomic(directory / "error.json", to_json(v));
    } catch (const Error&) {  // a full disk, say: the line below is then all there is
    }
}

void print_line(std::string_view line) {
    const std::string text = fmt::format("crucible-md: {}\n", line);
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

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
    write_error(e, e.code == "E-md-lost" ? "unstable" : "input", watch.directory);
    print_line(fmt::format("{}; {} [{}]", e.message, e.cure, e.code));
}

std::string_view kind_of(const Error& e) {
    if (dynamic_cast<const UnstableError*>(&e)) return "unstable";
    if (dynamic_cast<const IoError*>(&e)) return "io";
    if (dynamic_cast<const ResourceError*>(&e)) return "resource";
    if (dynamic_cast<const InconsistentError*>(&e)) return "inconsistent";
    return "input";
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
    if (const auto* error = dynamic_cast<const Error*>(&e)) {
        std::string message = error->what();
        // The line is composed of place, context, message; cure and code are kept apart.
        const std::string tail = "; " + error->cure() + " [" + error->code() + "]";
        if (message.ends_with(tail)) message.resize(message.size() - tail.size());
        write_error({error->code(), message, error->cure()}, kind_of(*error), directory);
    } else {
        write_error({"E-bug", e.what(), "report it"}, "input", directory);
    }
    print_line(e.what());
}

}  // namespace crucible::md

/// LAMMPS aborts when one rank alone meets an error; the profiling interface of MPI lets its reason
/// be told first.
extern "C" int MPI_Abort(MPI_Comm communicator, int code) {
    crucible::md::tell_engine_error();
    return PMPI_Abort(communicator, code);
}
