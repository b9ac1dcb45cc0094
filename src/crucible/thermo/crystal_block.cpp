#include "crucible/thermo/crystal_block.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// Fractional positions in the right-angled cell.
std::vector<Fractional> basis(Lattice lattice) {
    switch (lattice) {
        case Lattice::bcc:
            return {{0, 0, 0}, {0.5, 0.5, 0.5}};
        case Lattice::hcp:  // x: a, y: c, z: sqrt(3) a
            return {{0, 0, 0}, {0.5, 0, 0.5}, {0.5, 0.5, 1.0 / 6}, {0, 0.5, 2.0 / 3}};
        case Lattice::diamond:
            return {{0, 0, 0},          {0, 0.5, 0.5},      {0.5, 0, 0.5},      {0.5, 0.5, 0},
                    {0.25, 0.25, 0.25}, {0.25, 0.75, 0.75}, {0.75, 0.25, 0.75}, {0.75, 0.75, 0.25}};
        case Lattice::fcc:
            break;
    }
    return {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
}

}  // namespace

std::string_view name(Lattice l) {
    constexpr std::string_view names[] = {"fcc", "bcc", "hcp", "diamond"};
    return names[static_cast<std::size_t>(l)];
}

Structure lattice_cell(Lattice lattice, int number, double a, double c) {
    Structure s;
    s.name = std::string(name(lattice));
    if (c == 0) c = std::sqrt(8.0 / 3) * a;
    s.cell.h = lattice == Lattice::hcp ? Mat3::diagonal(a, c, std::sqrt(3.0) * a)
                                       : Mat3::diagonal(a, a, a);
    for (const Fractional& f : basis(lattice)) {
        s.numbers.push_back(number);
        s.positions.push_back(s.cell.cartesian(f));
    }
    return s;
}

const std::vector<MeltingElement>& melting_elements() {
    using enum Lattice;
    // Lattice constants: room temperature, Kittel, Introduction to Solid State Physics, table 1.3
    // (Kr at 4 K). Melting points: spec of the paper, section 3.
    static const std::vector<MeltingElement> all = {
        {47, fcc, 4.09, 0, 1235, {}},     {13, fcc, 4.05, 0, 933.5, {}},
        {79, fcc, 4.08, 0, 1338, {}},     {27, hcp, 2.51, 4.07, 1770, {fcc}},
        {29, fcc, 3.61, 0, 1358, {}},     {36, fcc, 5.64, 0, 115.8, {}},
        {3, bcc, 3.491, 0, 453.7, {}},    {12, hcp, 3.21, 5.21, 922, {}},
        {42, bcc, 3.15, 0, 2895, {}},     {41, bcc, 3.30, 0, 2750, {}},
        {28, fcc, 3.52, 0, 1728, {}},     {76, hcp, 2.74, 4.32, 3306, {}},
        {82, fcc, 4.95, 0, 600.7, {}},    {46, fcc, 3.89, 0, 1827, {}},
        {78, fcc, 3.92, 0, 2045, {}},     {75, hcp, 2.76, 4.46, 3459, {}},
        {38, fcc, 6.08, 0, 1042, {bcc}},  {22, hcp, 2.95, 4.68, 1946, {bcc}},
        {30, hcp, 2.66, 4.95, 692.7, {}}, {40, hcp, 3.23, 5.15, 2128, {bcc}},
        {14, diamond, 5.43, 0, 1687, {}}, {32, diamond, 5.658, 0, 1211.4, {}},
        {26, bcc, 2.87, 0, 1811, {}},     {74, bcc, 3.16, 0, 3695, {}},
        {73, bcc, 3.30, 0, 3290, {}},     {23, bcc, 3.03, 0, 2183, {}},
        {24, bcc, 2.88, 0, 2180, {}},     {11, bcc, 4.225, 0, 370.9, {}}};
    return all;
}

const MeltingElement* find_melting_element(int number) {
    for (const MeltingElement& e : melting_elements())
        if (e.number == number) return &e;
    return nullptr;
}

double equal_volume_constant(const MeltingElement& e, Lattice lattice) {
    const Structure from = lattice_cell(e.lattice, e.number, e.a, e.c);
    const Structure to = lattice_cell(lattice, e.number, 1);
    return std::cbrt(from.cell.volume() / static_cast<double>(from.size()) /
                     (to.cell.volume() / static_cast<double>(to.size())));
}

void require_right_angles(const Structure& cell) {
    const Mat3& h = cell.cell.h;
    const double scale = std::cbrt(cell.cell.volume());
    bool fits = true;
    for (int i = 0; i < 3; ++i) {
        fits = fits && h(i, i) > 0 && cell.cell.periodic[static_cast<std::size_t>(i)];
        for (int k = 0; k < 3; ++k) fits = fits && (i == k || std::fabs(h(i, k)) < 1e-6 * scale);
    }
    if (!fits)
        throw InputError("E-melting-cell", "the crystal's vectors do not lie along x, y and z",
                         "give a right-angled, periodic cell with a fast-growing face across z");
}

std::vector<BlockSize> block_sizes(const Structure& cell, double thickness,
                                   const std::vector<double>& atoms) {
    const Mat3& h = cell.cell.h;
    const int nz = std::max(1, static_cast<int>(std::ceil(thickness / h(2, 2) - 1e-9)));
    const double column = 2.0 * nz * static_cast<double>(cell.size());
    std::vector<BlockSize> out;
    for (const double wanted : atoms) {
        const double side = std::sqrt(wanted / column * h(0, 0) * h(1, 1));
        const int nx = std::max(1, static_cast<int>(std::lround(side / h(0, 0))));
        const int ny = std::max(1, static_cast<int>(std::lround(wanted / column / nx)));
        const BlockSize b{{nx, ny, nz}, column * nx * ny, nx * h(0, 0) * ny * h(1, 1)};
        if (out.empty() || b.atoms > out.back().atoms) out.push_back(b);
    }
    return out;
}

}  // namespace crucible
