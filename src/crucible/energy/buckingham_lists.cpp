#include "crucible/energy/buckingham_lists.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace crucible::buckingham {
namespace {

constexpr double far_shift = 1e4;  // lattice vectors away: beyond any cut-off

/// How much a vector can change, relatively, between two cells: |v M| <= (1 + this) |v|.
double distortion(const Mat3& inverse_old, const Mat3& h) {
    const Mat3 e = inverse_old * h - Mat3::identity();
    return std::sqrt(norm2(e[0]) + norm2(e[1]) + norm2(e[2]));
}

}  // namespace

std::array<const double*, 3> data(const Columns& c) {
    return {c[0].data(), c[1].data(), c[2].data()};
}
std::array<double*, 3> data(Columns& c) { return {c[0].data(), c[1].data(), c[2].data()}; }

void ImageList::translations(const Mat3& h, double reach) {
    const Mat3 g = inverse(h);
    std::array<int, 3> n{};
    for (int i = 0; i < 3; ++i)
        n[static_cast<std::size_t>(i)] =
            static_cast<int>(reach * norm(Vec3{g[0][i], g[1][i], g[2][i]}));
    for (auto* columns : {&whole_, &cartesian_})
        for (auto& column : *columns) column.clear();
    const auto add = [&](const Vec3& whole, const Vec3& t) {
        for (std::size_t j = 0; j < 3; ++j) {
            whole_[j].push_back(whole[static_cast<int>(j)]);
            cartesian_[j].push_back(t[static_cast<int>(j)]);
        }
    };
    for (int a = -n[0]; a <= n[0]; ++a)
        for (int b = -n[1]; b <= n[1]; ++b)
            for (int c = -n[2]; c <= n[2]; ++c) {
                const Vec3 whole(a, b, c), t = whole * h;
                if (norm2(t) <= reach * reach) add(whole, t);
            }
    while (whole_[0].size() % lanes != 0) add({far_shift, 0, 0}, {1e9, 1e9, 1e9});
    table_ = {whole_[0].size(), data(std::as_const(whole_)), data(std::as_const(cartesian_))};
}

void ImageList::add_pair(std::size_t i, std::size_t j, const Columns& f) {
    // The nearest image first, so that few translations need a look.
    Vec3 delta, home;
    for (int a = 0; a < 3; ++a) {
        const auto& column = f[static_cast<std::size_t>(a)];
        delta[a] = column[j] - column[i];
        home[a] = -std::nearbyint(delta[a]);
    }
    const std::size_t room = n_entries_ + table_.n + 2 * lanes;
    for (auto& column : shift)
        if (column.size() < room) column.resize(2 * room);
    std::array<double*, 3> out = data(shift);
    for (auto& pointer : out) pointer += n_entries_;
    first.push_back(i);
    second.push_back(j);
    begins.push_back(n_entries_);
    std::size_t found = 0;
    if (i == j) {  // one of each +- pair
        for (std::size_t e = 0; e < table_.n; ++e) {
            const double a = whole_[0][e], b = whole_[1][e], c = whole_[2][e];
            const Vec3 t{cartesian_[0][e], cartesian_[1][e], cartesian_[2][e]};
            if (norm2(t) > outer_ * outer_) continue;
            if (a < 0 || (a == 0 && (b < 0 || (b == 0 && c <= 0)))) continue;
            out[0][found] = a, out[1][found] = b, out[2][found] = c;
            ++found;
        }
    } else {
        found = images_within(table_, (delta + home) * h_, outer_, out);
        for (std::size_t a = 0; a < 3; ++a)
            for (std::size_t e = 0; e < found; ++e) out[a][e] += home[static_cast<int>(a)];
    }
    n_entries_ += found;
}

void ImageList::pad_term() {
    for (; n_entries_ % lanes != 0; ++n_entries_) {
        shift[0][n_entries_] = far_shift;
        shift[1][n_entries_] = shift[2][n_entries_] = 0;
    }
}

