// A rank's side of the pool: an executor of one process, fed by claims.

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/item_log.hpp"
#include "crucible/parallel/item_news.hpp"
#include "crucible/parallel/item_pool.hpp"
#include "crucible/parallel/ranked_worker.hpp"

namespace crucible {
namespace {

using Clock = std::chrono::steady_clock;

StopToken pool_stop;

void heed_signals() {
    struct sigaction action {};
    action.sa_handler = [](int) { pool_stop.request(); };
    for (const int s : {SIGINT, SIGTERM, SIGUSR1}) ::sigaction(s, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

/// True at most once in a while: what is asked lies on a disk that others share.
class Now {
public:
    explicit Now(std::chrono::milliseconds period) : period_(period) {}
    bool is_due() {
        if (Clock::now() - last_ < period_) return false;
        last_ = Clock::now();
        return true;
    }

private:
    std::chrono::milliseconds period_;
    Clock::time_point last_{};
};

/// As the launcher counts, so that ranks begin in different places.
std::size_t rank_number() {
    for (const char* name :
         {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "SLURM_ARRAY_TASK_ID", "SLURM_PROCID"})
        if (const char* text = std::getenv(name))
            if (const auto number = to_integer(text); number && *number >= 0)
                return static_cast<std::size_t>(*number);
    return static_cast<std::size_t>(::getpid());
}

}  // namespace

int serve_pool(const std::filesystem::path& program, const std::filesystem::path& step_directory,
               const std::filesystem::path& directory) try {
    tie_to_parent(SIGKILL);  // a launcher that was killed leaves nobody to finish for
    heed_signals();
    char host[65] = {};
    ::gethostname(host, sizeof host - 1);
    ItemPool pool(directory, rank_number());
    ItemLog news(directory / fmt::format("{}-{}-{}-news.log", host, ::getpid(),
                                         Clock::now().time_since_epoch().count()));
    Now may_tell(std::chrono::seconds(2)), may_look(std::chrono::milliseconds(500));
    LocalWorkers workers{.count = 1,
                         .program = program,
                         .step_directory = step_directory,
                         .limits = pool.limits(),
                         .news = {},
                         .logs = directory,
                         .more = [&] { return pool.claim(); }};
    workers.news = [&](std::int64_t item, const Event& e) {
        if (e.kind == Event::Kind::progress && !may_tell.is_due()) return;
        news.append({Frame::Kind::event, item, event_line(e)});
    };
    local_executor(workers)->run(
        pool.claim(),
        [&](ItemRecord&& r) {  // a result is in the worker's own log already
            if (r.state == ItemRecord::State::quarantined)
                news.append({Frame::Kind::failure, r.item, std::move(r.result)});
        },
        [&] {
            if (pool_stop.level() == 0 && may_look.is_due() && pool.should_stop())
                pool_stop.request();
        },
        pool_stop);
    return 0;
} catch (const Error& e) {
    print_ranked_line("crucible worker", e.what());
    return 1;
}

}  // namespace crucible
