#include "crucible/atoms/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

void check_cutoff(double cutoff) {
    if (std::isfinite(cutoff) && cutoff > 0) return;
    throw InputError("E-atoms-cutoff", fmt::format("a cut-off of {} A", cutoff),
                     "give a positive distance");
}

bool keep(ListKind kind, int i, int j, const std::array<int, 3>& shift) {
    return kind == ListKind::full || j > i || (j == i && shift > std::array<int, 3>{});
}

void check_pairs(const Cell& cell, std::size_t atoms, double cutoff, double most) {
    // In each direction the cut-off spans so many cells: a box of them holds about so many atoms,
    // and an atom's own images at least.
    double spanned = 1, own_images = 1;
    const auto spacing = plane_spacings(cell);
    for (std::size_t k = 0; k < 3; ++k) {
        const double cells =
            cell.periodic[k] ? 2 * cutoff / spacing[k] : std::min(1.0, 2 * cutoff / spacing[k]);
        spanned *= cells;
        own_images *= std::max(1.0, cells);
    }
    const double n = static_cast<double>(atoms);
    const double pairs = n * (n * spanned + own_images);
    if (pairs > most)
        throw ResourceError("E-atoms-pairs",
                            fmt::format("about {:.1g} pairs within {:.4g} A", pairs, cutoff),
                            "choose a shorter cut-off, or check the cell");
}

}  // namespace

PairFinder::PairFinder(const Structure& s, double cutoff, double most_pairs)
    : periodic_(s.cell.periodic), cutoff2_(cutoff * cutoff) {
    check_cutoff(cutoff);
    const Reduction reduction = minkowski_reduce(s.cell);
    h_ = reduction.cell.h;
    transform_ = reduction.transform;
    is_reduced_ = !(transform_ == IntMat3::identity());
    check_pairs(reduction.cell, s.size(), cutoff, most_pairs);
    const Mat3 inverse_h = inverse(h_);
    std::vector<Vec3> f(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) f[i] = s.positions[i] * inverse_h;
    Vec3 low{}, span{1, 1, 1};
    for (int k = 0; k < 3 && s.size() > 0; ++k) {
        if (periodic_[static_cast<std::size_t>(k)]) continue;
        double least = std::numeric_limits<double>::infinity(), most = -least;
        for (const Vec3& v : f) least = std::min(least, v[k]), most = std::max(most, v[k]);
        low[k] = least;
        span[k] = std::max(most - least, 1e-9);
    }
    choose_boxes(s.size(), plane_spacings(reduction.cell), span, cutoff);
    place_atoms(s, f, low, span);
    sort_into_boxes();
}

void PairFinder::fail_shift() {
    throw InputError("E-atoms-cell", "the cell is too skewed for images to be counted",
                     "give the lattice by shorter vectors");
}

void PairFinder::choose_boxes(std::size_t atoms, const std::array<double, 3>& spacing,
                              const Vec3& span, double cutoff) {
    // Half a cut-off per box: fewer distances in vain than with a whole one. Never more than a few
    // boxes per atom, or a sparse structure would spend its time on empty ones.
    Vec3 wish;
    for (int k = 0; k < 3; ++k)
        wish[k] =
            std::max(1.0, std::floor(2 * spacing[static_cast<std::size_t>(k)] * span[k] / cutoff));
    const double product = wish.x * wish.y * wish.z;
    const double most = 2.0 * static_cast<double>(std::max<std::size_t>(atoms, 1));
    const double scale = product > most ? std::cbrt(most / product) : 1;
    for (int k = 0; k < 3; ++k) {
        const auto u = static_cast<std::size_t>(k);
        bins_[u] = static_cast<int>(std::min(1e6, std::max(1.0, std::floor(wish[k] * scale))));
        // A hair more than needed: a pair at the very edge must not be lost to rounding.
        const double width = spacing[u] * span[k] / bins_[u];
        const double reach = std::ceil(cutoff / width * (1 + 1e-9) + 1e-9);
        reach_[u] = static_cast<int>(std::min(reach, periodic_[u] ? 1e6 : bins_[u]));
    }
}

void PairFinder::place_atoms(const Structure& s, const std::vector<Vec3>& f, const Vec3& low,
                             const Vec3& span) {
    wrapped_.resize(s.size());
    moved_.assign(s.size(), {});
    bin_of_.resize(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        wrapped_[i] = s.positions[i];
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            double inside = (f[i][k] - low[k]) / span[k];
            if (periodic_[u]) {
                const double cells = std::floor(f[i][k]);
                if (!(std::fabs(cells) < 1e8))
                    throw InputError("E-atoms-cell", "an atom lies a hundred million cells away",
                                     "check the positions");
                moved_[i][u] = static_cast<int>(cells);
                wrapped_[i] -= h_[k] * cells;
                inside -= cells;
            }
            bin_of_[i][u] = std::clamp(static_cast<int>(inside * bins_[u]), 0, bins_[u] - 1);
        }
    }
}

