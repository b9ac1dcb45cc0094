#include "crucible/observe/fluctuation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <tuple>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/observe/column_data.hpp"
#include "crucible/observe/fluctuation_kernel.hpp"
#include "tests/observe/observe_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::testing;

namespace {

Structure small_glass(std::uint64_t item) {
    RandomStream r(91, StreamId::tests, item);
    return gas(r, cell_from_parameters({14, 14, 14, 90, 90, 90}), 60, 0.5);
}

FluctuationOptions few_rotations() {
    FluctuationOptions o;
    o.k = {0.2, 0.3, 0.42, 0.6};
    o.resolution = 9;
    o.n_psi = 8, o.n_theta = 5;
    return o;
}

double largest_relative(const std::vector<double>& a, const std::vector<double>& b) {
    double out = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        out = std::max(out, std::fabs(a[i] - b[i]) / std::fabs(b[i]));
    return out;
}

}  // namespace

TEST_CASE("electron factors after Mott and Bethe") {
    // Kirkland's fits to f_e (Advanced Computing in Electron Microscopy, appendix C), evaluated:
    // Al, Cu, Zr at k = 0 and 0.5 1/A. The fits themselves stray by a per cent.
    const std::tuple<int, double, double> fits[] = {{13, 0, 5.895},   {29, 0, 5.604},
                                                    {40, 0, 12.203},  {13, 0.5, 1.736},
                                                    {29, 0.5, 2.801}, {40, 0.5, 4.164}};
    for (const auto& [z, k, f] : fits)
        CHECK(std::fabs(electron_form_factor(z, k) / f - 1) < (k == 0 ? 0.02 : 0.005));
}

TEST_CASE("rotations are those of FEMSIM") {
    FluctuationOptions o = few_rotations();
    o.n_psi = 10, o.n_theta = 6;
    // psi = 0, 36, ... 144 degrees: int(6 sin psi) = 0, 3, 5, 5, 3 give 1 + 1 + 3 + 3 + 1.
    const auto nine = fluctuation_rotations(o);
    CHECK(nine.size() == 9);
    CHECK(nine[0] == Mat3::identity());
    for (const Mat3& m : nine) CHECK(determinant(m) == doctest::Approx(1));
    o.n_psi = 40, o.n_theta = 20;
    CHECK(fluctuation_rotations(o).size() == 211);
    o.n_phi = 2;
    CHECK(fluctuation_rotations(o).size() == 422);
}

TEST_CASE("waves by lanes are the waves one by one") {
    namespace kernel = fluctuation_kernel;
    RandomStream r(92, StreamId::tests);
    std::vector<double> k, f, cosine, sine;
    for (int i = 0; i < 7; ++i) k.push_back(r.uniform(0, 1)), f.push_back(r.uniform(1, 9));
    for (int a = 0; a < 16; ++a) {
        const double angle = r.uniform(0, 6);
        cosine.push_back(std::cos(angle)), sine.push_back(std::sin(angle));
    }
    std::vector<double> re(112), im(112), plain_re(112), plain_im(112), along(16);
    for (int n = 0; n < 20; ++n) {
        const double x = r.uniform(-30, 30), y = r.uniform(-30, 30), w = r.uniform(-1, 1);
        kernel::add_waves({re.data(), im.data()}, k, f, w, x, y, {cosine, sine}, along);
        kernel::add_waves_reference({plain_re.data(), plain_im.data()}, k, f, w, x, y,
                                    {cosine, sine});
    }
    for (std::size_t i = 0; i < re.size(); ++i) {
        CHECK(std::fabs(re[i] - plain_re[i]) < 1e-9);
        CHECK(std::fabs(im[i] - plain_im[i]) < 1e-9);
    }
}

TEST_CASE("V(k) from amplitudes is V(k) from pairs with J0") {
    for (std::uint64_t item = 0; item < 3; ++item) {
        Structure s = small_glass(item);
        if (item == 2) s.cell = cell_from_parameters({15, 13, 16, 80, 95, 105});
        FluctuationOptions o = few_rotations();
        if (item == 1) o.resolution = 4;  // several pixels
        const Fluctuation plain = fluctuation_reference(s, o), fast = fluctuation(s, o);
        CHECK(fast.pixels == (item == 1 ? 4 : 1));
        CHECK(fast.rotations == plain.rotations);
        CHECK(largest_relative(fast.intensity, plain.intensity) < 0.002);
        CHECK(largest_relative(fast.variance, plain.variance) < 0.01);
        o.azimuths = 200;
        CHECK(largest_relative(fluctuation(s, o).variance, plain.variance) < 1e-9);
    }
}

