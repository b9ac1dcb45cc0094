// Measured curves: the first byte chooses the kind, the second whether columns are named. What is
// read is finite and ascending.
#include <cmath>
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/observe/column_data.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size < 2) return 0;
    const auto kind = static_cast<crucible::CurveKind>(data[0] % 11);
    crucible::CurveColumns columns;
    if (data[1] & 1) columns = {data[1] >> 1 & 3, data[1] >> 3 & 3, data[1] >> 5 & 3};
    try {
        const crucible::Curve c = crucible::parse_curve(
            {reinterpret_cast<const char*>(data) + 2, size - 2}, "curve", kind, columns);
        CRUCIBLE_ASSERT(c.x.size() >= 2 && c.x.size() == c.y.size() &&
                        (c.sigma.empty() || c.sigma.size() == c.x.size()));
        for (std::size_t i = 0; i < c.x.size(); ++i)
            CRUCIBLE_ASSERT(std::isfinite(c.y[i]) && (i == 0 || c.x[i] > c.x[i - 1]));
    } catch (const crucible::Error&) {
    }
    return 0;
}
