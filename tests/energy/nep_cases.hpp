#pragma once
// Structures for the tests of NEP models, and the cases of the shared reference outputs.

#include <string>
#include <vector>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/structure.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/value.hpp"

/// n^3 cells of `sites` in a sheared cell of length `a`, elements in turn, each atom off its site.
inline crucible::Structure shaken(int n, double a, const std::vector<crucible::Vec3>& sites,
                                  const std::vector<int>& numbers, double off = 0.15) {
    using namespace crucible;
    Structure s;
    s.cell.h = Mat3{{{{a * n, 0, 0}, {0.3, a * n, 0}, {-0.2, 0.4, a * n}}}};
    RandomStream random(5, StreamId::tests);
    for (int x = 0; x < n; ++x)
        for (int y = 0; y < n; ++y)
            for (int z = 0; z < n; ++z)
                for (const Vec3& site : sites) {
                    Vec3 r = (site + Vec3(x, y, z)) * (1.0 / n) * s.cell.h;
                    for (int k = 0; k < 3; ++k) r[k] += random.uniform(-off, off);
                    s.numbers.push_back(numbers[s.size() % numbers.size()]);
                    s.positions.push_back(Position(r));
                }
    return s;
}
inline const std::vector<crucible::Vec3> fcc_sites = {
    {0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};

inline crucible::Mat3 matrix_of(const crucible::Value& v) {
    crucible::Mat3 m;
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b)
            m(a, b) = v.list[static_cast<std::size_t>(a)].list[static_cast<std::size_t>(b)].real();
    return m;
}
inline std::vector<crucible::Vec3> vectors_of(const crucible::Value& v) {
    std::vector<crucible::Vec3> out;
    for (const auto& r : v.list)
        out.emplace_back(r.list[0].real(), r.list[1].real(), r.list[2].real());
    return out;
}

/// The structure of a case of reference_outputs.json.
inline crucible::Structure structure_of(const crucible::Value& c) {
    crucible::Structure s;
    s.cell.h = matrix_of(c["cell"]);
    for (const auto& symbol : c["symbols"].list)
        s.numbers.push_back(crucible::parse_element(symbol.text));
    for (const auto& r : vectors_of(c["positions"])) s.positions.push_back(crucible::Position(r));
    return s;
}
