// crucible-train: one training job, alone or as ranks under mpirun or srun.

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/told_error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/parallel/ranked_worker.hpp"
#include "crucible/study/checkpoint.hpp"
#include "crucible/training/job.hpp"
#include "mpi_ranks.hpp"

namespace crucible::train {
namespace {

constexpr std::string_view program_name = "crucible-train";
constexpr const char* help_text =
    R"(crucible-train DIRECTORY

Runs the training job in DIRECTORY (as `crucible potential train --ranks N` writes it) and leaves
its state there. The same command goes on from the last checkpoint. Results do not depend on the
number of ranks, a power of two.

  mpirun -np 2 crucible-train job
  srun --mpi=pmix -n 4 crucible-train job

  --checkpoints DIR    where checkpoints are kept (default: DIRECTORY/ckpt)
  --key TEXT           checkpoints with another key are not used
  --version            version of this program
  --tied               end when the parent process ends
  --launch COMMAND...  become COMMAND, tied to the parent process

Ctrl-C, SIGTERM or a file called "stop" in DIRECTORY end it after the step in hand, with a
checkpoint; exit code 130 says that it can be continued.
)";

struct Request {
    std::filesystem::path directory, checkpoints;
    std::string key = "training";
    bool tied = false;
};

volatile std::sig_atomic_t stop_signal = 0;
void note_stop(int) { stop_signal = 1; }

Request read_request(int argc, char** argv) {
    Request r;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const bool has_value = i + 1 < argc;
        if (word == "--tied")
            r.tied = true;
        else if (word == "--checkpoints" && has_value)
            r.checkpoints = argv[++i];
        else if (word == "--key" && has_value)
            r.key = argv[++i];
        else if (word.starts_with("--"))
            throw InputError("E-cli-option", fmt::format("unknown option {}", word),
                             "see crucible-train --help");
        else if (r.directory.empty())
            r.directory = word;
        else
            throw InputError("E-cli-argument", "too many arguments", "see crucible-train --help");
    }
    if (r.directory.empty())
        throw InputError("E-cli-argument", "no job is given", "see crucible-train --help");
    r.directory = std::filesystem::absolute(r.directory);
    if (r.checkpoints.empty()) r.checkpoints = r.directory / "ckpt";
    return r;
}

class Training {
public:
    Training(const Request& r, const MpiRanks& ranks)
        : request_(r),
          ranks_(ranks),
          checkpoint_(r.checkpoints, r.key),
          job_(training::read_training_job(r.directory)),
          trainer_(job_.start, training::make_samples(job_.train, job_.start),
                   training::make_samples(job_.held_out, job_.start), job_.settings, &ranks) {}

    RankedExit run() {
        restore();
        trainer_.run(job_.settings.steps, [&] { return go_on(); });
        if (!trainer_.is_done()) return ranked_stopped;
        if (is_root()) {
            const std::string state = trainer_.save();
            checkpoint_.save(state);  // for a program that is stopped before it takes the state
            write_atomic(request_.directory / training::training_state_file, state);
        }
        return ranked_ok;
    }

private:
    bool is_root() const { return ranks_.rank() == 0; }

    void restore() {
        std::string state = is_root() ? checkpoint_.load().value_or("") : "";
        auto length = static_cast<std::int64_t>(state.size());
        MPI_Bcast(&length, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
        if (length == 0) return;
        state.resize(static_cast<std::size_t>(length));
        MPI_Bcast(state.data(), static_cast<int>(length), MPI_CHAR, 0, MPI_COMM_WORLD);
        trainer_.restore(state);
    }

    /// After every step.
    bool go_on() {
        const auto now = std::chrono::steady_clock::now();
        if (is_root() && now - looked_ > std::chrono::milliseconds(200)) {
            looked_ = now;
            stop_file_ = std::filesystem::exists(request_.directory / "stop");
            say_progress();
        }
        double stop = stop_signal != 0 || stop_file_ ? 1 : 0;
        ranks_.sum(std::span(&stop, 1));
        if (is_root() && (checkpoint_.due() || (stop > 0 && !trainer_.is_done())))
            checkpoint_.save(trainer_.save());
        return stop == 0;
    }

    /// One write: ranks share the terminal.
    void say_progress() const {
        Value v;
        v.set("event", "progress"), v.set("done", trainer_.step());
        v.set("total", job_.settings.steps);
        if (!trainer_.curve().empty())
            v.set("force_error", trainer_.curve().back().train.force_rmse());
        const std::string line = to_json(v) + "\n";
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fflush(stdout);
    }

    const Request& request_;
    const MpiRanks& ranks_;
    Checkpoint checkpoint_;
    training::TrainingJob job_;
    training::Trainer trainer_;
    std::chrono::steady_clock::time_point looked_;
    bool stop_file_ = false;
};

/// Everything after MPI is up. The exit code.
int run(const Request& r, const MpiRanks& ranks) {
    const bool is_root = ranks.rank() == 0;
    std::filesystem::path errors;  // where error.json goes, once the directory is known to be there
    try {
        if (is_root) {
            make_directories(r.directory);
            errors = r.directory;
            lock_directory(r.directory);
            for (const char* old : {"stop", "error.json"})
                std::filesystem::remove(r.directory / old);
        }
        MPI_Barrier(MPI_COMM_WORLD);
        return Training(r, ranks).run();
    } catch (const std::exception& e) {
        // All ranks mostly meet the same fault; the first one speaks for them.
        if (!is_root) std::this_thread::sleep_for(std::chrono::seconds(2));
        tell_ranked_error(program_name, e, errors);
        if (ranks.count() > 1) MPI_Abort(MPI_COMM_WORLD, ranked_failed);
        return ranked_failed;
    }
}

}  // namespace
}  // namespace crucible::train

int main(int argc, char** argv) {
    using namespace crucible;
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--help" || first == "-h") return fmt::print("{}", train::help_text), ranked_ok;
    if (first == "--version") return fmt::print("crucible-train {}\n", CRUCIBLE_VERSION), ranked_ok;
    if (first == "--launch" && argc > 2) launch_ranks(argv + 2);
    train::Request request;
    try {
        request = train::read_request(argc, argv);
    } catch (const std::exception& e) {
        print_ranked_line(train::program_name, told_error(e).what());
        return ranked_usage;
    }
    if (request.tied) tie_to_parent(SIGKILL);
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) std::signal(signal, &train::note_stop);
    prepare_to_be_alone();
    MPI_Init(&argc, &argv);
    const int code = train::run(request, train::MpiRanks());
    MPI_Finalize();
    return code;
}
