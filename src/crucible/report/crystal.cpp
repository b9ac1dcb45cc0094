#include "crucible/report/crystal.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "crucible/base/error.hpp"

namespace crucible::report {
namespace {

constexpr std::size_t most_atoms = 1000, most_sticks = 5000;
constexpr double longest_edge = 1e4, farthest_atom = 1e6;  // angstrom
constexpr double face_tolerance = 0.02;  // fraction of a cell edge; relaxed atoms sit near faces

[[noreturn]] void bad_crystal(const std::string& why) {
    throw InconsistentError("E-report-crystal", "the structure cannot be drawn: " + why,
                            "look at the file with `crucible structure info`");
}

Mat3 cell_matrix(const Crystal& c) { return {{{c.cell[0], c.cell[1], c.cell[2]}}}; }

bool finite(const Vec3& v) { return std::isfinite(norm2(v)); }

std::size_t element_index(const Crystal& crystal, const std::string& symbol) {
    for (std::size_t i = 0; i < crystal.elements.size(); ++i) {
        if (crystal.elements[i].symbol == symbol) return i;
    }
    bad_crystal("no style for element '" + symbol.substr(0, 8) + "'");
}

void check_crystal(const Crystal& crystal) {
    for (const Vec3& v : crystal.cell) {
        if (!finite(v)) bad_crystal("a cell vector is not finite");
        if (!(norm(v) > 0.1 && norm(v) < longest_edge)) bad_crystal("a cell edge is not sensible");
    }
    const double lengths = norm(crystal.cell[0]) * norm(crystal.cell[1]) * norm(crystal.cell[2]);
    const double volume = std::abs(determinant(cell_matrix(crystal)));
    if (!(volume > 1e-3 * lengths)) bad_crystal("the cell is flat");
    if (crystal.atoms.empty()) bad_crystal("it has no atoms");
    if (crystal.atoms.size() > most_atoms) {
        bad_crystal(std::to_string(crystal.atoms.size()) + " atoms are too many for a picture");
    }
    for (const CrystalAtom& atom : crystal.atoms) {
        if (!finite(atom.position)) bad_crystal("a coordinate is not finite");
        if (norm(atom.position) > farthest_atom) bad_crystal("an atom is too far away");
    }
    for (const ElementStyle& style : crystal.elements) {
        if (!(style.radius > 0 && style.radius < 20)) bad_crystal("a radius is not sensible");
    }
    for (const BondRule& rule : crystal.bonds) {
        if (!(rule.longest >= 0 && rule.longest < 10)) bad_crystal("a bond length is not sensible");
    }
}

/// How far two elements bond, and whether the first one's partners outside the cell are shown.
struct Reach {
    double longest = 0;
    bool completes = false;
};

Reach reach_of(const Crystal& crystal, const std::string& from, const std::string& to) {
    Reach reach;
    for (const BondRule& rule : crystal.bonds) {
        const bool forward = rule.first == from && rule.second == to;
        if (!forward && !(rule.first == to && rule.second == from)) continue;
        reach.longest = std::max(reach.longest, rule.longest);
        reach.completes = reach.completes || forward;
    }
    return reach;
}

/// An atom (index into Crystal::atoms) in the cell shifted by a, b, c.
using Image = std::tuple<std::size_t, int, int, int>;

class SceneBuilder {
public:
    explicit SceneBuilder(const Crystal& crystal)
        : crystal_(crystal),
          cell_(cell_matrix(crystal)),
          inverse_(inverse(cell_)),
          middle_((cell_[0] + cell_[1] + cell_[2]) * 0.5) {
        for (const CrystalAtom& atom : crystal.atoms) {
            element_.push_back(element_index(crystal, atom.symbol));
            Vec3 f = atom.position * inverse_;
            for (int k = 0; k < 3; ++k) {
                f[k] -= std::floor(f[k]);
                if (f[k] > 1 - face_tolerance) f[k] -= 1;
            }
            home_.push_back(f);
        }
    }

    Scene build() {
        for (std::size_t i = 0; i < home_.size(); ++i) add_inside(i);
        const std::size_t n_inside = images_.size();
        find_spans();
        for (std::size_t p = 0; p < n_inside; ++p) add_bonds(p, n_inside);
        add_edges();
        return std::move(scene_);
    }

private:
    Vec3 place(const Image& image) const {
        const auto [i, a, b, c] = image;
        return (home_[i] + Vec3{double(a), double(b), double(c)}) * cell_ - middle_;
    }

    std::size_t add_ball(const Image& image, bool inside) {
        const auto [it, fresh] = index_.emplace(image, images_.size());
        if (fresh) {
            images_.push_back(image);
            scene_.balls.push_back({element_[std::get<0>(image)], place(image), inside});
        }
        return it->second;
    }

