#pragma once
// Random structures, cells and rotations for property tests.

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/random.hpp"

namespace crucible::testing {

inline Vec3 random_direction(RandomStream& r) {
    const Vec3 v{r.normal(), r.normal(), r.normal()};
    return v / norm(v);
}

/// Rotation by a uniformly random unit quaternion; apply as v * rotation.
inline Mat3 random_rotation(RandomStream& r) {
    double q[4], n = 0;
    for (double& c : q) c = r.normal(), n += c * c;
    for (double& c : q) c /= std::sqrt(n);
    const double w = q[0], x = q[1], y = q[2], z = q[3];
    return {{{{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
              {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
              {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}}}};
}

/// A triclinic cell with edges of about `size` angstrom; never too thin.
inline Cell random_cell(RandomStream& r, double size) {
    for (;;) {
        Cell cell;
        for (int i = 0; i < 3; ++i) cell.h[i] = random_direction(r) * (size * r.uniform(0.6, 1.6));
        if (cell.volume() > 0.2 * size * size * size) return cell;
    }
}

/// A random change of basis with determinant +1: `steps` elementary shears.
inline IntMat3 random_unimodular(RandomStream& r, int steps) {
    IntMat3 t = IntMat3::identity();
    for (int s = 0; s < steps; ++s) {
        const int i = static_cast<int>(r.index(3)), j = static_cast<int>((i + 1 + r.index(2)) % 3);
        IntMat3 shear = IntMat3::identity();
        shear(i, j) = r.index(2) ? 1 : -1;
        t = shear * t;
    }
    return t;
}

inline Structure random_structure(RandomStream& r, int atoms, double size,
                                  const std::vector<int>& elements = {22, 8}) {
    Structure s;
    s.cell = random_cell(r, size);
    for (int i = 0; i < atoms; ++i) {
        s.numbers.push_back(elements[r.index(elements.size())]);
        s.positions.push_back(
            s.cell.cartesian({r.uniform(-0.5, 1.5), r.uniform(-0.5, 1.5), r.uniform(-0.5, 1.5)}));
    }
    return s;
}

}  // namespace crucible::testing
