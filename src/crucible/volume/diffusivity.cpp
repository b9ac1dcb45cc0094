#include "crucible/volume/diffusivity.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "crucible/base/error.hpp"
#include "crucible/num/linalg.hpp"
#include "crucible/volume/clusters.hpp"
#include "crucible/volume/flux_multigrid.hpp"

namespace crucible::volume {
namespace {

constexpr std::uint32_t no_voxel = UINT32_MAX;

/// The equations: each voxel's balance of fluxes.
struct FluxBalance {
    FluxMatrix matrix;
    std::vector<FluxMultigrid::Place> places;
    std::vector<double> source, start;
    std::vector<std::uint32_t> inlet, outlet;
    double edge = 0;  ///< conductance between an outer voxel and its face
};

FluxBalance balance_of(const LabelVolume& through, std::size_t axis) {
    const Grid& g = through.grid;
    const std::array<double, 3>& h = g.spacing;
    const std::array<double, 3> conductance{h[1] * h[2] / h[0], h[0] * h[2] / h[1],
                                            h[0] * h[1] / h[2]};
    FluxBalance b;
    FluxMatrix& m = b.matrix;
    b.edge = 2 * conductance[axis];
    const std::array<std::size_t, 3> shape{g.slices, g.rows, g.columns};
    std::vector<std::uint32_t> above(g.slice_size(), no_voxel), here(g.slice_size(), no_voxel);
    for (std::size_t i = 0; i < g.slices; ++i) {
        for (std::size_t j = 0; j < g.rows; ++j)
            for (std::size_t k = 0; k < g.columns; ++k) {
                const std::size_t at = j * g.columns + k;
                here[at] = no_voxel;
                if (through(i, j, k) != in_phase) continue;
                const auto n = static_cast<std::uint32_t>(m.size());
                here[at] = n;
                m.diagonal.push_back(0), b.source.push_back(0);
                const std::array before{i > 0 ? above[at] : no_voxel,
                                        j > 0 ? here[at - g.columns] : no_voxel,
                                        k > 0 ? here[at - 1] : no_voxel};
                for (std::size_t a = 0; a < 3; ++a) {
                    if (before[a] == no_voxel) continue;
                    m.before.push_back(before[a]), m.conductance.push_back(conductance[a]);
                    m.diagonal[n] += conductance[a], m.diagonal[before[a]] += conductance[a];
                }
                m.first.push_back(m.before.size());
                b.places.push_back({static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(j),
                                    static_cast<std::uint16_t>(k)});
                const std::size_t depth = std::array{i, j, k}[axis];
                b.start.push_back(1 - (static_cast<double>(depth) + 0.5) /
                                          static_cast<double>(shape[axis]));
                if (depth == 0) m.diagonal[n] += b.edge, b.source[n] = b.edge, b.inlet.push_back(n);
                if (depth + 1 == shape[axis]) m.diagonal[n] += b.edge, b.outlet.push_back(n);
            }
        std::swap(above, here);
    }
    return b;
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t n = 0; n < a.size(); ++n) sum += a[n] * b[n];
    return sum;
}

std::vector<double> solve(FluxBalance& b, const DiffusivityOptions& o, int& iterations) {
    const std::size_t n = b.matrix.size();
    std::vector<double> x = b.start, r(n), z(n), p(n), q(n);
    b.matrix.apply(x, q);
    for (std::size_t v = 0; v < n; ++v) r[v] = b.source[v] - q[v];
    FluxMultigrid multigrid(b.matrix, std::move(b.places));
    multigrid.apply(r, z);
    p = z;
    double rz = product(r, z);
    // Where the linear profile is the answer, nothing but rounding is left.
    const double first =
        std::max(std::sqrt(product(r, r)), 1e-6 * std::sqrt(product(b.source, b.source)));
    for (iterations = 0;; ++iterations) {
        const double residual = std::sqrt(product(r, r)) / first;
        if (o.progress) o.progress(iterations, residual);
        if (residual <= o.tolerance) return x;
        if (iterations >= o.most_iterations || !std::isfinite(residual))
            throw UnstableError(
                "E-volume-solver",
                fmt::format("diffusion: residual {:.2g} after {} iterations", residual, iterations),
                "raise the tolerance or the number of iterations");
        b.matrix.apply(p, q);
        const double step = rz / product(p, q);
        for (std::size_t v = 0; v < n; ++v) x[v] += step * p[v], r[v] -= step * q[v];
        multigrid.apply(r, z);
        const double before = rz;
        rz = product(r, z);
        for (std::size_t v = 0; v < n; ++v) p[v] = z[v] + rz / before * p[v];
    }
}

std::vector<double> solve_densely(const FluxBalance& b) {
    const FluxMatrix& m = b.matrix;
    Array2<double> a(m.size(), m.size());
    for (std::size_t v = 0; v < m.size(); ++v) {
        a(v, v) = m.diagonal[v];
        for (std::size_t e = m.first[v]; e < m.first[v + 1]; ++e)
            a(v, m.before[e]) = a(m.before[e], v) = -m.conductance[e];
    }
    return cholesky_solve(a, b.source);
}

/// Flux times length over area, and how well the fluxes agree.
void conclude(const FluxBalance& b, const std::vector<double>& x, const LabelVolume& mask,
              std::size_t axis, Diffusivity& out) {
    double in = 0, left = 0;
    for (const std::uint32_t v : b.inlet) in += b.edge * (1 - x[v]);
    for (const std::uint32_t v : b.outlet) left += b.edge * x[v];
    const Grid& g = mask.grid;
    const auto n = static_cast<double>(std::array{g.slices, g.rows, g.columns}[axis]);
    const double length = n * g.spacing[axis];
    const double area =
        static_cast<double>(count_phase(mask.voxels).measured()) * g.voxel_volume() / length;
    out.relative = (in + left) / 2 * length / area;
    out.imbalance = std::abs(in - left) / ((in + left) / 2);
    out.tortuosity = out.porosity / out.relative;
}

template <class Solve>
Diffusivity diffusivity_by(const LabelVolume& mask, std::size_t axis, const Solve& solver) {
    check_mask(mask);
    if (axis > 2)
        throw InputError("E-volume-axis", fmt::format("a volume has no axis {}", axis),
                         "choose 0 (slices), 1 (rows) or 2 (columns)");
    for (const double s : mask.grid.spacing)
        if (!(s > 0) || !std::isfinite(s))
            throw InputError("E-volume-spacing", fmt::format("voxels of length {}", s),
                             "give three positive lengths");
    Diffusivity out;
    out.porosity = count_phase(mask.voxels).fraction().value_or(0);
    LabelVolume through = mask;
    const std::size_t far = std::array{mask.grid.slices, mask.grid.rows, mask.grid.columns}[axis];
    remove_clusters(through, Connectivity::faces,
                    [&](const Cluster& c) { return c.first[axis] != 0 || c.end[axis] != far; });
    FluxBalance b = balance_of(through, axis);
    if (b.matrix.size() == 0) return out;
    const std::vector<double> x = solver(b, out);
    conclude(b, x, mask, axis, out);
    return out;
}

}  // namespace

Diffusivity diffusivity(const LabelVolume& mask, std::size_t axis, const DiffusivityOptions& o) {
    return diffusivity_by(
        mask, axis, [&](FluxBalance& b, Diffusivity& out) { return solve(b, o, out.iterations); });
}

Diffusivity diffusivity_reference(const LabelVolume& mask, std::size_t axis) {
    return diffusivity_by(mask, axis,
                          [](const FluxBalance& b, Diffusivity&) { return solve_densely(b); });
}

}  // namespace crucible::volume
