// Prints what `crucible bench` would: all polymorph benchmarks, or those whose name starts with the
// first argument. The figures of record are in docs/polymorphs.md.
#include <cstdio>
#include <cstring>

#include "crucible/search/bench.hpp"

int main(int argc, char** argv) {
    const char* wanted = argc > 1 ? argv[1] : "";
    for (const auto& b : crucible::polymorph_benchmarks()) {
        if (std::strncmp(b.name.data(), wanted, std::strlen(wanted)) != 0) continue;
        for (const auto& m : b.run())
            std::printf("%-42s %12.4g +- %.2g %s (n = %d)\n", m.name.c_str(), m.value, m.spread,
                        m.unit.c_str(), m.n);
    }
}
