#include "crucible/atoms/wyckoff.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "crucible/atoms/spacegroups.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Coordinates of fixed points are multiples of 1/48 in every standard setting; this many to one.
constexpr double grid = 144;

using IntVec = std::array<int, 3>;

Vec3 real(const IntVec& v) { return Vec3(v[0], v[1], v[2]); }

/// Without common divisor, its first component that is not zero positive.
IntVec primitive(IntVec v) {
    const int divisor = std::gcd(std::gcd(v[0], v[1]), v[2]);
    const int leading = v[0] != 0 ? v[0] : v[1] != 0 ? v[1] : v[2];
    if (leading == 0) return v;
    for (int& x : v) x /= leading < 0 ? -divisor : divisor;
    return v;
}

IntVec cross(const IntVec& a, const IntVec& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Two vectors that span all integer vectors perpendicular to `v`, which is primitive.
std::array<Vec3, 2> perpendicular(const IntVec& v) {
    static std::map<IntVec, std::array<Vec3, 2>> known;
    if (const auto it = known.find(v); it != known.end()) return it->second;
    std::vector<IntVec> found;
    for (int size = 1; size <= 4; ++size)
        for (int a = -size; a <= size; ++a)
            for (int b = -size; b <= size; ++b)
                for (int c = -size; c <= size; ++c) {
                    const IntVec w{a, b, c};
                    if (dot(real(w), real(v)) != 0 || w != primitive(w) || w == IntVec{}) continue;
                    for (const IntVec& u : found)
                        if (primitive(cross(u, w)) == v &&
                            norm2(real(cross(u, w))) == norm2(real(v)))
                            return known[v] = {real(u), real(w)};
                    found.push_back(w);
                }
    CRUCIBLE_ASSERT(false);
    return {};
}

/// A point, line or plane, and with it all that lattice translations make of it.
struct Flat {
    int dimension = 0;
    IntVec vector{};  ///< direction of a line, normal of a plane; primitive
    Vec3 point;

    std::vector<Vec3> directions() const {
        if (dimension == 0) return {};
        if (dimension == 1) return {real(vector)};
        if (dimension == 2) {
            const auto two = perpendicular(vector);
            return {two[0], two[1]};
        }
        return {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    }
};

/// Equal for flats that lattice translations bring onto each other: what integer forms that vanish
/// on the directions give on it, modulo 1, in units of the grid.
using FlatKey = std::array<int, 7>;
FlatKey key_of(const Flat& f) {
    std::vector<Vec3> forms{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    if (f.dimension == 1) {
        const auto two = perpendicular(f.vector);
        forms.assign(two.begin(), two.end());
    }
    if (f.dimension == 2) forms = {real(f.vector)};
    FlatKey key{f.dimension, f.vector[0], f.vector[1], f.vector[2], 0, 0, 0};
    for (std::size_t k = 0; k < forms.size(); ++k) {
        const double value = dot(forms[k], f.point) * grid;
        CRUCIBLE_ASSERT(std::abs(value - std::round(value)) < 1e-6);
        const int on_grid = static_cast<int>(std::lround(value)) % static_cast<int>(grid);
        key[4 + k] = on_grid < 0 ? on_grid + static_cast<int>(grid) : on_grid;
    }
    return key;
}

Mat3 real(const IntMat3& m) {
    Mat3 out;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) out(i, j) = m(i, j);
    return out;
}

IntVec rounded(const Vec3& v) {
    return {static_cast<int>(std::lround(v.x)), static_cast<int>(std::lround(v.y)),
            static_cast<int>(std::lround(v.z))};
}

Vec3 wrapped(const Vec3& v) {
    Vec3 out;
    for (int i = 0; i < 3; ++i) {
        out[i] = v[i] - std::floor(v[i]);
        if (out[i] > 1 - 1e-9) out[i] = 0;
    }
    return out;
}

/// What an operation does to flats.
struct Mapping {
    Mat3 rotation, of_normals;
    Vec3 translation;

    explicit Mapping(const SymmetryOperation& o)
        : rotation(real(o.rotation)),
          of_normals(transpose(inverse(rotation))),
          translation(o.translation) {}
    Vec3 operator()(const Vec3& x) const { return wrapped(rotation * x + translation); }
    Flat operator()(const Flat& f) const {
        const Vec3 v = f.dimension == 2 ? of_normals * real(f.vector) : rotation * real(f.vector);
        return {f.dimension, primitive(rounded(v)), (*this)(f.point)};
    }
};

class FixedFlats {
public:
    explicit FixedFlats(const std::vector<SymmetryOperation>& operations) {
        for (const SymmetryOperation& o : operations) mappings_.emplace_back(o);
        for (const SymmetryOperation& o : operations)
            for (int a = -3; a <= 3; ++a)
                for (int b = -3; b <= 3; ++b)
                    for (int c = -3; c <= 3; ++c) add_fixed(o, Vec3(a, b, c));
        meet_axes();
    }

    /// One of each class, and the whole of space.
    std::vector<Flat> classes() const {
        std::vector<Flat> out;
        for (const auto& [dimension, flats] : of_dimension_)
            for (const Flat& f : first_of_classes(flats)) out.push_back(f);
        out.push_back({3, {}, {}});
        return out;
    }

private:
    using Flats = std::map<FlatKey, Flat>;

    void add(Flat f) {
        f.point = wrapped(f.point);
        of_dimension_[f.dimension].try_emplace(key_of(f), f);
    }

    /// All x with R x + t + n = x.
    void add_fixed(const SymmetryOperation& o, const Vec3& n) {
        const Mat3 m = real(o.rotation) - Mat3::identity();
        const Vec3 right = -(o.translation + n);
        const double volume = determinant(m);
        if (std::abs(volume) > 0.5) return add({0, {}, inverse(m) * right});
        int i = 0, j = 1;
        for (; i < 3; ++i) {  // two independent rows: a line
            j = (i + 1) % 3;
            if (norm2(cross(m[i], m[j])) > 0.5) break;
        }
        if (i < 3) {
            const Vec3 along = cross(m[i], m[j]);
            const Vec3 x = inverse(Mat3{{{m[i], m[j], along}}}) * Vec3(right[i], right[j], 0);
            if (norm2(m * x - right) < 1e-12) add({1, primitive(rounded(along)), x});
            return;
        }
        for (i = 0; i < 3 && norm2(m[i]) < 0.5; ++i) continue;
        if (i == 3) return;  // a translation
        const Vec3 x = m[i] * (right[i] / norm2(m[i]));
        if (norm2(m * x - right) < 1e-12) add({2, primitive(rounded(m[i])), x});
    }

    /// Groups such as 222 fix a point that no single operation of theirs does.
    void meet_axes() {
        const Flats axes = of_dimension_[1];
        for (const Flat& first : first_of_classes(axes))
            for (const auto& [key, second] : axes) {
                const Vec3 u = real(first.vector), v = real(second.vector),
                           w = crucible::cross(u, v);
                if (norm2(w) < 0.5) continue;
                for (int a = -3; a <= 3; ++a)
                    for (int b = -3; b <= 3; ++b)
                        for (int c = -3; c <= 3; ++c) {
                            const Vec3 gap = second.point + Vec3(a, b, c) - first.point;
                            if (std::abs(dot(gap, w)) > 1e-6) continue;
                            const double s = dot(crucible::cross(gap, v), w) / norm2(w);
                            add({0, {}, first.point + s * u});
                        }
            }
    }

    std::vector<Flat> first_of_classes(const Flats& flats) const {
        std::set<FlatKey> seen;
        std::vector<Flat> out;
        for (const auto& [key, f] : flats) {
            if (seen.contains(key)) continue;
            for (const Mapping& m : mappings_) seen.insert(key_of(m(f)));
            out.push_back(f);
        }
        return out;
    }

    std::vector<Mapping> mappings_;
    std::map<int, Flats> of_dimension_;
};

/// Which operations make images that no lattice translation brings onto an earlier one.
std::vector<std::size_t> distinct_images(const std::vector<SymmetryOperation>& operations,
                                         const Vec3& x) {
    std::vector<Vec3> centres, seen;
    for (const SymmetryOperation& o : operations)
        if (o.rotation == IntMat3::identity()) centres.push_back(o.translation);
    std::vector<std::size_t> out;
    for (std::size_t k = 0; k < operations.size(); ++k) {
        const Vec3 y = operations[k] * x;
        const bool is_old = std::any_of(seen.begin(), seen.end(), [&](const Vec3& z) {
            return std::any_of(centres.begin(), centres.end(), [&](const Vec3& centre) {
                Vec3 gap = y - z - centre;
                for (int i = 0; i < 3; ++i) gap[i] -= std::round(gap[i]);
                return norm2(gap) < 1e-12;
            });
        });
        if (is_old) continue;
        seen.push_back(y), out.push_back(k);
    }
    return out;
}

}  // namespace

Vec3 operator*(const SymmetryOperation& o, const Vec3& x) {
    Vec3 out = o.translation;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) out[i] += o.rotation(i, j) * x[j];
    return out;
}

