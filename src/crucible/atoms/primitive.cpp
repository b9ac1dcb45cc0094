#include "crucible/atoms/primitive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

Vec3 nearest_image(Vec3 f) {
    return {f.x - std::round(f.x), f.y - std::round(f.y), f.z - std::round(f.z)};
}

/// A structure in fractions of its reduced cell, and the search for its pure translations.
class TranslationSearch {
public:
    TranslationSearch(const Structure& s, const Cell& reduced) : s_(s), h_(reduced.h) {
        const Mat3 inverse_h = inverse(h_);
        for (const Position& r : s.positions) f_.push_back(r * inverse_h);
    }
    const std::vector<Vec3>& fractions() const { return f_; }

    /// Index of the atom that lies where `t` brings atom i, or -1.
    int image_of(std::size_t i, const Vec3& t, double tolerance) const {
        const Vec3 target = f_[i] + t;
        for (std::size_t j = 0; j < f_.size(); ++j)
            if (s_.numbers[j] == s_.numbers[i] &&
                norm2(nearest_image(f_[j] - target) * h_) <= tolerance * tolerance)
                return static_cast<int>(j);
        return -1;
    }
    bool is_translation(const Vec3& t, double tolerance) const {
        for (std::size_t i = 0; i < f_.size(); ++i)
            if (image_of(i, t, tolerance) < 0) return false;
        return true;
    }
    /// All translations within the tolerance, zero first: from one atom of the rarest element.
    std::vector<Vec3> translations(double tolerance) const {
        const Composition c = composition(s_.numbers);
        const int rare = std::min_element(c.begin(), c.end(), [](auto& a, auto& b) {
                             return a.second < b.second;
                         })->first;
        const auto start = static_cast<std::size_t>(
            std::find(s_.numbers.begin(), s_.numbers.end(), rare) - s_.numbers.begin());
        std::vector<Vec3> out{{0, 0, 0}};
        for (std::size_t j = 0; j < f_.size(); ++j) {
            if (j == start || s_.numbers[j] != rare) continue;
            const Vec3 t = nearest_image(f_[j] - f_[start]);
            if (is_translation(t, tolerance)) out.push_back(t);
        }
        return out;
    }

private:
    const Structure& s_;
    Mat3 h_;
    std::vector<Vec3> f_;
};

using IntRow = std::array<long long, 3>;

/// Row echelon form by Euclid's algorithm: three rows that generate the same lattice as all of
/// them.
std::array<IntRow, 3> lattice_basis(std::vector<IntRow> rows) {
    std::array<IntRow, 3> out{};
    for (std::size_t column = 0; column < 3; ++column) {
        for (;;) {
            std::size_t pivot = rows.size(), others = 0;
            for (std::size_t r = 0; r < rows.size(); ++r) {
                if (rows[r][column] == 0) continue;
                ++others;
                if (pivot == rows.size() ||
                    std::llabs(rows[r][column]) < std::llabs(rows[pivot][column]))
                    pivot = r;
            }
            if (others == 0) break;
            if (others == 1) {
                out[column] = rows[pivot];
                rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(pivot));
                break;
            }
            for (std::size_t r = 0; r < rows.size(); ++r) {
                if (r == pivot) continue;
                const long long n = rows[r][column] / rows[pivot][column];
                for (std::size_t k = 0; k < 3; ++k) rows[r][k] -= n * rows[pivot][k];
            }
        }
    }
    return out;
}

/// In a group of m translations each is a multiple of 1/m of the cell: makes them exactly so.
/// Returns the generated lattice in units of 1/m, or all zero unless they really form a group.
std::array<IntRow, 3> translation_lattice(const std::vector<Vec3>& t) {
    const auto m = static_cast<long long>(t.size());
    std::vector<IntRow> rows{{m, 0, 0}, {0, m, 0}, {0, 0, m}};
    for (const Vec3& v : t) {
        const double scale = static_cast<double>(m);
        rows.push_back(
            {std::llround(v.x * scale), std::llround(v.y * scale), std::llround(v.z * scale)});
    }
    const auto basis = lattice_basis(rows);
    // Points of 1/m Z^3 per cell: m^3; the lattice with m points per cell has determinant m^2.
    if (std::llabs(basis[0][0] * basis[1][1] * basis[2][2]) != m * m) return {};
    return basis;
}

}  // namespace

