// Values of one slice: rescaled, masked, moved.

#include <fmt/format.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/series_source.hpp"

namespace crucible::volume {
namespace {

std::int16_t grey_of(double v, const SliceTags& t) {
    const double rounded = std::nearbyint(v);
    if (!(rounded >= -32767 && rounded <= 32767))
        throw InputError(
            "E-volume-values", fmt::format("a value of {} is beyond -32767..32767", rounded),
            "give slope and intercept that bring the values into this range", {t.file});
    return static_cast<std::int16_t>(rounded);
}

}  // namespace

std::vector<std::int16_t> to_grey(const std::vector<std::int32_t>& stored, const SliceTags& t,
                                  const ReadSettings& settings) {
    const double slope = settings.slope.value_or(t.slope.value_or(1));
    const double intercept = settings.intercept.value_or(t.intercept.value_or(0));
    // Without a rescale these are no Hounsfield units, and -1024 means nothing.
    const bool is_rescaled = (t.slope || settings.slope) && (t.intercept || settings.intercept);
    const bool is_whole =
        slope == 1 && intercept == std::nearbyint(intercept) && std::abs(intercept) <= 32767;
    std::vector<std::int16_t> out(stored.size());
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const std::int32_t s = stored[i];
        const bool is_padding = (t.padding && s >= (*t.padding)[0] && s <= (*t.padding)[1]) ||
                                (settings.padding && s == *settings.padding);
        if (is_padding) {
            out[i] = outside;
            continue;
        }
        const bool is_small = is_whole && s > -65536 && s < 65536;
        const int sum = is_small ? s + static_cast<int>(intercept) : 0;
        if (is_small && sum >= -1024 && sum <= 32767) {
            out[i] = static_cast<std::int16_t>(sum);
            continue;
        }
        const double v = slope * s + intercept;
        out[i] = is_rescaled && v < -1024 ? outside : grey_of(v, t);
    }
    return out;
}

std::vector<std::int16_t> moved(const std::vector<std::int16_t>& slice, std::size_t rows,
                                std::size_t columns, const std::array<double, 2>& shift) {
    std::vector<std::int16_t> out(slice.size(), outside);
    const double down = std::floor(-shift[0]), right = std::floor(-shift[1]);
    const double u = -shift[0] - down, v = -shift[1] - right;
    const double weights[4] = {(1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v};
    // Further than this, nothing of the slice is left.
    if (std::abs(down) > 1e6 || std::abs(right) > 1e6) return out;
    const auto height = static_cast<std::ptrdiff_t>(rows),
               width = static_cast<std::ptrdiff_t>(columns);
    const auto dy = static_cast<std::ptrdiff_t>(down), dx = static_cast<std::ptrdiff_t>(right);
    for (std::ptrdiff_t y = 0; y < height; ++y)
        for (std::ptrdiff_t x = 0; x < width; ++x) {
            double sum = 0;
            bool is_measured = true;
            for (int corner = 0; corner < 4 && is_measured; ++corner) {
                if (weights[corner] < 1e-9) continue;
                const std::ptrdiff_t from_y = y + dy + corner / 2, from_x = x + dx + corner % 2;
                is_measured = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
                if (!is_measured) break;
                const std::int16_t value = slice[static_cast<std::size_t>(from_y * width + from_x)];
                is_measured = value != outside;
                sum += weights[corner] * value;
            }
            if (is_measured)
                out[static_cast<std::size_t>(y * width + x)] =
                    static_cast<std::int16_t>(std::nearbyint(sum));
        }
    return out;
}

}  // namespace crucible::volume
