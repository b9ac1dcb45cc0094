#pragma once
// What a probe sees: turned models, squares, weights. Private to the module.

#include <vector>

#include "crucible/observe/fluctuation.hpp"

namespace crucible {

/// An atom's image in the turned cube.
struct ProbedAtom {
    std::size_t pixel = 0;
    double x = 0, y = 0;  ///< angstrom, from the centre of the pixel
    double weight = 0;    ///< 2 J1(2 pi Q r) / (2 pi Q r)
};

class FluctuationGeometry {
public:
    /// Throws InputError: E-fem-options, E-fem-box, E-atoms-periodic, E-observe-frames.
    FluctuationGeometry(const Structure&, const FluctuationOptions&);

    std::size_t rotations() const { return rotation_.size(); }
    std::size_t pixels() const { return pixels_per_side_ * pixels_per_side_; }
    double side() const { return side_; }  ///< of the cube, angstrom

    /// Images of an atom within the sphere around the cube, angstrom from the origin.
    std::vector<Vec3> images(const Position&) const;
    /// Those of them that lie in a pixel of the model turned by rotation `r`.
    void probed(std::size_t r, const std::vector<Vec3>& images, std::vector<ProbedAtom>& out) const;
    /// Those within `radius` of a probe at (x, y), from its centre; pixel 0.
    void in_disc(std::size_t r, const std::vector<Vec3>& images, double x, double y, double radius,
                 std::vector<ProbedAtom>& out) const;

private:
    std::vector<Mat3> rotation_;
    Mat3 cell_, inverse_;
    std::vector<Vec3> translations_;  ///< lattice vectors that bring images into the sphere
    double side_ = 0, resolution_ = 0, pixel_ = 0;
    std::size_t pixels_per_side_ = 0;
};

/// 2 J1(u) / u with u = 2 pi 0.61 r / R: the amplitude of a probe at distance r from its centre.
double airy_amplitude(double r, double resolution);

/// (elements, k) electron form factors of the elements, in the order given.
Array2<double> electron_form_factors(const std::vector<int>& elements,
                                     const std::vector<double>& k);

}  // namespace crucible
