#pragma once
// Natural numbers of any size: for counts that no machine number holds.

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

class Natural {
public:
    Natural() = default;
    Natural(std::uint64_t value);  // NOLINT: numbers are written as such

    Natural& operator+=(const Natural&);
    Natural& operator*=(const Natural& o) { return *this = *this * o; }
    friend Natural operator+(Natural a, const Natural& b) { return a += b; }
    friend Natural operator*(const Natural&, const Natural&);
    friend bool operator==(const Natural&, const Natural&) = default;
    friend std::strong_ordering operator<=>(const Natural&, const Natural&);

    /// Decimal digits.
    std::string text() const;
    /// The nearest double within rounding; infinite beyond its range.
    double number() const;
    bool is_zero() const { return digits_.empty(); }

private:
    std::vector<std::uint32_t> digits_;  ///< base 2^32, least first, no zero at the end
};

}  // namespace crucible
