#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/descriptors/soap_engine.hpp"

namespace crucible {
namespace {

constexpr std::size_t few_atoms = 64;

/// Squared distance of a point to a box.
double gap2(const Vec3& at, const Vec3& low, const Vec3& high) {
    double sum = 0;
    for (int k = 0; k < 3; ++k) {
        const double gap = std::max({0.0, low[k] - at[k], at[k] - high[k]});
        sum += gap * gap;
    }
    return sum;
}

}  // namespace

Surroundings::Surroundings(const Structure& s, const std::vector<std::size_t>& kinds, double reach)
    : finder_(s, reach), kinds_(kinds), reach_(reach) {
    const auto& p = s.cell.periodic;
    if (s.size() <= few_atoms && p[0] && p[1] && p[2]) lay_out(s);
}

// Atoms are brought into the reduced cell; an image n lattice vectors away along an axis is at
// least
// (|n| - 1) times the distance of the cell's faces away.
void Surroundings::lay_out(const Structure& s) {
    const Mat3 h = minkowski_reduce(s.cell).cell.h, inverted = inverse(h);
    const double volume = std::abs(determinant(h));
    images_.resize(1 + *std::max_element(kinds_.begin(), kinds_.end()));
    std::vector<Vec3> fractions;
    for (const Position& p : s.positions) {
        Vec3 f = p * inverted;
        for (int k = 0; k < 3; ++k) f[k] -= std::floor(f[k]);
        fractions.push_back(f);
        centres_.push_back(f * h);
    }
    // An image is of use only if it is within reach of the cell's faces.
    std::array<double, 3> margin;
    for (int k = 0; k < 3; ++k) {
        const double spacing = volume / norm(cross(h[(k + 1) % 3], h[(k + 2) % 3]));
        margin[static_cast<std::size_t>(k)] = reach_ / spacing + 1e-9;
    }
    Vec3 low = centres_[0], high = centres_[0];
    for (const Vec3& v : centres_)
        for (int k = 0; k < 3; ++k) {
            low[k] = std::min(low[k], v[k]);
            high[k] = std::max(high[k], v[k]);
        }
    for (std::size_t j = 0; j < s.size(); ++j) {
        std::array<std::array<int, 2>, 3> range;
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            range[u] = {static_cast<int>(std::ceil(-margin[u] - fractions[j][k])),
                        static_cast<int>(std::floor(1 + margin[u] - fractions[j][k]))};
        }
        for (int a = range[0][0]; a <= range[0][1]; ++a)
            for (int b = range[1][0]; b <= range[1][1]; ++b)
                for (int c = range[2][0]; c <= range[2][1]; ++c) {
                    const Vec3 at = centres_[j] + h[0] * a + h[1] * b + h[2] * c;
                    if (gap2(at, low, high) <= reach_ * reach_)
                        images_[kinds_[j]].add(at.x, at.y, at.z);
                }
    }
    for (SoapNeighbours& n : images_) n.fill_up();
}

void Surroundings::neighbours_of(std::size_t i, std::vector<SoapNeighbours>& near) const {
    if (images_.empty()) {
        finder_.neighbours_of(static_cast<int>(i),
                              [&](int, int j, const Vec3& v, double, const auto&) {
                                  near[kinds_[static_cast<std::size_t>(j)]].add(v.x, v.y, v.z);
                              });
        return;
    }
    const double at[3] = {centres_[i].x, centres_[i].y, centres_[i].z};
    for (std::size_t kind = 0; kind < images_.size(); ++kind)
        soap_select(images_[kind], at, reach_, near[kind]);
}

}  // namespace crucible