Structure primitive_cell(const Structure& s, double tolerance) {
    if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
        throw InputError("E-atoms-periodic", "primitive cell of a structure that is not a crystal",
                         "give a structure that is periodic in three directions");
    Structure out;
    out.name = s.name;
    out.cell = minkowski_reduce(s.cell).cell;
    const TranslationSearch search(s, out.cell);
    std::vector<Vec3> translations{{0, 0, 0}};
    std::array<IntRow, 3> lattice{};
    if (s.size() > 1 && formula_units(composition(s.numbers)) > 1) {
        // Near the tolerance some translations pass and others do not; a tighter one settles it.
        for (double tight = tolerance; tight > tolerance / 20; tight /= 2) {
            translations = search.translations(tight);
            lattice = translation_lattice(translations);
            if (lattice[0][0] != 0) break;
            translations.resize(1);
        }
    }
    const std::size_t m = translations.size();
    if (m > 1) {
        const Mat3 h = out.cell.h;
        for (std::size_t i = 0; i < 3; ++i) {
            Vec3 n;
            for (int k = 0; k < 3; ++k)
                n[k] = static_cast<double>(lattice[i][static_cast<std::size_t>(k)]) / double(m);
            out.cell.h[static_cast<int>(i)] = n * h;
        }
    }
    const Mat3 h = minkowski_reduce(s.cell).cell.h;
    std::vector<bool> done(s.size(), false);
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (done[i]) continue;
        Vec3 mean = search.fractions()[i];
        for (const Vec3& t : translations) {
            const int j = search.image_of(i, t, tolerance);
            const auto u = static_cast<std::size_t>(j < 0 ? static_cast<int>(i) : j);
            done[u] = true;
            mean += nearest_image(search.fractions()[u] - t - search.fractions()[i]) / double(m);
        }
        out.numbers.push_back(s.numbers[i]);
        out.positions.push_back(Position(mean * h));
    }
    out.cell = niggli_reduce(out.cell).cell;
    wrap(out);
    return out;
}

Structure supercell(const Structure& s, const IntMat3& transform) {
    check_cell(s.cell);
    const long long copies = std::llabs(determinant(transform));
    if (copies == 0 ||
        copies * static_cast<long long>(std::max<std::size_t>(s.size(), 1)) > 1000000)
        throw InputError("E-atoms-supercell",
                         fmt::format("a supercell of {} times {} atoms", copies, s.size()),
                         "give a matrix whose determinant is not zero, for up to a million atoms");
    Structure out;
    out.cell = s.cell;
    out.cell.h = transform * s.cell.h;
    out.name = s.name;
    out.info = s.info;
    // The translations inside the new cell: products of the echelon form's diagonal, all distinct.
    std::vector<IntRow> rows;
    for (int i = 0; i < 3; ++i) rows.push_back({transform(i, 0), transform(i, 1), transform(i, 2)});
    const auto basis = lattice_basis(rows);
    for (long long a = 0; a < std::llabs(basis[0][0]); ++a)
        for (long long b = 0; b < std::llabs(basis[1][1]); ++b)
            for (long long c = 0; c < std::llabs(basis[2][2]); ++c) {
                const Vec3 t = Vec3{double(a), double(b), double(c)} * s.cell.h;
                out.numbers.insert(out.numbers.end(), s.numbers.begin(), s.numbers.end());
                for (const Position& r : s.positions) out.positions.emplace_back(r + t);
                for (const auto& [key, v] : s.columns)
                    out.columns[key].insert(out.columns[key].end(), v.begin(), v.end());
                for (const auto& [key, v] : s.vectors)
                    out.vectors[key].insert(out.vectors[key].end(), v.begin(), v.end());
                for (const auto& [key, v] : s.labels)
                    out.labels[key].insert(out.labels[key].end(), v.begin(), v.end());
            }
    wrap(out);
    return out;
}

}  // namespace crucible
