// Runs every fuzz entry point over the corpora: fuzz_replay CORPUS MALFORMED. A crash fails the
// test, and so does an input that takes a second.
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include "crucible/base/files.hpp"

namespace {

struct Entry {
    const char* name;
    int (*run)(const unsigned char*, size_t);
};

}  // namespace

#include "entries.inc"

namespace {

/// Malformed files are kept under the name of their format, drivers under that of the file's
/// parser.
bool belongs(const std::filesystem::path& file, const char* name) {
    std::string directory = file.parent_path().filename().string();
    for (char& c : directory)
        if (c == '-') c = '_';
    return directory == name;
}

}  // namespace

int main(int argc, char** argv) {
    int files = 0, slow = 0;
    for (const Entry& entry : entries) {
        int own = 0;
        for (int a = 1; a < argc; ++a) {
            if (!std::filesystem::exists(argv[a])) continue;
            for (const auto& item : std::filesystem::recursive_directory_iterator(argv[a])) {
                if (!item.is_regular_file() || !belongs(item.path(), entry.name)) continue;
                const std::string bytes = crucible::read_file(item.path());
                const auto start = std::chrono::steady_clock::now();
                entry.run(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
                const std::chrono::duration<double> t = std::chrono::steady_clock::now() - start;
                if (t.count() > 1)
                    ++slow, std::printf("%s took %.1f s\n", item.path().c_str(), t.count());
                ++files, ++own;
            }
        }
        if (own == 0) ++slow, std::printf("%s has no corpus\n", entry.name);
    }
    std::printf("%d files replayed\n", files);
    return slow == 0 && files > 0 ? 0 : 1;
}
