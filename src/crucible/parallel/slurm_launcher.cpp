#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/launcher.hpp"
#include "crucible/parallel/run_program.hpp"

namespace crucible {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* job_file = "slurm-job";

std::string shell_quoted(const std::string& word) {
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

class SlurmLauncher : public Launcher {
public:
    explicit SlurmLauncher(std::string partition) : partition_(std::move(partition)) {}

    Launch launch(const std::vector<std::string>& command, int count,
                  const std::filesystem::path& pool) const override {
        std::string script = "#!/bin/sh\nexec";
        for (const std::string& word : command) script += " " + shell_quoted(word);
        std::vector<std::string> words{"sbatch",
                                       "--parsable",
                                       "--requeue",
                                       "--signal=B:USR1@120",
                                       "--ntasks=1",
                                       fmt::format("--array=0-{}", count - 1),
                                       fmt::format("--output={}/task-%a.txt", pool.string()),
                                       "--job-name=crucible"};
        if (!partition_.empty()) words.push_back("--partition=" + partition_);
        words.push_back((pool / "job.sh").string());
        return {std::move(words), script + "\n"};
    }

    void start(const std::vector<std::string>& command, int count,
               const std::filesystem::path& pool) override {
        Launch job = launch(command, count, pool);
        write_atomic(pool / "job.sh", job.script);
        std::vector<std::string>& words = job.words;
        words.front() = launcher_path("sbatch", "slurm-client");
        const ProgramEnd end = ask(words, pool);
        // "123" or "123;cluster", after warnings if there are any.
        const std::string_view said = trim(end.said);
        const std::string_view line = said.substr(said.rfind('\n') + 1);
        const std::string_view number = line.substr(0, line.find(';'));
        if (!end.is_good() || !to_integer(number))
            throw ResourceError("E-executor-start",
                                fmt::format("Slurm does not take the job: {}", line),
                                "see `sinfo` for partitions; account, time and memory are given "
                                "by SBATCH_ACCOUNT, SBATCH_TIMELIMIT, SBATCH_MEM_PER_CPU");
        pool_ = pool, job_ = number, is_over_ = false;
        write_atomic(pool / job_file, job_);
    }

    bool adopt(const std::vector<std::filesystem::path>& pools) override {
        for (const auto& pool : pools) {
            if (!std::filesystem::exists(pool / job_file)) continue;
            pool_ = pool, job_ = read_file(pool / job_file, 100), is_over_ = false;
            if (is_running()) return true;
        }
        return false;
    }

    bool is_running() override {
        if (is_over_) return false;
        if (Clock::now() - asked_ < std::chrono::seconds(1)) return true;
        asked_ = Clock::now();
        const ProgramEnd end =
            ask({launcher_path("squeue", "slurm-client"), "-h", "-o", "%T", "-j", job_}, pool_);
        if (end.is_good() && trim(end.said).empty()) is_over_ = true;
        if (end.said.find("Invalid job id") != end.said.npos) is_over_ = true;
        return !is_over_;  // a controller that does not answer says nothing about the job
    }

    void cancel_waiting() override { cancel({"--state=PENDING"}); }
    void kill() override { cancel({}); }

    std::string last_words() const override {
        std::vector<std::filesystem::path> texts;
        std::error_code error;
        for (const auto& e : std::filesystem::directory_iterator(pool_, error))
            if (e.path().extension() == ".txt" && e.file_size(error) > 0) texts.push_back(e.path());
        if (texts.empty()) return fmt::format("job {} left no word", job_);
        return last_line(read_file(*std::min_element(texts.begin(), texts.end()), 1 << 20));
    }
    double patience() const override { return 0.5; }

private:
    static ProgramEnd ask(const std::vector<std::string>& words,
                          const std::filesystem::path& directory) {
        return run_program({words, directory, 120, {}, {}});
    }
    void cancel(const std::vector<std::string>& which) {
        if (job_.empty() || is_over_) return;
        std::vector<std::string> words{launcher_path("scancel", "slurm-client")};
        words.insert(words.end(), which.begin(), which.end());
        words.push_back(job_);
        ask(words, pool_);
    }

    std::string partition_, job_;
    std::filesystem::path pool_;
    Clock::time_point asked_{};
    bool is_over_ = true;
};

}  // namespace

std::unique_ptr<Launcher> slurm_launcher(std::string partition) {
    return std::make_unique<SlurmLauncher>(std::move(partition));
}

}  // namespace crucible
