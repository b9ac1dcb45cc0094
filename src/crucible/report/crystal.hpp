#pragma once
// A structure to look at: what the still picture and the interactive viewer both draw.

#include <array>
#include <string>
#include <vector>

#include "crucible/num/vec3.hpp"
#include "crucible/report/tokens.hpp"

namespace crucible::report {

/// How an element is drawn.
struct ElementStyle {
    std::string symbol;  ///< "Ti"
    Hue hue = Hue::grey;
    double radius = 0.4;  ///< of the ball, angstrom
};
/// Atoms of these two elements closer than this are joined. Atoms of `first` get all their
/// partners, also those outside the cell, so that their coordination is seen whole.
struct BondRule {
    std::string first, second;
    double longest = 0;  ///< angstrom
};
struct CrystalAtom {
    std::string symbol;
    Vec3 position;  ///< angstrom
};
/// One periodic cell. The caller decides radii and bonds: this module knows no chemistry.
struct Crystal {
    std::array<Vec3, 3> cell{};  ///< rows a, b, c, angstrom
    std::vector<CrystalAtom> atoms;
    std::vector<ElementStyle> elements;
    std::vector<BondRule> bonds;
};

/// Everything that is drawn: atoms inside the cell or on its faces (repeated there), the partners
/// of their bonds outside, the bonds, the twelve edges. angstrom, origin in the cell's middle.
struct Scene {
    struct Ball {
        std::size_t element = 0;  ///< index into Crystal::elements
        Vec3 position;
        bool inside = true;  ///< false: a bond's partner outside the cell
    };
    struct Stick {
        std::size_t from = 0, to = 0;  ///< indices into balls
    };
    std::vector<Ball> balls;
    std::vector<Stick> sticks;
    std::array<std::array<Vec3, 2>, 12> edges{};
};

/// Builds the scene. Throws InconsistentError (E-report-crystal) for a flat cell, coordinates or
/// lengths that no crystal has, an element without style, no atom, more than 1 000 atoms or 5 000
/// bonds.
Scene make_scene(const Crystal&);
/// The scene as the viewer reads it (`Scene` of web/src/viewer.ts): hues by name, so that it
/// follows the theme.
std::string scene_json(const Crystal&);

/// The view from which the cell shows its depth without hiding atoms: rotation matrix, rows are the
/// screen's right, up and towards-the-eye directions.
Mat3 view_rotation(const Crystal&);

}  // namespace crucible::report
