#include "crucible/energy/verlet_list.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

bool VerletList::covers(const Structure& s) const {
    if (first_.size() != s.size() + 1 || s.cell.periodic != cell_.periodic) return false;
    // The old positions, strained like the cell, against the new ones.
    const Mat3 f = inverse(cell_.h) * s.cell.h;
    const Mat3 e = f - Mat3::identity();
    const double strain = std::sqrt(norm2(e[0]) + norm2(e[1]) + norm2(e[2]));
    double moved2 = 0;
    for (std::size_t i = 0; i < s.size(); ++i)
        moved2 = std::max(moved2, norm2(s.positions[i] - positions_[i] * f));
    return (cutoff_ + skin_) * (1 - strain) - 2 * std::sqrt(moved2) >= cutoff_;
}

void VerletList::update(const Structure& s) {
    if (covers(s)) return;
    first_.clear();
    const NeighbourList list = neighbours(s, cutoff_ + skin_, ListKind::half);
    entries_.resize(list.all.size());
    for (std::size_t e = 0; e < entries_.size(); ++e) {
        const Neighbour& n = list.all[e];
        Entry& out = entries_[e];
        out.j = n.j;
        out.shifted = 0;
        for (std::size_t a = 0; a < 3; ++a) {
            if (std::abs(n.shift[a]) > 30000)
                throw InputError("E-energy-cell", "an atom is thousands of cells away from another",
                                 "wrap the positions into the cell");
            out.shift[a] = static_cast<std::int16_t>(n.shift[a]);
            if (n.shift[a] != 0) out.shifted = 1;
        }
    }
    first_ = list.first;
    positions_ = s.positions;
    cell_ = s.cell;
}

}  // namespace crucible
