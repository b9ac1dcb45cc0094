#include "crucible/volume/dicom_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/volume/series_positions.hpp"

namespace crucible::volume {
namespace {

template <std::size_t N>
bool is_near(const std::optional<std::array<double, N>>& a,
             const std::optional<std::array<double, N>>& b) {
    if (!a || !b) return !a && !b;
    for (std::size_t i = 0; i < N; ++i)
        if (!(std::abs((*a)[i] - (*b)[i]) <= 1e-4)) return false;
    return true;
}

bool is_same_shape(const SliceTags& a, const SliceTags& b) {
    return a.rows == b.rows && a.columns == b.columns && a.kernel == b.kernel &&
           is_near(a.spacing, b.spacing) && is_near(a.orientation, b.orientation);
}

std::vector<Series> group(const std::vector<SliceTags>& tags,
                          const std::vector<std::size_t>& used) {
    std::vector<Series> all;
    for (const std::size_t i : used) {
        const auto home = std::find_if(all.begin(), all.end(), [&](const Series& s) {
            const SliceTags& t = tags[s.slices.front()];
            return t.series == tags[i].series && is_same_shape(t, tags[i]);
        });
        if (home != all.end())
            home->slices.push_back(i);
        else
            all.push_back({{i}, tags[i].kernel});
    }
    std::stable_sort(all.begin(), all.end(), [](const Series& a, const Series& b) {
        return a.slices.size() > b.slices.size();
    });
    return all;
}

/// From the lowest to the highest place along the normal; nothing if a slice has no place.
std::optional<std::array<double, 2>> extent(const std::vector<SliceTags>& tags, const Series& s) {
    std::array<double, 2> range{INFINITY, -INFINITY};
    for (const std::size_t i : s.slices) {
        if (!tags[i].position || !tags[i].orientation) return std::nullopt;
        const double d = dot3(*tags[i].position, slice_normal(tags[i]));
        range = {std::min(range[0], d), std::max(range[1], d)};
    }
    return range;
}

/// Two series that lie beside each other in one column are two parts of one scan: to take the
/// larger alone would lose half of the core without a word.
bool continues(const std::vector<SliceTags>& tags, const Series& a, const Series& b) {
    const SliceTags &s = tags[a.slices.front()], &t = tags[b.slices.front()];
    if (!is_same_shape(s, t)) return false;
    const auto one = extent(tags, a), other = extent(tags, b);
    if (!one || !other) return false;
    if ((*one)[0] <= (*other)[1] && (*other)[0] <= (*one)[1]) return false;
    const auto n = slice_normal(s);
    for (std::size_t c = 0; c < 3; ++c) {
        const double aside = ((*s.position)[c] - dot3(*s.position, n) * n[c]) -
                             ((*t.position)[c] - dot3(*t.position, n) * n[c]);
        if (std::abs(aside) > 1e-3) return false;
    }
    return true;
}

void choose(const std::vector<SliceTags>& tags, const ReadSettings& settings, SeriesPlan& plan) {
    const std::size_t count = plan.series.size();
    if (settings.series) {
        if (*settings.series < 1 || *settings.series > count)
            throw InputError("E-volume-series",
                             fmt::format("series {} of {}", *settings.series, count),
                             "`crucible soil info` numbers the series");
        plan.taken = {*settings.series - 1};
        return;
    }
    plan.taken = {0};
    for (std::size_t i = 1; i < count; ++i) {
        const bool fits_all = std::all_of(plan.taken.begin(), plan.taken.end(), [&](std::size_t t) {
            return continues(tags, plan.series[t], plan.series[i]);
        });
        if (fits_all) plan.taken.push_back(i);
    }
    if (plan.taken.size() > 1)
        plan.warnings.push_back(fmt::format(
            "{} series lie beside each other and are taken as one scan", plan.taken.size()));
    if (plan.taken.size() < count)
        plan.warnings.push_back(
            fmt::format("{} series: the one with most slices ({}) is taken; `series` takes another",
                        count, plan.series[0].slices.size()));
}

/// Slices at one place: the first stays if all are equal.
void drop_duplicates(const std::vector<SliceTags>& tags, const SameVoxels& same,
                     std::vector<PlacedSlice>& slices, SeriesPlan& plan) {
    std::vector<PlacedSlice> kept;
    for (const PlacedSlice& s : slices) {
        if (kept.empty() || std::abs(s.depth - kept.back().depth) > 1e-4) {
            kept.push_back(s);
            continue;
        }
        if (!same(kept.back().slice, s.slice))
            throw InputError("E-volume-duplicate",
                             fmt::format("two different slices at {} mm: this and {}", s.shown,
                                         tags[kept.back().slice].file),
                             "take one of them out of the folder, or choose a series",
                             {tags[s.slice].file});
        ++plan.duplicates;
    }
    if (plan.duplicates > 0)
        plan.warnings.push_back(
            fmt::format("{} slices are there twice, with the same voxels: one "
                        "of each is taken",
                        plan.duplicates));
    slices = std::move(kept);
}

/// Slices of the volume `step` apart, made of the two nearest where none lies there. There are two
/// at least, each at a place of its own.
void fill_evenly(const std::vector<PlacedSlice>& slices, double step, SeriesPlan& plan) {
    const double length = slices.back().depth - slices.front().depth;
    if (length / step > 32767)
        throw InputError("E-volume-gap",
                         fmt::format("slices {} mm apart over {} mm would be more than 32767",
                                     number_text(step, 6), number_text(length, 6)),
                         "look for slices that lie far off, or give on_gap = \"split\"");
    const auto count = static_cast<std::size_t>(std::floor(length / step + 0.02)) + 1;
    std::size_t below = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double d = slices.front().depth + static_cast<double>(i) * step;
        while (below + 2 < slices.size() && slices[below + 1].depth <= d) ++below;
        const PlacedSlice &a = slices[below], &b = slices[std::min(below + 1, slices.size() - 1)];
        const double t = (d - a.depth) / (b.depth - a.depth);
        SliceRecipe r{a.slice, b.slice, std::clamp(t, 0.0, 1.0)};
        // A slice within 2 % of its place is that slice.
        if (std::abs(d - a.depth) <= 0.02 * step) r = {a.slice, a.slice, 0};
        if (std::abs(d - b.depth) <= 0.02 * step) r = {b.slice, b.slice, 0};
        plan.interpolated += r.first != r.second;
        plan.recipes.push_back(r);
        plan.depths.push_back(d);
    }
}

/// The longest run of slices without a gap.
std::vector<PlacedSlice> longest_part(const std::vector<PlacedSlice>& slices,
                                      const std::vector<SliceGap>& gaps) {
    std::size_t best = 0, best_count = 0, begin = 0;
    for (std::size_t g = 0; g <= gaps.size(); ++g) {
        const std::size_t end = g < gaps.size() ? gaps[g].after + 1 : slices.size();
        if (end - begin > best_count) best = begin, best_count = end - begin;
        begin = end;
    }
    const auto from = slices.begin() + static_cast<std::ptrdiff_t>(best);
    return {from, from + static_cast<std::ptrdiff_t>(best_count)};
}

void fill(std::vector<PlacedSlice> slices, const ReadSettings& settings, SeriesPlan& plan) {
    const SliceSteps steps = slice_steps(slices);
    const std::string told = gaps_text(slices, steps);
    if (!steps.gaps.empty()) {
        if (settings.on_gap == OnGap::error)
            throw InputError("E-volume-gap", told,
                             "add the missing slices, or give on_gap = \"interpolate\", or "
                             "\"split\" for the longest part without a gap");
        if (settings.on_gap == OnGap::split) slices = longest_part(slices, steps.gaps);
        plan.warnings.push_back(
            told + (settings.on_gap == OnGap::split
                        ? fmt::format(": the longest part is taken, {} slices", slices.size())
                        : ": filled by interpolation"));
    }
    plan.grid.spacing[0] = steps.step;
    if (steps.is_even || slices.size() == 1) {
        for (const PlacedSlice& s : slices) {
            plan.recipes.push_back({s.slice, s.slice, 0});
            plan.depths.push_back(s.depth);
        }
        if (steps.gaps.empty() || settings.on_gap == OnGap::split) return;
        plan.recipes.clear(), plan.depths.clear();
    } else {
        plan.warnings.push_back(fmt::format(
            "distances between slices vary from {} to {} mm: "
            "slices {} mm apart are interpolated",
            number_text(steps.least, 6), number_text(steps.most, 6), number_text(steps.step, 6)));
    }
    fill_evenly(slices, steps.step, plan);
}

std::vector<std::size_t> images(const std::vector<SliceTags>& tags, SeriesPlan& plan) {
    std::vector<std::size_t> used;
    const SliceTags* lookup = nullptr;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        plan.scouts += tags[i].content == SliceTags::Content::scout;
        plan.colours += tags[i].content == SliceTags::Content::colour;
        if (tags[i].content == SliceTags::Content::lookup) lookup = &tags[i];
        if (tags[i].content == SliceTags::Content::slice) used.push_back(i);
    }
    if (lookup)
        throw InputError("E-volume-dicom",
                         "its values go through a table (modality LUT), which is not applied",
                         "export it with rescale slope and intercept", {lookup->file});
    if (used.empty() && plan.colours > 0)
        throw InputError("E-volume-colour",
                         fmt::format("{} images, all of them in colours", plan.colours),
                         "give the slices as greys, as the scanner makes them");
    if (used.empty())
        throw InputError("E-volume-series",
                         plan.scouts > 0 ? "only scout views, no slices" : "no slices",
                         "give the folder that holds the slices of the scan");
    if (plan.scouts + plan.colours > 0)
        plan.warnings.push_back(fmt::format("{} scout views and {} colour images are left out",
                                            plan.scouts, plan.colours));
    return used;
}

