#include "crucible/observe/linear_observable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

void check_same_ensemble(const LinearObservable& o, const PairHistogram& h) {
    const auto fail = [&](const std::string& what) {
        throw InconsistentError(
            "E-observe-ensemble", fmt::format("{} was made for {}", o.name, what),
            "make the observable for the composition, volume and bins that it is used with");
    };
    if (o.ensemble.elements != h.ensemble.elements || o.ensemble.counts != h.ensemble.counts)
        fail("another composition");
    const double volume = h.ensemble.volume;
    if (!(std::fabs(o.ensemble.volume - volume) <= 1e-9 * volume))
        fail(fmt::format("a volume of {:.8g} A^3, not {:.8g}", o.ensemble.volume, volume));
    if (!(std::fabs(o.grid.width - h.grid.width) <= 1e-12 * o.grid.width))
        fail(fmt::format("bins of {} A, not {}", o.grid.width, h.grid.width));
    if (o.grid.bins > h.grid.bins)
        fail(fmt::format("distances to {:.6g} A, not {:.6g}", o.grid.longest(), h.grid.longest()));
}

}  // namespace

std::vector<double> evaluate(const LinearObservable& o, const PairHistogram& h) {
    check_same_ensemble(o, h);
    std::vector<double> out = o.base;
    for (std::size_t p = 0; p < o.table.planes(); ++p)
        for (std::size_t b = 0; b < o.table.rows(); ++b) {
            if (h.counts(p, b) == 0) continue;
            const auto n = static_cast<double>(h.counts(p, b));
            const std::span<const double> row = o.table.plane(p).row(b);
            for (std::size_t k = 0; k < out.size(); ++k) out[k] += n * row[k];
        }
    return out;
}

std::vector<double> evaluate(const LinearObservable& o, const Structure& s) {
    return evaluate(o, pair_histogram(s, o.grid));
}

LinearObservable transformed(const LinearObservable& o, Span2D<const double> matrix,
                             std::vector<double> x) {
    CRUCIBLE_ASSERT(matrix.columns() == o.points() && matrix.rows() == x.size());
    LinearObservable out;
    out.name = o.name, out.x_name = o.x_name, out.x_unit = o.x_unit, out.value_unit = o.value_unit;
    out.x = std::move(x);
    out.ensemble = o.ensemble;
    out.grid = o.grid;
    const auto apply = [&](std::span<const double> from, std::span<double> to) {
        for (std::size_t i = 0; i < matrix.rows(); ++i) {
            const std::span<const double> row = matrix.row(i);
            double sum = 0;
            for (std::size_t k = 0; k < row.size(); ++k) sum += row[k] * from[k];
            to[i] = sum;
        }
    };
    out.base.resize(out.x.size());
    apply(o.base, out.base);
    out.table = Array3<double>(o.table.planes(), o.table.rows(), out.x.size());
    for (std::size_t p = 0; p < o.table.planes(); ++p)
        for (std::size_t b = 0; b < o.table.rows(); ++b)
            apply(o.table.plane(p).row(b), out.table.plane(p).row(b));
    return out;
}

}  // namespace crucible
