#include <cmath>

#include "engine.hpp"

namespace crucible::md {

BoxFrame box_frame(const Mat3& h) {
    BoxFrame f;
    Mat3 right = h;
    f.is_mirrored = determinant(h) < 0;
    if (f.is_mirrored) right[2] *= -1;
    const bool fits = right(0, 1) == 0 && right(0, 2) == 0 && right(1, 2) == 0 && right(0, 0) > 0 &&
                      right(1, 1) > 0;
    f.box = right;
    f.turn = Mat3::identity();
    f.is_turned = !fits;
    if (fits) return f;
    const Vec3 x = right[0] / norm(right[0]);
    const Vec3 z = cross(right[0], right[1]) / norm(cross(right[0], right[1]));
    f.turn = {{{x, cross(z, x), z}}};  // rows: the engine's axes in the user's space
    f.box = right * transpose(f.turn);
    f.box(0, 1) = f.box(0, 2) = f.box(1, 2) = 0;  // zero but for rounding
    return f;
}

}  // namespace crucible::md