/// Warnings that concern the values of the slices taken.
void tell_values(const std::vector<SliceTags>& tags, const std::vector<PlacedSlice>& slices,
                 const ReadSettings& settings, SeriesPlan& plan) {
    std::size_t lossy = 0, bare = 0, other = 0;
    const SliceTags& t = tags[slices.front().slice];
    for (const PlacedSlice& s : slices) {
        lossy += tags[s.slice].coding == SliceTags::Coding::lossy;
        bare += !tags[s.slice].slope || !tags[s.slice].intercept;
        other += tags[s.slice].slope != t.slope || tags[s.slice].intercept != t.intercept;
    }
    if (lossy > 0)
        plan.warnings.push_back(fmt::format(
            "{} slices were compressed with loss: their values are not those measured", lossy));
    if (bare > 0 && !(settings.slope && settings.intercept))
        plan.warnings.push_back(fmt::format(
            "{} slices have no rescale slope and intercept: their values are taken as stored",
            bare));
    if (other > 0 && !(settings.slope && settings.intercept))
        plan.warnings.emplace_back("the rescale differs between slices: each has its own");
}

/// A slice alone is as thick as its header says.
void set_thickness(const SliceTags& t, SeriesPlan& plan) {
    for (const std::optional<double>& d : {t.between, t.thickness})
        if (d && *d != 0) {
            plan.grid.spacing[0] = std::abs(*d);
            return;
        }
    plan.grid.spacing[0] = 1;
    plan.warnings.emplace_back("one slice without a thickness: taken as 1 mm");
}

}  // namespace

