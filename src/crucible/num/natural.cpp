#include "crucible/num/natural.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

Natural::Natural(std::uint64_t value) {
    for (; value > 0; value >>= 32) digits_.push_back(static_cast<std::uint32_t>(value));
}

Natural& Natural::operator+=(const Natural& o) {
    digits_.resize(std::max(digits_.size(), o.digits_.size()));
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < digits_.size(); ++i) {
        carry += digits_[i];
        if (i < o.digits_.size()) carry += o.digits_[i];
        digits_[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    if (carry > 0) digits_.push_back(static_cast<std::uint32_t>(carry));
    return *this;
}

Natural operator*(const Natural& a, const Natural& b) {
    Natural out;
    out.digits_.resize(a.digits_.size() + b.digits_.size());
    for (std::size_t i = 0; i < a.digits_.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < b.digits_.size() || carry > 0; ++j) {
            carry += out.digits_[i + j];
            if (j < b.digits_.size()) carry += std::uint64_t{a.digits_[i]} * b.digits_[j];
            out.digits_[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    while (!out.digits_.empty() && out.digits_.back() == 0) out.digits_.pop_back();
    return out;
}

std::strong_ordering operator<=>(const Natural& a, const Natural& b) {
    if (a.digits_.size() != b.digits_.size()) return a.digits_.size() <=> b.digits_.size();
    for (std::size_t i = a.digits_.size(); i-- > 0;)
        if (a.digits_[i] != b.digits_[i]) return a.digits_[i] <=> b.digits_[i];
    return std::strong_ordering::equal;
}

std::string Natural::text() const {
    if (digits_.empty()) return "0";
    std::vector<std::uint32_t> rest = digits_;
    std::string out;
    while (!rest.empty()) {
        std::uint64_t remainder = 0;  // nine decimal digits at a time
        for (std::size_t i = rest.size(); i-- > 0;) {
            remainder = (remainder << 32) | rest[i];
            rest[i] = static_cast<std::uint32_t>(remainder / 1'000'000'000);
            remainder %= 1'000'000'000;
        }
        while (!rest.empty() && rest.back() == 0) rest.pop_back();
        for (int k = 0; k < 9 && (remainder > 0 || !rest.empty()); ++k, remainder /= 10)
            out += static_cast<char>('0' + remainder % 10);
    }
    std::reverse(out.begin(), out.end());
    return out;
}

double Natural::number() const {
    double out = 0;
    for (std::size_t i = digits_.size(); i-- > 0;) out = std::ldexp(out, 32) + digits_[i];
    return out;
}

}  // namespace crucible
