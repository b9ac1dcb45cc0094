#pragma once
// Small problems that the tests of the chain share.

#include <cmath>
#include <filesystem>
#include <memory>

#include "crucible/base/random.hpp"
#include "crucible/energy/eam_file.hpp"
#include "crucible/observe/scattering.hpp"
#include "crucible/rmc/chain.hpp"
#include "crucible/rmc/fixed_cell.hpp"

namespace rmc_test {

using namespace crucible;
using namespace crucible::rmc;

/// Copper and zirconium alternately, at the density of the glass.
inline Structure random_alloy(std::size_t n, std::uint64_t seed, double distance = 1.9) {
    Cell cell;
    const double side = std::cbrt(static_cast<double>(n) / 0.0613);
    cell.h = Mat3::diagonal(side, side, side);
    std::vector<int> numbers;
    for (std::size_t i = 0; i < n; ++i) numbers.push_back(i % 3 == 2 ? 40 : 29);
    return random_start(cell, numbers, distance, {seed, StreamId::rmc_start}).structure;
}

inline std::vector<double> uniform_grid(double low, double high, double step) {
    std::vector<double> x;
    for (double v = low; v < high + step / 2; v += step) x.push_back(v);
    return x;
}

/// X-ray S(q) to half the box.
inline LinearObservable xray_of(const Structure& s, double width = 0.02, double q_step = 0.2) {
    const double half = FixedCell(s.cell).reach();
    return structure_factor(ensemble_of(s), {}, uniform_grid(1, 16, q_step),
                            RadialGrid::up_to(half, width));
}

/// Smooth made-up embedded-atom tables, cut at 4.9 angstrom.
inline std::shared_ptr<EamTables> soft_tables() {
    auto t = std::make_shared<EamTables>();
    t->format = EamFormat::finnis_sinclair;
    t->file = "made up";
    t->numbers = {29, 40};
    t->n_rho = t->n_r = 2000;
    t->d_rho = 0.02;
    t->d_r = 0.0025;
    t->cutoff = 4.9;
    t->rho_max = (t->n_rho - 1) * t->d_rho;
    t->density.resize(4), t->pair.resize(4);
    for (std::size_t i = 0; i < 2; ++i) {
        t->embedding.emplace_back();
        for (int k = 0; k < t->n_rho; ++k)
            t->embedding[i].push_back(-(1.0 + 0.3 * static_cast<double>(i)) *
                                      std::sqrt(1e-3 + k * t->d_rho));
    }
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j)
            for (int k = 0; k < t->n_r; ++k) {
                const double r = k * t->d_r, tail = std::pow(std::max(0.0, 4.9 - r), 3);
                const double both = static_cast<double>(i + j);
                t->density[t->at(i, j)].push_back(
                    (0.02 + 0.01 * static_cast<double>(i) + 0.005 * static_cast<double>(j)) * tail);
                t->pair[t->at(i, j)].push_back(r * 0.5 * tail * std::exp(-r) * (1 + both));
            }
    return t;
}

/// S(q) and a partial g(r) of one random configuration, to be fitted from another.
inline Problem two_sets(const Structure& target, const Structure& start) {
    Problem p;
    LinearTerm s;
    s.name = "S(q)";
    s.observable = xray_of(start);
    s.target = evaluate(xray_of(target), target);
    p.linear.push_back(s);
    LinearTerm g;
    g.name = "g CuZr";
    g.observable = partial_g(ensemble_of(start), 29, 40, 5, 0.1, RadialGrid::up_to(5, 0.02));
    g.target = evaluate(g.observable, target);
    p.linear.push_back(g);
    p.cutoffs = {{{29, 29}, 1.8}, {{29, 40}, 1.9}, {{40, 40}, 2.0}};
    Stage stage;
    stage.moves = 1'000'000;
    stage.sigma = {{0.03, 0.003}, {0.05, 0.01}};
    stage.swap_fraction = 0.1;
    stage.adapt = false;
    stage.temperature = {1500, 800};
    p.stages = {stage};
    return p;
}

}  // namespace rmc_test
