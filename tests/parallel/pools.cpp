// Items for processes that share a directory, and the executor that starts these by a launcher.
#include <doctest/doctest.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/item_news.hpp"
#include "crucible/parallel/item_pool.hpp"
#include "crucible/parallel/log_tail.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

std::vector<std::int64_t> ids(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = first; i < last; ++i) out.push_back(i);
    return out;
}

struct RankRun {
    std::map<std::int64_t, ItemRecord> records;
    int delivered = 0, warnings = 0;
};

/// Items on ranks of mpirun; `each` is called after every result.
RankRun on_ranks(const Temporary& dir, const std::vector<std::int64_t>& todo, ItemLimits limits,
                 const std::function<void(const RankRun&)>& each = {}, StopToken* stop = nullptr) {
    make_directories(dir / "items");
    StopToken none;
    RankRun out;
    const ExecutorChoice choice{ExecutorChoice::Kind::mpi, 2, ""};
    const auto news = [&](std::int64_t, const Event& e) {
        out.warnings += e.kind == Event::Kind::warning;
    };
    executor(
        choice,
        {.program = WORKER_PROBE, .step_directory = dir.path(), .limits = limits, .news = news})
        ->run(
            todo,
            [&](ItemRecord&& r) {
                ++out.delivered;
                out.records[r.item] = std::move(r);
                if (each) each(out);
            },
            [&] {
                if (stop && out.warnings > 0) stop->request();
            },
            stop ? *stop : none);
    return out;
}

