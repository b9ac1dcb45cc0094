// The sorter of series, rule by rule, on headers made up here.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/dicom_series.hpp"
#include "crucible/volume/series_positions.hpp"
#include "crucible/volume/series_source.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

SliceTags level_slice(double z, int instance = 0) {
    SliceTags t;
    t.file = "slice" + std::to_string(instance);
    t.series = "1", t.kernel = "SOFT";
    t.rows = 4, t.columns = 5;
    t.position = {-10, 20, z};
    t.orientation = {1, 0, 0, 0, 1, 0};
    t.spacing = {0.5, 0.4};
    t.slope = 1, t.intercept = -1024;
    t.instance = instance;
    return t;
}

std::vector<SliceTags> level_slices(const std::vector<double>& z) {
    std::vector<SliceTags> all;
    for (std::size_t i = 0; i < z.size(); ++i)
        all.push_back(level_slice(z[i], static_cast<int>(i)));
    return all;
}

SeriesPlan plan_of(const std::vector<SliceTags>& tags, const ReadSettings& s = {}) {
    return plan_series(tags, s, [](std::size_t, std::size_t) { return true; });
}

std::vector<std::size_t> order_of(const SeriesPlan& p) {
    std::vector<std::size_t> order;
    for (const SliceRecipe& r : p.recipes) {
        CHECK(r.first == r.second);
        order.push_back(r.first);
    }
    return order;
}

