#include "crucible/nn/surroundings.hpp"

#include <algorithm>

#include "crucible/energy/deep_pot_environment.hpp"

namespace crucible::nn {
namespace {

using training::Sample;

using Near = std::vector<std::pair<double, Sample::Pair>>;

/// The nearest ones, as many as there are slots.
void keep_nearest(Near& list, int slots, std::vector<Sample::Pair>& out) {
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& p, const auto& q) { return p.first < q.first; });
    const std::size_t n = std::min(list.size(), static_cast<std::size_t>(slots));
    for (std::size_t k = 0; k < n; ++k) out.push_back(list[k].second);
}

Rows rows_of(const Surroundings& s, const std::vector<std::size_t>& members, std::size_t kind,
             const DeepPotWeights& w, PeerSlots slots) {
    const std::size_t types = w.numbers.size();
    const auto begin = [&](std::size_t a) { return s.first[a * types + kind]; };
    const auto neighbours = [&](std::size_t a) { return s.first[a * types + kind + 1] - begin(a); };
    Rows r;
    r.kind = kind;
    for (const std::size_t a : members) r.width = std::max(r.width, neighbours(a) + 1);
    if (slots == PeerSlots::all) r.width = static_cast<std::size_t>(w.sel[kind]);
    for (const std::size_t a : members) {
        const std::size_t n = neighbours(a);
        for (std::size_t k = 0; k < r.width; ++k) {
            const bool is_pair = k < n;
            const Vec3 v = is_pair ? s.pairs[begin(a) + k].d : Vec3(w.cutoff, 0, 0);
            const std::int64_t other = is_pair ? s.pairs[begin(a) + k].j : s.atoms[a];
            for (int c = 0; c < 3; ++c) {
                r.d.push_back(v[c]);
                r.from.push_back(3 * s.atoms[a] + c), r.to.push_back(3 * other + c);
            }
            r.count.push_back(is_pair || slots == PeerSlots::all ? 1 : 0);
        }
        if (slots == PeerSlots::filled) r.count.back() = w.sel[kind] - static_cast<double>(n);
    }
    return r;
}

}  // namespace

Surroundings surroundings(const Sample& s) {
    Surroundings out;
    for (std::size_t i = 0; i < s.atoms(); ++i) out.atoms.push_back(static_cast<std::int64_t>(i));
    out.kinds = s.kinds, out.first = s.first, out.pairs = s.pairs;
    return out;
}

Surroundings surroundings(const LocalAtoms& a, std::size_t begin, std::size_t end,
                          const DeepPotWeights& w, double& nearest) {
    Surroundings s;
    std::vector<Near> of_kind(w.numbers.size());
    for (std::size_t i = begin; i < end; ++i) {
        for (Near& list : of_kind) list.clear();
        const double* x = a.positions + 3 * i;
        for (auto k = a.first[i]; k < a.first[i + 1]; ++k) {
            const std::int32_t j = a.neighbours[k], kind = a.kinds[j];
            const double* y = a.positions + 3 * static_cast<std::size_t>(j);
            const Vec3 d(y[0] - x[0], y[1] - x[1], y[2] - x[2]);
            const double r = norm(d);
            if (!(r < w.cutoff)) continue;
            if (r < nearest_atoms) atoms_on_one_spot(i, r);
            nearest = std::min(nearest, r);
            of_kind[static_cast<std::size_t>(kind)].push_back({r, {j, kind, d}});
        }
        s.atoms.push_back(static_cast<std::int64_t>(i));
        s.kinds.push_back(a.kinds[i]);
        for (std::size_t t = 0; t < of_kind.size(); ++t) {
            keep_nearest(of_kind[t], w.sel[t], s.pairs);
            s.first.push_back(s.pairs.size());
        }
    }
    return s;
}

std::vector<Group> groups_of(const Surroundings& s, const DeepPotWeights& w, PeerSlots slots) {
    std::vector<Group> out;
    for (std::size_t kind = 0; kind < w.numbers.size(); ++kind) {
        Group g{kind, {}, {}};
        for (std::size_t a = 0; a < s.kinds.size(); ++a)
            if (static_cast<std::size_t>(s.kinds[a]) == kind) g.members.push_back(a);
        if (g.members.empty()) continue;
        for (std::size_t t = 0; t < w.numbers.size(); ++t)
            g.rows.push_back(rows_of(s, g.members, t, w, slots));
        out.push_back(std::move(g));
    }
    return out;
}

}  // namespace crucible::nn