WyckoffTable wyckoff_table(int number) {
    auto operations = operations_of_group(number);
    if (!operations)
        throw InputError("E-atoms-group", "there is no such space group", "give 1 to 230");
    const FixedFlats fixed(*operations);
    WyckoffTable out;
    out.number = number;
    out.centring = static_cast<int>(std::count_if(
        operations->begin(), operations->end(),
        [](const SymmetryOperation& o) { return o.rotation == IntMat3::identity(); }));
    for (const Flat& f : fixed.classes()) {
        WyckoffPosition p;
        p.origin = f.point, p.directions = f.directions();
        Vec3 x = f.point;  // moved off everything special
        constexpr std::array<double, 3> anywhere{0.1234567, 0.2718281, 0.3141592};
        for (std::size_t k = 0; k < p.directions.size(); ++k) x += anywhere[k] * p.directions[k];
        p.operations = distinct_images(*operations, x);
        out.positions.push_back(std::move(p));
    }
    out.operations = std::move(*operations);
    std::stable_sort(out.positions.begin(), out.positions.end(),
                     [](const WyckoffPosition& a, const WyckoffPosition& b) {
                         return std::pair(a.multiplicity(), a.freedom()) <
                                std::pair(b.multiplicity(), b.freedom());
                     });
    return out;
}

}  // namespace crucible