std::string refusal_of(const std::vector<SliceTags>& tags, const ReadSettings& s = {}) {
    try {
        plan_of(tags, s);
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

using Order = std::vector<std::size_t>;

bool tells(const SeriesPlan& p, const char* words) {
    for (const std::string& w : p.warnings)
        if (w.find(words) != w.npos) return true;
    return false;
}

}  // namespace

TEST_CASE("slices are sorted along their normal, whichever way it points") {
    auto tags = level_slices({3, 1, 4, 2});
    SeriesPlan p = plan_of(tags);
    CHECK(order_of(p) == Order{1, 3, 0, 2});
    CHECK(p.grid.spacing == std::array<double, 3>{1, 0.5, 0.4});
    CHECK(p.grid.origin == std::array<double, 3>{1, 20, -10});
    CHECK(p.warnings.empty());
    ReadSettings last;
    last.top = Top::last;
    CHECK(order_of(plan_of(tags, last)) == Order{2, 0, 3, 1});
    for (SliceTags& t : tags) t.orientation = {1, 0, 0, 0, -1, 0};
    CHECK(order_of(plan_of(tags)) == Order{2, 0, 3, 1});
    for (SliceTags& t : tags) {  // rows along y, columns along z: stacked along x
        t.orientation = {0, 1, 0, 0, 0, 1};
        t.position = {(*t.position)[2], 0, 0};
    }
    CHECK(order_of(plan_of(tags)) == Order{1, 3, 0, 2});
}

TEST_CASE("the largest series is taken, another when asked for") {
    auto tags = level_slices({1, 2, 3, 1.5, 2.5});
    tags[3].kernel = tags[4].kernel = "BONE";
    const SeriesPlan p = plan_of(tags);
    CHECK(order_of(p) == Order{0, 1, 2});
    CHECK(p.series.size() == 2);
    CHECK(tells(p, "2 series"));
    ReadSettings second;
    second.series = 2;
    CHECK(order_of(plan_of(tags, second)) == Order{3, 4});
    second.series = 7;
    CHECK(refusal_of(tags, second).find("series 7 of 2") != std::string::npos);
    // Spacing, size and direction part series, too; a direction within 1e-4 does not.
    tags = level_slices({1, 2, 3});
    tags[1].orientation = {1, 0, 0, 0, 1, 5e-5};
    CHECK(plan_of(tags).series.size() == 1);
    tags[1].orientation = {1, 0, 0, 0, 1, 5e-4};
    CHECK(plan_of(tags).series.size() == 2);
    tags = level_slices({1, 2, 3});
    tags[0].rows = 8;
    CHECK(plan_of(tags).series.size() == 2);
    tags = level_slices({1, 2, 3});
    tags[0].columns = 8;
    CHECK(plan_of(tags).series.size() == 2);
    tags = level_slices({1, 2, 3});
    tags[0].spacing = {0.4, 0.5};
    CHECK(plan_of(tags).series.size() == 2);
    second.series = 0;
    CHECK(refusal_of(tags, second).find("series 0 of 2") != std::string::npos);
}

TEST_CASE("two series of one column are one scan, and what lies between them is missing") {
    auto tags = level_slices({1, 2, 3, 10, 11});
    tags[3].series = tags[4].series = "2";
    CHECK(refusal_of(tags).find("gap 7 mm between z=3 and 10 (6 slices missing)") !=
          std::string::npos);
    ReadSettings one;
    one.series = 1;
    CHECK(order_of(plan_of(tags, one)) == Order{0, 1, 2});
    for (const std::size_t i : {3, 4}) (*tags[i].position)[0] += 5;  // another column
    CHECK(order_of(plan_of(tags)) == Order{0, 1, 2});
    tags = level_slices({1, 2, 3, 1.5, 2.5});
    tags[3].series = tags[4].series = "2";  // between one another: two scans of one place
    CHECK(order_of(plan_of(tags)) == Order{0, 1, 2});
    for (const std::size_t i : {3, 4}) tags[i].position.reset(), tags[i].location = 9;
    CHECK(order_of(plan_of(tags)) == Order{0, 1, 2});  // their place is not known
}

TEST_CASE("a slice that is there twice") {
    const auto tags = level_slices({1, 2, 2, 3});
    const SeriesPlan p = plan_of(tags);
    CHECK(order_of(p) == Order{0, 1, 3});
    CHECK(p.duplicates == 1);
    CHECK(tells(p, "1 slices are there twice"));
    std::string what;
    try {
        plan_series(tags, {}, [](std::size_t, std::size_t) { return false; });
    } catch (const InputError& e) {
        what = e.what();
    }
    CHECK(what.find("E-volume-duplicate") != std::string::npos);
    CHECK(what.find("slice1") != std::string::npos);
    CHECK(what.find("slice2") != std::string::npos);
}

TEST_CASE("missing slices: refused, filled in, or the longest part") {
    const auto tags = level_slices({0, 1, 2, 4, 5, 8});
    CHECK(refusal_of(tags).find("gap 2 mm between z=2 and 4 (1 slice missing); gap 3 mm between "
                                "z=5 and 8 (2 slices missing)") != std::string::npos);
    ReadSettings s;
    s.on_gap = OnGap::split;
    CHECK(order_of(plan_of(tags, s)) == Order{0, 1, 2});
    CHECK(tells(plan_of(tags, s), "longest part"));
    s.on_gap = OnGap::interpolate;
    const SeriesPlan p = plan_of(tags, s);
    REQUIRE(p.recipes.size() == 9);
    CHECK(p.interpolated == 3);
    CHECK(p.recipes[3].first == 2);
    CHECK(p.recipes[3].second == 3);
    CHECK(p.recipes[3].weight == doctest::Approx(0.5));
    CHECK(p.recipes[6].first == 4);
    CHECK(p.recipes[6].second == 5);
    CHECK(p.recipes[6].weight == doctest::Approx(1 / 3.0));
    CHECK(p.recipes[8].first == 5);
    CHECK(p.recipes[8].second == 5);
    CHECK(refusal_of(level_slices({0, 0.001, 40}), s).find("more than 32767") != std::string::npos);
}

TEST_CASE("uneven distances are made even, linearly") {
    const SeriesPlan p = plan_of(level_slices({0, 1, 2.5, 3.5, 4.5}));
    CHECK(tells(p, "vary from 1 to 1.5 mm"));
    REQUIRE(p.recipes.size() == 5);
    CHECK(p.grid.spacing[0] == 1);
    CHECK(p.recipes[2].first == 1);
    CHECK(p.recipes[2].second == 2);
    CHECK(p.recipes[2].weight == doctest::Approx(1 / 1.5));
    CHECK(p.recipes[3].weight == doctest::Approx(0.5));
    // Rounding in the header is no unevenness.
    CHECK(plan_of(level_slices({0, 0.33, 0.67, 1})).warnings.empty() == false);
    const SeriesPlan even = plan_of(level_slices({0, 0.333, 0.667, 1}));
    CHECK(even.warnings.empty());
    CHECK(even.grid.spacing[0] == doctest::Approx(1 / 3.0).epsilon(1e-8));
}

TEST_CASE("a tilted gantry is found from the positions, and slices are moved back") {
    std::vector<SliceTags> tags;
    const double angle = 10 * M_PI / 180;
    for (int i = 0; i < 5; ++i) {
        SliceTags t = level_slice(2.0 * i, i);
        t.orientation = {1, 0, 0, 0, std::cos(angle), std::sin(angle)};
        tags.push_back(t);
    }
    const SeriesPlan p = plan_of(tags);
    CHECK(p.tilt == doctest::Approx(10));
    CHECK(p.grid.spacing[0] == doctest::Approx(2 * std::cos(angle)));
    CHECK(p.shifts[3][0] == doctest::Approx(3 * 2 * std::sin(angle) / 0.5));
    CHECK(p.shifts[3][1] == doctest::Approx(0));
    ReadSettings keep;
    keep.tilt = Tilt::keep;
    CHECK(plan_of(tags, keep).shifts[3] == std::array<double, 2>{0, 0});
    CHECK(plan_of(tags, keep).tilt == doctest::Approx(10));
    for (SliceTags& t : tags) t.orientation = {1, 0, 0, 0, 1, 0.001};  // 0.06 degrees: none
    CHECK(plan_of(tags).tilt == 0);
}

TEST_CASE("moving a slice is linear, and its edge is outside") {
    std::vector<std::int16_t> slice(12);
    for (std::size_t i = 0; i < 12; ++i) slice[i] = static_cast<std::int16_t>(10 * i);
    const auto down = moved(slice, 3, 4, {1, 0});
    CHECK(down[0] == outside);
    CHECK(down[4] == 0);
    CHECK(down[11] == 70);
    const auto half = moved(slice, 3, 4, {0, -0.5});
    CHECK(half[0] == 5);
    CHECK(half[2] == 25);
    CHECK(half[3] == outside);
    slice[5] = outside;
    CHECK(moved(slice, 3, 4, {0, -0.5})[4] == outside);
    CHECK(moved(slice, 3, 4, {0, 0}) == slice);
}

TEST_CASE("slices without positions are placed by what else they say, and it is told") {
    auto tags = level_slices({3, 1, 2});
    for (SliceTags& t : tags) t.location = (*t.position)[2], t.position.reset();
    SeriesPlan p = plan_of(tags);
    CHECK(order_of(p) == Order{1, 2, 0});
    CHECK(tells(p, "slice location"));
    for (SliceTags& t : tags) t.location.reset(), t.thickness = 2.5;
    tags[0].instance = 30, tags[1].instance = 20, tags[2].instance = 10;
    p = plan_of(tags);
    CHECK(order_of(p) == Order{2, 1, 0});
    CHECK(tells(p, "instance number"));
    CHECK(p.grid.spacing[0] == 2.5);
    for (SliceTags& t : tags) t.instance.reset();
    tags[0].file = "s10", tags[1].file = "s9", tags[2].file = "s1";
    p = plan_of(tags);
    CHECK(order_of(p) == Order{2, 1, 0});
    CHECK(tells(p, "file name"));
    for (SliceTags& t : tags) t.thickness.reset();
    CHECK(refusal_of(tags).find("E-volume-spacing") != std::string::npos);
    ReadSettings s;
    s.spacing = {{0.25, 0.3, 0.2}};
    CHECK(plan_of(tags, s).grid.spacing == *s.spacing);
    tags = level_slices({1, 2});
    for (SliceTags& t : tags) t.spacing.reset();
    CHECK(refusal_of(tags).find("how wide") != std::string::npos);
    CHECK(plan_of(tags, s).grid.spacing == *s.spacing);
}

TEST_CASE("scouts and colours are left out with their number; colours alone are refused") {
    auto tags = level_slices({1, 2, 3, 4});
    tags[2].content = SliceTags::Content::scout, tags[3].content = SliceTags::Content::colour;
    const SeriesPlan p = plan_of(tags);
    CHECK(order_of(p) == Order{0, 1});
    CHECK(tells(p, "1 scout views and 1 colour images"));
    for (SliceTags& t : tags) t.content = SliceTags::Content::colour;
    CHECK(refusal_of(tags).find("E-volume-colour") != std::string::npos);
    for (SliceTags& t : tags) t.content = SliceTags::Content::scout;
    CHECK(refusal_of(tags).find("only scout views") != std::string::npos);
    CHECK(group_series(tags).empty());
    tags[0].content = SliceTags::Content::lookup;
    CHECK(refusal_of(tags).find("modality LUT") != std::string::npos);
    CHECK(refusal_of({}).find("no slices") != std::string::npos);
}

TEST_CASE("slices without a rescale, or each with its own, are told unless one is given") {
    auto tags = level_slices({1, 2, 3});
    tags[1].slope = 2;
    CHECK(tells(plan_of(tags), "the rescale differs"));
    tags[2].slope.reset();
    CHECK(tells(plan_of(tags), "1 slices have no rescale"));
    ReadSettings s;
    s.slope = 1;
    CHECK(tells(plan_of(tags, s), "1 slices have no rescale"));
    CHECK(tells(plan_of(tags, s), "the rescale differs"));
    s.intercept = 0;
    CHECK(plan_of(tags, s).warnings.empty());
}

TEST_CASE("stored numbers become Hounsfield units slice by slice") {
    SliceTags t = level_slice(0);
    t.rows = 1, t.columns = 4;
    t.slope = 0.5, t.intercept = -1000;
    t.padding = {63, 64};
    CHECK(to_grey({0, 63, 64, 3000}, t, {}) ==
          std::vector<std::int16_t>{-1000, outside, outside, 500});
    t.slope = 1, t.intercept = -1024, t.padding.reset();
    CHECK(to_grey({-2000, -1, 0, 4095}, t, {}) ==
          std::vector<std::int16_t>{outside, outside, -1024, 3071});
    t.slope.reset(), t.intercept.reset();  // not rescaled: no Hounsfield units, nothing is masked
    CHECK(to_grey({-2000, -1, 0, 4095}, t, {}) == std::vector<std::int16_t>{-2000, -1, 0, 4095});
    CHECK_THROWS_AS(to_grey({65535}, t, {}), InputError);
    ReadSettings s;
    s.slope = 1, s.intercept = -32768;
    CHECK_THROWS_AS(to_grey({65536}, t, s), InputError);
    s.intercept = 0;
    s.padding = 7;
    CHECK(to_grey({7, 8}, t, s) == std::vector<std::int16_t>{outside, 8});
}

TEST_CASE("stored bits: place, sign and width as the header says") {
    SliceTags t = level_slice(0);
    t.rows = 1, t.columns = 2;
    const auto of16 = [&](std::uint16_t a, std::uint16_t b) {
        const std::uint16_t v[] = {a, b};
        return stored_values(t, {reinterpret_cast<const char*>(v), 4}, 2);
    };
    t.bits_stored = 12, t.high_bit = 11;
    CHECK(of16(0xf123, 0x0fff) == std::vector<std::int32_t>{0x123, 0xfff});
    t.sign = SliceTags::Sign::with;
    CHECK(of16(0xf123, 0x0fff) == std::vector<std::int32_t>{0x123, -1});
    t.high_bit = 15;
    CHECK(of16(0x1230, 0xfff0) == std::vector<std::int32_t>{0x123, -1});
    t.bits_allocated = 8, t.bits_stored = 8, t.high_bit = 7;
    CHECK(stored_values(t, std::string("\x7f\x80", 2), 1) == std::vector<std::int32_t>{127, -128});
    t.bits_allocated = 32, t.bits_stored = 32, t.high_bit = 31;
    const std::int32_t wide[] = {-70000, 70000};
    CHECK(stored_values(t, {reinterpret_cast<const char*>(wide), 8}, 4) ==
          std::vector<std::int32_t>{-70000, 70000});
    CHECK_THROWS_AS(stored_values(t, "abc", 1), InputError);
    CHECK_THROWS_AS(stored_values(t, "", 3), InputError);
}

TEST_CASE("a slice alone is as thick as it says") {
    auto tags = level_slices({3});
    tags[0].thickness = 2.5;
    CHECK(plan_of(tags).grid.spacing[0] == 2.5);
    tags[0].between = -5;
    CHECK(plan_of(tags).grid.spacing[0] == 5);
    tags[0].between.reset(), tags[0].thickness = 0;
    CHECK(plan_of(tags).grid.spacing[0] == 1);
    CHECK(tells(plan_of(tags), "without a thickness"));
    ReadSettings s;
    s.spacing = {{0.25, 0.3, 0.2}};
    CHECK(plan_of(tags, s).grid.spacing[0] == 0.25);
}

TEST_CASE("names count their digits as numbers") {
    CHECK(natural_less("s2", "s10"));
    CHECK(natural_less("s02", "s10"));
    CHECK(!natural_less("s10", "s2"));
    CHECK(natural_less("a", "b1"));
    CHECK(natural_less("s1", "s1a"));
    CHECK(!natural_less("s1", "s1"));
    CHECK(natural_less("s01", "s1") != natural_less("s1", "s01"));
}
