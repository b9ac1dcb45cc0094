#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/parallel/launcher.hpp"
#include "crucible/parallel/run_program.hpp"

namespace crucible {
namespace {

constexpr std::size_t longest_last_words = 2000;

/// Inside an allocation its own launcher knows where there is room.
bool is_in_slurm() { return std::getenv("SLURM_JOB_ID") != nullptr; }

class RankLauncher : public Launcher {
public:
    explicit RankLauncher(std::filesystem::path self) : self_(std::move(self)) {}
    ~RankLauncher() override { kill(); }

    Launch launch(const std::vector<std::string>& command, int count,
                  const std::filesystem::path&) const override {
        std::vector<std::string> words;
        if (is_in_slurm())
            words = {"srun", "--mpi=none", "--overlap", "--kill-on-bad-exit=0", "-n"};
        else  // a rank that dies leaves the others at work; what it had claimed is started again
            words = {"mpirun",
                     "--oversubscribe",
                     "--bind-to",
                     "none",
                     "--enable-recovery",
                     "--mca",
                     "orte_abort_on_non_zero_status",
                     "0",
                     "-np"};
        words.push_back(std::to_string(count));
        words.insert(words.end(), command.begin(), command.end());
        return {std::move(words), ""};
    }

    void start(const std::vector<std::string>& command, int count,
               const std::filesystem::path& pool) override {
        std::vector<std::string> words = launch(command, count, pool).words;
        std::vector<std::pair<std::string, std::string>> environment;
        words.front() = is_in_slurm() ? launcher_path("srun", "slurm-client")
                                      : launcher_path("mpirun", "openmpi-bin");
        words.insert(words.begin(), {self_.string(), "launch"});
        if (!is_in_slurm() && ::geteuid() == 0)  // OpenMPI wants to be told twice
            for (const char* v : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
                environment.emplace_back(v, "1");
        child_ = spawn_child(words, environment);
        child_.close_stdin();
        for (const int stream : {child_.out, child_.err}) ::fcntl(stream, F_SETFL, O_NONBLOCK);
    }

    bool adopt(const std::vector<std::filesystem::path>&) override {
        return false;  // ranks end with the process that started them
    }

    bool is_running() override {
        if (child_.pid <= 0) return false;
        drain();
        siginfo_t info{};
        if (::waitid(P_PID, static_cast<id_t>(child_.pid), &info, WEXITED | WNOHANG | WNOWAIT) !=
                0 ||
            info.si_pid == 0)
            return true;
        drain();
        end();
        return false;
    }

    void cancel_waiting() override {}

    void kill() override {
        if (child_.pid <= 0) return;
        child_.kill();  // its ranks are tied to it
        end();
    }

    std::string last_words() const override { return std::string(trim(last_words_)); }
    double patience() const override { return 0.1; }

private:
    void drain() {
        std::array<char, 4096> buffer;
        for (const int stream : {child_.out, child_.err})
            for (ssize_t n; (n = ::read(stream, buffer.data(), buffer.size())) > 0;) {
                last_words_.append(buffer.data(), static_cast<std::size_t>(n));
                if (last_words_.size() > longest_last_words)
                    last_words_.erase(0, last_words_.size() - longest_last_words);
            }
    }
    void end() {
        child_.wait();
        child_.close_stdout(), child_.close_stderr();
    }

    std::filesystem::path self_;
    ChildProcess child_;
    std::string last_words_;
};

}  // namespace

std::string launcher_path(const char* name, const char* package) {
    return require_program(name, "E-executor-missing",
                           fmt::format("install {}, or use --on local:N", package));
}

std::unique_ptr<Launcher> rank_launcher(std::filesystem::path self) {
    return std::make_unique<RankLauncher>(std::move(self));
}

}  // namespace crucible
