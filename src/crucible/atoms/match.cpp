#include "crucible/atoms/match.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "crucible/atoms/primitive.hpp"

namespace crucible {
namespace {

struct LatticeVector {
    std::array<int, 3> n;
    Vec3 v;
};

/// Vectors of the lattice `h` whose length differs from `length` by at most the strain.
std::vector<LatticeVector> vectors_of_length(const Cell& cell, double length, double strain) {
    const double most = length * (1 + strain), least = length * (1 - strain);
    const auto spacing = plane_spacings(cell);
    std::array<int, 3> range;
    for (std::size_t k = 0; k < 3; ++k)
        range[k] = static_cast<int>(std::min(most / spacing[k], 50.0));
    std::vector<LatticeVector> out;
    for (int a = -range[0]; a <= range[0]; ++a)
        for (int b = -range[1]; b <= range[1]; ++b)
            for (int c = -range[2]; c <= range[2]; ++c) {
                const Vec3 v = cell.h[0] * a + cell.h[1] * b + cell.h[2] * c;
                const double d2 = norm2(v);
                if (d2 >= least * least && d2 <= most * most) out.push_back({{a, b, c}, v});
            }
    return out;
}

Mat3 gram_matrix(const Mat3& h) { return h * transpose(h); }

/// Lower triangle L with L L^T = g: |f L| is the length of the fractional vector f.
Mat3 metric_root(const Mat3& g) {
    Mat3 l{};
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j <= i; ++j) {
            double sum = g(i, j);
            for (int k = 0; k < j; ++k) sum -= l(i, k) * l(j, k);
            l(i, j) = i == j ? std::sqrt(std::max(sum, 0.0)) : sum / l(j, j);
        }
    return l;
}

/// Tries to lay crystal B on crystal A; both primitive, reduced and of the same volume scale.
class Superposition {
public:
    Superposition(const Structure& a, const Structure& b, const MatchTolerance& t)
        : a_(a), b_(b), t_(t), gram_a_(gram_matrix(a.cell.h)) {
        const Mat3 inverse_h = inverse(a.cell.h);
        for (const Position& r : a.positions) fa_.push_back(r * inverse_h);
        const Composition c = composition(a.numbers);
        const int rare = std::min_element(c.begin(), c.end(), [](auto& x, auto& y) {
                             return x.second < y.second;
                         })->first;
        anchor_ = static_cast<std::size_t>(std::find(a.numbers.begin(), a.numbers.end(), rare) -
                                           a.numbers.begin());
        best_.rms = std::numeric_limits<double>::infinity();
    }

    std::optional<Match> search() {
        std::vector<LatticeVector> options[3];
        for (int i = 0; i < 3; ++i)
            options[i] = vectors_of_length(b_.cell, norm(a_.cell.h[i]), t_.strain);
        const auto product_fits = [&](int i, int j, const LatticeVector& u,
                                      const LatticeVector& v) {
            const double allowed = 2 * t_.strain * norm(a_.cell.h[i]) * norm(a_.cell.h[j]);
            return std::fabs(dot(u.v, v.v) - gram_a_(i, j)) <= allowed;
        };
        for (const LatticeVector& u : options[0])
            for (const LatticeVector& v : options[1]) {
                if (!product_fits(0, 1, u, v)) continue;
                for (const LatticeVector& w : options[2]) {
                    if (!product_fits(0, 2, u, w) || !product_fits(1, 2, v, w)) continue;
                    try_map({{u.n, v.n, w.n}}, {{u.v, v.v, w.v}});
                    // No picture of a crystal is better than this: spare the symmetric copies.
                    if (best_.rms < 1e-5) return best_;
                }
            }
        if (best_.rms == std::numeric_limits<double>::infinity()) return std::nullopt;
        return best_;
    }

private:
    void try_map(const IntMat3& map, const Mat3& h) {
        if (std::llabs(determinant(map)) != 1) return;
        const bool mirrored = (determinant(h) > 0) != (determinant(a_.cell.h) > 0);
        if (mirrored && t_.handedness == Handedness::preserved) return;
        const Mat3 gram_b = gram_matrix(h);
        root_ = metric_root((gram_a_ + gram_b) * 0.5);
        // Green-Lagrange strain E = (F^T F - 1) / 2 in Cartesian axes of A.
        const Mat3 inverse_a = inverse(a_.cell.h);
        const Mat3 green = (inverse_a * gram_b * transpose(inverse_a) - Mat3::identity()) * 0.5;
        strain_ = std::sqrt(norm2(green[0]) + norm2(green[1]) + norm2(green[2]));
        map_ = map;
        fb_.clear();
        const Mat3 inverse_h = inverse(h);
        for (const Position& r : b_.positions) fb_.push_back(r * inverse_h);
        for (std::size_t k = 0; k < fb_.size(); ++k)
            if (b_.numbers[k] == a_.numbers[anchor_]) try_origin(fa_[anchor_] - fb_[k]);
    }

