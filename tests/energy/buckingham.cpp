#include "crucible/energy/buckingham.hpp"
#include <doctest/doctest.h>
#include "crucible/base/random.hpp"
#include "crucible/base/units.hpp"
using namespace crucible;
TEST_CASE("fast path equals reference") {
    RandomStream r(1, StreamId::tests);
    for (int trial = 0; trial < 20; ++trial) {
        Structure s;
        s.cell.h = Mat3::diagonal(7, 7.5, 6.5);
        for (int i = 0; i < 3; ++i) for (int j = 0; j < 3; ++j) s.cell.h(i, j) += r.uniform(-2, 2);
        for (int i = 0; i < 12; ++i) { s.numbers.push_back(i % 3 == 0 ? 22 : 8);
            s.positions.push_back(s.cell.cartesian({r.uniform(), r.uniform(), r.uniform()})); }
        BuckinghamCoulomb m(matsui_akaogi(), {ewald_settings(1e-9), ShortRange::patch});
        Evaluation a, b;
        m.evaluate(s, a);
        evaluate_reference(matsui_akaogi(), ewald_settings(1e-9), s, b);
        double df = 0, ds = 0;
        for (int i = 0; i < 12; ++i) df = std::max(df, norm(a.forces[i] - b.forces[i]));
        for (int i = 0; i < 3; ++i) ds = std::max(ds, norm(a.stress[i] - b.stress[i]));
        MESSAGE(a.patched << " " << a.energy << " " << a.energy - b.energy << " " << df << " " << ds);
    }
}
