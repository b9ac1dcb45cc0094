#include "crucible/study/runner.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/data/json.hpp"
#include "tests/study/sample_steps.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

constexpr const char* two_steps =
    "crucible = 1\nname = \"t\"\n[step.numbers]\nuse = \"demo.numbers\"\ncount = 4\npressure = \"2 "
    "GPa\"\n"
    "[step.sum]\nuse = \"demo.sum\"\nnumbers = \"@numbers\"\n"
    "[[check]]\nid = \"sum.sum\"\nexpect = \"6\"\nwithin = \"0.5\"\nsource = \"by hand\"\n";

struct Bench {
    Temporary dir;
    Registry registry = sample_registry();
    RunDirectory run{dir / "run"};
    std::string events;

    Study study(const std::string& toml, const std::vector<std::string>& set = {}) {
        write_atomic(dir / "s.toml", toml);
        return load_study(dir / "s.toml", set, registry);
    }
    RunEnd go(const Study& s, RunOptions o = {}) {
        events.clear();
        o.sink = [this](const Event& e) {
            if (e.kind == Event::Kind::state)
                events += std::string(e.step) + ":" + std::string(e.text) + " ";
        };
        return run_study(s, run, o);
    }
    std::string faults(const std::string& toml) {
        try {
            study(toml);
        } catch (const StudyError& e) {
            return e.problems.text();
        }
        return "";
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a study runs, its rows meet their checks, and a second run does nothing") {
    Bench b;
    const Study s = b.study(two_steps);
    CHECK(b.go(s) == RunEnd::done);
    CHECK(b.events == "numbers:running numbers:done sum:running sum:done ");
    const auto rows = run_rows(b.run);
    REQUIRE(rows.size() == 3);
    CHECK(rows[2].id == "sum.sum");
    CHECK(rows[2].value == 6);
    CHECK(rows[2].check == Row::Check::pass);
    CHECK(rows[0].check == Row::Check::info);
    b.go(s);
    CHECK(b.events == "numbers:cached sum:cached ");
    const auto plan = plan_study(s, b.run);
    CHECK(plan[0].state == StepState::State::cached);
}

TEST_CASE(
    "a changed setting moves results aside and back; units and not-hashed keys change nothing") {
    Bench b;
    b.go(b.study(two_steps));
    b.go(b.study(two_steps, {"numbers.pressure=2000 MPa", "numbers.processes=4"}));
    CHECK(b.events == "numbers:cached sum:cached ");
    b.go(b.study(two_steps, {"numbers.count=5"}));
    CHECK(b.events == "numbers:running numbers:done sum:running sum:done ");
    CHECK(run_rows(b.run)[2].value == 10);
    CHECK(run_rows(b.run)[2].check == Row::Check::fail);
    b.go(b.study(two_steps));
    CHECK(b.events == "numbers:cached sum:cached ");
    CHECK(run_rows(b.run)[2].value == 6);
}

TEST_CASE("what comes out the same leaves the steps below it cached; --fresh forgets") {
    Bench b;
    b.go(b.study(two_steps));
    b.go(b.study(two_steps, {"numbers.title=other"}));  // the table's bytes stay
    CHECK(b.events == "numbers:running numbers:done sum:cached ");
    RunOptions o;
    o.fresh = {"numbers"};
    b.go(b.study(two_steps, {"numbers.title=other"}), o);
    CHECK(b.events == "numbers:running numbers:done sum:cached ");
}

TEST_CASE("a damaged or missing output is made again") {
    Bench b;
    const Study s = b.study(two_steps);
    b.go(s);
    const auto file = b.run.step("numbers") / "out" / "numbers.csv";
    const std::string before = read_file(file);
    write_atomic(file, "short");
    b.go(s);
    CHECK(read_file(file) == before);
    std::string same_size = before;
    same_size[2] = '9';
    write_atomic(file, same_size);
    RunOptions o;
    o.verify = Verify::full;
    b.go(s, o);
    CHECK(read_file(file) == before);
}

TEST_CASE("a failed step is recorded with its cure and tried again") {
    Bench b;
    CHECK_THROWS_AS(b.go(b.study(two_steps, {"sum.fail=1"})), UnstableError);
    CHECK(read_status(b.run, "sum")["state"].text == "failed");
    CHECK(read_status(b.run, "sum")["error"]["cure"].text == "set fail = 0");
    CHECK(b.go(b.study(two_steps)) == RunEnd::done);
}

TEST_CASE("a stop before the work leaves the run interrupted and resumable") {
    Bench b;
    StopToken stop;
    stop.request();
    RunOptions o;
    o.stop = &stop;
    CHECK(b.go(b.study(two_steps), o) == RunEnd::interrupted);
    CHECK(plan_study(b.study(two_steps), b.run)[0].state == StepState::State::interrupted);
    CHECK(b.go(b.study(two_steps)) == RunEnd::done);
}

TEST_CASE("two runs in one directory: the second is told who the first is") {
    Bench b;
    const RunLock lock(b.run);
    try {
        b.go(b.study(two_steps));
        FAIL("accepted");
    } catch (const IoError& e) {
        CHECK(e.code() == "E-run-locked");
        CHECK(contains(e.what(), "pid "));
    }
}

TEST_CASE("a lock that a child of a dead owner still has is waited for") {
    Bench b;
    make_directories(b.run.root);
    const pid_t dead = ::fork();
    if (dead == 0) ::_exit(0);
    ::waitpid(dead, nullptr, 0);
    char host[65] = {};
    ::gethostname(host, sizeof host - 1);
    write_atomic(b.run.lock(), "pid " + std::to_string(dead) + " host " + host + " since then\n");
    const int child = ::open(b.run.lock().c_str(), O_RDWR | O_CLOEXEC);
    REQUIRE(::flock(child, LOCK_EX | LOCK_NB) == 0);
    std::atomic<bool> is_free = false;
    std::thread end([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
        is_free = true;
        ::close(child);
    });
    {
        const RunLock lock(b.run);
        CHECK(is_free.load());
        CHECK(contains(read_file(b.run.lock()), "pid " + std::to_string(::getpid())));
    }
    end.join();
}

TEST_CASE("the run directory may be moved") {
    Bench b;
    b.go(b.study(two_steps));
    std::filesystem::rename(b.run.root, b.dir / "elsewhere");
    b.run.root = b.dir / "elsewhere";
    b.go(b.study(two_steps));
    CHECK(b.events == "numbers:cached sum:cached ");
}

TEST_CASE("a path may be what another step made") {
    Bench b;
    const std::string text =
        "crucible = 1\nname = \"t\"\n[step.sum]\nuse = \"demo.sum\"\nnumbers = \"@numbers\"\n"
        "more = [\"@numbers.numbers\", \"more.csv\"]\n[step.numbers]\nuse = \"demo.numbers\"\n"
        "count = 4\n";
    write_atomic(b.dir / "more.csv", "x\n100\n");
    const Study s = b.study(text);
    CHECK(b.go(s) == RunEnd::done);
    CHECK(b.events == "numbers:running numbers:done sum:running sum:done ");
    CHECK(run_rows(b.run).back().value == 112);
    b.go(b.study(text));
    CHECK(b.events == "numbers:cached sum:cached ");
    b.go(b.study(text, {"numbers.count=5"}));
    CHECK(b.events == "numbers:running numbers:done sum:running sum:done ");
    CHECK(run_rows(b.run).back().value == 120);
    const auto with = [&](const std::string& word) {
        std::string other = text;
        return b.faults(other.replace(other.find("@numbers.numbers"), 16, word));
    };
    CHECK(contains(with("@numbers.sum"), "'@numbers' makes no 'sum'"));
    CHECK(contains(with("@numbres.numbers"), "did you mean 'numbers'?"));
    CHECK(contains(with("none.csv"), "there is no file 'none.csv'"));
}

TEST_CASE("--only needs what it takes from") {
    Bench b;
    RunOptions o;
    o.only = {"sum"};
    CHECK_THROWS_AS(b.go(b.study(two_steps), o), InconsistentError);
    o.only = {"numbers"};
    b.go(b.study(two_steps), o);
    CHECK(b.events == "numbers:running numbers:done ");
}

TEST_CASE("faults of the study as a whole: references, circles, checks, files, names") {
    Bench b;
    const std::string head = "crucible = 1\nname = \"t\"\n";
    CHECK(contains(b.faults(head), "there are no steps"));
    CHECK(contains(b.faults(head + "[step.a]\nuse = \"demo.smu\"\n"), "did you mean 'demo.sum'?"));
    CHECK(contains(b.faults(head + "[step.a]\ncount = 1\n"), "'use' is missing"));
    CHECK(contains(b.faults(head + "[step.a]\nuse = \"demo.sum\"\nnumbers = \"@b\"\n"),
                   "no step or input is called 'b'"));
    CHECK(contains(b.faults(head + "[step.a]\nuse = \"demo.sum\"\nnumbers = \"nofile.csv\"\n"),
                   "there is no file 'nofile.csv'"));
    CHECK(contains(
        b.faults(head + "[step.a]\nuse = \"demo.sum\"\nnumbers = \"@b.sum\"\n[step.b]\nuse = "
                        "\"demo.sum\"\nnumbers = \"@a.sum\"\n"),
        "wait for one another: a, b"));
    // A circle may come of another fault, which is told alone.
    const std::string both = b.faults(
        head +
        "[step.a]\nuse = \"demo.sum\"\nnumbers = \"@b.sum\"\n[step.b]\nuse = \"demo.sum\"\n"
        "numbers = \"@a.sum\"\n[step.c]\nuse = \"demo.numbers\"\ncount = 0\n");
    CHECK(contains(both, "c.count: 0 is out of range"));
    CHECK(!contains(both, "wait for one another"));
    CHECK(contains(b.faults(head + "[step]\na = 1\n"), "s.toml:4:5: a: a step is a table"));
    CHECK(contains(b.faults(head + "[step.\"a b\"]\nuse = \"demo.numbers\"\ncount = 1\n"),
                   "a step needs a name of its own"));
    CHECK(b.faults(head + "[step.a_b-2]\nuse = \"demo.numbers\"\ncount = 1\n") == "");
    CHECK(contains(
        b.faults(head +
                 "[inputs]\nx = \"no*.csv\"\n[step.a]\nuse = \"demo.sum\"\nnumbers = \"@x\"\n"),
        "no file matches"));
    CHECK(contains(
        b.faults(std::string(two_steps) +
                 "[[check]]\nid = \"sum.smu\"\nexpect = \"1\"\nwithin = \"1\"\nsource = \"x\"\n"),
        "did you mean 'sum.sum'?"));
    CHECK(contains(
        b.faults(std::string(two_steps) + "[[check]]\nid = \"numbers.pressure\"\nexpect = \"1 "
                                          "eV\"\nwithin = \"1 GPa\"\nsource = \"x\"\n"),
        "'eV' is an energy"));
    CHECK(contains(b.faults("crucible = 9\n" + std::string(two_steps).substr(13)), "out of range"));
    CHECK(contains(b.faults(head + "seeed = 3\n[step.a]\nuse = \"demo.numbers\"\ncount = 1\n"),
                   "did you mean 'seed'?"));
}

TEST_CASE("inputs are files or patterns, which name whole files in order and no hidden ones") {
    Bench b;
    for (const char* name : {"b1.csv", "a2.csv", ".a3.csv", "a4.txt"})
        write_file(b.dir / name, "x");
    std::filesystem::create_directory(b.dir / "a5.csv");
    const Study s = b.study(
        "crucible = 1\nname = \"t\"\n[inputs]\nall = \"*.csv\"\nsome = [\"a4.txt\", \"?1.csv\"]\n"
        "[step.a]\nuse = \"demo.numbers\"\ncount = 1\n");
    const auto names = [&](const char* input) {
        std::vector<std::string> out;
        for (const auto& file : s.input(input)->files) out.push_back(file.filename().string());
        return out;
    };
    CHECK(names("all") == std::vector<std::string>{"a2.csv", "b1.csv"});
    CHECK(names("some") == std::vector<std::string>{"a4.txt", "b1.csv"});
    CHECK(s.input("none") == nullptr);
    CHECK(s.step("none") == nullptr);
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(b.dir.path());
    const auto here = match_files("", "*.csv");
    std::filesystem::current_path(before);
    CHECK(here == s.input("all")->files);
    CHECK(match_files(b.dir / "nowhere", "*").empty());
}

TEST_CASE("--set is checked like the file, and says where") {
    Bench b;
    const auto fault = [&](const std::string& set) -> std::string {
        try {
            b.study(two_steps, {set});
        } catch (const StudyError& e) {
            return e.problems.text();
        }
        return "";
    };
    CHECK(
        contains(fault("numbres.count=3"), "no step is called 'numbres'; did you mean 'numbers'?"));
    CHECK(contains(fault("numbers.count=x"), "--set:1:15: numbers.count: \"x\" is not an integer"));
    CHECK(contains(fault("numbers.cuont=3"), "--set:1:9: numbers: unknown key 'cuont'"));
    CHECK(contains(fault("count"), "--set needs STEP.KEY=VALUE"));
    CHECK(fault("numbers.units=2,3").empty());
    CHECK(fault("numbers.units=[2, 3]").empty());
    CHECK(contains(fault("numbers.units=" + std::string(99, '[') + std::string(99, ']')),
                   "--set:1:15: nested deeper than 64 levels"));
    CHECK(fault("numbers.rule.factor=2").empty());
}

TEST_CASE("checkpoints: the newest whole one of the same settings, three kept") {
    const Temporary dir;
    Checkpoint c(dir / "ckpt", "key");
    CHECK(!c.load());
    for (int i = 1; i <= 5; ++i) c.save("state " + std::to_string(i));
    CHECK(std::distance(std::filesystem::directory_iterator(dir / "ckpt"), {}) == 3);
    CHECK(c.load() == "state 5");
    std::string damaged = read_file(dir / "ckpt/000005");
    damaged.back() = '?';
    write_atomic(dir / "ckpt/000005", damaged);
    CHECK(Checkpoint(dir / "ckpt", "key").load() == "state 4");
    CHECK(!Checkpoint(dir / "ckpt", "other").load());
    Checkpoint again(dir / "ckpt", "key");
    again.save("state 6");
    CHECK(again.load() == "state 6");
}

namespace {

/// A step with a path that is also looked for elsewhere.
struct Sought {
    std::filesystem::path file;
    void describe(Fields& f) {
        f("file", file, "A file or folder")
            .required("x")
            .found_by([](const std::filesystem::path& name) -> std::filesystem::path {
                if (name != "known") throw InputError("E-study-file", "no such name", "");
                return "/etc/passwd";
            });
        f.gives("name", "", "Where it was");
    }
    void run(StepRun& r) const { r.row(Row::words("name", file.string())); }
};

}  // namespace

TEST_CASE("a path may be known by name, and a folder counts with all that is in it") {
    Bench b;
    b.registry.add<Sought>("demo.sought", {1}, "Look for a file");
    const std::string head = "crucible = 1\nname = \"t\"\n[step.a]\nuse = \"demo.sought\"\n";
    CHECK(b.go(b.study(head + "file = \"known\"\n")) == RunEnd::done);
    CHECK(run_rows(b.run).at(0).text.ends_with("etc/passwd"));
    CHECK(contains(b.faults(head + "file = \"unknown\"\n"), "E-study-file"));

    make_directories(b.dir / "folder");
    write_atomic(b.dir / "folder" / "one", "1");
    const Study s = b.study(head + "file = \"folder\"\n");
    CHECK(b.go(s) == RunEnd::done);
    CHECK(b.go(s) == RunEnd::done);
    CHECK(b.events == "a:cached ");
    write_atomic(b.dir / "folder" / "two", "2");
    CHECK(b.go(s) == RunEnd::done);
    CHECK(b.events == "a:running a:done ");
}

TEST_CASE("of an item that failed in one log and was done in another, the result is kept") {
    const Temporary dir;
    {
        ItemLog done(dir / "host-10001-1-0.log"), failed(dir / "host-9999-1-0.log");
        done.append({Frame::Kind::result, 4, "sixteen"});
        failed.append({Frame::Kind::failure, 4, "out of memory"});
        failed.append({Frame::Kind::failure, 5, "out of memory"});
    }
    Store store(dir / "r.db", StoreMode::write);
    CHECK(replay_item_logs(dir.path(), "k", store) == 3);
    CHECK(store.item("k", 4)->result == "sixteen");
    CHECK(store.item("k", 5)->state == ItemRecord::State::quarantined);
}
