// Runs every fuzz entry point over the corpora: fuzz_replay CORPUS MALFORMED. A crash fails the
// test, and so does an input that takes a second.
#include <chrono>
#include <cstdio>

#include "crucible/base/files.hpp"
#include "fuzz/entries.hpp"

int main(int argc, char** argv) {
    int files = 0, slow = 0;
    for (const fuzz::Entry& entry : fuzz::entries) {
        int own = 0;
        for (int a = 1; a < argc; ++a) {
            for (const auto& path : fuzz::inputs(entry, argv[a])) {
                const std::string bytes = crucible::read_file(path);
                const auto start = std::chrono::steady_clock::now();
                entry.run(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
                const std::chrono::duration<double> t = std::chrono::steady_clock::now() - start;
                if (t.count() > 1) ++slow, std::printf("%s took %.1f s\n", path.c_str(), t.count());
                ++own;
            }
        }
        if (own == 0) ++slow, std::printf("%s has no corpus\n", entry.name);
        files += own;
    }
    std::printf("%d files replayed\n", files);
    return slow == 0 && files > 0 ? 0 : 1;
}
