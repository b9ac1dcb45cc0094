// Force constants of any model by differences of forces in a supercell, interpolated in between.

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/energy/force_constants.hpp"
#include "crucible/energy/reciprocal_hessian.hpp"

namespace crucible {
namespace {

Supercell supercell_for(const Structure& s, const SampledHessianSettings& settings) {
    const auto times = repeats_for_width(s, settings.image_distance);
    const std::size_t atoms = static_cast<std::size_t>(times[0]) *
                              static_cast<std::size_t>(times[1]) *
                              static_cast<std::size_t>(times[2]) * s.size();
    if (atoms > settings.most_atoms)
        throw ResourceError("E-energy-hessian",
                            fmt::format("force constants would need a supercell of {} atoms; at "
                                        "most {} are allowed",
                                        atoms, settings.most_atoms),
                            "lower the distance of images, or raise the limit");
    return make_supercell(s, times);
}

class SampledHessian final : public ReciprocalHessian {
public:
    SampledHessian(EnergyModel& model, const Structure& s, const SampledHessianSettings& settings)
        : supercell_(supercell_for(s, settings)),
          constants_(force_constants(supercell_, model, settings.displacement)) {
        list_vectors();
    }

    std::size_t atoms() const override { return supercell_.n_basis; }

    void at(const Vec3& q, Matrix& out) const override {
        const std::size_t n = atoms();
        out = Matrix(3 * n, 3 * n);
        std::size_t pair = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < supercell_.structure.size(); ++k, ++pair) {
                std::complex<double> phase = 0;
                for (std::size_t v = begins_[pair]; v < begins_[pair + 1]; ++v)
                    phase += std::polar(1.0, dot(q, vectors_[v]));
                phase /= static_cast<double>(begins_[pair + 1] - begins_[pair]);
                for (std::size_t a = 0; a < 3; ++a)
                    for (std::size_t b = 0; b < 3; ++b)
                        out(3 * i + a, 3 * (k % n) + b) +=
                            phase * constants_.phi(3 * i + a, 3 * k + b);
            }
    }

    void add_macroscopic_field(const Vec3&, Matrix&) const override {}

private:
    /// To the nearest image of every atom; several where they are equally near.
    void list_vectors() {
        const Structure& whole = supercell_.structure;
        const Mat3 to_fractional = inverse(whole.cell.h);
        constexpr double equally_near = 1e-3;  // angstrom
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t k = 0; k < whole.size(); ++k) {
                Vec3 f = (whole.positions[k] - whole.positions[i]) * to_fractional;
                for (int a = 0; a < 3; ++a) f[a] -= std::round(f[a]);
                std::vector<Vec3> near;
                double nearest = INFINITY;
                for (int a = -2; a <= 2; ++a)
                    for (int b = -2; b <= 2; ++b)
                        for (int c = -2; c <= 2; ++c) {
                            near.push_back((f + Vec3(a, b, c)) * whole.cell.h);
                            nearest = std::min(nearest, norm(near.back()));
                        }
                begins_.push_back(vectors_.size());
                for (const Vec3& d : near)
                    if (norm(d) < nearest + equally_near) vectors_.push_back(d);
            }
        begins_.push_back(vectors_.size());
    }

    Supercell supercell_;
    ForceConstants constants_;
    std::vector<Vec3> vectors_;
    std::vector<std::size_t> begins_;
};

void check_settings(const SampledHessianSettings& s) {
    if (!(s.displacement > 0 && s.displacement < 0.5) ||
        !(s.image_distance > 0 && s.image_distance < 1000))
        throw InputError("E-energy-hessian",
                         "the displacement must lie in 0 to 0.5 angstrom, the distance of images "
                         "in 0 to 1000",
                         "0.005 and 12 angstrom are usual");
}

}  // namespace

std::unique_ptr<ReciprocalHessian> sampled_hessian(EnergyModel& model, const Structure& s,
                                                   const SampledHessianSettings& settings) {
    check_settings(settings);
    check_cell(s.cell);
    // A reduced cell has the smallest supercell; the lattice is the same, hence are all q.
    Structure reduced = s;
    reduced.cell = minkowski_reduce(s.cell).cell;
    return std::make_unique<SampledHessian>(model, reduced, settings);
}

std::unique_ptr<ReciprocalHessian> reciprocal_hessian(EnergyModel& model, const Structure& s,
                                                      const SampledHessianSettings& settings) {
    if (const auto* ions = dynamic_cast<const BuckinghamCoulomb*>(&model))
        return ionic_hessian(ions->parameters(), s);
    return sampled_hessian(model, s, settings);
}

}  // namespace crucible
