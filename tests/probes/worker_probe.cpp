// A worker whose items do what their number says: for the executor's tests.
//   program worker DIRECTORY --log FILE [--memory BYTES]
//   program worker DIRECTORY --pool POOL
//   program launch COMMAND...

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/parallel/executor.hpp"
#include "crucible/parallel/ranked_worker.hpp"

using namespace crucible;

/// An hour's work that says how far it is, and saves itself when asked to stop.
static std::string long_work(const WorkerLink& link) {
    link.events({Event::Kind::warning, "", "this takes long", "", 0, 0});
    for (int i = 0; i < 3600 * 50; ++i) {
        if (link.stop->level() > 0) throw Stopped{};
        link.events({Event::Kind::progress, "", "", "moves", i / 180000.0, 1});
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return "";
}

static std::string work(std::int64_t item, const WorkerLink& link) {
    if (item >= 1000000) return long_work(link);
    switch (item % 100) {
        case 13:
            std::abort();
        case 17:
            std::this_thread::sleep_for(std::chrono::hours(1));
            break;
        case 19:
            throw InputError("E-unit", "item 19 is bad input", "");
        case 23: {
            std::vector<char> hog(std::size_t{1} << 34);
            *static_cast<volatile char*>(hog.data()) = 1;  // so that no compiler leaves it out
            break;
        }
        case 29: {
            static std::set<std::int64_t> failed;
            if (failed.insert(item).second) throw IoError("E-io", "the disk gave up once", "");
            break;
        }
        default:
            break;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    return std::to_string(item * item);
}

int main(int argc, char** argv) {
    if (std::string(argv[1]) == "launch") launch_ranks(argv + 2);
    if (std::string(argv[3]) == "--pool")
        return serve_pool(std::filesystem::read_symlink("/proc/self/exe"), argv[2], argv[4]);
    std::int64_t memory = 0;
    if (argc > 6) memory = to_integer(argv[6]).value_or(0);
    return serve_items(argv[4], memory, [&](const WorkerLink& link) -> WorkFunction {
        if (std::string(argv[2]).ends_with("cannot-start"))
            throw InputError("E-unit", "no start today", "");
        return [link](std::int64_t item) { return work(item, link); };
    });
}