/// Counting sort: atoms of one box lie together in memory, in ascending order.
void PairFinder::sort_into_boxes() {
    const std::size_t n_bins = static_cast<std::size_t>(bins_[0]) *
                               static_cast<std::size_t>(bins_[1]) *
                               static_cast<std::size_t>(bins_[2]);
    first_.assign(n_bins + 1, 0);
    std::vector<std::size_t> bin(wrapped_.size());
    for (std::size_t i = 0; i < bin.size(); ++i) {
        const auto& b = bin_of_[i];
        bin[i] = (static_cast<std::size_t>(b[0]) * static_cast<std::size_t>(bins_[1]) +
                  static_cast<std::size_t>(b[1])) *
                     static_cast<std::size_t>(bins_[2]) +
                 static_cast<std::size_t>(b[2]);
        ++first_[bin[i] + 1];
    }
    for (std::size_t b = 0; b < n_bins; ++b) first_[b + 1] += first_[b];
    std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
    sorted_.resize(bin.size());
    sorted_at_.resize(bin.size());
    for (std::size_t i = 0; i < bin.size(); ++i) {
        sorted_[next[bin[i]]] = static_cast<int>(i);
        sorted_at_[next[bin[i]]++] = wrapped_[i];
    }
}

NeighbourList neighbours(const Structure& s, double cutoff, ListKind kind) {
    const PairFinder finder(s, cutoff, 2e8);
    NeighbourList out;
    out.first.reserve(s.size() + 1);
    out.first.push_back(0);
    for (int i = 0; i < finder.size(); ++i) {
        finder.neighbours_of(
            i, [&](int, int j, const Vec3& d, double d2, const std::array<int, 3>& n) {
                if (keep(kind, i, j, n)) out.all.push_back({j, n, d, std::sqrt(d2)});
            });
        out.first.push_back(out.all.size());
    }
    return out;
}

NeighbourList neighbours_reference(const Structure& s, double cutoff, ListKind kind) {
    check_cutoff(cutoff);
    check_cell(s.cell);
    // Two atoms differ by up to `spread` cells before any shift, then by the cut-off.
    const auto spacing = plane_spacings(s.cell);
    const Mat3 inverse_h = inverse(s.cell.h);
    std::array<int, 3> range{};
    for (int k = 0; k < 3; ++k) {
        if (!s.cell.periodic[static_cast<std::size_t>(k)]) continue;
        double low = 0, high = 0;
        for (const Position& r : s.positions) {
            const double f = (r * inverse_h)[k];
            low = &r == s.positions.data() ? f : std::min(low, f);
            high = &r == s.positions.data() ? f : std::max(high, f);
        }
        range[static_cast<std::size_t>(k)] = static_cast<int>(
            std::ceil(cutoff / spacing[static_cast<std::size_t>(k)] + (high - low)) + 1);
    }
    NeighbourList out;
    out.first.push_back(0);
    for (std::size_t i = 0; i < s.size(); ++i) {
        for (std::size_t j = 0; j < s.size(); ++j)
            for (int a = -range[0]; a <= range[0]; ++a)
                for (int b = -range[1]; b <= range[1]; ++b)
                    for (int c = -range[2]; c <= range[2]; ++c) {
                        if (i == j && a == 0 && b == 0 && c == 0) continue;
                        const Vec3 d = (s.positions[j] - s.positions[i]) +
                                       (s.cell.h[0] * a + s.cell.h[1] * b + s.cell.h[2] * c);
                        const std::array<int, 3> shift{a, b, c};
                        if (norm2(d) <= cutoff * cutoff &&
                            keep(kind, static_cast<int>(i), static_cast<int>(j), shift))
                            out.all.push_back({static_cast<int>(j), shift, d, norm(d)});
                    }
        out.first.push_back(out.all.size());
    }
    return out;
}

double shortest_distance(const Structure& s) {
    const double none = std::numeric_limits<double>::infinity();
    const bool images = s.cell.periodic[0] || s.cell.periodic[1] || s.cell.periodic[2];
    if (s.size() == 0 || (s.size() == 1 && !images)) return none;
    // Grows from the radius that holds about one atom, so that dense and sparse cells cost alike;
    // no need to look beyond an atom's own nearest image.
    const Cell reduced = minkowski_reduce(s.cell).cell;
    double own = none;
    for (int k = 0; k < 3; ++k)
        if (s.cell.periodic[static_cast<std::size_t>(k)]) own = std::min(own, norm(reduced.h[k]));
    double cutoff =
        std::min(std::cbrt(s.cell.volume() / static_cast<double>(s.size())), own * 1.001);
    for (int attempt = 0; attempt < 60; ++attempt, cutoff *= 1.6) {
        double best2 = none;
        const PairFinder finder(s, cutoff, 5e7);
        for (int i = 0; i < finder.size(); ++i)
            finder.neighbours_of(i,
                                 [&](int, int, const Vec3&, double d2, const std::array<int, 3>&) {
                                     best2 = std::min(best2, d2);
                                 });
        if (best2 < none) return std::sqrt(best2);
    }
    return none;
}

}  // namespace crucible
