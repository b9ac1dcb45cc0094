#include <doctest/doctest.h>
#include <sqlite3.h>

#include <fstream>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/item_log.hpp"
#include "crucible/data/store.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

TEST_CASE("frames come back; a torn or flipped end is noticed and nothing before it is lost") {
    const Temporary dir;
    const auto file = dir / "w.log";
    {
        ItemLog log(file);
        for (int i = 0; i < 5; ++i)
            log.append(
                {Frame::Kind::result, i, std::string(static_cast<std::size_t>(i) * 10, 'x')});
    }
    const auto count = [&] {
        int n = 0;
        const FramesRead read = read_frames(file, [&](Frame&& f) {
            CHECK(f.item == n);
            CHECK(f.bytes.size() == static_cast<std::size_t>(n) * 10);
            ++n;
        });
        const auto again = read_frames(
            file, [](Frame&&) { FAIL("there is nothing new"); }, read.end);
        CHECK(again.end == read.end);
        return std::pair(n, read.is_whole);
    };
    CHECK(count() == std::pair(5, true));
    const std::string whole = read_file(file);
    for (std::size_t cut = whole.size() - 63; cut < whole.size();
         cut += 7) {  // inside the last frame
        write_atomic(file, whole.substr(0, cut));
        CHECK(count() == std::pair(4, false));
    }
    for (std::size_t at = whole.size() - 60; at < whole.size(); at += 11) {
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        write_atomic(file, flipped);
        CHECK(count() == std::pair(4, false));
    }
    CHECK_THROWS_AS(ItemLog{file}, IoError);  // never a second writer
}

TEST_CASE("the store keeps items in order, replays change nothing, rows round-trip") {
    const Temporary dir;
    {
        Store s(dir / "r.db", StoreMode::write);
        s.put_items("k", {{ItemRecord::State::done, 7, "seven"},
                          {ItemRecord::State::quarantined, 2, "why"}});
        s.put_items("k", {{ItemRecord::State::done, 7, "seven"}});
        s.put_items("other", {{ItemRecord::State::done, 1, std::string("\0a", 2)}});
        Row r;
        r.id = "best", r.unit = "eV", r.value = -1.5, r.n = 3, r.check = Row::Check::pass;
        s.put_rows("k", "search", {r, r});
        s.put_rows("k", "search", {r});
    }
    const Store s(dir / "r.db", StoreMode::read);
    CHECK(s.item_ids("k") == std::vector<std::int64_t>{2, 7});
    REQUIRE(s.item("k", 2).has_value());
    CHECK(s.item("k", 2)->state == ItemRecord::State::quarantined);
    CHECK(s.item("k", 7)->result == "seven");
    CHECK(!s.item("k", 1).has_value());
    CHECK(s.item("other", 1)->result == std::string("\0a", 2));
    std::string text;
    s.each_item("k", [&](const ItemRecord& r) { text += r.result + ";"; });
    CHECK(text == "why;seven;");
    s.each_item("other", [](const ItemRecord& r) { CHECK(r.result == std::string("\0a", 2)); });
    REQUIRE(s.rows("k").size() == 1);
    CHECK(s.rows("k")[0].value == -1.5);
    CHECK(!s.rows("k")[0].error);
    CHECK(s.rows("k")[0].check == Row::Check::pass);
}

TEST_CASE("a result for which there is no memory is refused, not stored as nothing") {
    const Temporary dir;
    Store s(dir / "r.db", StoreMode::write);
    s.put_items("k", {{ItemRecord::State::done, 1, "small"}});
    const std::string large(std::size_t{64} << 20, 'x');
    sqlite3_hard_heap_limit64(std::int64_t{32} << 20);
    CHECK_THROWS_AS(s.put_items("k", {{ItemRecord::State::done, 2, large}}), ResourceError);
    sqlite3_hard_heap_limit64(0);
    CHECK(s.item_ids("k") == std::vector<std::int64_t>{1});
    s.put_items("k", {{ItemRecord::State::done, 2, large}});
    CHECK(s.item("k", 2)->result.size() == large.size());
}

TEST_CASE("a file that is no store is refused") {
    const Temporary dir;
    write_atomic(dir / "r.db", std::string(5000, 'x'));
    CHECK_THROWS_AS(Store(dir / "r.db", StoreMode::write), IoError);
    CHECK_THROWS_AS(Store(dir / "none.db", StoreMode::read), IoError);
}
