// The owner's side of a pool: starts the ranks, reads their logs, and starts again what was lost.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/child_process.hpp"
#include "crucible/parallel/item_news.hpp"
#include "crucible/parallel/item_pool.hpp"
#include "crucible/parallel/launcher.hpp"
#include "crucible/parallel/log_tail.hpp"

namespace crucible {
namespace {

using Clock = std::chrono::steady_clock;

/// Blocks per rank: small ones even out what items cost, each costs a file.
constexpr std::size_t blocks_per_rank = ItemPool::stretch_blocks;
/// Rounds in a row that may end without a result.
constexpr int most_fruitless = 3;

std::vector<std::filesystem::path> pools_in(const std::filesystem::path& items) {
    std::vector<std::filesystem::path> out;
    std::error_code error;
    for (const auto& e : std::filesystem::directory_iterator(items, error))
        if (e.is_directory() && e.path().filename().string().starts_with("pool-"))
            out.push_back(e.path());
    std::sort(out.begin(), out.end());
    return out;
}

/// What each rank or task runs.
std::vector<std::string> pool_command(const std::filesystem::path& program,
                                      const std::filesystem::path& step_directory,
                                      const std::filesystem::path& pool) {
    return {program.string(), "worker", std::filesystem::absolute(step_directory).string(),
            "--pool", pool.string()};
}

class PoolExecutor : public Executor {
public:
    PoolExecutor(std::unique_ptr<Launcher> launcher, LocalWorkers settings)
        : launcher_(std::move(launcher)), settings_(std::move(settings)) {}

    void run(const std::vector<std::int64_t>& todo, const ItemSink& sink, const Tick& tick,
             const StopToken& stop) override {
        left_ = {todo.begin(), todo.end()};
        const auto items = settings_.step_directory / "items";
        int fruitless = 0;
        for (bool is_first = true; !left_.empty() && stop.level() == 0; is_first = false) {
            const std::size_t before = left_.size();
            if (!is_first || !launcher_->adopt(pools_in(items))) start(items);
            watch(items, sink, tick, stop);
            fruitless = left_.size() < before ? 0 : fruitless + 1;
            if (fruitless == most_fruitless)
                throw ResourceError(
                    "E-executor-lost",
                    fmt::format("{} items are left, and their workers end without a result: {}",
                                left_.size(), launcher_->last_words()),
                    "see the reason they gave; the same command goes on");
        }
    }

private:
    void start(const std::filesystem::path& items) {
        const std::vector<std::int64_t> todo(left_.begin(), left_.end());
        const int ranks = std::min<int>(settings_.count, static_cast<int>(todo.size()));
        const auto now = std::chrono::system_clock::now().time_since_epoch().count();
        const auto pool =
            std::filesystem::absolute(items) / fmt::format("pool-{}-{}", now, ::getpid());
        ItemPool::create(pool, todo, blocks_per_rank * static_cast<std::size_t>(ranks),
                         settings_.limits);
        launcher_->start(pool_command(settings_.program, settings_.step_directory, pool), ranks,
                         pool);
    }

