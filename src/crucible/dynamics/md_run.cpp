// Starting crucible-md on a job, listening to it, and making our own errors of its failures.

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/energy/potential_files.hpp"
#include "crucible/parallel/child_process.hpp"

namespace crucible {
namespace {

constexpr const char* md_interrupted = "exit code 130";

void write_if_other(const std::filesystem::path& file, const std::string& text) {
    if (!std::filesystem::exists(file) || read_file(file) != text) write_atomic(file, text);
}

void write_job(MdJob job, const std::filesystem::path& directory) {
    make_directories(directory);
    for (std::string* name : files_in(job.model.potential))
        *name = std::filesystem::absolute(find_potential(*name)).string();
    write_if_other(directory / "start.extxyz", structures_text({job.start}, "extxyz"));
    write_if_other(directory / "job.json", md_job_text(job, "start.extxyz"));
    for (const char* old : {"stop", "error.json"}) std::filesystem::remove(directory / old);
}

std::string need_launcher(const char* name, const char* package) {
    const auto program = find_program(name);
    if (program.empty())
        throw NotBuiltError("E-md-worker", fmt::format("{} is not in PATH", name),
                            fmt::format("install {}, or run on one rank", package));
    return program.string();
}

struct MdCommand {
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> environment;
};

/// One rank runs as it is, several under mpirun, or under srun where Slurm has given us a place.
MdCommand md_command(const std::string& worker, const std::filesystem::path& directory, int ranks) {
    MdCommand c;
    c.environment = {{"OMP_NUM_THREADS", "1"}};
    const std::vector<std::string> job = {worker, "--tied", (directory / "job.json").string(),
                                          directory.string()};
    if (ranks > 1) {
        c.words = {worker, "--launch"};
        const std::string count = std::to_string(ranks);
        if (std::getenv("SLURM_JOB_ID")) {
            for (const char* w : {"--mpi=pmix", "--overlap", "--kill-on-bad-exit=1", "-n"})
                c.words.emplace_back(w);
            c.words.insert(c.words.begin() + 2, need_launcher("srun", "slurm-client"));
            c.words.push_back(count);
        } else {
            c.words.push_back(need_launcher("mpirun", "openmpi-bin"));
            for (const char* w : {"--oversubscribe", "--bind-to", "none", "-np"})
                c.words.emplace_back(w);
            c.words.push_back(count);
            if (::geteuid() == 0)  // OpenMPI wants to be told twice that root is meant
                for (const char* v : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
                    c.environment.emplace_back(v, "1");
        }
    }
    c.words.insert(c.words.end(), job.begin(), job.end());
    return c;
}

class MdListener {
public:
    MdListener(ChildProcess child, std::filesystem::path directory, const RunContext& context)
        : child_(child), directory_(std::move(directory)), context_(context) {
        child_.close_stdin();
    }
    ~MdListener() {
        if (child_.pid > 0) {
            child_.kill();
            child_.wait();
        }
        child_.close_stdout(), child_.close_stderr();
    }
    MdListener(const MdListener&) = delete;
    MdListener& operator=(const MdListener&) = delete;

    /// Until it ends; how it ended.
    std::string listen() {
        while (child_.out >= 0 || child_.err >= 0) {
            pollfd fds[] = {{child_.out, POLLIN, 0}, {child_.err, POLLIN, 0}};
            if (::poll(fds, 2, 100) > 0) {
                if (fds[0].revents) drain_events();
                if (fds[1].revents) drain_stderr();
            }
            heed_stop();
        }
        return child_.wait();
    }
    std::string last_words() const { return std::string(trim(stderr_tail_)); }

private:
    void heed_stop() {
        const int level = context_.stop_level();
        if (level > 0 && !asked_) {
            write_atomic(directory_ / "stop", "");
            asked_ = true;
        }
        if (level > 1) child_.kill();
    }
    void drain_events() {
        char buffer[4096];
        const ssize_t n = ::read(child_.out, buffer, sizeof buffer);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (n <= 0) return child_.close_stdout();
        line_.append(buffer, static_cast<std::size_t>(n));
        for (std::size_t end; (end = line_.find('\n')) != line_.npos; line_.erase(0, end + 1))
            tell(std::string_view(line_).substr(0, end));
    }
    void drain_stderr() {
        char buffer[4096];
        const ssize_t n = ::read(child_.err, buffer, sizeof buffer);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (n <= 0) return child_.close_stderr();
        stderr_tail_.append(buffer, static_cast<std::size_t>(n));
        if (stderr_tail_.size() > 2000) stderr_tail_.erase(0, stderr_tail_.size() - 2000);
    }
    void tell(std::string_view line) {
        Value v;
        try {
            v = parse_json(line, "crucible-md");
        } catch (const InputError&) {
            return;  // a launcher's own words
        }
        if (v["event"].text == "progress") {
            context_.progress(v["done"].real(), v["total"].real(), "steps");
            context_.metric("temperature", v["temperature"].real(), "K");
        } else if (v["event"].text == "resumed") {
            context_.log(fmt::format("molecular dynamics goes on at step {}", v["done"].integer));
        }
    }

    ChildProcess child_;
    std::filesystem::path directory_;
    const RunContext& context_;
    std::string line_, stderr_tail_;
    bool asked_ = false;
};

/// Whether the engine fell over its own numbers; nobody else sends these signals.
bool is_own_fault(std::string_view end) {
    return std::ranges::any_of(std::array{SIGSEGV, SIGBUS, SIGFPE, SIGILL}, [&](int signal) {
        return end.starts_with(fmt::format("signal {} ", signal));
    });
}

/// The worker's error as it would have been thrown here.
[[noreturn]] void throw_md_error(const Value& v) {
    const std::string &kind = v["kind"].text, &code = v["code"].text, &message = v["message"].text,
                      &cure = v["cure"].text;
    if (kind == "unstable") throw UnstableError(code, message, cure);
    if (kind == "io") throw IoError(code, message, cure);
    if (kind == "resource") throw ResourceError(code, message, cure);
    if (kind == "inconsistent") throw InconsistentError(code, message, cure);
    throw InputError(code, message, cure);
}

void run_md_in(const MdJob& job, const std::filesystem::path& directory,
               const MdRunOptions& options, const RunContext& context) {
    const auto worker = options.worker.empty() ? find_md_worker() : options.worker;
    if (worker.empty() || ::access(worker.c_str(), X_OK) != 0)
        throw NotBuiltError("E-md-worker",
                            worker.empty() ? "the program crucible-md is not here"
                                           : fmt::format("{} is no program", worker.string()),
                            "apt-get install liblammps-dev libopenmpi-dev openmpi-bin, then ./dev "
                            "build");
    write_job(job, directory);
    const MdCommand command = md_command(worker.string(), directory, options.ranks);
    MdListener listener(spawn_child(command.words, command.environment), directory, context);
    const std::string end = listener.listen();
    if (end == "exit code 0") return;
    if (std::filesystem::exists(directory / "error.json"))
        throw_md_error(read_json((directory / "error.json").string()));
    if (end == md_interrupted || context.stopping()) throw Stopped{};
    const std::string message =
        fmt::format("crucible-md ended with {}: {}", end, listener.last_words());
    if (is_own_fault(end))
        throw UnstableError("E-md-crash", message,
                            "look at the potential: one that is bad enough kills the engine");
    throw ResourceError("E-md-crash", message,
                        "run the same command again, it resumes; engine.log may say more");
}

}  // namespace

std::filesystem::path find_md_worker() {
    if (const char* given = std::getenv("CRUCIBLE_MD")) return given;
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = self.parent_path() / "crucible-md";
    return ::access(beside.c_str(), X_OK) == 0 ? beside : std::filesystem::path();
}

MdResult run_md(const MdJob& job, const MdRunOptions& options, const RunContext& context) {
    check_md_job(job);
    check_md_ranks(job, options.ranks);
    context.check();
    std::optional<ScratchDirectory> scratch;
    if (options.directory.empty()) scratch.emplace("md");
    const auto directory = std::filesystem::absolute(scratch ? scratch->path() : options.directory);
    run_md_in(job, directory, options, context);
    return read_md_result(directory);
}

}  // namespace crucible
