#include "crucible/energy/short_range_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <functional>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/parallel/thread_team.hpp"

namespace crucible {
namespace {

constexpr double short_range_skin = 1.0;  // angstrom
constexpr double most_images = 1e8;       // of all atoms, with themselves
constexpr double farthest = 1e8;          // cells

}  // namespace

void LocalSums::clear(const LocalAtoms& a) {
    energy = 0;
    virial = Mat3{};
    forces.assign(3 * a.all, 0.0);
    per_atom.assign(a.owned, 0.0);
    nearest = 1e30;
}

/// A structure as owned atoms and ghosts, all of them images of its atoms.
struct ShortRangeModel::Lists {
    std::vector<std::array<std::int32_t, 3>> shifts;  ///< (all) of the image
    std::vector<std::int32_t> kinds, neighbours, owners;
    std::vector<std::int64_t> first;
    std::vector<double> positions;   ///< (all, 3)
    std::vector<Position> built_at;  ///< empty: no lists
    std::vector<int> built_of;
    Cell cell;
    LocalSums sums;

    bool cover(const Structure&, double cutoff) const;
    void build(const Structure&, const ShortRangeModel&);
    void add_ghosts(const Structure&, double reach);
    void place(const Structure&);
    LocalAtoms atoms() const {
        return {built_at.size(), kinds.size(),      positions.data(), kinds.data(),
                first.data(),    neighbours.data(), owners.data()};
    }
};

bool ShortRangeModel::Lists::cover(const Structure& s, double cutoff) const {
    if (built_at.empty() || built_of != s.numbers || s.cell.periodic != cell.periodic) return false;
    // The old positions, strained like the cell, against the new ones.
    const Mat3 f = inverse(cell.h) * s.cell.h;
    const Mat3 e = f - Mat3::identity();
    const double strain = std::sqrt(norm2(e[0]) + norm2(e[1]) + norm2(e[2]));
    const double most = ((cutoff + short_range_skin) * (1 - strain) - cutoff) / 2;
    // Written so that what is not a number counts as far.
    if (!(most >= 0)) return false;
    for (std::size_t i = 0; i < s.size(); ++i)
        if (!(norm2(s.positions[i] - built_at[i] * f) <= most * most)) return false;
    return true;
}

void ShortRangeModel::Lists::build(const Structure& s, const ShortRangeModel& model) {
    built_at.clear();
    const double reach = model.cutoff() + short_range_skin;
    kinds = kinds_of(s.numbers, model);
    owners.resize(s.size());
    std::iota(owners.begin(), owners.end(), 0);
    add_ghosts(s, reach);
    place(s);
    local_neighbours(s.size(), positions, reach, first, neighbours);
    built_at = s.positions;
    built_of = s.numbers;
    cell = s.cell;
}

/// Atoms are moved into the cell; their images within reach of its faces are ghosts.
void ShortRangeModel::Lists::add_ghosts(const Structure& s, double reach) {
    const Mat3 to_fractional = inverse(s.cell.h);
    Vec3 margin;  // of the cell's vectors
    std::array<std::int32_t, 3> most{};
    double images = static_cast<double>(s.size());
    for (int k = 0; k < 3; ++k) {
        const Vec3 across(to_fractional(0, k), to_fractional(1, k), to_fractional(2, k));
        margin[k] = reach * norm(across);
        const auto u = static_cast<std::size_t>(k);
        if (!s.cell.periodic[u]) continue;
        images *= 1 + 2 * margin[k];
        if (!(images < most_images))
            throw InputError("E-energy-cell", "the cell is far thinner than the cut-off",
                             "check the lattice vectors");
        most[u] = static_cast<std::int32_t>(std::ceil(margin[k]));
    }
    shifts.assign(s.size(), {});
    std::vector<Vec3> inside(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) {
        inside[i] = s.positions[i] * to_fractional;
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            if (!(std::fabs(inside[i][k]) < farthest))
                throw InputError("E-energy-cell",
                                 fmt::format("atom {} lies a hundred million cells away", i + 1),
                                 "check where the structure came from");
            if (!s.cell.periodic[u]) continue;
            shifts[i][u] = -static_cast<std::int32_t>(std::floor(inside[i][k]));
            inside[i][k] += shifts[i][u];
        }
    }
    const auto is_near = [&](const Vec3& f, const std::array<std::int32_t, 3>& n) {
        for (int k = 0; k < 3; ++k) {
            const int shift = n[static_cast<std::size_t>(k)];
            if (shift != 0 && (f[k] + shift < -margin[k] || f[k] + shift > 1 + margin[k]))
                return false;
        }
        return true;
    };
    std::array<std::int32_t, 3> n{};
    for (n[0] = -most[0]; n[0] <= most[0]; ++n[0])
        for (n[1] = -most[1]; n[1] <= most[1]; ++n[1])
            for (n[2] = -most[2]; n[2] <= most[2]; ++n[2]) {
                if (n == std::array<std::int32_t, 3>{}) continue;
                for (std::size_t i = 0; i < s.size(); ++i) {
                    if (!is_near(inside[i], n)) continue;
                    shifts.push_back(
                        {shifts[i][0] + n[0], shifts[i][1] + n[1], shifts[i][2] + n[2]});
                    kinds.push_back(kinds[i]);
                    owners.push_back(static_cast<std::int32_t>(i));
                }
            }
}

