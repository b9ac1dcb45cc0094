#pragma once
// Three-vectors and 3x3 matrices: plain structs, row-major, all operations inline.

#include <array>
#include <cmath>

namespace crucible {

struct Vec3 {
    double x = 0, y = 0, z = 0;

    // Spelled out, though an aggregate would do: clang 14 knows no Vec3(i, j, k) of an aggregate.
    constexpr Vec3() = default;
    constexpr Vec3(double x_, double y_, double z_) : x(x_), y(y_), z(z_) {}

    double& operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
    double operator[](int i) const { return i == 0 ? x : i == 1 ? y : z; }
    Vec3& operator+=(const Vec3& o) {
        x += o.x, y += o.y, z += o.z;
        return *this;
    }
    Vec3& operator-=(const Vec3& o) {
        x -= o.x, y -= o.y, z -= o.z;
        return *this;
    }
    Vec3& operator*=(double s) {
        x *= s, y *= s, z *= s;
        return *this;
    }
    friend bool operator==(const Vec3&, const Vec3&) = default;
};

inline Vec3 operator+(Vec3 a, const Vec3& b) { return a += b; }
inline Vec3 operator-(Vec3 a, const Vec3& b) { return a -= b; }
inline Vec3 operator-(const Vec3& a) { return {-a.x, -a.y, -a.z}; }
inline Vec3 operator*(Vec3 a, double s) { return a *= s; }
inline Vec3 operator*(double s, Vec3 a) { return a *= s; }
inline Vec3 operator/(Vec3 a, double s) { return a *= 1 / s; }
inline double dot(const Vec3& a, const Vec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double norm2(const Vec3& a) { return dot(a, a); }
inline double norm(const Vec3& a) { return std::sqrt(norm2(a)); }

/// 3x3 matrix; `m[i]` is row i.
struct Mat3 {
    std::array<Vec3, 3> row{};

    static Mat3 identity() { return {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}}; }
    static Mat3 diagonal(double a, double b, double c) {
        return {{{{a, 0, 0}, {0, b, 0}, {0, 0, c}}}};
    }
    Vec3& operator[](int i) { return row[static_cast<std::size_t>(i)]; }
    const Vec3& operator[](int i) const { return row[static_cast<std::size_t>(i)]; }
    double& operator()(int i, int j) { return (*this)[i][j]; }
    double operator()(int i, int j) const { return (*this)[i][j]; }
    Mat3& operator+=(const Mat3& o) {
        for (int i = 0; i < 3; ++i) (*this)[i] += o[i];
        return *this;
    }
    Mat3& operator*=(double s) {
        for (int i = 0; i < 3; ++i) (*this)[i] *= s;
        return *this;
    }
    friend bool operator==(const Mat3&, const Mat3&) = default;
};

inline Mat3 operator+(Mat3 a, const Mat3& b) { return a += b; }
inline Mat3 operator-(const Mat3& a, const Mat3& b) {
    return {{{a[0] - b[0], a[1] - b[1], a[2] - b[2]}}};
}
inline Mat3 operator*(Mat3 a, double s) { return a *= s; }
inline Mat3 operator*(double s, Mat3 a) { return a *= s; }
inline Mat3 transpose(const Mat3& m) {
    return {{{{m[0].x, m[1].x, m[2].x}, {m[0].y, m[1].y, m[2].y}, {m[0].z, m[1].z, m[2].z}}}};
}
/// Row vector times matrix: (v M)_j = sum_i v_i M_ij. Fractional to Cartesian with rows a, b, c.
inline Vec3 operator*(const Vec3& v, const Mat3& m) { return m[0] * v.x + m[1] * v.y + m[2] * v.z; }
inline Vec3 operator*(const Mat3& m, const Vec3& v) {
    return {dot(m[0], v), dot(m[1], v), dot(m[2], v)};
}
inline Mat3 operator*(const Mat3& a, const Mat3& b) { return {{{a[0] * b, a[1] * b, a[2] * b}}}; }
inline double determinant(const Mat3& m) { return dot(m[0], cross(m[1], m[2])); }
inline double trace(const Mat3& m) { return m[0].x + m[1].y + m[2].z; }
/// Inverse by cofactors; the caller guards against determinant zero.
inline Mat3 inverse(const Mat3& m) {
    const Vec3 bc = cross(m[1], m[2]), ca = cross(m[2], m[0]), ab = cross(m[0], m[1]);
    const double d = 1 / dot(m[0], bc);
    return transpose({{{bc * d, ca * d, ab * d}}});
}
inline Mat3 outer(const Vec3& a, const Vec3& b) { return {{{b * a.x, b * a.y, b * a.z}}}; }

}  // namespace crucible
