#include "crucible/search/symmetric_sites.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {
namespace {

/// All tables, worked out at the first call: an eighth of a second.
const std::vector<WyckoffTable>& all_tables() {
    static const std::vector<WyckoffTable> tables = [] {
        std::vector<WyckoffTable> out;
        for (int number = 1; number <= 230; ++number) out.push_back(wyckoff_table(number));
        return out;
    }();
    return tables;
}

/// Three short lattice vectors that span the primitive cell, of positive volume.
Mat3 primitive_vectors(const WyckoffTable& t) {
    std::vector<Vec3> lattice;
    for (const SymmetryOperation& o : t.operations) {
        if (o.rotation != IntMat3::identity()) continue;
        for (int a = -1; a <= 1; ++a)
            for (int b = -1; b <= 1; ++b)
                for (int c = -1; c <= 1; ++c) lattice.push_back(o.translation + Vec3(a, b, c));
    }
    std::stable_sort(lattice.begin(), lattice.end(),
                     [](const Vec3& a, const Vec3& b) { return norm2(a) < norm2(b) - 1e-9; });
    for (std::size_t k = 2; k < lattice.size(); ++k)
        for (std::size_t j = 1; j < k; ++j)
            for (std::size_t i = 0; i < j; ++i) {
                const Mat3 m{{{lattice[i], lattice[j], lattice[k]}}};
                const double volume = determinant(m) * t.centring;
                if (std::abs(volume - 1) < 1e-6) return m;
                if (std::abs(volume + 1) < 1e-6) return {{{m[1], m[0], m[2]}}};
            }
    CRUCIBLE_ASSERT(false);
    return Mat3::identity();
}

}  // namespace

WyckoffChoices::WyckoffChoices(const WyckoffTable& t, const std::vector<int>& counts)
    : counts_(counts) {
    for (const WyckoffPosition& p : t.positions) {
        multiplicities_.push_back(static_cast<int>(p.multiplicity()));
        freedoms_.push_back(static_cast<int>(p.freedom()));
    }
    ways_ = count({0, 0, counts});
}

bool WyckoffChoices::has_room(const Place& p) const {
    return p.left[p.species] >= multiplicities_[p.position];
}

WyckoffChoices::Place WyckoffChoices::with(const Place& p) const {
    Place next = p;
    next.left[p.species] -= multiplicities_[p.position];
    if (freedoms_[p.position] == 0) ++next.position, next.species = 0;
    return next;
}

WyckoffChoices::Place WyckoffChoices::without(const Place& p) const {
    Place next = p;
    if (++next.species == counts_.size()) ++next.position, next.species = 0;
    return next;
}

double WyckoffChoices::count(const Place& p) {
    if (std::all_of(p.left.begin(), p.left.end(), [](int n) { return n == 0; })) return 1;
    if (p.position == multiplicities_.size()) return 0;
    if (const auto it = known_.find(p); it != known_.end()) return it->second;
    const double ways = count(without(p)) + (has_room(p) ? count(with(p)) : 0);
    return known_[p] = ways;
}

std::vector<OrbitChoice> WyckoffChoices::draw(RandomStream& random) const {
    CRUCIBLE_ASSERT(ways_ > 0);
    const auto ways = [&](const Place& p) {
        const auto it = known_.find(p);
        return it != known_.end() ? it->second
               : std::all_of(p.left.begin(), p.left.end(), [](int n) { return n == 0; }) ? 1.0
                                                                                         : 0.0;
    };
    std::vector<OrbitChoice> out;
    for (Place p{0, 0, counts_};
         std::any_of(p.left.begin(), p.left.end(), [](int n) { return n > 0; });) {
        const double taken = has_room(p) ? ways(with(p)) : 0;
        if (random.uniform() * (taken + ways(without(p))) < taken) {
            out.push_back({p.position, p.species});
            p = with(p);
        } else {
            p = without(p);
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const OrbitChoice& a, const OrbitChoice& b) {
        return a.species < b.species;
    });
    return out;
}

SymmetricSites::SymmetricSites(const SymmetryWindow& w, const std::vector<int>& counts) {
    if (w.group_low < 1 || w.group_high > 230 || w.group_low > w.group_high ||
        w.operations_low < 1 || w.operations_low > w.operations_high)
        throw InputError("E-search-settings", "the window of space groups is empty",
                         "give numbers from 1 to 230, and 1 to 48 operations");
    for (int number = w.group_low; number <= w.group_high; ++number) {
        const WyckoffTable& t = all_tables()[static_cast<std::size_t>(number - 1)];
        const int operations = static_cast<int>(t.operations.size()) / t.centring;
        if (operations < w.operations_low || operations > w.operations_high) continue;
        WyckoffChoices choices(t, counts);
        if (choices.ways() > 0) groups_.push_back({t, std::move(choices), primitive_vectors(t)});
    }
    if (groups_.empty())
        throw InputError("E-search-settings",
                         "no space group of the window has room for the composition",
                         "widen the window, or take other numbers of formula units");
}

const SymmetricSites::Group& SymmetricSites::draw(RandomStream& random) const {
    return groups_[random.index(groups_.size())];
}

std::vector<Vec3> orbit(const SymmetricSites::Group& g, const WyckoffPosition& p,
                        const Vec3& along) {
    Vec3 x = p.origin;
    for (std::size_t k = 0; k < p.directions.size(); ++k)
        x += along[static_cast<int>(k)] * p.directions[k];
    const Mat3 to_primitive = inverse(g.primitive);
    std::vector<Vec3> out;
    for (const std::size_t o : p.operations) {
        Vec3 f = (g.table.operations[o] * x) * to_primitive;
        for (int i = 0; i < 3; ++i) {
            f[i] -= std::floor(f[i]);
            if (f[i] >= 1) f[i] = 0;
        }
        out.push_back(f);
    }
    return out;
}

}  // namespace crucible
