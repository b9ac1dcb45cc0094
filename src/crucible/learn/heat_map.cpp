#include "crucible/learn/heat_map.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::learn {

Array2<float> resized(Span2D<const float> from, std::size_t height, std::size_t width) {
    CRUCIBLE_ASSERT(from.rows() > 0 && from.columns() > 0);
    Array2<float> out(height, width);
    const auto at = [](std::size_t k, std::size_t n, std::size_t m) {
        const double x =
            (static_cast<double>(k) + 0.5) * static_cast<double>(m) / static_cast<double>(n) - 0.5;
        return std::clamp(x, 0.0, static_cast<double>(m - 1));
    };
    for (std::size_t i = 0; i < height; ++i)
        for (std::size_t j = 0; j < width; ++j) {
            const double y = at(i, height, from.rows()), x = at(j, width, from.columns());
            const auto a = static_cast<std::size_t>(y), b = static_cast<std::size_t>(x);
            const std::size_t c = std::min(a + 1, from.rows() - 1),
                              d = std::min(b + 1, from.columns() - 1);
            const double v = y - static_cast<double>(a), u = x - static_cast<double>(b);
            out(i, j) = static_cast<float>((1 - v) * ((1 - u) * from(a, b) + u * from(a, d)) +
                                           v * ((1 - u) * from(c, b) + u * from(c, d)));
        }
    return out;
}

Array2<float> sensed(const Array2<float>& map, Sense sense) {
    Array2<float> out = map;
    if (sense == Sense::decrease)
        for (float& x : out.flat()) x = -x;
    return out;
}

Array2<float> cut_off(const Array2<float>& map) {
    Array2<float> out = map;
    for (float& x : out.flat()) x = std::max(0.0F, x);
    return out;
}

Array2<float> scaled(const Array2<float>& map) {
    const auto values = map.flat();
    Array2<float> out(map.rows(), map.columns());
    if (values.empty()) return out;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float range = *high - *low;
    if (!(range > 0) || !std::isfinite(range)) return out;
    for (std::size_t k = 0; k < values.size(); ++k) {
        if (!std::isfinite(values[k])) return {map.rows(), map.columns()};
        out.flat()[k] = (values[k] - *low) / range;
    }
    return out;
}

Array2<float> hot_part(const Array2<float>& map) {
    Array2<float> out = map;
    float most = 0;
    for (const float x : map.flat()) most = std::max(most, x);
    for (float& x : out.flat())
        if (x < most / 2) x = 0;
    return out;
}

std::array<double, 2> centroid(const Array2<float>& map) {
    double sum = 0, y = 0, x = 0;
    for (std::size_t i = 0; i < map.rows(); ++i)
        for (std::size_t j = 0; j < map.columns(); ++j) {
            const double w = map(i, j);
            sum += w, y += w * static_cast<double>(i), x += w * static_cast<double>(j);
        }
    if (!(sum > 0))
        return {(static_cast<double>(map.rows()) - 1) / 2,
                (static_cast<double>(map.columns()) - 1) / 2};
    return {y / sum, x / sum};
}

}  // namespace crucible::learn
