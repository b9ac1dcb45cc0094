// Takes from what a campaign found the few inputs that reach code which the corpus does not:
// fuzz_distil CORPUS FOUND copies them to CORPUS. Built where code is counted (preset coverage).
#include <cstdint>
#include <cstdio>
#include <set>
#include <vector>

#include "crucible/base/files.hpp"
#include "fuzz/entries.hpp"

// LLVM's counters of this program, one for each region of source (compiler-rt, InstrProfiling.h).
extern "C" {
char* __llvm_profile_begin_counters();
char* __llvm_profile_end_counters();
void __llvm_profile_reset_counters();
}

namespace {

/// The numbers of the counters that `run` moves and `known` lacks.
std::vector<std::size_t> reached(const fuzz::Entry& entry, const std::string& bytes,
                                 const std::vector<bool>& known) {
    __llvm_profile_reset_counters();
    entry.run(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    const auto* begin = reinterpret_cast<const std::uint64_t*>(__llvm_profile_begin_counters());
    const auto* end = reinterpret_cast<const std::uint64_t*>(__llvm_profile_end_counters());
    std::vector<std::size_t> found;
    for (const auto* c = begin; c != end; ++c)
        if (const auto n = static_cast<std::size_t>(c - begin); *c != 0 && !known[n])
            found.push_back(n);
    return found;
}

struct Found {
    std::filesystem::path path;
    std::size_t bytes;
    std::vector<std::size_t> regions;
};

/// Takes what adds most, again and again, the smaller of equals first.
std::vector<Found> cover(std::vector<Found> candidates) {
    std::vector<Found> kept;
    std::set<std::size_t> covered;
    while (true) {
        for (Found& f : candidates)
            std::erase_if(f.regions, [&](auto r) { return covered.contains(r); });
        std::erase_if(candidates, [](const Found& f) { return f.regions.empty(); });
        if (candidates.empty()) return kept;
        const auto best =
            std::min_element(candidates.begin(), candidates.end(), [](auto& a, auto& b) {
                return a.regions.size() != b.regions.size() ? a.regions.size() > b.regions.size()
                                                            : a.bytes < b.bytes;
            });
        covered.insert(best->regions.begin(), best->regions.end());
        kept.push_back(*best);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: fuzz_distil CORPUS FOUND\n"), 2;
    const std::size_t regions =
        static_cast<std::size_t>(__llvm_profile_end_counters() - __llvm_profile_begin_counters()) /
        sizeof(std::uint64_t);
    for (const fuzz::Entry& entry : fuzz::entries) {
        std::vector<bool> known(regions);
        for (const auto& path : fuzz::inputs(entry, argv[1]))
            for (const std::size_t r : reached(entry, crucible::read_file(path), known))
                known[r] = true;
        std::vector<Found> candidates;
        for (const auto& path : fuzz::inputs(entry, argv[2])) {
            const std::string bytes = crucible::read_file(path);
            if (auto r = reached(entry, bytes, known); !r.empty())
                candidates.push_back({path, bytes.size(), std::move(r)});
        }
        const auto kept = cover(std::move(candidates));
        for (const Found& f : kept)
            std::filesystem::copy_file(
                f.path, std::filesystem::path(argv[1]) / entry.name / f.path.filename());
        std::printf("%s: %zu kept\n", entry.name, kept.size());
    }
}
