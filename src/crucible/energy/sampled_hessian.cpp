// Force constants of any model by differences of forces in a supercell, interpolated in between.

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/niggli.hpp"
#include "crucible/base/error.hpp"
#include "crucible/energy/reciprocal_hessian.hpp"

namespace crucible {
namespace {

/// The cells of a supercell of whole multiples.
struct CellBlock {
    std::array<int, 3> n{1, 1, 1};

    std::size_t size() const { return static_cast<std::size_t>(n[0] * n[1] * n[2]); }
    /// Cell 0 is at the origin.
    std::array<int, 3> at(std::size_t c) const {
        const int k = static_cast<int>(c);
        return {k / (n[1] * n[2]), k / n[2] % n[1], k % n[2]};
    }
    /// The cell that lies opposite of `c` as seen from the origin.
    std::size_t opposite(std::size_t c) const {
        const auto m = at(c);
        const auto turned = [&](std::size_t a) { return (n[a] - m[a]) % n[a]; };
        return static_cast<std::size_t>((turned(0) * n[1] + turned(1)) * n[2] + turned(2));
    }
};

CellBlock block_for(const Structure& s, double image_distance) {
    const auto spacing = plane_spacings(s.cell);
    CellBlock b;
    for (std::size_t a = 0; a < 3; ++a)
        b.n[a] = std::max(1, static_cast<int>(std::ceil(image_distance / spacing[a] - 1e-9)));
    return b;
}

Structure repeated(const Structure& s, const CellBlock& block) {
    Structure out;
    out.cell = s.cell;
    for (int a = 0; a < 3; ++a) out.cell.h[a] = s.cell.h[a] * block.n[static_cast<std::size_t>(a)];
    for (std::size_t c = 0; c < block.size(); ++c) {
        const auto m = block.at(c);
        const Vec3 shift = Vec3(m[0], m[1], m[2]) * s.cell.h;
        for (std::size_t i = 0; i < s.size(); ++i) {
            out.numbers.push_back(s.numbers[i]);
            out.positions.emplace_back(s.positions[i] + shift);
        }
    }
    return out;
}

class SampledHessian final : public ReciprocalHessian {
public:
    SampledHessian(EnergyModel& model, const Structure& s, const SampledHessianSettings& settings)
        : s_(s), block_(block_for(s, settings.image_distance)) {
        if (block_.size() * s.size() > settings.most_atoms)
            throw ResourceError(
                "E-energy-hessian",
                fmt::format("force constants would need a supercell of {} atoms; at most {} are "
                            "allowed",
                            block_.size() * s.size(), settings.most_atoms),
                "lower the distance of images, or raise the limit");
        sample(model, settings.displacement);
        symmetrise();
        sum_rule();
        list_vectors();
    }

    std::size_t atoms() const override { return s_.size(); }

    void at(const Vec3& q, Matrix& out) const override {
        const std::size_t n = atoms();
        out = Matrix(3 * n, 3 * n);
        std::size_t k = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t c = 0; c < block_.size(); ++c)
                for (std::size_t j = 0; j < n; ++j, ++k) {
                    std::complex<double> phase = 0;
                    for (std::size_t v = begins_[k]; v < begins_[k + 1]; ++v)
                        phase += std::polar(1.0, dot(q, vectors_[v]));
                    phase /= static_cast<double>(begins_[k + 1] - begins_[k]);
                    const Mat3& f = constants(i, c, j);
                    for (std::size_t a = 0; a < 3; ++a)
                        for (std::size_t b = 0; b < 3; ++b)
                            out(3 * i + a, 3 * j + b) +=
                                phase * f(static_cast<int>(a), static_cast<int>(b));
                }
    }

    void add_macroscopic_field(const Vec3&, Matrix&) const override {}

private:
    /// Of atom i in the cell at the origin and atom j in cell c.
    Mat3& constants(std::size_t i, std::size_t c, std::size_t j) {
        return constants_[(i * block_.size() + c) * atoms() + j];
    }
    const Mat3& constants(std::size_t i, std::size_t c, std::size_t j) const {
        return constants_[(i * block_.size() + c) * atoms() + j];
    }

    void sample(EnergyModel& model, double displacement) {
        const Structure rest = repeated(s_, block_);
        constants_.resize(atoms() * rest.size());
        Evaluation forth, back;
        for (std::size_t i = 0; i < atoms(); ++i)
            for (int a = 0; a < 3; ++a) {
                Structure moved = rest;
                moved.positions[i][a] = rest.positions[i][a] + displacement;
                model.evaluate(moved, forth);
                moved.positions[i][a] = rest.positions[i][a] - displacement;
                model.evaluate(moved, back);
                for (std::size_t k = 0; k < rest.size(); ++k)
                    constants_[i * rest.size() + k][a] =
                        (back.forces[k] - forth.forces[k]) * (0.5 / displacement);
            }
    }

    void symmetrise() {
        const std::vector<Mat3> before = constants_;
        for (std::size_t i = 0; i < atoms(); ++i)
            for (std::size_t c = 0; c < block_.size(); ++c)
                for (std::size_t j = 0; j < atoms(); ++j) {
                    const std::size_t back = block_.opposite(c);
                    const Mat3& other = before[(j * block_.size() + back) * atoms() + i];
                    Mat3& mine = constants(i, c, j);
                    mine += transpose(other);
                    mine *= 0.5;
                }
    }

    void sum_rule() {
        for (std::size_t i = 0; i < atoms(); ++i) {
            Mat3 sum;
            for (std::size_t c = 0; c < block_.size(); ++c)
                for (std::size_t j = 0; j < atoms(); ++j) sum += constants(i, c, j);
            constants(i, 0, i) += (sum + transpose(sum)) * -0.5;
        }
    }

    /// To the nearest image of every atom; several where they are equally near.
    void list_vectors() {
        const Structure whole = repeated(s_, block_);
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

    Structure s_;
    CellBlock block_;
    std::vector<Mat3> constants_;
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
