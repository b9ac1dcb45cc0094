#pragma once
// Structures for the tests of NEP models, and the cases of the shared reference outputs.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/structure.hpp"
#include "crucible/base/random.hpp"
#include "crucible/base/value.hpp"
#include "crucible/energy/nep_file.hpp"

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

/// The second derivative of the energy jumps at the cut-offs; differences of it want no neighbour
/// that crosses one. Widens the cell until there is none.
inline crucible::Structure clear_of_cutoffs(crucible::Structure s,
                                            const crucible::NepParameters& p) {
    using namespace crucible;
    const auto is_clear = [&] {
        for (const Neighbour& n : neighbours(s, p.reach() + 0.1).all)
            for (const auto* cutoffs : {&p.radial_cutoff, &p.angular_cutoff})
                for (const double c : *cutoffs)
                    if (std::fabs(n.distance - c) < 0.015) return false;
        return true;
    };
    while (!is_clear()) {
        s.cell.h *= 1.003;
        for (auto& r : s.positions) r = Position(r * 1.003);
    }
    return s;
}

inline double largest_difference(const std::vector<crucible::Vec3>& a,
                                 const std::vector<crucible::Vec3>& b) {
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, norm(a[i] - b[i]));
    return worst;
}

inline double largest_entry(const crucible::Mat3& m) {
    double largest = 0;
    for (int a = 0; a < 3; ++a)
        for (int b = 0; b < 3; ++b) largest = std::max(largest, std::fabs(m(a, b)));
    return largest;
}
