#include "crucible/energy/short_range_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <functional>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/energy/ghost_lists.hpp"
#include "crucible/parallel/thread_team.hpp"

namespace crucible {

void LocalSums::clear(const LocalAtoms& a) {
    energy = 0;
    virial = Mat3{};
    forces.assign(3 * a.all, 0.0);
    per_atom.assign(a.owned, 0.0);
    nearest = 1e30;
    crowding = {};
}

void Crowding::merge(const Crowding& o) {
    const std::size_t sum = atoms + o.atoms;
    if (o.neighbours > neighbours) *this = o;
    atoms = sum;
}

std::string crowding_text(const Crowding& c, std::size_t atoms_in_all) {
    return fmt::format(
        "{} of {} atoms have more neighbours than the deep potential has room for, up to {} {} "
        "where sel is {}: the nearest {} are kept, as DeePMD-kit does, and the energy is not "
        "smooth; go to lower pressure, or take a model trained with a larger sel [E-deep-pot-sel]",
        c.atoms, atoms_in_all, c.neighbours, element(c.number).symbol, c.room, c.room);
}

struct ShortRangeModel::Lists {
    GhostLists ghosts;
    LocalSums sums;
};

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

void ShortRangeModel::energies(const LocalAtoms& a, LocalSums& out) {
    out.clear(a);
    add(a, 0, a.owned, out);
}

void ShortRangeModel::compute(const LocalAtoms& a, LocalSums& out) {
    out.clear(a);
    if (threads_)
        compute_in_threads(a, out);
    else
        add(a, 0, a.owned, out);
    if (out.crowding.atoms > crowding_.atoms) crowding_ = out.crowding;
}

void ShortRangeModel::compute_in_threads(const LocalAtoms& a, LocalSums& out) {
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
        out.crowding.merge(p.sums.crowding);
        for (std::size_t k = 0; k < out.forces.size(); ++k) out.forces[k] += p.sums.forces[k];
        for (std::size_t i = 0; i < a.owned; ++i) out.per_atom[i] += p.sums.per_atom[i];
    }
}

void ShortRangeModel::evaluate(const Structure& s, Evaluation& out) {
    Lists& l = *lists_;
    l.ghosts.update(s, cutoff(), numbers());
    compute(l.ghosts.atoms(), l.sums);
    out.energy = l.sums.energy;
    out.patched = 0;
    out.per_atom = l.sums.per_atom;
    l.ghosts.gather_forces(l.sums.forces, out.forces);
    out.stress = l.sums.virial * (-1 / s.cell.volume());
}

void ShortRangeModel::forget() { lists_->ghosts.forget(); }

std::vector<std::int32_t> kinds_of(std::span<const int> numbers, const ShortRangeModel& model) {
    return kinds_of(numbers, model.numbers());
}

std::vector<std::int32_t> kinds_of(std::span<const int> numbers, std::span<const int> known) {
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
