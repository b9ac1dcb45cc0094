// Random sequential insertion.
#include <algorithm>
#include <cmath>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/rmc/cell_boxes.hpp"
#include "crucible/rmc/chain.hpp"

namespace crucible::rmc {
namespace {

/// A place is tried this often before the distance is reduced by this factor.
constexpr int insertion_tries = 2000;
constexpr double reduction = 0.97, least_share = 0.2;

/// Boxes no smaller than the distance, with the atoms inserted so far.
class Insertion {
public:
    Insertion(const FixedCell& cell, double distance) : cell_(cell) {
        for (std::size_t k = 0; k < 3; ++k)
            n_[k] = static_cast<std::int64_t>(std::clamp(cell.widths()[k] / distance, 1.0, 500.0));
        boxes_.resize(static_cast<std::size_t>(n_[0] * n_[1] * n_[2]));
    }
    bool is_free(const Place& p, double distance) const {
        const double d2 = distance * distance;
        const auto at = box(p);
        std::array<std::int64_t, 3> reach;
        for (std::size_t k = 0; k < 3; ++k) reach[k] = n_[k] < 3 ? 0 : 1;
        for (std::int64_t x = low(at, reach, 0); x <= high(at, reach, 0); ++x)
            for (std::int64_t y = low(at, reach, 1); y <= high(at, reach, 1); ++y)
                for (std::int64_t z = low(at, reach, 2); z <= high(at, reach, 2); ++z)
                    for (const Place& other : boxes_[index({x, y, z})])
                        if (cell_.distance2_double(p, other) < d2) return false;
        return true;
    }
    void insert(const Place& p) { boxes_[index(box(p))].push_back(p); }

private:
    using Box = std::array<std::int64_t, 3>;
    Box box(const Place& p) const {
        Box b;
        for (std::size_t k = 0; k < 3; ++k)
            b[k] = static_cast<std::int64_t>(p.at[k] * static_cast<std::uint64_t>(n_[k]) >> 32);
        return b;
    }
    // Fewer than three boxes along a direction: all of them.
    std::int64_t low(const Box& at, const Box& reach, std::size_t k) const {
        return reach[k] ? at[k] - 1 : 0;
    }
    std::int64_t high(const Box& at, const Box& reach, std::size_t k) const {
        return reach[k] ? at[k] + 1 : n_[k] - 1;
    }
    std::size_t index(const Box& b) const {
        std::int64_t out = 0;
        for (std::size_t k = 0; k < 3; ++k) out = out * n_[k] + (b[k] + n_[k]) % n_[k];
        return static_cast<std::size_t>(out);
    }
    FixedCell cell_;
    Box n_{};
    std::vector<std::vector<Place>> boxes_;
};

}  // namespace

RandomStart random_start(const Cell& cell, const std::vector<int>& numbers, double distance,
                         RandomStream random) {
    if (!(distance > 0 && std::isfinite(distance)) || numbers.empty() || !(cell.volume() > 0))
        throw InputError("E-rmc-crowded", "a random start needs atoms, a cell and a distance",
                         "give a positive distance in angstrom");
    const FixedCell fixed(cell);
    RandomStart out;
    out.distance = std::min(distance, fixed.reach());
    out.structure.cell = cell;
    out.structure.numbers = numbers;
    const double least = least_share * distance;
    Insertion inserted(fixed, out.distance);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        Place p;
        for (int tries = 0;; ++tries) {
            for (std::uint32_t& x : p.at) x = random.bits();
            if (inserted.is_free(p, out.distance)) break;
            if (tries % insertion_tries != insertion_tries - 1) continue;
            out.distance *= reduction;
            if (out.distance < least)
                throw InputError("E-rmc-crowded",
                                 "only " + std::to_string(i) + " of " +
                                     std::to_string(numbers.size()) + " atoms fit in, even at " +
                                     number_text(out.distance, 4) + " angstrom",
                                 "use a larger box or a shorter distance");
        }
        inserted.insert(p);
        out.structure.positions.push_back(fixed.position(p));
    }
    return out;
}

}  // namespace crucible::rmc
