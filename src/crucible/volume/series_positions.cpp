#include "crucible/volume/series_positions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/dicom_series.hpp"

namespace crucible::volume {
namespace {

using Direction = std::array<double, 3>;

Direction row_direction(const SliceTags& t) {
    if (!t.orientation) return {1, 0, 0};
    return {(*t.orientation)[0], (*t.orientation)[1], (*t.orientation)[2]};
}
Direction column_direction(const SliceTags& t) {
    if (!t.orientation) return {0, 1, 0};
    return {(*t.orientation)[3], (*t.orientation)[4], (*t.orientation)[5]};
}

/// The coordinate that changes most along the normal, as people speak of it.
std::string shown_place(const SliceTags& t) {
    const Direction n = slice_normal(t);
    std::size_t axis = 2;
    for (const std::size_t a : {0, 1})
        if (std::abs(n[a]) > std::abs(n[axis]) + 1e-9) axis = a;
    return fmt::format("{}={}", "xyz"[axis], number_text((*t.position)[axis], 9));
}

double between_slices(const SliceTags& t, double step, std::vector<std::string>& warnings) {
    const double d = step > 0 ? step : t.between.value_or(t.thickness.value_or(0));
    if (!(std::abs(d) > 0 && std::isfinite(d)))
        throw InputError("E-volume-spacing", "nothing says how far the slices are apart",
                         "give spacing = [between slices, rows, columns] in mm", {t.file});
    if (step <= 0)
        warnings.push_back(fmt::format("slices are taken to be {} mm apart, as {} says",
                                       number_text(std::abs(d), 6),
                                       t.between ? "their spacing" : "their thickness"));
    return std::abs(d);
}

bool less_by_file(const SliceTags& a, const SliceTags& b) {
    return a.file == b.file ? a.frame < b.frame : natural_less(a.file, b.file);
}

/// One after another, by instance number or by file name.
std::vector<PlacedSlice> place_in_turn(const std::vector<SliceTags>& tags,
                                       std::vector<std::size_t> members, double step,
                                       std::vector<std::string>& warnings) {
    const auto less = [&](std::size_t a, std::size_t b) {
        return *tags[a].instance < *tags[b].instance;
    };
    bool has_numbers = std::all_of(members.begin(), members.end(),
                                   [&](std::size_t i) { return tags[i].instance.has_value(); });
    if (has_numbers) {
        std::stable_sort(members.begin(), members.end(), less);
        for (std::size_t i = 1; i < members.size(); ++i)
            has_numbers &= less(members[i - 1], members[i]);
    }
    if (!has_numbers)
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
            return less_by_file(tags[a], tags[b]);
        });
    if (members.size() > 1)
        warnings.push_back(fmt::format("slices have no positions: sorted by {}",
                                       has_numbers ? "their instance numbers" : "file name"));
    const double d = members.size() > 1 ? between_slices(tags[members[0]], step, warnings) : 1;
    std::vector<PlacedSlice> out;
    for (const std::size_t i : members) {
        const double depth = d * static_cast<double>(out.size());
        out.push_back({i, depth, fmt::format("slice {}", out.size() + 1)});
    }
    return out;
}

}  // namespace

double dot3(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

std::array<double, 3> slice_normal(const SliceTags& t) {
    const Direction r = row_direction(t), c = column_direction(t);
    Direction n{r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]};
    const double length = std::sqrt(dot3(n, n));
    if (!(length > 1e-3)) return {0, 0, 1};
    for (double& x : n) x /= length;
    return n;
}

std::vector<PlacedSlice> place_slices(const std::vector<SliceTags>& tags,
                                      const std::vector<std::size_t>& members, double step,
                                      std::vector<std::string>& warnings) {
    const auto all_have = [&](auto member) {
        return std::all_of(members.begin(), members.end(),
                           [&](std::size_t i) { return (tags[i].*member).has_value(); });
    };
    std::vector<PlacedSlice> out;
    if (all_have(&SliceTags::position)) {
        if (!all_have(&SliceTags::orientation))
            warnings.emplace_back("slices have no directions: taken as level, one above the other");
        for (const std::size_t i : members)
            out.push_back(
                {i, dot3(*tags[i].position, slice_normal(tags[i])), shown_place(tags[i])});
    } else if (all_have(&SliceTags::location)) {
        warnings.emplace_back("slices have no positions: sorted by their slice location");
        for (const std::size_t i : members)
            out.push_back({i, *tags[i].location,
                           fmt::format("location {}", number_text(*tags[i].location, 9))});
    } else {
        out = place_in_turn(tags, members, step, warnings);
    }
    std::stable_sort(out.begin(), out.end(),
                     [&](const PlacedSlice& a, const PlacedSlice& b) { return a.depth < b.depth; });
    return out;
}

