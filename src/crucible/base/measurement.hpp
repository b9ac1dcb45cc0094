#pragma once
// What a benchmark measured: the median of a few runs after a warm-up, and how far they spread.

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

struct Measurement {
    std::string name;
    double value = 0;  ///< median of the runs
    std::string unit;
    double spread = 0;  ///< half the range of the runs, in the same unit
    int n = 0;          ///< runs behind it, warm-up not counted
};

/// What `crucible bench NAME` runs.
struct Benchmark {
    std::string_view name, sentence;
    std::vector<Measurement> (*run)();
};

inline double seconds_of_clock(clockid_t clock) {
    std::timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
/// CPU seconds of this thread so far: what a benchmark counts, so that a busy machine does not.
inline double thread_cpu_seconds() { return seconds_of_clock(CLOCK_THREAD_CPUTIME_ID); }
/// Of all threads of this process.
inline double process_cpu_seconds() { return seconds_of_clock(CLOCK_PROCESS_CPUTIME_ID); }

/// Median and half range of the values.
inline Measurement measurement(std::string name, std::string unit, std::vector<double> values) {
    std::sort(values.begin(), values.end());
    if (values.empty()) return {std::move(name), 0, std::move(unit), 0, 0};
    const std::size_t n = values.size();
    const double median = (values[(n - 1) / 2] + values[n / 2]) / 2;
    return {std::move(name), median, std::move(unit), (values.back() - values.front()) / 2,
            static_cast<int>(n)};
}

/// One warm-up, then `runs` runs of `once`, which returns the value of one run.
inline Measurement measure(std::string name, std::string unit, const std::function<double()>& once,
                           int runs = 5) {
    once();
    std::vector<double> values;
    for (int i = 0; i < runs; ++i) values.push_back(once());
    return measurement(std::move(name), std::move(unit), std::move(values));
}

}  // namespace crucible
