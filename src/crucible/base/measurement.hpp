#pragma once
// What a benchmark says.

#include <string>
#include <vector>

namespace crucible {

/// The median of `n` runs; `spread` is half the distance between the quartiles, in the same unit.
struct Measurement {
    std::string name;
    double value = 0;
    std::string unit;
    double spread = 0;
    int n = 0;
};

}  // namespace crucible