    Vec3 displacement(std::size_t i, std::size_t j, const Vec3& origin) const {
        const Vec3 d = fb_[j] + origin - fa_[i];
        return Vec3{d.x - std::round(d.x), d.y - std::round(d.y), d.z - std::round(d.z)} * root_;
    }

    void try_origin(const Vec3& origin) {
        // The anchor itself may be off by the tolerance, so the others by twice as much for now.
        const double limit = 4 * t_.displacement * t_.displacement;
        taken_.assign(fb_.size(), 0);
        partner_.clear();
        moves_.clear();
        Vec3 mean{};
        for (std::size_t i = 0; i < fa_.size(); ++i) {
            double nearest = limit;
            std::size_t found = fb_.size();
            Vec3 move;
            for (std::size_t j = 0; j < fb_.size(); ++j) {
                if (taken_[j] || b_.numbers[j] != a_.numbers[i]) continue;
                const Vec3 d = displacement(i, j, origin);
                if (norm2(d) <= nearest) nearest = norm2(d), found = j, move = d;
            }
            if (found == fb_.size()) return;
            taken_[found] = 1;
            partner_.push_back(static_cast<int>(found));
            moves_.push_back(move);
            mean += move;
        }
        mean *= 1 / static_cast<double>(fa_.size());
        double sum = 0, largest = 0;
        for (const Vec3& d : moves_) {
            sum += norm2(d - mean);
            largest = std::max(largest, norm2(d - mean));
        }
        if (largest > t_.displacement * t_.displacement) return;
        const double rms = std::sqrt(sum / static_cast<double>(fa_.size()));
        if (rms < best_.rms - 1e-9) best_ = {rms, std::sqrt(largest), strain_, 1, map_, partner_};
    }

    const Structure &a_, &b_;
    const MatchTolerance& t_;
    Mat3 gram_a_, root_;
    std::vector<Vec3> fa_, fb_, moves_;
    std::size_t anchor_ = 0;
    double strain_ = 0;
    IntMat3 map_;
    std::vector<char> taken_;
    std::vector<int> partner_;
    Match best_;
};

Structure scaled(const Structure& s, double factor) {
    Structure out;
    out.cell = s.cell;
    out.cell.h *= factor;
    out.numbers = s.numbers;
    for (const Position& r : s.positions) out.positions.emplace_back(r * factor);
    return out;
}

}  // namespace

Comparable comparable(const Structure& s, const MatchTolerance& t) {
    Comparable out;
    out.primitive = primitive_cell(s, t.displacement);
    out.print = fingerprint(out.primitive);
    return out;
}

std::optional<Match> match(const Comparable& a, const Comparable& b, const MatchTolerance& t) {
    if (a.primitive.size() != b.primitive.size() || a.primitive.size() == 0) return std::nullopt;
    if (!may_match(a.print, b.print, t)) return std::nullopt;
    const double ratio = b.print.volume_per_atom / a.print.volume_per_atom;
    std::optional<Match> out;
    if (t.scale == Scale::uniform) {
        const double middle = std::pow(ratio, 1.0 / 6);
        const Structure x = scaled(a.primitive, middle), y = scaled(b.primitive, 1 / middle);
        out = Superposition(x, y, t).search();
    } else {
        out = Superposition(a.primitive, b.primitive, t).search();
    }
    if (out) out->volume_ratio = ratio;
    return out;
}

std::optional<Match> match(const Structure& a, const Structure& b, const MatchTolerance& t) {
    return match(comparable(a, t), comparable(b, t), t);
}

std::vector<std::size_t> first_equal(std::span<const Structure> structures,
                                     const MatchTolerance& t) {
    std::vector<std::size_t> out(structures.size());
    std::vector<Comparable> ready;
    std::map<Composition, std::vector<std::size_t>> seen;  // first ones, by reduced formula
    for (std::size_t i = 0; i < structures.size(); ++i) {
        ready.push_back(comparable(structures[i], t));
        out[i] = i;
        auto& candidates = seen[ready[i].print.formula];
        for (std::size_t c : candidates)
            if (match(ready[c], ready[i], t)) {
                out[i] = c;
                break;
            }
        if (out[i] == i)
            candidates.push_back(i);
        else
            ready[i] = {};
    }
    return out;
}

}  // namespace crucible
