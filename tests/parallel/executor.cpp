#include "crucible/parallel/executor.hpp"

#include <doctest/doctest.h>

#include <map>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

struct Outcome {
    std::map<std::int64_t, ItemRecord> records;
    int delivered = 0;
};

Outcome run_items(std::vector<std::int64_t> todo, int workers, ItemLimits limits = {},
                  StopToken* stop = nullptr, int stop_after = -1) {
    const Temporary dir;
    make_directories(dir / "items");
    StopToken none;
    StopToken& token = stop ? *stop : none;
    Outcome out;
    local_executor({workers, WORKER_PROBE, dir.path(), limits})
        ->run(
            todo,
            [&](ItemRecord&& r) {
                ++out.delivered;
                out.records[r.item] = std::move(r);
                if (out.delivered == stop_after) token.request();
            },
            [] {}, token);
    return out;
}

std::vector<std::int64_t> range(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> out;
    for (std::int64_t i = first; i < last; ++i) out.push_back(i);
    return out;
}

}  // namespace

TEST_CASE("every item is answered once, with any number of workers") {
    for (int workers : {1, 2, 5}) {
        const Outcome o = run_items(range(200, 213), workers);  // none of them misbehaves
        CHECK(o.delivered == 13);
        for (const auto& [id, r] : o.records) CHECK(r.result == std::to_string(id * id));
    }
    CHECK(run_items({}, 2).delivered == 0);
}

TEST_CASE("a crash is tried twice, then quarantined with its signal; the others are unharmed") {
    const Outcome o = run_items(range(100, 150), 2, {.seconds = 0.5});
    CHECK(o.delivered == 50);
    CHECK(o.records.at(113).state == ItemRecord::State::quarantined);
    CHECK(o.records.at(113).result.find("signal 6") != std::string::npos);
    CHECK(o.records.at(113).result.find("2 attempts") != std::string::npos);
    CHECK(o.records.at(117).result.find("E-item-time") != std::string::npos);
    CHECK(o.records.at(119).result.find("item 19 is bad input") != std::string::npos);
    int done = 0;
    for (const auto& [id, r] : o.records) done += r.state == ItemRecord::State::done;
    CHECK(done >= 46);
}

TEST_CASE("an item that the disk failed once is tried again before it is given up") {
    const Outcome o = run_items({29, 129, 229}, 1);
    CHECK(o.delivered == 3);
    CHECK(o.records.at(29).result == "841");
    CHECK(o.records.at(229).state == ItemRecord::State::done);
}

TEST_CASE("without a time limit, items behind a crash in the same batch are not lost") {
    std::vector<std::int64_t> todo = range(200, 300);
    std::erase(todo, 217), std::erase(todo, 223);
    const Outcome o = run_items(todo, 2);
    CHECK(o.delivered == 98);
    CHECK(o.records.at(213).state == ItemRecord::State::quarantined);
    CHECK(o.records.at(214).result == "45796");
}

TEST_CASE("a memory limit makes an item fail, not the machine") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    MESSAGE("SKIPPED: a sanitizer needs more address space than the limit leaves");
    return;
#endif
    const Outcome o = run_items({23, 24}, 1, {.memory_bytes = std::int64_t{1} << 30});
    CHECK(o.records.at(23).result.find("E-item-memory") != std::string::npos);
    CHECK(o.records.at(24).result == "576");
}

TEST_CASE("a stop lets the item in hand end, keeps what is delivered, and comes back soon") {
    StopToken stop;
    const Outcome o = run_items(range(0, 13 * 100), 2, {}, &stop, 5);
    CHECK(o.delivered >= 5);
    CHECK(o.delivered < 400);
}

TEST_CASE("a long item tells how far it is, and stops in its midst without an answer") {
    const Temporary dir;
    make_directories(dir / "items");
    StopToken stop;
    int delivered = 0, progress = 0;
    std::string warning;
    const auto hear = [&](std::int64_t item, const Event& e) {
        CHECK(item == 1000000);
        if (e.kind == Event::Kind::warning) warning = e.text;
        if (e.kind != Event::Kind::progress) return;
        CHECK(e.total == 1);
        CHECK(e.unit == "moves");
        if (++progress == 3) stop.request();
    };
    local_executor({1, WORKER_PROBE, dir.path(), {}, hear})
        ->run(
            {1000000}, [&](ItemRecord&&) { ++delivered; }, [] {}, stop);
    CHECK(warning == "this takes long");
    CHECK(progress >= 3);
    CHECK(delivered == 0);
}

TEST_CASE("a worker that cannot start says why") {
    const Temporary dir;
    make_directories(dir / "cannot-start" / "items");
    StopToken none;
    CHECK_THROWS_AS(local_executor({1, WORKER_PROBE, dir / "cannot-start", {}})
                        ->run(
                            {1}, [](ItemRecord&&) {}, [] {}, none),
                    ResourceError);
    CHECK_THROWS_AS(local_executor({1, "/nowhere/program", dir / "cannot-start", {}})
                        ->run(
                            {1}, [](ItemRecord&&) {}, [] {}, none),
                    ResourceError);
}