TEST_CASE("moves change V(k) as a calculation anew does") {
    Structure s = small_glass(7);
    FluctuationOptions o = few_rotations();
    o.resolution = 4;
    FluctuationAmplitudes kept(s, o);
    RandomStream r(93, StreamId::tests);
    int accepted = 0;
    for (int n = 0; n < 60; ++n) {
        std::vector<AtomMove> moves;
        const std::size_t i = r.index(s.size()), j = r.index(s.size());
        if (n % 3 == 0 && i != j) {  // exchange of two atoms
            moves = {{i, s.numbers[j], s.positions[i]}, {j, s.numbers[i], s.positions[j]}};
        } else {
            Position to = s.positions[i];
            for (int k = 0; k < 3; ++k) to[k] += r.uniform(-2, 2);
            moves = {{i, s.numbers[i], to}};
        }
        Structure next = s;
        for (const AtomMove& m : moves) next.numbers[m.atom] = m.z, next.positions[m.atom] = m.to;
        const auto proposed = kept.propose(moves);
        const std::vector<double> variance(proposed.begin(), proposed.end());
        if (n % 10 == 0) CHECK(largest_relative(variance, fluctuation(next, o).variance) < 1e-8);
        if (r.uniform() < 0.5) continue;
        kept.accept();
        s = next;
        ++accepted;
        CHECK(largest_relative(kept.result().variance, variance) < 1e-9);
    }
    CHECK(accepted > 15);
    CHECK(largest_relative(kept.result().variance, fluctuation(s, o).variance) < 1e-8);
    CHECK(kept.recheck() < 1e-10);
    const std::vector<AtomMove> alien{{0, 13, {0, 0, 0}}};
    CHECK(code_of([&] { kept.propose(alien); }) == "E-observe-element");
}

TEST_CASE("V(k) refuses what it cannot calculate") {
    const Structure s = small_glass(1);
    const auto code = [&](auto&& change) {
        FluctuationOptions o = few_rotations();
        change(o);
        return code_of([&] { fluctuation(s, o); });
    };
    CHECK(code([](auto& o) { o.resolution = 12; }) == "E-fem-box");
    CHECK(code([](auto& o) { o.resolution = 0; }) == "E-fem-options");
    CHECK(code([](auto& o) { o.k = {}; }) == "E-fem-options");
    CHECK(code([](auto& o) { o.k = {0.2, 0.1}; }) == "E-fem-options");
    CHECK(code([](auto& o) { o.n_psi = 0; }) == "E-fem-options");
    CHECK(code([](auto& o) { o.azimuths = -1; }) == "E-fem-options");
    CHECK(code_of([] { fluctuation({}, few_rotations()); }) == "E-observe-frames");
}

TEST_CASE("FEMSIM's own example: 156 atoms of Zr50Cu45Al5") {
    REQUIRE_SHARED_DATA("glass/fem");
    Structure s = read_structures(shared_data("glass/fem/Zr50Cu45Al5_156atoms.xyz")).front();
    REQUIRE(s.size() == 156);
    s.cell.h = Mat3::diagonal(14.1421356237, 14.1421356237, 14.1421356237);
    s.cell.periodic = {true, true, true};
    s = recentred(s);
    const Curve published =
        read_curve(shared_data("glass/fem/example_vk_initial_hrmc.txt"), CurveKind::variance_of_k);
    // example_hrmc.in: Q = 0.061, rotations 1 10 6; the box is one pixel wide.
    FluctuationOptions o;
    o.k = published.x;
    o.resolution = 0.61 / 0.061;
    o.n_phi = 1, o.n_psi = 10, o.n_theta = 6;
    const Fluctuation plain = fluctuation_reference(s, o), fast = fluctuation(s, o);
    CHECK(plain.rotations == 9);
    CHECK(plain.pixels == 1);
    // Without bins: the program's own cost up to 6 % at the smallest k. With them only the form
    // factors differ (Mott and Bethe here, Kirkland's fits there).
    CHECK(largest_relative(plain.variance, published.y) < 0.1);
    CHECK(largest_relative(fluctuation_reference(s, o, 0.005).variance, published.y) < 0.02);
    CHECK(largest_relative(fast.variance, plain.variance) < 0.01);
    CHECK(largest_relative(fast.variance, published.y) < 0.1);
}

TEST_CASE("FEMSIM's other example: a model of Zr50Cu35Al15 at 20 angstrom") {
    REQUIRE_SHARED_DATA("glass/fem");
    Structure s = read_structures(shared_data("glass/fem/Zr50Cu35Al15_t3_final.xyz")).front();
    REQUIRE(s.size() == 1250);
    s.cell.h = Mat3::diagonal(28.28427, 28.28427, 28.28427);
    s.cell.periodic = {true, true, true};
    const Curve published = read_curve(shared_data("glass/fem/example_vk_initial_femsim.txt"),
                                       CurveKind::variance_of_k);
    FluctuationOptions o;  // example_femsim.in: Q = 0.0305, rotations 1 40 20
    o.resolution = 0.61 / 0.0305;
    std::vector<double> variance;
    for (std::size_t i = 0; i < published.x.size(); i += 3)
        // Below 0.31 1/A the published intensities are those of its bins, see above.
        if (published.x[i] > 0.31)
            o.k.push_back(published.x[i]), variance.push_back(published.y[i]);
    const Fluctuation f = fluctuation(recentred(s), o);
    CHECK(f.rotations == 211);
    CHECK(largest_relative(f.variance, variance) < 0.1);
}
