#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/descriptors/soap_engine.hpp"

namespace crucible {
namespace {

constexpr std::size_t few_atoms = 64;
constexpr double many_bonds = 5000;  // of an atom

/// Half of a lattice: one of every two points that are each other's inverse.
bool is_ahead(int a, int b, int c) { return a != 0 ? a > 0 : b != 0 ? b > 0 : c > 0; }

}  // namespace

Surroundings::Surroundings(const Structure& s, const std::vector<std::size_t>& kinds, double reach)
    : finder_(s, reach), kinds_(kinds) {}

void Surroundings::neighbours_of(std::size_t i, std::vector<SoapNeighbours>& near) const {
    finder_.neighbours_of(static_cast<int>(i), [&](int, int j, const Vec3& v, double, const auto&) {
        near[kinds_[static_cast<std::size_t>(j)]].add(v.x, v.y, v.z);
    });
}

std::optional<CellBonds> CellBonds::of(const Structure& s, const std::vector<std::size_t>& kinds,
                                       double reach) {
    const auto& p = s.cell.periodic;
    if (s.size() == 0 || s.size() > few_atoms || !(p[0] && p[1] && p[2])) return std::nullopt;
    const Mat3 h = minkowski_reduce(s.cell).cell.h, inverted = inverse(h);
    const double cells = 4 * reach * reach * reach / std::abs(determinant(h));
    if (!(cells * static_cast<double>(s.size()) < many_bonds)) return std::nullopt;
    CellBonds out;
    out.reach_ = reach;
    out.atoms_.resize(s.size());
    std::iota(out.atoms_.begin(), out.atoms_.end(), 0);
    std::stable_sort(out.atoms_.begin(), out.atoms_.end(),
                     [&](std::size_t a, std::size_t b) { return kinds[a] < kinds[b]; });
    std::vector<Vec3> fractions;
    for (const std::size_t atom : out.atoms_) {
        const Vec3 f = s.positions[atom] * inverted;
        if (!(std::max({std::abs(f.x), std::abs(f.y), std::abs(f.z)}) < 1e8)) return std::nullopt;
        fractions.push_back(f);
        out.kinds_.push_back(kinds[atom]);
    }
    for (std::size_t i = 0; i < s.size(); ++i)
        for (std::size_t j = i; j < s.size(); ++j) {
            Vec3 f = fractions[j] - fractions[i];
            for (int k = 0; k < 3; ++k) f[k] -= std::round(f[k]);
            out.between_.push_back(f * h);
        }
    out.lay_out(h);
    return out;
}

void CellBonds::lay_out(const Mat3& h) {
    double farthest = 0;
    for (const Vec3& v : between_) farthest = std::max(farthest, norm2(v));
    const double beyond = reach_ + std::sqrt(farthest);
    const auto spacing = plane_spacings({h});
    const auto range = [&](std::size_t k) { return static_cast<int>(beyond / spacing[k] + 1e-9); };
    const int most_a = range(0), most_b = range(1), most_c = range(2);
    for (int a = -most_a; a <= most_a; ++a)
        for (int b = -most_b; b <= most_b; ++b) {
            const Vec3 row = h[0] * a + h[1] * b;
            for (int c = -most_c; c <= most_c; ++c) {
                const Vec3 at = row + h[2] * c;
                const double r2 = norm2(at);
                if (r2 > beyond * beyond) continue;
                lattice_.add(at.x, at.y, at.z);
                if (r2 <= reach_ * reach_ && is_ahead(a, b, c)) half_.add(at.x, at.y, at.z);
            }
        }
    lattice_.fill_up();
    half_.fill_up();
}

void CellBonds::at(std::size_t place, SoapBonds& out) const {
    const std::size_t size = atoms_.size();
    const Vec3* between = between_.data() + place * size - place * (place - 1) / 2;
    out.place = place;
    out.ends.count = 0;
    out.first.assign(1, 0);
    for (std::size_t j = place; j < size; ++j, ++between) {
        const double at[3] = {-between->x, -between->y, -between->z};
        soap_select(j == place ? half_ : lattice_, at, reach_, out.ends);
        out.first.push_back(out.ends.count);
    }
    out.ends.fill_up();
}

}  // namespace crucible
