#pragma once
// Crystals of springs: every average and free energy of theirs is known.

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "crucible/energy/energy_model.hpp"

namespace spring_crystal {

using namespace crucible;

/// A cubic lattice of `n`^3 atoms, 2.5 angstrom apart.
inline Structure cubic_lattice(int n) {
    Structure s;
    s.cell.h = Mat3::identity() * (2.5 * n);
    for (int x = 0; x < n; ++x)
        for (int y = 0; y < n; ++y)
            for (int z = 0; z < n; ++z) {
                s.numbers.push_back(8);
                s.positions.push_back({2.5 * x, 2.5 * y, 2.5 * z});
            }
    return s;
}

/// U = sum over neighbours of k |u_i - u_j|^2 / 2 (1 + quartic |u_i - u_j|^2), about the lattice.
class Springs final : public EnergyModel {
public:
    Springs(int n, double k, double quartic = 0) : n_(n), k_(k), quartic_(quartic) {}
    void evaluate(const Structure& s, Evaluation& out) override {
        const Structure home = cubic_lattice(n_);
        out.energy = -2;  // of the sites, so that it is not forgotten
        out.forces.assign(s.size(), Vec3{});
        out.stress = Mat3{};
        const auto at = [&](int x, int y, int z) {
            return static_cast<std::size_t>((x % n_ * n_ + y % n_) * n_ + z % n_);
        };
        for (int x = 0; x < n_; ++x)
            for (int y = 0; y < n_; ++y)
                for (int z = 0; z < n_; ++z) {
                    pair(s, home, at(x, y, z), at(x + 1, y, z), out);
                    pair(s, home, at(x, y, z), at(x, y + 1, z), out);
                    pair(s, home, at(x, y, z), at(x, y, z + 1), out);
                }
    }
    std::unique_ptr<EnergyModel> clone() const override {
        return std::make_unique<Springs>(n_, k_, quartic_);
    }
    std::string description() const override { return "springs"; }

private:
    void pair(const Structure& s, const Structure& home, std::size_t i, std::size_t j,
              Evaluation& out) const {
        const Vec3 d = (s.positions[j] - home.positions[j]) - (s.positions[i] - home.positions[i]);
        const double d2 = norm2(d);
        out.energy += 0.5 * k_ * d2 * (1 + quartic_ * d2);
        const Vec3 f = d * (k_ * (1 + 2 * quartic_ * d2));
        out.forces[i] += f;
        out.forces[j] -= f;
    }
    int n_;
    double k_, quartic_;
};

}  // namespace spring_crystal
