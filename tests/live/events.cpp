#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "crucible/base/files.hpp"
#include "crucible/live/event_digest.hpp"
#include "crucible/live/event_tail.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::live;

namespace {

void append(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::app) << text;
}

/// Keeps what it is sent; leaves after `most` events.
struct Listener : serve::EventStream {
    explicit Listener(std::size_t until = 1000) : most(until) {}
    bool send(std::string_view id, std::string_view name, std::string_view data) override {
        if (heard.size() >= most) return false;
        heard.push_back({std::string(id), std::string(name), std::string(data)});
        return true;
    }
    bool wait(std::chrono::milliseconds) override {
        if (!pauses.empty()) {
            const auto act = pauses.front();
            pauses.erase(pauses.begin());
            act();
        }
        return heard.size() < most;
    }
    struct Heard {
        std::string id, name, data;
    };
    std::size_t most;
    std::vector<Heard> heard;
    std::vector<std::function<void()>> pauses;  ///< what happens while it waits
};

}  // namespace

TEST_CASE("a tail sends whole lines with the place behind each, and says when all is over") {
    const Temporary dir;
    const auto file = dir / "events.jsonl";
    append(file, "one\ntwo\nthr");
    bool is_over = false;
    Listener l;
    l.pauses = {[&] { append(file, "ee\n"); },
                [&] {
                    append(file, "four\n");
                    is_over = true;
                }};
    tail_events(
        file, 0, [&] { return is_over; }, l);
    REQUIRE(l.heard.size() == 5);
    CHECK(l.heard[0].data == "one");
    CHECK(l.heard[0].id == "4");
    CHECK(l.heard[2].data == "three");
    CHECK(l.heard[3].id == "19");
    CHECK(l.heard[4].name == "gone");
    CHECK(l.heard[4].id == "19");
}

TEST_CASE("a tail goes on behind a place, and begins anew where that is no line's end") {
    const Temporary dir;
    const auto file = dir / "events.jsonl";
    append(file, "one\ntwo\nthree\n");
    const auto over = [] { return true; };
    for (const auto& [from, first] : std::vector<std::pair<std::uint64_t, std::string>>{
             {4, "two"}, {8, "three"}, {5, "one"}, {999, "one"}}) {
        Listener l;
        tail_events(file, from, over, l);
        CHECK(l.heard.front().data == first);
    }
    Listener none;
    tail_events(file, 14, over, none);
    CHECK(none.heard.size() == 1);  // gone
    Listener early(1);
    tail_events(
        file, 0, [] { return false; }, early);  // who leaves ends it
    CHECK(early.heard.size() == 1);
    Listener missing;
    tail_events(dir / "none", 0, over, missing);
    CHECK(missing.heard.size() == 1);
}

TEST_CASE("a digest reads on, passes over half a line, and starts anew with a new file") {
    const Temporary dir;
    const auto file = dir / "events.jsonl";
    const auto line = [](double t, const char* rest) {
        return fmt::format(R"({{"time":"2026-01-02T03:04:05Z","seconds":{},"step":"a",{}}})", t,
                           rest);
    };
    EventDigest d;
    d.read_on(file);
    CHECK(d.date.empty());
    append(file, line(1, R"("kind":"state","text":"running")") + "\n");
    append(file, line(3, R"("kind":"progress","value":5,"total":20,"unit":"items")") + "\n{\"ti");
    d.read_on(file);
    CHECK(d.text == "a: 5/20 items");
    CHECK(d.date == "2026-01-02T03:04:05Z");
    CHECK(d.steps["a"].done == 5);
    CHECK(d.steps["a"].last - d.steps["a"].began == doctest::Approx(2));
    CHECK(d.turns == 1);
    append(file, "me\n");  // a line that a kill cut and the next run went on behind
    append(file, line(11.5, R"("kind":"state","text":"done")") + "\n");
    d.read_on(file);
    CHECK(d.steps["a"].seconds == doctest::Approx(10.5));
    CHECK(d.text == "a: done");
    write_atomic(file, line(0.1, R"("kind":"warning","text":"x")") + "\n");
    d.read_on(file);
    CHECK(d.steps["a"].seconds == 0);
    CHECK(d.turns == 1);
}
