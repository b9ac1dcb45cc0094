// crucible-md: one molecular-dynamics job, alone or as ranks under mpirun or srun.

#include <fmt/format.h>
#include <mpi.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/told_error.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/parallel/ranked_worker.hpp"
#include "last_words.hpp"
#include "worker.hpp"

namespace crucible::md {
namespace {

constexpr const char* help_text =
    R"(crucible-md JOB.json [DIRECTORY]

Runs the molecular-dynamics job in the file and leaves series.csv, ends/, frames.extxyz and
result.json in DIRECTORY (default: where the job is). The same command on the same job goes on from
the last checkpoint, to the last bit. docs/crucible-md.md describes jobs and results.

  crucible-md job.json out
  mpirun -np 4 crucible-md job.json out
  srun --mpi=pmix -n 4 crucible-md job.json out

  --check      read and check the job, run nothing
  --version    version of this program
  --tied       end when the parent process ends
  --launch COMMAND...   become COMMAND, tied to the parent process

Ctrl-C, SIGTERM or a file called "stop" in DIRECTORY end it at the next look; exit code 130 says
that it can be continued.
)";

struct Request {
    std::filesystem::path job, directory;
    bool check = false, tied = false;
};

Request read_request(int argc, char** argv) {
    Request r;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--check")
            r.check = true;
        else if (word == "--tied")
            r.tied = true;
        else if (word.starts_with("--"))
            throw InputError("E-cli-option", fmt::format("unknown option {}", word),
                             "see crucible-md --help");
        else if (r.job.empty())
            r.job = word;
        else if (r.directory.empty())
            r.directory = word;
        else
            throw InputError("E-cli-argument", "too many arguments", "see crucible-md --help");
    }
    if (r.job.empty())
        throw InputError("E-cli-argument", "no job is given", "see crucible-md --help");
    r.job = std::filesystem::absolute(r.job);
    r.directory =
        std::filesystem::absolute(r.directory.empty() ? r.job.parent_path() : r.directory);
    return r;
}

void note_stop(int) { stop_signal = 1; }

MdJob read_job(const Request& r) {
    MdJob job =
        parse_md_job(read_file(r.job, std::size_t{64} << 20), r.job.string(), r.job.parent_path());
    // The engine works in the directory of the results.
    for (std::string* name : files_in(job.model.potential))
        if (std::filesystem::exists(*name)) *name = std::filesystem::absolute(*name).string();
    return job;
}

/// Everything after MPI is up. The exit code.
int run(const Request& r, const Ranks& ranks) {
    const bool root = ranks.rank == 0;
    std::filesystem::path errors;  // where error.json goes, once there is a directory
    try {
        if (root && !r.check) {
            make_directories(r.directory);
            errors = r.directory;
        }
        const MdJob job = read_job(r);
        check_md_ranks(job, ranks.count);
        if (r.check) {
            if (root) fmt::print("{} is a job of {} steps\n", r.job.string(), md_steps(job));
            return Exit::ok;
        }
        if (root) {
            lock_directory(r.directory);
            for (const char* old : {"stop", "error.json"})
                std::filesystem::remove(r.directory / old);
        }
        MPI_Barrier(MPI_COMM_WORLD);
        std::filesystem::current_path(r.directory);
        watch_engine(r.directory, ranks.rank);
        const Outcome outcome = work(job, ranks);
        announce_end();
        return outcome == Outcome::done ? Exit::ok : Exit::interrupted;
    } catch (const std::exception& e) {
        announce_end();
        // All ranks mostly meet the same fault; the first one speaks for them.
        if (!root) std::this_thread::sleep_for(std::chrono::seconds(2));
        tell_error(e, errors);
        if (ranks.count > 1) PMPI_Abort(MPI_COMM_WORLD, Exit::failed);
        return Exit::failed;
    }
}

}  // namespace
}  // namespace crucible::md

int main(int argc, char** argv) {
    using namespace crucible::md;
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--help" || first == "-h") return fmt::print("{}", help_text), Exit::ok;
    if (first == "--version") return fmt::print("crucible-md {}\n", CRUCIBLE_VERSION), Exit::ok;
    if (first == "--launch" && argc > 2) crucible::launch_ranks(argv + 2);
    Request request;
    try {
        request = read_request(argc, argv);
    } catch (const std::exception& e) {
        fmt::print(stderr, "crucible-md: {}\n", crucible::told_error(e).what());
        return Exit::usage;
    }
    if (request.tied) crucible::tie_to_parent(SIGKILL);
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) std::signal(signal, &note_stop);
    crucible::prepare_to_be_alone();
    MPI_Init(&argc, &argv);
    Ranks ranks;
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks.rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks.count);
    const int code = run(request, ranks);
    MPI_Finalize();
    return code;
}
