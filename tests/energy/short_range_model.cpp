// The base of learned potentials: lists, ghosts and threads, with Lennard-Jones pairs as the model.
#include "crucible/energy/short_range_model.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/energy/lennard_jones.hpp"
#include "tests/energy/derivatives.hpp"

using namespace crucible;

namespace {

constexpr double toy_epsilon = 0.0103, toy_sigma = 3.4, toy_cutoff = 7;

/// Half of each pair's energy for either atom.
class ToyPairs final : public ShortRangeModel {
public:
    double cutoff() const override { return toy_cutoff; }
    const std::vector<int>& numbers() const override {
        static const std::vector<int> argon = {18};
        return argon;
    }
    void add(const LocalAtoms& a, std::size_t begin, std::size_t end, LocalSums& out) override {
        const double s6 = std::pow(toy_sigma / toy_cutoff, 6);
        const double shift = 4 * toy_epsilon * (s6 * s6 - s6);
        for (std::size_t i = begin; i < end; ++i)
            for (auto e = a.first[i]; e < a.first[i + 1]; ++e) {
                const auto j = static_cast<std::size_t>(a.neighbours[e]);
                const double *p = a.positions + 3 * i, *q = a.positions + 3 * j;
                const Vec3 d(q[0] - p[0], q[1] - p[1], q[2] - p[2]);
                const double r = norm(d);
                if (r >= toy_cutoff) continue;
                const double t6 = std::pow(toy_sigma / r, 6);
                const double energy = (4 * toy_epsilon * (t6 * t6 - t6) - shift) / 2;
                const Vec3 partial = d * (-24 * toy_epsilon * (2 * t6 * t6 - t6) / (2 * r * r));
                out.energy += energy, out.per_atom[i] += energy;
                for (int k = 0; k < 3; ++k) {
                    out.forces[3 * i + static_cast<std::size_t>(k)] += partial[k];
                    out.forces[3 * j + static_cast<std::size_t>(k)] -= partial[k];
                }
                out.virial += outer(d, partial) * -1.0;
                out.nearest = std::min(out.nearest, r);
            }
    }
    std::unique_ptr<EnergyModel> clone() const override { return std::make_unique<ToyPairs>(); }
    std::string description() const override { return "toy"; }
};

Structure random_argon(int n, double edge, double shear) {
    Structure s;
    s.cell.h = Mat3{{{{edge * n, 0, 0}, {shear, edge * n, 0}, {0.4, -shear, edge * n}}}};
    RandomStream random(3, StreamId::tests);
    for (int x = 0; x < n; ++x)
        for (int y = 0; y < n; ++y)
            for (int z = 0; z < n; ++z) {
                Vec3 r = Vec3(x, y, z) * (1.0 / n) * s.cell.h;
                for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.2, 0.2) + 40;  // outside it
                s.numbers.push_back(18);
                s.positions.push_back(Position(r));
            }
    return s;
}

void same_as_pairs(ShortRangeModel& model, const Structure& s) {
    LennardJones pairs({{18, 18, toy_epsilon, toy_sigma}}, toy_cutoff, CutOff::shifted_energy);
    Evaluation a, b;
    model.evaluate(s, a), pairs.evaluate(s, b);
    REQUIRE(a.energy == doctest::Approx(b.energy).epsilon(1e-12));
    for (std::size_t i = 0; i < s.size(); ++i) {
        REQUIRE(norm(a.forces[i] - b.forces[i]) < 1e-12);
        REQUIRE(a.per_atom[i] == doctest::Approx(b.per_atom[i]).epsilon(1e-12));
    }
    for (int k = 0; k < 3; ++k) REQUIRE(norm(a.stress[k] - b.stress[k]) < 1e-13);
}

}  // namespace