void ShortRangeModel::Lists::place(const Structure& s) {
    positions.resize(3 * kinds.size());
    for (std::size_t a = 0; a < kinds.size(); ++a) {
        const auto& shift = shifts[a];
        const Vec3 r = s.positions[static_cast<std::size_t>(owners[a])] +
                       Vec3(shift[0], shift[1], shift[2]) * s.cell.h;
        for (int k = 0; k < 3; ++k) positions[3 * a + static_cast<std::size_t>(k)] = r[k];
    }
}

/// Threads besides the caller's, each with a model and sums of its own.
struct ShortRangeModel::Threads {
    struct Part {
        std::unique_ptr<EnergyModel> model;
        LocalSums sums;
        std::exception_ptr error;
    };
    std::vector<Part> parts;
    std::atomic<std::size_t> next{0};
    const LocalAtoms* atoms = nullptr;
    std::function<void()> task;
    std::unique_ptr<ThreadTeam> team;

    std::size_t begin_of(std::size_t part) const {
        return atoms->owned * part / (parts.size() + 1);
    }
    void work();
};

void ShortRangeModel::Threads::work() {
    const std::size_t me = next.fetch_add(1);
    Part& p = parts[me];
    try {
        p.sums.clear(*atoms);
        static_cast<ShortRangeModel&>(*p.model).add(*atoms, begin_of(me + 1), begin_of(me + 2),
                                                    p.sums);
    } catch (...) {
        p.error = std::current_exception();
    }
}

ShortRangeModel::ShortRangeModel() : lists_(std::make_unique<Lists>()) {}
ShortRangeModel::~ShortRangeModel() = default;

void ShortRangeModel::use_threads(int n) {
    threads_.reset();
    if (n <= 1) return;
    threads_ = std::make_unique<Threads>();
    Threads& t = *threads_;
    t.parts.resize(static_cast<std::size_t>(n - 1));
    for (auto& p : t.parts) p.model = clone();
    t.task = [&t] { t.work(); };
    t.team = std::make_unique<ThreadTeam>(n - 1);
}

void ShortRangeModel::compute(const LocalAtoms& a, LocalSums& out) {
    out.clear(a);
    if (!threads_) return add(a, 0, a.owned, out);
    Threads& t = *threads_;
    t.atoms = &a;
    t.next.store(0);
    t.team->start(t.task);
    std::exception_ptr error;
    try {
        add(a, 0, t.begin_of(1), out);
    } catch (...) {
        error = std::current_exception();
    }
    t.team->wait();
    for (Threads::Part& p : t.parts) {
        if (p.error && !error) error = p.error;
        p.error = nullptr;
    }
    if (error) std::rethrow_exception(error);
    for (const Threads::Part& p : t.parts) {
        out.energy += p.sums.energy;
        out.virial += p.sums.virial;
        out.nearest = std::min(out.nearest, p.sums.nearest);
        for (std::size_t k = 0; k < out.forces.size(); ++k) out.forces[k] += p.sums.forces[k];
        for (std::size_t i = 0; i < a.owned; ++i) out.per_atom[i] += p.sums.per_atom[i];
    }
}

void ShortRangeModel::evaluate(const Structure& s, Evaluation& out) {
    if (s.numbers.size() != s.size() || s.size() == 0)
        throw InputError("E-energy-cell", "a structure needs atoms, and as many elements",
                         "check where it came from");
    Lists& l = *lists_;
    if (!l.cover(s, cutoff())) l.build(s, *this);
    l.place(s);
    compute(l.atoms(), l.sums);
    out.energy = l.sums.energy;
    out.patched = 0;
    out.per_atom = l.sums.per_atom;
    out.forces.assign(s.size(), Vec3{});
    for (std::size_t a = 0; a < l.kinds.size(); ++a) {
        const double* f = &l.sums.forces[3 * a];
        out.forces[static_cast<std::size_t>(l.owners[a])] += Vec3(f[0], f[1], f[2]);
    }
    out.stress = l.sums.virial * (-1 / s.cell.volume());
}