    /// Until all ranks have ended, or nothing is left to do.
    void watch(const std::filesystem::path& items, const ItemSink& sink, const Tick& tick,
               const StopToken& stop) {
        for (const auto& pool : pools_in(items)) tails_.try_emplace(pool, pool);
        Clock::time_point looked{};
        bool was_asked = false;
        for (bool is_running = true; is_running && !left_.empty();) {
            if (stop.level() >= 2) return launcher_->kill();
            if (stop.level() == 1 && !was_asked) was_asked = true, ask_to_stop();
            if (Clock::now() - looked >= std::chrono::duration<double>(launcher_->patience())) {
                looked = Clock::now();
                is_running = launcher_->is_running();
                read_logs(sink);  // after the question: what ended has written all it will
            }
            tick();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        if (left_.empty()) settle();
    }

    void ask_to_stop() {
        for (const auto& [pool, tail] : tails_) ItemPool::ask_to_stop(pool);
        launcher_->cancel_waiting();
    }

    /// All results are here: ranks that run find nothing to claim, those that wait need not begin.
    void settle() {
        launcher_->cancel_waiting();
        while (launcher_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }

    void read_logs(const ItemSink& sink) {
        for (auto& [pool, tail] : tails_)
            tail.poll([&](Frame&& f) {
                if (f.kind == Frame::Kind::event) {
                    const auto event = parse_event_line(f.bytes);
                    if (event && settings_.news && left_.contains(f.item))
                        settings_.news(f.item, *event);
                } else if (left_.erase(f.item) > 0) {
                    sink({f.kind == Frame::Kind::result ? ItemRecord::State::done
                                                        : ItemRecord::State::quarantined,
                          f.item, std::move(f.bytes)});
                }
            });
    }

    std::unique_ptr<Launcher> launcher_;
    LocalWorkers settings_;
    std::set<std::int64_t> left_;
    std::map<std::filesystem::path, LogTail> tails_;
};

int default_ranks() {
    const char* tasks = std::getenv("SLURM_NTASKS");
    const auto given = tasks ? to_integer(tasks) : std::nullopt;
    return given && *given >= 1 ? static_cast<int>(*given) : available_cpus();
}

}  // namespace

ExecutorChoice parse_executor(const std::string& text) {
    using Kind = ExecutorChoice::Kind;
    const std::size_t colon = text.find(':');
    const std::string kind = text.substr(0, colon);
    std::string rest = colon == text.npos ? "" : text.substr(colon + 1);
    ExecutorChoice c;
    bool is_valid = colon == text.npos || !rest.empty();
    const auto take_count = [&](const std::string& number, int otherwise) {
        const auto n = to_integer(number);
        if (!number.empty() && (!n || *n < 1 || *n > 4096)) is_valid = false;
        c.count = n ? static_cast<int>(*n) : otherwise;
    };
    if (kind == "local") {
        take_count(rest, available_cpus());
    } else if (kind == "mpi") {
        c.kind = Kind::mpi;
        take_count(rest, default_ranks());
    } else if (kind == "slurm") {
        c.kind = Kind::slurm;
        const std::size_t second = rest.find(':');
        c.partition = rest.substr(0, second);
        take_count(second == rest.npos ? "" : rest.substr(second + 1), 32);
        is_valid = is_valid && !c.partition.empty() && !rest.ends_with(':');
    } else {
        is_valid = false;
    }
    if (!is_valid)
        throw InputError(
            "E-cli-executor", fmt::format("unknown executor {}", in_quotes(text)),
            "expected local, mpi, slurm:PARTITION, or one of these and :N, with N from 1 to 4096");
    return c;
}

std::string launch_text(const ExecutorChoice& choice, const std::filesystem::path& program,
                        const std::filesystem::path& step_directory) {
    if (choice.kind == ExecutorChoice::Kind::local)
        return fmt::format("{} processes: {} worker {} --log FILE\n", choice.count,
                           program.string(), step_directory.string());
    const auto pool = std::filesystem::absolute(step_directory) / "items" / "pool-TIME-PROCESS";
    const auto launcher = choice.kind == ExecutorChoice::Kind::mpi
                              ? rank_launcher(program)
                              : slurm_launcher(choice.partition);
    const Launch l =
        launcher->launch(pool_command(program, step_directory, pool), choice.count, pool);
    std::string out = fmt::format("{}\n", fmt::join(l.words, " "));
    if (!l.script.empty()) out += fmt::format("with {}:\n{}", (pool / "job.sh").string(), l.script);
    return out;
}

std::unique_ptr<Executor> executor(const ExecutorChoice& choice, LocalWorkers workers) {
    workers.count = choice.count;
    switch (choice.kind) {
        case ExecutorChoice::Kind::mpi:
            return std::make_unique<PoolExecutor>(rank_launcher(workers.program),
                                                  std::move(workers));
        case ExecutorChoice::Kind::slurm:
            return std::make_unique<PoolExecutor>(slurm_launcher(choice.partition),
                                                  std::move(workers));
        case ExecutorChoice::Kind::local:
            break;
    }
    return local_executor(std::move(workers));
}

}  // namespace crucible
