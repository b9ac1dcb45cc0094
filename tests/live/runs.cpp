#include "crucible/live/runs.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/live/run_owner.hpp"
#include "tests/temporary.hpp"

using namespace crucible;
using namespace crucible::live;

TEST_CASE("who works in a run is seen without taking its lock") {
    const Temporary dir;
    const RunDirectory run{dir / "run"};
    CHECK_FALSE(is_running(run));
    {
        const RunLock lock(run);
        CHECK(is_running(run));
        CHECK(is_running(run));
    }
    CHECK_FALSE(is_running(run));  // the file is still there, and nobody holds it
    write_atomic(run.lock(), "pid 1 host elsewhere since long ago\n");
    CHECK_FALSE(is_running(run));
    write_atomic(run.events(), "{}\n");  // another host writes to it
    CHECK(is_running(run));
}

TEST_CASE("files of a run are plain unless a part of their way is a link or leads out") {
    const Temporary dir;
    make_directories(dir / "run/steps/a");
    write_atomic(dir / "run/steps/a/file", "x");
    write_atomic(dir / "secret", "x");
    std::filesystem::create_symlink(dir / "run/steps/a/file", dir / "run/link");
    std::filesystem::create_directory_symlink(dir / "run/steps", dir / "run/other");
    const RunDirectory run{dir / "run"};
    CHECK(is_plain_file(run, "steps/a/file"));
    CHECK(is_plain_file(run, "steps/a"));
    CHECK(is_plain_file(run, "none"));
    for (const char* path : {"link", "other/a/file", "../secret", "steps/../../secret"})
        CHECK_MESSAGE(!is_plain_file(run, path), path);
    CHECK_FALSE(is_plain_file(run, dir / "secret"));
}

TEST_CASE("studies that were started are stopped by one signal and heard to their end") {
    StartedStudies studies;
    CHECK_FALSE(studies.has("a"));
    CHECK_FALSE(studies.stop("a"));
    studies.start("a", {"/bin/sh", "-c", "echo begun >&2; exec sleep 100"});
    CHECK(studies.has("a"));
    CHECK(studies.is_running("a"));
    CHECK(studies.running() == 1);
    CHECK_THROWS_AS(studies.start("a", {"/bin/true"}), InconsistentError);
    CHECK_THROWS_AS(studies.start("b", {"/no/such/program"}), ResourceError);
    for (int i = 0; i < 1000 && studies.said("a").empty(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(studies.said("a") == "begun\n");
    CHECK(studies.stop("a"));
    for (int i = 0; i < 1000 && studies.is_running("a"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK_FALSE(studies.is_running("a"));
    studies.start("a", {"/bin/sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x >&2"});
    for (int i = 0; i < 2000 && studies.is_running("a"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(studies.said("a") == std::string(8192, 'x'));  // the end of what it said
    studies.start("b", {"/bin/sleep", "100"});
    studies.stop_all();
    CHECK(studies.running() == 0);
}

TEST_CASE("runs are found below a folder, and nothing else") {
    const Temporary dir;
    const char* plan = R"({"name":"n","kind":"k","steps":[]})";
    for (const char* run : {"a", "deep/b", ".hidden/c", "a/inner"}) {
        make_directories(dir / run);
        write_atomic(dir / run / "plan.json", plan);
    }
    make_directories(dir / "no-run");
    std::filesystem::create_directory_symlink(dir / "a", dir / "link");
    RunShelf shelf(dir.path());
    CHECK(shelf.ids() == std::vector<std::string>{"a", "deep:b"});
    CHECK(shelf.summary("deep:b").name == "n");
    CHECK(shelf.summary("deep:b").state == "empty");
    for (const char* none : {"", "..", "link", "a:inner", "no-run", "deep/b"})
        CHECK_THROWS_AS(shelf.find(none), IoError);
}

TEST_CASE("a run that was started here is listed until its folder is taken away") {
    const Temporary dir;
    RunShelf shelf(dir.path());
    const auto look = [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // it looks once a second
        return shelf.ids();
    };
    shelf.started.start("new", {"/bin/sleep", "100"});
    shelf.expect("new");
    CHECK(look() == std::vector<std::string>{"new"});  // without a folder yet
    make_directories(dir / "new");
    write_atomic(dir / "new" / "plan.json", R"({"name":"n","kind":"k","steps":[]})");
    CHECK(look() == std::vector<std::string>{"new"});
    std::filesystem::remove_all(dir / "new");
    CHECK(look() == std::vector<std::string>{"new"});  // its child still works
    shelf.started.stop("new");
    for (int i = 0; i < 1000 && shelf.started.is_running("new"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(look().empty());
    CHECK_FALSE(shelf.started.has("new"));
}

TEST_CASE("a run that ended before it had a folder stays listed, with what it said") {
    const Temporary dir;
    RunShelf shelf(dir.path());
    shelf.started.start("bad", {"/bin/sh", "-c", "echo no good >&2"});
    shelf.expect("bad");
    for (int i = 0; i < 1000 && shelf.started.is_running("bad"); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    CHECK(shelf.ids() == std::vector<std::string>{"bad"});
    CHECK(shelf.summary("bad").state == "failed");
    CHECK(shelf.summary("bad").text == "no good\n");
}
