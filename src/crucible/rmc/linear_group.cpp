#include "crucible/rmc/linear_group.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "crucible/rmc/band_fit.hpp"

namespace crucible::rmc {
namespace {

/// Error of a compressed table, relative to the largest value of each point. What it does to an
/// observable between two synchronisations goes as 1/sqrt(N): a few 1e-7 with this.
double band_tolerance(std::size_t atoms) {
    return 3e-6 * std::min(1.0, std::sqrt(static_cast<double>(atoms) / 3600));
}
/// Below this distance there is hardly ever a pair, and tables need not be smooth; angstrom.
constexpr double band_start = 1;
/// Coarser first: spacing in bins and order of the spline.
constexpr std::pair<std::size_t, std::size_t> band_choices[] = {{10, 14}, {8, 14}, {7, 12}, {6, 12},
                                                                {5, 12},  {4, 10}, {3, 8},  {2, 8}};

}  // namespace

LinearGroup::LinearGroup(const std::vector<LinearTerm>& terms, std::vector<std::size_t> members) {
    const LinearObservable& first = terms[members.front()].observable;
    grid_ = first.grid;
    pairs_ = first.ensemble.pairs();
    std::size_t columns = 0;
    for (std::size_t m : members) {
        columns_.push_back({m, columns, terms[m].observable.points()});
        columns += columns_.back().points;
    }
    Array3<double> tables(pairs_, grid_.bins, columns);
    for (const Columns& c : columns_)
        for (std::size_t p = 0; p < pairs_; ++p)
            for (std::size_t b = 0; b < grid_.bins; ++b)
                for (std::size_t k = 0; k < c.points; ++k)
                    tables(p, b, c.first + k) = terms[c.term].observable.table(p, b, k);
    // Rows of the plain table that one move touches: no more than there are atoms in range.
    const double shell = 4 * std::numbers::pi / 3 * first.ensemble.density() * grid_.longest() *
                         grid_.longest() * grid_.longest();
    const double species = static_cast<double>(first.ensemble.elements.size());
    const double hit = std::min(2 * shell, species * static_cast<double>(grid_.bins));
    if (compress(tables, hit / species, band_tolerance(first.ensemble.atoms()))) return;
    lay_out(1, 1);
    make_room(grid_.bins, columns);
    Array3<float> rows(pairs_, grid_.bins, columns);
    for (std::size_t k = 0; k < rows.flat().size(); ++k)
        rows.flat()[k] = static_cast<float>(tables.flat()[k]);
    keep(rows, 0);
}

bool LinearGroup::compress(const Array3<double>& tables, double rows_hit, double tolerance) {
    for (const auto& [split, taps] : band_choices) {
        const BandBasis basis = band_basis(split, taps);
        const std::size_t rows = basis.rows(grid_.bins);
        if (static_cast<double>(rows) > 0.8 * rows_hit) continue;
        exempt_ = std::min(grid_.bins, static_cast<std::size_t>(band_start / grid_.width));
        const auto fitted = fit_band(basis, tables, exempt_, tolerance);
        if (!fitted) continue;
        taps_ = taps;
        weights_.assign(basis.weights.flat().begin(), basis.weights.flat().end());
        lay_out(split, taps);
        make_room(rows + exempt_, tables.columns());
        keep(*fitted, 0);
        keep(band_residual(basis, tables, *fitted, exempt_), rows);
        return true;
    }
    exempt_ = 0;
    return false;
}

void LinearGroup::make_room(std::size_t rows, std::size_t columns) {
    rows_ = rows;
    strips_ = (columns + strip - 1) / strip;
    table_.assign(strips_ * pairs_ * rows_ * strip, 0.0f);
}

void LinearGroup::lay_out(std::size_t split, std::size_t taps) {
    const auto range = static_cast<float>(grid_.longest());
    layout_.range2 = range * range;
    layout_.per_width = static_cast<float>(1 / grid_.width);
    layout_.bins = static_cast<std::int32_t>(grid_.bins);
    layout_.split = static_cast<std::int32_t>(split);
    layout_.lead = split > 1 ? static_cast<std::int32_t>(taps) : 0;
    const std::size_t phase = (grid_.bins + split - 1) / split;
    layout_.stride = static_cast<std::int32_t>(phase + (split > 1 ? 2 * taps + overhang : 0));
    layout_.size = split * static_cast<std::size_t>(layout_.stride);
}

void LinearGroup::keep(const Array3<float>& rows, std::size_t first_row) {
    for (std::size_t p = 0; p < pairs_; ++p)
        for (std::size_t r = 0; r < rows.rows(); ++r)
            for (std::size_t c = 0; c < rows.columns(); ++c)
                table_[((c / strip * pairs_ + p) * rows_ + first_row + r) * strip + c % strip] =
                    rows(p, r, c);
}

void LinearGroup::change(const std::int32_t* histogram, std::uint64_t touched, float* out,
                         GroupScratch& s) const {
    const std::size_t most = pairs_ * rows_ + overhang;
    if (s.row.size() < most) s.row.resize(most), s.coefficient.resize(most);
    std::size_t n = 0;
    for (std::size_t p = 0; p < pairs_; ++p) {
        if (!(touched >> p & 1)) continue;
        const std::int32_t* h = histogram + p * layout_.size;
        const auto base = static_cast<std::uint32_t>(p * rows_);
        if (is_compressed()) {
            const std::size_t rows = rows_ - exempt_;
            convolve(layout_, h, weights_.data(), taps_, rows, s.phases, s.coefficient.data() + n);
            for (std::size_t r = 0; r < rows; ++r)
                s.row[n + r] = base + static_cast<std::uint32_t>(r);
            n += rows;
            for (std::size_t b = 0; b < exempt_; ++b) {
                const std::int32_t count =
                    h[static_cast<std::size_t>(layout_.location(static_cast<std::int32_t>(b)))];
                if (count == 0) continue;
                s.row[n] = base + static_cast<std::uint32_t>(rows + b);
                s.coefficient[n++] = static_cast<float>(count);
            }
            continue;
        }
        for (std::size_t b = 0; b < rows_; ++b) {  // without a branch: which bins are hit is random
            s.row[n] = base + static_cast<std::uint32_t>(b);
            s.coefficient[n] = static_cast<float>(h[b]);
            n += h[b] != 0;
        }
    }
    for (std::size_t k = 0; k < strips_; ++k)
        weighted_rows(table_.data() + k * pairs_ * rows_ * strip, s.row.data(),
                      s.coefficient.data(), n, out + k * strip);
}

std::vector<double> LinearGroup::values(const std::vector<LinearTerm>& terms, const Columns& c,
                                        const std::int32_t* histogram) const {
    const LinearObservable& o = terms[c.term].observable;
    std::vector<double> out = o.base;
    for (std::size_t p = 0; p < pairs_; ++p)
        for (std::int32_t b = 0; b < layout_.bins; ++b) {
            const std::int32_t n =
                histogram[p * layout_.size + static_cast<std::size_t>(layout_.location(b))];
            if (n == 0) continue;
            for (std::size_t k = 0; k < c.points; ++k)
                out[k] += n * o.table(p, static_cast<std::size_t>(b), k);
        }
    return out;
}

std::vector<LinearGroup> group_terms(const std::vector<LinearTerm>& terms) {
    std::map<std::pair<std::size_t, double>, std::vector<std::size_t>> by_grid;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const RadialGrid& g = terms[t].observable.grid;
        by_grid[{g.bins, g.width}].push_back(t);
    }
    std::vector<LinearGroup> out;
    for (auto& [grid, members] : by_grid) out.emplace_back(terms, members);
    std::sort(out.begin(), out.end(), [](const LinearGroup& a, const LinearGroup& b) {
        return a.range() < b.range() || (a.range() == b.range() && a.pairs() < b.pairs());
    });
    return out;
}

}  // namespace crucible::rmc