void ImageList::build(const std::vector<PairTerm>& constants,
                      const std::vector<std::size_t>& species_begin, const Columns& fractional,
                      const Mat3& h, double cut, double skin) {
    cut_ = cut, outer_ = cut + skin;
    h_ = h, inverse_h_ = inverse(h);
    fractional_ = fractional;
    double diagonal = 0;  // the longest vector with fractional coordinates of a half at most
    for (int corner = 0; corner < 4; ++corner)
        diagonal = std::max(
            diagonal,
            norm(h[0] + h[1] * (corner & 1 ? 1.0 : -1.0) + h[2] * (corner & 2 ? 1.0 : -1.0)) / 2);
    translations(h, outer_ + diagonal);
    terms = constants;
    first.clear(), second.clear(), begins.clear();
    n_entries_ = 0;
    const std::size_t n_species = species_begin.size() - 1;
    std::size_t term = 0;
    const auto close = [&](PairTerm& t, std::size_t begin) {
        pad_term();
        t.begin = begin, t.end = n_entries_;
    };
    for (std::size_t s = 0; s < n_species; ++s)
        for (std::size_t t = s; t < n_species; ++t) {
            const std::size_t begin = n_entries_;
            for (std::size_t i = species_begin[s]; i < species_begin[s + 1]; ++i)
                for (std::size_t j = std::max(i + 1, species_begin[t]); j < species_begin[t + 1];
                     ++j)
                    add_pair(i, j, fractional);
            close(terms[term++], begin);
        }
    for (std::size_t s = 0; s < n_species; ++s) {
        const std::size_t begin = n_entries_;
        if (species_begin[s] < species_begin[s + 1])
            add_pair(species_begin[s], species_begin[s], fractional);
        close(terms[term++], begin);
    }
    begins.push_back(n_entries_);
    built_ = 1;
}

bool ImageList::covers(const Columns& fractional, const Mat3& h) const {
    if (!built_ || fractional[0].size() != fractional_[0].size()) return false;
    double moved2 = 0;
    for (std::size_t i = 0; i < fractional[0].size(); ++i) {
        const Vec3 step{fractional[0][i] - fractional_[0][i], fractional[1][i] - fractional_[1][i],
                        fractional[2][i] - fractional_[2][i]};
        moved2 = std::max(moved2, norm2(step * h));
    }
    // A pair now at r was at least at (r - 2 moved) / (1 + strain) before, and at most outer_ away
    // if it is in the list: those beyond are still beyond the cut.
    const double strain = distortion(inverse_h_, h);
    return outer_ * (1 - strain) - 2 * std::sqrt(moved2) >= cut_;
}

void KList::build(const Mat3& h, double cut, double margin) {
    margin_ = margin;
    inverse_h_ = inverse(h);
    const Mat3 g = transpose(inverse_h_) * (2 * std::numbers::pi);
    const double outer = cut * (1 + margin);
    std::array<int, 3> range{};
    for (int i = 0; i < 3; ++i)
        range[static_cast<std::size_t>(i)] =
            static_cast<int>(outer * norm(h[i]) / (2 * std::numbers::pi));
    for (auto& column : k) column.clear();
    for (int a = 0; a <= range[0]; ++a)
        for (int b = a == 0 ? 0 : -range[1]; b <= range[1]; ++b)
            for (int c = a == 0 && b == 0 ? 1 : -range[2]; c <= range[2]; ++c) {
                if (norm2(Vec3(a, b, c) * g) > outer * outer) continue;
                k[0].push_back(a), k[1].push_back(b), k[2].push_back(c);
            }
    while (k[0].size() % (2 * lanes) != 0)
        k[0].push_back(far_shift), k[1].push_back(0), k[2].push_back(0);
    n = k[0].size();
}

bool KList::covers(const Mat3& h) const {
    // k transforms with the inverse: a point beyond the margin stays beyond the cut while the
    // cell is distorted by less than the margin.
    return n > 0 && distortion(inverse_h_, h) <= margin_;
}

}  // namespace crucible::buckingham
