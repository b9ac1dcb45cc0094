#include <spglib.h>

#include <memory>

#include "crucible/atoms/symmetry.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// A structure as spglib wants it: lattice vectors in columns, positions as fractions.
struct SpglibCell {
    double lattice[3][3];
    std::vector<std::array<double, 3>> positions;
    std::vector<int> types;

    /// `room`: how many atoms the arrays must hold, for results written back into them.
    explicit SpglibCell(const Structure& s, std::size_t room) : types(s.numbers) {
        check_cell(s.cell);
        if (!(s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]))
            throw InputError("E-atoms-periodic", "symmetry of a structure that is not a crystal",
                             "give a structure that is periodic in three directions");
        const Mat3 inverse_h = inverse(s.cell.h);
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 3; ++j) lattice[i][j] = s.cell.h(j, i);
        for (const Position& r : s.positions) {
            const Vec3 f = r * inverse_h;
            positions.push_back(
                {f.x - std::floor(f.x), f.y - std::floor(f.y), f.z - std::floor(f.z)});
        }
        positions.resize(room);
        types.resize(room);
    }
    double (*at())[3] { return reinterpret_cast<double(*)[3]>(positions.data()); }
};

struct FreeDataset {
    void operator()(SpglibDataset* d) const { spg_free_dataset(d); }
};

}  // namespace

std::optional<Symmetry> find_symmetry(const Structure& s, double tolerance) {
    SpglibCell cell(s, s.size());
    if (s.size() == 0) return std::nullopt;
    const std::unique_ptr<SpglibDataset, FreeDataset> d(spg_get_dataset(
        cell.lattice, cell.at(), cell.types.data(), static_cast<int>(s.size()), tolerance));
    if (!d || d->spacegroup_number == 0) return std::nullopt;
    Symmetry out;
    out.number = d->spacegroup_number;
    out.symbol = d->international_symbol;
    out.hall_symbol = d->hall_symbol;
    out.point_group = d->pointgroup_symbol;
    out.orbit_of.assign(d->equivalent_atoms, d->equivalent_atoms + d->n_atoms);
    for (int n = 0; n < d->n_operations; ++n) {
        SymmetryOperation op;
        for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 3; ++j) op.rotation(i, j) = d->rotations[n][i][j];
            op.translation[i] = d->translations[n][i];
        }
        out.operations.push_back(op);
    }
    return out;
}

std::optional<Structure> standardised(const Structure& s, StandardCell which, double tolerance) {
    SpglibCell cell(s, 4 * s.size());  // a conventional cell holds at most four primitive ones
    if (s.size() == 0) return std::nullopt;
    const int n =
        spg_standardize_cell(cell.lattice, cell.at(), cell.types.data(), static_cast<int>(s.size()),
                             which == StandardCell::primitive ? 1 : 0, 0, tolerance);
    if (n <= 0) return std::nullopt;
    Structure out;
    out.name = s.name;
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) out.cell.h(j, i) = cell.lattice[i][j];
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
        const auto& f = cell.positions[i];
        out.numbers.push_back(cell.types[i]);
        out.positions.push_back(out.cell.cartesian({f[0], f[1], f[2]}));
    }
    return out;
}

}  // namespace crucible