/// Process ids of the ranks: the names of their logs of news are HOST-PID-TIME-news.log.
std::vector<pid_t> ranks_of(const Temporary& dir) {
    std::vector<pid_t> out;
    for (const auto& e : std::filesystem::recursive_directory_iterator(dir / "items")) {
        const std::string name = e.path().filename().string();
        if (!name.ends_with("-news.log")) continue;
        const auto parts = fields(name, '-');
        out.push_back(static_cast<pid_t>(*to_integer(parts[parts.size() - 3].text)));
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool has_launcher() {
    if (!find_program("mpirun").empty()) return true;
    MESSAGE("SKIPPED: mpirun is not installed");
    return false;
}

}  // namespace

TEST_CASE("Every item of a pool is claimed once") {
    const Temporary dir;
    const auto todo = ids(5, 48);
    ItemPool::create(dir / "pool", todo, 10, {.seconds = 1.5, .memory_bytes = 7, .attempts = 3});
    ItemPool first(dir / "pool"), second(dir / "pool");
    CHECK(first.limits().seconds == 1.5);
    CHECK(first.limits().memory_bytes == 7);
    CHECK(first.limits().attempts == 3);
    std::vector<std::int64_t> claimed;
    for (bool had = true; had;) {
        had = false;
        for (ItemPool* p : {&first, &second}) {
            const auto block = p->claim();
            CHECK(block.size() <= 4);
            claimed.insert(claimed.end(), block.begin(), block.end());
            had = had || !block.empty();
        }
    }
    CHECK(claimed == todo);
    CHECK_FALSE(first.should_stop());
    ItemPool::ask_to_stop(dir / "pool");
    CHECK(first.should_stop());
    make_directories(dir / "unfinished");  // its owner was killed before it wrote what it holds
    CHECK_NOTHROW(ItemPool::ask_to_stop(dir / "unfinished"));
}

TEST_CASE("Many ranks share a pool without looking at all of it") {
    const Temporary dir;
    constexpr std::size_t ranks = 100;
    const auto todo = ids(0, 2 * 64 * ranks);
    ItemPool::create(dir / "pool", todo, 64 * ranks, {});
    std::vector<std::unique_ptr<ItemPool>> pools;
    for (std::size_t r = 0; r < ranks; ++r)
        pools.push_back(std::make_unique<ItemPool>(dir / "pool", r));
    std::vector<std::int64_t> claimed;
    // Rank 0 does nothing, rank 1 hardly anything: the others take their parts over.
    for (bool had = true; had;) {
        had = false;
        for (std::size_t r = 1; r < ranks; ++r) {
            if (r == 1 && claimed.size() > 1000) continue;
            const auto block = pools[r]->claim();
            claimed.insert(claimed.end(), block.begin(), block.end());
            had = had || !block.empty();
        }
    }
    std::sort(claimed.begin(), claimed.end());
    CHECK(claimed == todo);
    std::int64_t looks = 0;
    for (const auto& p : pools) looks += p->looks();
    CHECK(looks < 400 * static_cast<std::int64_t>(ranks));  // not 64 ranks^2 = 640,000
}

TEST_CASE("A pool that was moved aside gives nothing out, and stops") {
    const Temporary dir;
    ItemPool::create(dir / "pool", ids(0, 10), 2, {});
    ItemPool pool(dir / "pool");
    std::filesystem::rename(dir / "pool", dir / "aside");
    CHECK(pool.claim().empty());
    CHECK(pool.should_stop());
}

TEST_CASE("Logs are followed frame by frame, torn ends are waited for") {
    const Temporary dir;
    LogTail tail(dir.path());
    std::vector<std::int64_t> seen;
    const auto look = [&] { tail.poll([&](Frame&& f) { seen.push_back(f.item); }); };
    look();
    ItemLog one(dir / "one.log");
    one.append({Frame::Kind::result, 1, "a"});
    look();
    CHECK(seen == std::vector<std::int64_t>{1});
    ItemLog source(dir / "source.tmp");
    source.append({Frame::Kind::result, 2, std::string(100, 'b')});
    const std::string frame = read_file(dir / "source.tmp");
    write_file(dir / "two.log", frame.substr(0, 40));
    one.append({Frame::Kind::failure, 3, "c"});
    look();
    CHECK(seen == std::vector<std::int64_t>{1, 3});
    write_file(dir / "two.log", frame);
    look();
    CHECK(seen == std::vector<std::int64_t>{1, 3, 2});
}

TEST_CASE("Events of items survive as lines") {
    const Event e{Event::Kind::progress, "", "two\nlines", "moves", 0.25, 8};
    const std::string line = event_line(e);
    const auto back = parse_event_line(line);
    REQUIRE(back.has_value());
    CHECK(back->kind == e.kind);
    CHECK(back->value == e.value);
    CHECK(back->total == e.total);
    CHECK(back->unit == "moves");
    CHECK(back->text == "two lines");
    for (const char* bad : {"", "0 1 2 u", "x 1 2 u\tt", "0 1\tt"})
        CHECK_FALSE(parse_event_line(bad).has_value());
}

TEST_CASE("--on names executors") {
    using Kind = ExecutorChoice::Kind;
    CHECK(parse_executor("local").count >= 1);
    CHECK(parse_executor("local:3").count == 3);
    CHECK(parse_executor("mpi:7").kind == Kind::mpi);
    CHECK(parse_executor("mpi:7").count == 7);
    CHECK(parse_executor("slurm:short").partition == "short");
    CHECK(parse_executor("slurm:short").count == 32);
    CHECK(parse_executor("slurm:short:4").count == 4);
    for (const char* bad : {"", "cloud", "local:", "local:0", "local:x", "mpi:", "mpi:9999999",
                            "slurm", "slurm:", "slurm::4", "slurm:short:", "slurm:short:0"}) {
        INFO(bad);
        CHECK_THROWS_AS(parse_executor(bad), InputError);
    }
}

TEST_CASE("Ranks of a launcher give what local workers give, crashes included") {
    if (!has_launcher()) return;
    const Temporary dir;
    const RankRun o = on_ranks(dir, ids(100, 150), {.seconds = 0.5});
    CHECK(o.delivered == 50);
    CHECK(o.records.at(113).state == ItemRecord::State::quarantined);
    CHECK(o.records.at(113).result.find("signal 6") != std::string::npos);
    CHECK(o.records.at(117).result.find("E-item-time") != std::string::npos);
    CHECK(o.records.at(119).result.find("item 19 is bad input") != std::string::npos);
    for (const auto& [id, r] : o.records)
        if (r.state == ItemRecord::State::done) CHECK(r.result == std::to_string(id * id));
}

TEST_CASE("What a killed rank had claimed is done by others") {
    if (!has_launcher()) return;
    const Temporary dir;
    std::vector<std::int64_t> todo;
    for (std::int64_t k = 0; k < 3000; ++k) todo.push_back(100 * k);  // none of them misbehaves
    for (auto& id : todo)
        if (id >= 1000000) id = 100 * (id % 9973) + 1;
    std::sort(todo.begin(), todo.end());
    todo.erase(std::unique(todo.begin(), todo.end()), todo.end());
    bool was_killed = false;
    const RankRun o = on_ranks(dir, todo, {}, [&](const RankRun& so_far) {
        if (was_killed || so_far.delivered < 20) return;
        const auto ranks = ranks_of(dir);
        if (!ranks.empty()) was_killed = ::kill(ranks.front(), SIGKILL) == 0;
    });
    CHECK(was_killed);
    CHECK(o.delivered == static_cast<int>(todo.size()));
    for (const auto& [id, r] : o.records) CHECK(r.result == std::to_string(id * id));
}

TEST_CASE("A stop reaches the ranks: items in hand save themselves and are left for later") {
    if (!has_launcher()) return;
    const Temporary dir;
    StopToken stop;
    const RankRun o = on_ranks(dir, {1000000, 1000001}, {}, {}, &stop);
    CHECK(o.delivered == 0);
    CHECK(o.warnings >= 1);
}
