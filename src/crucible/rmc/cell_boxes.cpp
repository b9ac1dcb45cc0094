#include "crucible/rmc/cell_boxes.hpp"

#include <algorithm>

namespace crucible::rmc {
namespace {

/// Full enough for vectors of 16, with little risk of overflow.
constexpr double atoms_per_box = 9.5;

/// Boxes along one direction that come within `reach` (in boxes) of `centre` (in boxes).
struct Interval {
    std::int64_t low = 0, n = 0;
};
Interval interval(double centre, double reach, std::uint32_t boxes) {
    const auto low = static_cast<std::int64_t>(std::floor(centre - reach));
    const auto high = static_cast<std::int64_t>(std::floor(centre + reach));
    if (high - low + 1 >= static_cast<std::int64_t>(boxes)) return {0, boxes};
    return {low, high - low + 1};
}
std::uint32_t box_wrapped(std::int64_t b, std::uint32_t boxes) {
    const auto n = static_cast<std::int64_t>(boxes);
    return static_cast<std::uint32_t>(b < 0 ? b + n : b >= n ? b - n : b);
}

}  // namespace

Places::Places(const FixedCell& cell, std::vector<Place> places) {
    for (std::size_t k = 0; k < 3; ++k) {
        at_[k].assign(places.size() + 2 * overhang, 0);
        for (std::size_t i = 0; i < places.size(); ++i) at_[k][i] = places[i].at[k];
    }
    const double volume = cell.cell().volume(), n = static_cast<double>(places.size());
    const double side = std::cbrt(atoms_per_box * volume / std::max(n, 1.0));
    for (std::size_t k = 0; k < 3; ++k)
        boxes_[k] = static_cast<std::uint32_t>(std::clamp(cell.widths()[k] / side, 1.0, 1000.0));
    slot_.resize(places.size());
    fill();
}

std::vector<Place> Places::all() const {
    std::vector<Place> out;
    for (std::size_t i = 0; i < size(); ++i) out.push_back((*this)[i]);
    return out;
}

std::size_t Places::box_of(const Place& p) const {
    std::size_t box = 0;
    for (std::size_t k = 0; k < 3; ++k)
        box = box * boxes_[k] + (std::uint64_t{p.at[k]} * boxes_[k] >> 32);
    return box;
}

void Places::fill() {
    const std::size_t n_boxes = std::size_t{boxes_[0]} * boxes_[1] * boxes_[2];
    std::vector<std::size_t> in_box(n_boxes);
    for (std::size_t i = 0; i < slot_.size(); ++i) ++in_box[box_of((*this)[i])];
    const std::size_t most = *std::max_element(in_box.begin(), in_box.end());
    while (room_ < most + 1) room_ += 16;
    for (auto& a : box_at_) a.assign(n_boxes * room_ + overhang, 0);
    box_atom_.assign(n_boxes * room_ + overhang, -1);
    count_.assign(n_boxes, 0);
    for (std::size_t i = 0; i < slot_.size(); ++i) put(i, (*this)[i]);
}

void Places::put(std::size_t atom, const Place& p) {
    const std::size_t box = box_of(p);
    const std::size_t slot = box * room_ + static_cast<std::size_t>(count_[box]++);
    for (std::size_t k = 0; k < 3; ++k) box_at_[k][slot] = p.at[k];
    box_atom_[slot] = static_cast<std::int32_t>(atom);
    slot_[atom] = slot;
}

void Places::move(std::size_t atom, const Place& to) {
    const std::size_t from = slot_[atom] / room_, into = box_of(to);
    for (std::size_t k = 0; k < 3; ++k) at_[k][atom] = to.at[k];
    if (from == into) {
        for (std::size_t k = 0; k < 3; ++k) box_at_[k][slot_[atom]] = to.at[k];
        return;
    }
    if (static_cast<std::size_t>(count_[into]) == room_) return fill();  // makes the boxes roomier
    const std::size_t hole = slot_[atom];
    const std::size_t last = from * room_ + static_cast<std::size_t>(--count_[from]);
    for (std::size_t k = 0; k < 3; ++k) box_at_[k][hole] = box_at_[k][last];
    box_atom_[hole] = box_atom_[last];
    slot_[static_cast<std::size_t>(box_atom_[hole])] = hole;
    put(atom, to);
}

void Places::list_boxes(const FixedCell& cell, const Place& centre, double range,
                        std::vector<std::int32_t>& out) const {
    std::array<Interval, 3> span;
    std::array<double, 3> middle;
    for (std::size_t k = 0; k < 3; ++k) {
        middle[k] = centre.at[k] * 0x1p-32 * boxes_[k];
        span[k] = interval(middle[k], range / cell.widths()[k] * boxes_[k] + 1e-6, boxes_[k]);
    }
    // Squared distance along direction k from the centre to the nearest face of a box; without
    // skew, boxes whose corner is out of range are left out.
    const auto off2 = [&](std::size_t k, std::int64_t b) {
        if (cell.is_skewed() || span[k].n == static_cast<std::int64_t>(boxes_[k])) return 0.0;
        const auto low = static_cast<double>(b);
        const double d = std::max({0.0, low - middle[k], middle[k] - low - 1});
        return d * d * cell.widths()[k] * cell.widths()[k] / (double(boxes_[k]) * boxes_[k]);
    };
    const double most = range * range * (1 + 1e-6);
    for (std::int64_t x = span[0].low; x < span[0].low + span[0].n; ++x) {
        const double dx = off2(0, x);
        const std::size_t plane = std::size_t{box_wrapped(x, boxes_[0])} * boxes_[1];
        for (std::int64_t y = span[1].low; y < span[1].low + span[1].n; ++y) {
            const double dxy = dx + off2(1, y);
            if (dxy > most) continue;
            const std::size_t row = (plane + box_wrapped(y, boxes_[1])) * boxes_[2];
            for (std::int64_t z = span[2].low; z < span[2].low + span[2].n; ++z)
                if (dxy + off2(2, z) <= most)
                    out.push_back(static_cast<std::int32_t>(row + box_wrapped(z, boxes_[2])));
        }
    }
}

void Places::near(const FixedCell& cell, const Place& centre, double range, NearAtoms& out) const {
    thread_local std::vector<std::int32_t> boxes;
    boxes.clear();
    list_boxes(cell, centre, range, boxes);
    out.n = 0;
    out.reserve(boxes.size() * room_);
    const Boxes view{{box_at_[0].data(), box_at_[1].data(), box_at_[2].data()},
                     box_atom_.data(),
                     count_.data(),
                     room_};
    const auto range2 = static_cast<float>(range * range);
    gather_near(cell, view, boxes, centre, range2, out);
}

}  // namespace crucible::rmc