void ShortRangeModel::forget() { lists_->built_at.clear(); }

std::vector<std::int32_t> kinds_of(std::span<const int> numbers, const ShortRangeModel& model) {
    const std::vector<int>& known = model.numbers();
    std::vector<std::int32_t> kinds(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto at = std::find(known.begin(), known.end(), numbers[i]);
        if (at == known.end())
            throw InputError("E-energy-element",
                             fmt::format("the potential knows no {}", element(numbers[i]).symbol),
                             "use a potential for this element");
        kinds[i] = static_cast<std::int32_t>(at - known.begin());
    }
    return kinds;
}

void local_neighbours(std::size_t owned, std::span<const double> positions, double reach,
                      std::vector<std::int64_t>& first, std::vector<std::int32_t>& neighbours) {
    const std::size_t n = positions.size() / 3;
    Vec3 low(1e30, 1e30, 1e30), high(-1e30, -1e30, -1e30);
    for (std::size_t i = 0; i < n; ++i)
        for (int k = 0; k < 3; ++k) {
            const double x = positions[3 * i + static_cast<std::size_t>(k)];
            if (!std::isfinite(x))
                throw UnstableError("E-energy-position", fmt::format("atom {} is nowhere", i + 1),
                                    "take a shorter time step, or a better start");
            low[k] = std::min(low[k], x), high[k] = std::max(high[k], x);
        }
    std::array<std::size_t, 3> boxes{};
    Vec3 per_length;
    for (int k = 0; k < 3; ++k) {
        const double span = std::max(high[k] - low[k], 1e-9);
        // Never many more boxes than atoms, however far one has flown.
        boxes[static_cast<std::size_t>(k)] =
            static_cast<std::size_t>(std::clamp(std::floor(span / reach), 1.0, 200.0));
        per_length[k] = static_cast<double>(boxes[static_cast<std::size_t>(k)]) / span;
    }
    const auto box_along = [&](std::size_t i, int k) {
        const auto u = static_cast<std::size_t>(k);
        const double b = (positions[3 * i + u] - low[k]) * per_length[k];
        return std::min(static_cast<std::size_t>(b), boxes[u] - 1);
    };
    const auto box_of = [&](std::size_t i) {
        return (box_along(i, 0) * boxes[1] + box_along(i, 1)) * boxes[2] + box_along(i, 2);
    };
    std::vector<std::int32_t> begin(boxes[0] * boxes[1] * boxes[2] + 1, 0), sorted(n);
    for (std::size_t i = 0; i < n; ++i) ++begin[box_of(i) + 1];
    for (std::size_t b = 1; b < begin.size(); ++b) begin[b] += begin[b - 1];
    auto next = begin;
    for (std::size_t i = 0; i < n; ++i)
        sorted[static_cast<std::size_t>(next[box_of(i)]++)] = static_cast<std::int32_t>(i);

    first.assign(1, 0);
    neighbours.clear();
    for (std::size_t i = 0; i < owned; ++i) {
        const double* at = &positions[3 * i];
        std::array<std::size_t, 3> from{}, to{};
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            const std::size_t b = box_along(i, k);
            from[u] = b == 0 ? 0 : b - 1, to[u] = std::min(b + 1, boxes[u] - 1);
        }
        for (std::size_t x = from[0]; x <= to[0]; ++x)
            for (std::size_t y = from[1]; y <= to[1]; ++y) {
                const std::size_t row = (x * boxes[1] + y) * boxes[2];
                for (auto e = begin[row + from[2]]; e < begin[row + to[2] + 1]; ++e) {
                    const std::int32_t j = sorted[static_cast<std::size_t>(e)];
                    const double* r = &positions[3 * static_cast<std::size_t>(j)];
                    const double dx = r[0] - at[0], dy = r[1] - at[1], dz = r[2] - at[2];
                    if (dx * dx + dy * dy + dz * dz > reach * reach) continue;
                    if (static_cast<std::size_t>(j) != i) neighbours.push_back(j);
                }
            }
        std::sort(neighbours.begin() + first.back(), neighbours.end());
        first.push_back(static_cast<std::int64_t>(neighbours.size()));
    }
}

}  // namespace crucible
