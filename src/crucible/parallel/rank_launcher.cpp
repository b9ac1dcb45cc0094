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

class RankLauncher : public Launcher {
public:
    explicit RankLauncher(std::filesystem::path self) : self_(std::move(self)) {}
    ~RankLauncher() override { kill(); }

    void start(const std::vector<std::string>& command, int count,
               const std::filesystem::path&) override {
        std::vector<std::string> words{self_.string(), "launch"};
        std::vector<std::pair<std::string, std::string>> environment;
        if (std::getenv("SLURM_JOB_ID")) {
            words.push_back(launcher_path("srun", "slurm-client"));
            for (const char* w : {"--mpi=none", "--overlap", "--kill-on-bad-exit=0", "-n"})
                words.emplace_back(w);
        } else {
            words.push_back(launcher_path("mpirun", "openmpi-bin"));
            // A rank that dies leaves the others at work; what it had claimed is started again.
            for (const char* w : {"--oversubscribe", "--bind-to", "none", "--enable-recovery",
                                  "--mca", "orte_abort_on_non_zero_status", "0", "-np"})
                words.emplace_back(w);
            if (::geteuid() == 0)  // OpenMPI wants to be told twice that root is meant
                for (const char* v : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
                    environment.emplace_back(v, "1");
        }
        words.push_back(std::to_string(count));
        words.insert(words.end(), command.begin(), command.end());
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