SliceSteps slice_steps(const std::vector<PlacedSlice>& slices) {
    SliceSteps s;
    std::vector<double> steps;
    for (std::size_t i = 1; i < slices.size(); ++i)
        steps.push_back(slices[i].depth - slices[i - 1].depth);
    if (steps.empty()) return s;
    std::vector<double> sorted = steps;
    std::sort(sorted.begin(), sorted.end());
    // With two steps of different length the shorter is the rule and the longer has a gap.
    s.step = sorted[(sorted.size() - 1) / 2];
    s.least = sorted.front(), s.most = s.step;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double times = steps[i] / s.step;
        if (times >= 1.9) {
            const double whole = std::round(times);
            s.gaps.push_back({i, static_cast<std::size_t>(whole) - 1, steps[i]});
            s.is_even &= std::abs(times - whole) <= 0.1;
            continue;
        }
        s.most = std::max(s.most, steps[i]);
        s.is_even &= std::abs(steps[i] - s.step) <= 0.02 * s.step;
    }
    if (!s.is_even) return s;
    // The mean of the even steps is nearer to the truth than one of them with its rounding.
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (std::abs(steps[i] - s.step) <= 0.02 * s.step) sum += steps[i], ++count;
    const double mean = sum / static_cast<double>(count);
    if (std::abs(mean - s.step) > 1e-9 * s.step) s.step = std::round(mean * 1e9) / 1e9;
    return s;
}

std::string gaps_text(const std::vector<PlacedSlice>& slices, const SliceSteps& steps) {
    std::string text;
    for (const SliceGap& g : steps.gaps) {
        const PlacedSlice *a = &slices[g.after], *b = &slices[g.after + 1];
        // By the coordinate that is shown, upwards: the normal may point down.
        const auto number = [](const PlacedSlice* s) {
            return to_double(std::string_view(s->shown).substr(s->shown.find_last_of("= ") + 1))
                .value_or(0);
        };
        if (number(a) > number(b)) std::swap(a, b);
        text += fmt::format("{}gap {} mm between {} and {} ({} slice{} missing)",
                            text.empty() ? "" : "; ", number_text(g.length, 7), a->shown,
                            number_text(number(b), 9), g.missing, g.missing == 1 ? "" : "s");
    }
    return text;
}

double find_tilt(const std::vector<SliceTags>& tags, const std::vector<PlacedSlice>& slices,
                 const ReadSettings& settings, const Grid& grid,
                 std::vector<std::array<double, 2>>& shifts, std::vector<std::string>& warnings) {
    const SliceTags& first = tags[slices.front().slice];
    const SliceTags& last = tags[slices.back().slice];
    if (slices.size() < 2 || !first.position || !last.position) return 0;
    const Direction n = slice_normal(first), along_row = row_direction(first),
                    along_column = column_direction(first);
    const auto way_to = [&](const SliceTags& t) {
        Direction way;
        for (std::size_t c = 0; c < 3; ++c) way[c] = (*t.position)[c] - (*first.position)[c];
        return way;
    };
    const Direction whole_way = way_to(last);
    const double length = std::sqrt(dot3(whole_way, whole_way));
    const double cosine = std::clamp(std::abs(dot3(whole_way, n)) / length, 0.0, 1.0);
    const double degrees = std::acos(cosine) * 180 / M_PI;
    if (!(degrees > 0.1)) return 0;
    const SliceSteps steps = slice_steps(slices);
    const std::string told = fmt::format(
        "the gantry was tilted by {} degrees: slices lie {} mm apart along the table, {} mm along "
        "their normal",
        number_text(degrees, 4), number_text(steps.step / cosine, 4), number_text(steps.step, 4));
    if (settings.tilt == Tilt::keep) {
        warnings.push_back(told + "; left as it is");
        return degrees;
    }
    warnings.push_back(told + "; slices are moved above one another");
    for (const PlacedSlice& s : slices) {
        if (!tags[s.slice].position) continue;
        const Direction way = way_to(tags[s.slice]);
        shifts[s.slice] = {dot3(way, along_column) / grid.spacing[1],
                           dot3(way, along_row) / grid.spacing[2]};
    }
    return degrees;
}

void set_in_plane_spacing(const SliceTags& t, const ReadSettings& settings, Grid& grid) {
    if (settings.spacing)
        grid.spacing = *settings.spacing;
    else if (t.spacing)
        grid.spacing = {1, (*t.spacing)[0], (*t.spacing)[1]};
    for (const std::size_t a : {1, 2})
        if ((!t.spacing && !settings.spacing) || !(grid.spacing[a] > 0) ||
            !std::isfinite(grid.spacing[a]))
            throw InputError("E-volume-spacing", "the slices do not say how wide their voxels are",
                             "give spacing = [between slices, rows, columns] in mm", {t.file});
    if (t.position) {
        grid.origin[1] = dot3(*t.position, column_direction(t));
        grid.origin[2] = dot3(*t.position, row_direction(t));
    }
}

bool natural_less(std::string_view a, std::string_view b) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!is_digit(a[i]) || !is_digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        while (i < a.size() && a[i] == '0') ++i;
        while (j < b.size() && b[j] == '0') ++j;
        std::size_t end_a = i, end_b = j;
        while (end_a < a.size() && is_digit(a[end_a])) ++end_a;
        while (end_b < b.size() && is_digit(b[end_b])) ++end_b;
        if (end_a - i != end_b - j) return end_a - i < end_b - j;
        if (const int c = a.substr(i, end_a - i).compare(b.substr(j, end_b - j)); c != 0)
            return c < 0;
        i = end_a, j = end_b;
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;
}

}  // namespace crucible::volume
