#include "crucible/parallel/ranked_program.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/parallel/run_program.hpp"

namespace crucible {
namespace {

constexpr const char* ranked_interrupted = "exit code 130";

/// Whether it fell over its own numbers; nobody else sends these signals.
bool is_own_fault(std::string_view end) {
    return std::ranges::any_of(std::array{SIGSEGV, SIGBUS, SIGFPE, SIGILL}, [&](int signal) {
        return end.starts_with(fmt::format("signal {} ", signal));
    });
}

std::string need_launcher(const std::string& code, const char* name, const char* package) {
    return require_program(name, code, fmt::format("install {}, or run on one rank", package));
}

struct RankedCommand {
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> environment;
};

/// One rank runs as it is, several under mpirun, or under srun where Slurm has given us a place.
RankedCommand ranked_command(const RankedProgram& p) {
    RankedCommand c;
    c.environment = {{"OMP_NUM_THREADS", "1"}};
    if (p.ranks > 1) {
        c.words = {p.program.string(), "--launch"};
        const std::string count = std::to_string(p.ranks);
        if (std::getenv("SLURM_JOB_ID")) {
            for (const char* w : {"--mpi=pmix", "--overlap", "--kill-on-bad-exit=1", "-n"})
                c.words.emplace_back(w);
            c.words.insert(c.words.begin() + 2,
                           need_launcher(p.missing_code, "srun", "slurm-client"));
            c.words.push_back(count);
        } else {
            c.words.push_back(need_launcher(p.missing_code, "mpirun", "openmpi-bin"));
            for (const char* w : {"--oversubscribe", "--bind-to", "none", "-np"})
                c.words.emplace_back(w);
            c.words.push_back(count);
            if (::geteuid() == 0)  // OpenMPI wants to be told twice that root is meant
                for (const char* v : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
                    c.environment.emplace_back(v, "1");
        }
    }
    c.words.push_back(p.program.string());
    c.words.emplace_back("--tied");
    c.words.insert(c.words.end(), p.arguments.begin(), p.arguments.end());
    return c;
}

class RankedListener {
public:
    RankedListener(ChildProcess child, std::filesystem::path directory, const RunContext& context,
                   const std::function<void(std::string_view)>& hear)
        : child_(child), directory_(std::move(directory)), context_(context), hear_(hear) {
        child_.close_stdin();
    }
    ~RankedListener() {
        if (child_.pid > 0) {
            child_.kill();
            child_.wait();
        }
        child_.close_stdout(), child_.close_stderr();
    }
    RankedListener(const RankedListener&) = delete;
    RankedListener& operator=(const RankedListener&) = delete;

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
            hear_(std::string_view(line_).substr(0, end));
    }
    void drain_stderr() {
        char buffer[4096];
        const ssize_t n = ::read(child_.err, buffer, sizeof buffer);
        if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
        if (n <= 0) return child_.close_stderr();
        stderr_tail_.append(buffer, static_cast<std::size_t>(n));
        if (stderr_tail_.size() > 2000) stderr_tail_.erase(0, stderr_tail_.size() - 2000);
    }

    ChildProcess child_;
    std::filesystem::path directory_;
    const RunContext& context_;
    const std::function<void(std::string_view)>& hear_;
    std::string line_, stderr_tail_;
    bool asked_ = false;
};

/// The worker's error as it would have been thrown here.
[[noreturn]] void throw_ranked_error(const Value& v) {
    const std::string &kind = v["kind"].text, &code = v["code"].text, &message = v["message"].text,
                      &cure = v["cure"].text;
    if (kind == "unstable") throw UnstableError(code, message, cure);
    if (kind == "io") throw IoError(code, message, cure);
    if (kind == "resource") throw ResourceError(code, message, cure);
    if (kind == "inconsistent") throw InconsistentError(code, message, cure);
    throw InputError(code, message, cure);
}

}  // namespace

void run_ranked(const RankedProgram& p, const RunContext& context,
                const std::function<void(std::string_view)>& hear) {
    for (const char* old : {"stop", "error.json"}) std::filesystem::remove(p.directory / old);
    const RankedCommand command = ranked_command(p);
    RankedListener listener(spawn_child(command.words, command.environment), p.directory, context,
                            hear);
    const std::string end = listener.listen();
    if (end == "exit code 0") return;
    if (std::filesystem::exists(p.directory / "error.json"))
        throw_ranked_error(read_json((p.directory / "error.json").string()));
    if (end == ranked_interrupted || context.stopping()) throw Stopped{};
    const std::string message = fmt::format("{} ended with {}: {}", p.program.filename().string(),
                                            end, listener.last_words());
    if (is_own_fault(end)) throw UnstableError(p.crash_code, message, p.fault_cure);
    throw ResourceError(p.crash_code, message, p.crash_cure);
}

std::filesystem::path program_beside(const char* name, const char* variable) {
    if (const char* given = std::getenv(variable)) return given;
    const auto beside = program_file().parent_path() / name;
    return ::access(beside.c_str(), X_OK) == 0 ? beside : std::filesystem::path();
}

}  // namespace crucible
