#include "crucible/study/step_run.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

/// Answers at once; `bad` is the item that fails.
struct AtOnce : Executor {
    explicit AtOnce(std::int64_t bad) : bad_(bad) {}
    void run(const std::vector<std::int64_t>& todo, const ItemSink& sink, const Tick&,
             const StopToken&) override {
        for (const std::int64_t id : todo)
            sink({id == bad_ ? ItemRecord::State::quarantined : ItemRecord::State::done, id,
                  id == bad_ ? "no room [E-io-full]" : "done"});
    }
    std::int64_t bad_;
};

/// Two rounds of items, as steps have them that ask what to do next.
void two_rounds(const Temporary& dir, Store& store, std::int64_t bad, bool tries_again) {
    const StopToken stop;
    StepRun r({RunContext("s", 1, {}, &stop),
               dir.path(),
               "k",
               &store,
               {},
               [&](const ItemLimits&, const NewsSink&) { return std::make_unique<AtOnce>(bad); },
               &stop,
               {},
               {},
               tries_again});
    r.items(2);
    r.items(4);
}

}  // namespace

TEST_CASE("an item of a later round that failed does not fail the first round of the next try") {
    const Temporary dir;
    Store store(dir / "r.db", StoreMode::write);
    CHECK_THROWS_AS(two_rounds(dir, store, 3, false), UnstableError);
    CHECK(store.item("k", 3)->state == ItemRecord::State::quarantined);
    two_rounds(dir, store, -1, true);
    CHECK(store.item("k", 3)->result == "done");
}