TEST_SUITE("short-range model") {
    TEST_CASE("pairs have the energies, forces and stress of Lennard-Jones, in any cell") {
        for (const int n : {1, 2, 4, 6}) {  // from far smaller than the cut-off to larger
            ToyPairs model;
            same_as_pairs(model, random_argon(n, 3.9, 0));
            same_as_pairs(model, random_argon(n, 3.9, 1.7));
            Structure left = random_argon(n, 3.9, -0.8);
            left.cell.h[0] *= -1;
            same_as_pairs(model, left);
        }
        Structure open = random_argon(4, 3.9, 0.3);
        open.cell.periodic = {false, true, false};
        ToyPairs model;
        same_as_pairs(model, open);
    }

    TEST_CASE("kept lists give the same as new ones while atoms and cell move") {
        ToyPairs kept;
        Structure s = random_argon(4, 3.9, 0.5);
        RandomStream random(8, StreamId::tests);
        for (int step = 0; step < 60; ++step) {
            for (auto& r : s.positions)
                for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.06, 0.06);
            if (step % 3 == 0) {
                Mat3 f = Mat3::identity();
                f(0, 1) = random.uniform(-0.01, 0.01), f(2, 2) += random.uniform(-0.01, 0.01);
                s.cell.h = s.cell.h * f;
                for (auto& r : s.positions) r = Position(r * f);
            }
            if (step == 40) s.positions.pop_back(), s.numbers.pop_back();
            if (step == 50) s.cell.periodic[1] = false;
            same_as_pairs(kept, s);
        }
    }

    TEST_CASE("threads share the atoms out, more of them than atoms too") {
        ToyPairs model;
        for (const int n : {1, 4})
            for (const int threads : {2, 3, 8, 1}) {
                model.use_threads(threads);
                same_as_pairs(model, random_argon(n, 3.9, 0.4));
            }
    }

    TEST_CASE("what is no structure for it is an error") {
        ToyPairs model;
        Evaluation e;
        Structure s = random_argon(2, 3.9, 0);
        s.numbers[3] = 29;
        CHECK_THROWS_WITH_AS(model.evaluate(s, e), doctest::Contains("knows no Cu"), InputError);
        CHECK_THROWS_AS(model.evaluate(Structure{}, e), InputError);
        s.numbers[3] = 18;
        model.evaluate(s, e);
        s.positions[2].y = std::nan("");
        CHECK_THROWS_AS(model.evaluate(s, e), Error);
    }

    TEST_CASE("local lists are those of a plain double loop") {
        RandomStream random(2, StreamId::tests);
        for (const auto& [n, span] : {std::pair{1, 1.0}, {2, 3.0}, {300, 20.0}, {200, 2.0}}) {
            std::vector<double> x(3 * static_cast<std::size_t>(n));
            for (double& v : x) v = random.uniform(-span, span);
            if (n == 300) x[5] = 4000;  // one has flown far
            const auto owned = static_cast<std::size_t>(2 * n / 3);
            std::vector<std::int64_t> first;
            std::vector<std::int32_t> list;
            local_neighbours(owned, x, 3.3, first, list);
            REQUIRE(first.size() == owned + 1);
            std::vector<std::int32_t> plain;
            for (std::size_t i = 0; i < owned; ++i) {
                REQUIRE(first[i] == static_cast<std::int64_t>(plain.size()));
                for (std::size_t j = 0; j < x.size() / 3; ++j) {
                    double r2 = 0;
                    for (std::size_t k = 0; k < 3; ++k)
                        r2 += (x[3 * j + k] - x[3 * i + k]) * (x[3 * j + k] - x[3 * i + k]);
                    if (j != i && r2 <= 3.3 * 3.3) plain.push_back(static_cast<std::int32_t>(j));
                }
            }
            CHECK(list == plain);
        }
        std::vector<std::int64_t> first;
        std::vector<std::int32_t> list;
        local_neighbours(0, {}, 3, first, list);
        CHECK(list.empty());
        const std::vector<double> nowhere = {0, 0, std::nan("")};
        CHECK_THROWS_AS(local_neighbours(1, nowhere, 3, first, list), UnstableError);
    }
}