    // An atom on a face, edge or corner is shown on all of them.
    void add_inside(std::size_t i) {
        const auto repeats = [](double f) { return f < face_tolerance ? 1 : 0; };
        for (int a = 0; a <= repeats(home_[i].x); ++a) {
            for (int b = 0; b <= repeats(home_[i].y); ++b) {
                for (int c = 0; c <= repeats(home_[i].z); ++c) add_ball({i, a, b, c}, true);
            }
        }
    }

    void find_spans() {
        double longest = 0;
        for (const BondRule& rule : crystal_.bonds) longest = std::max(longest, rule.longest);
        for (int k = 0; k < 3; ++k) {
            // Row k of the transposed inverse is a reciprocal vector: 1 / distance of the planes.
            const double spacing = 1 / norm(transpose(inverse_)[k]);
            // Fractional coordinates differ by less than one, hence the 1.
            span_[k] = 1 + static_cast<int>(std::floor(longest / spacing + face_tolerance));
            if (span_[k] > 8) bad_crystal("the bonds are longer than several cells");
        }
    }

    void add_bonds(std::size_t p, std::size_t n_inside) {
        const auto [i, pa, pb, pc] = images_[p];
        const Vec3 here = scene_.balls[p].position;
        for (std::size_t j = 0; j < home_.size(); ++j) {
            const Reach reach =
                reach_of(crystal_, crystal_.atoms[i].symbol, crystal_.atoms[j].symbol);
            if (reach.longest <= 0) continue;
            for (int a = pa - span_[0]; a <= pa + span_[0]; ++a) {
                for (int b = pb - span_[1]; b <= pb + span_[1]; ++b) {
                    for (int c = pc - span_[2]; c <= pc + span_[2]; ++c) {
                        const Image image{j, a, b, c};
                        const double d = norm(place(image) - here);
                        if (d <= reach.longest && d > 0.1) join(p, image, reach, n_inside);
                    }
                }
            }
        }
    }

    void join(std::size_t p, const Image& image, const Reach& reach, std::size_t n_inside) {
        const auto known = index_.find(image);
        if (known != index_.end() && known->second < n_inside) {
            if (known->second > p) scene_.sticks.push_back({p, known->second});
        } else if (reach.completes) {
            scene_.sticks.push_back({p, add_ball(image, false)});
        }
        if (scene_.sticks.size() > most_sticks) bad_crystal("it has too many bonds");
    }

    void add_edges() {
        std::size_t n = 0;
        for (int along = 0; along < 3; ++along) {
            for (int u = 0; u <= 1; ++u) {
                for (int v = 0; v <= 1; ++v) {
                    const Vec3 start =
                        cell_[(along + 1) % 3] * u + cell_[(along + 2) % 3] * v - middle_;
                    scene_.edges[n++] = {start, start + cell_[along]};
                }
            }
        }
    }

    const Crystal& crystal_;
    Mat3 cell_, inverse_;
    Vec3 middle_;
    std::vector<std::size_t> element_;
    std::vector<Vec3> home_;  // fractional, in [-tolerance, 1 - tolerance)
    int span_[3] = {1, 1, 1};
    std::map<Image, std::size_t> index_;
    std::vector<Image> images_;
    Scene scene_;
};

}  // namespace

Scene make_scene(const Crystal& crystal) {
    check_crystal(crystal);
    return SceneBuilder(crystal).build();
}

Mat3 view_rotation(const Crystal& crystal) {
    // Looking along the shortest axis spreads the atoms most; the longest stands upright. A turn of
    // 20 and a tilt of 13 degrees then show the depth.
    int order[] = {0, 1, 2};
    std::stable_sort(order, order + 3, [&](int a, int b) {
        return norm(crystal.cell[std::size_t(a)]) < norm(crystal.cell[std::size_t(b)]) - 1e-6;
    });
    const Vec3 longest = crystal.cell[std::size_t(order[2])];
    const Vec3 up = longest / norm(longest);
    const Vec3 other = crystal.cell[std::size_t(order[1])];
    const Vec3 flat = other - up * dot(other, up);
    const Vec3 right = flat / norm(flat);
    const Vec3 eye = cross(right, up);
    const double yaw = 20 * 3.14159265358979323846 / 180, tilt = yaw * 0.65;
    const Vec3 turned = right * std::cos(yaw) - eye * std::sin(yaw);
    const Vec3 depth = right * std::sin(yaw) + eye * std::cos(yaw);
    return {{{turned, up * std::cos(tilt) - depth * std::sin(tilt),
              up * std::sin(tilt) + depth * std::cos(tilt)}}};
}

}  // namespace crucible::report
