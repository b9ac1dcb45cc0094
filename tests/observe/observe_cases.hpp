#pragma once
// Crystals, gases and error codes for the tests of observables.

#include <functional>
#include <string>

#include "crucible/atoms/primitive.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

namespace crucible::testing {

/// fcc copper in its cube, `cells` along each edge.
inline Structure copper(double a, int cells) {
    Structure s;
    s.cell.h = Mat3::diagonal(a, a, a);
    s.numbers = {29, 29, 29, 29};
    s.positions = {{0, 0, 0}, {a / 2, a / 2, 0}, {a / 2, 0, a / 2}, {0, a / 2, a / 2}};
    IntMat3 times = IntMat3::identity();
    for (int i = 0; i < 3; ++i) times(i, i) = cells;
    return supercell(s, times);
}

/// Atoms anywhere: the first `copper_share` of them copper, the others zirconium.
inline Structure gas(RandomStream& r, const Cell& cell, int atoms, double copper_share) {
    Structure s;
    s.cell = cell;
    for (int i = 0; i < atoms; ++i) {
        s.numbers.push_back(i < copper_share * atoms ? 29 : 40);
        s.positions.push_back(s.cell.cartesian({r.uniform(), r.uniform(), r.uniform()}));
    }
    return s;
}

/// The code of the error that `body` throws, "" if it throws none.
inline std::string code_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& e) {
        return e.code();
    }
    return "";
}

}  // namespace crucible::testing