std::vector<Series> group_series(const std::vector<SliceTags>& tags) {
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < tags.size(); ++i)
        if (tags[i].content == SliceTags::Content::slice) used.push_back(i);
    return group(tags, used);
}

SeriesPlan plan_series(const std::vector<SliceTags>& tags, const ReadSettings& settings,
                       const SameVoxels& same) {
    SeriesPlan plan;
    plan.series = group(tags, images(tags, plan));
    choose(tags, settings, plan);
    std::vector<std::size_t> members;
    for (const std::size_t s : plan.taken)
        members.insert(members.end(), plan.series[s].slices.begin(), plan.series[s].slices.end());
    const SliceTags& model = tags[members.front()];
    plan.grid.rows = model.rows, plan.grid.columns = model.columns;
    const double default_step = settings.spacing ? (*settings.spacing)[0] : 0;
    std::vector<PlacedSlice> slices = place_slices(tags, members, default_step, plan.warnings);
    drop_duplicates(tags, same, slices, plan);
    set_in_plane_spacing(model, settings, plan.grid);
    plan.shifts.assign(tags.size(), {0, 0});
    plan.tilt = find_tilt(tags, slices, settings, plan.grid, plan.shifts, plan.warnings);
    tell_values(tags, slices, settings, plan);
    fill(std::move(slices), settings, plan);
    if (plan.recipes.size() == 1 && default_step == 0) set_thickness(model, plan);
    if (default_step > 0) plan.grid.spacing[0] = default_step;
    if (settings.top == Top::last) {
        std::reverse(plan.recipes.begin(), plan.recipes.end());
        std::reverse(plan.depths.begin(), plan.depths.end());
    }
    plan.grid.slices = plan.recipes.size();
    plan.grid.origin[0] = plan.depths.front();
    return plan;
}

}  // namespace crucible::volume
