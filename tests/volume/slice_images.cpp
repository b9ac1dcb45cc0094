// Slices as images: channels, scales, targets, and what is cut and shrunk.

#include "crucible/volume/slice_images.hpp"

#include <doctest/doctest.h>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

SliceImageSettings image_settings(std::size_t side, std::size_t pixels) {
    SliceImageSettings s;
    s.scheme = class_scheme(ClassPreset::fixed_script);
    for (const char* t : {"1", "3", "5+6"}) s.targets.push_back(parse_target(t, 6));
    s.side = side, s.pixels = pixels;
    return s;
}

CtVolume noise_volume(std::size_t slices, std::size_t rows, std::size_t columns) {
    CtVolume v(Grid{.slices = slices, .rows = rows, .columns = columns});
    RandomStream random(3, StreamId::tests);
    for (auto& x : v.voxels) x = static_cast<std::int16_t>(random.uniform(-1024, 3071));
    return v;
}

}  // namespace

TEST_SUITE("volume: slice images") {
    TEST_CASE("a pixel is in the channel of its class, on a scale that all samples share") {
        CtVolume v(Grid{.slices = 1, .rows = 2, .columns = 2});
        v.voxels = {-1010, 0, 1100, 3000};  // below the first edge, objects 2, 4 and 6
        const SliceImages s = slice_images(v, image_settings(0, 2));
        REQUIRE(s.images.size() == 12);
        const std::vector<float> expected{0, 1000.0F / 4096, 0, 0, 0, 0, 2100.0F / 4096, 0, 0, 0,
                                          0, 4000.0F / 4096};
        CHECK(s.images == expected);
        CHECK(s.values == std::vector<float>{0.75F, 1, 0.75F});
    }
    TEST_CASE("what is outside shows nothing and counts nowhere") {
        CtVolume v(Grid{.slices = 1, .rows = 2, .columns = 2});
        v.voxels = {outside, outside, 500, -900};
        const SliceImages s = slice_images(v, image_settings(0, 2));
        CHECK(s.images[0] == 0);
        CHECK(s.images[4] == 0);
        CHECK(s.values[0] == 0.5F);  // object 1 is one of two
    }
    TEST_CASE("the square from the middle, its targets, and the slices asked for") {
        const CtVolume v = noise_volume(5, 12, 9);
        const std::vector<std::size_t> wanted{4, 1};
        const SliceImages s = slice_images(v, image_settings(6, 6), wanted);
        CHECK(s.slices == wanted);
        CHECK(s.count == 2);
        // By hand: rows 3..8, columns 1..6 of slice 4; object 3 has 365.33 <= v < 1048.
        int in_class = 0;
        for (std::size_t i = 3; i < 9; ++i)
            for (std::size_t j = 1; j < 7; ++j) {
                const int x = v(4, i, j);
                in_class += x >= 366 && x < 1048;
                const float sum = s.images[(i - 3) * 6 + j - 1] +
                                  s.images[36 + (i - 3) * 6 + j - 1] +
                                  s.images[72 + (i - 3) * 6 + j - 1];
                CHECK(sum == doctest::Approx((std::clamp(x, -1000, 3096) + 1000) / 4096.0));
            }
        CHECK(s.values[1] == doctest::Approx(1 - in_class / 36.0));
    }
    TEST_CASE("shrinking keeps the mean of every channel") {
        const CtVolume v = noise_volume(2, 30, 30);
        const SliceImages full = slice_images(v, image_settings(0, 30));
        for (const std::size_t pixels : {10, 12, 29, 1}) {
            const SliceImages s = slice_images(v, image_settings(0, pixels));
            for (std::size_t c = 0; c < 6; ++c) {
                double a = 0, b = 0;
                for (std::size_t k = 0; k < 900; ++k) a += full.images[c * 900 + k] / 900;
                const std::size_t area = pixels * pixels;
                for (std::size_t k = 0; k < area; ++k)
                    b += s.images[c * area + k] / static_cast<double>(area);
                CHECK(a == doctest::Approx(b).epsilon(1e-5));
            }
            CHECK(s.values == full.values);
        }
    }
    TEST_CASE(
        "the script's fault only where it is asked for: the second channel shows everything") {
        CtVolume v(Grid{.slices = 1, .rows = 2, .columns = 2});
        v.voxels = {-1000, 0, 1100, 2000};
        SliceImageSettings s = image_settings(0, 2);
        s.scheme = class_scheme(ClassPreset::paper_script, std::pair{-1000, 2000});
        s.channels = SliceChannels::paper_script;
        const SliceImages made = slice_images(v, s);
        const std::vector<float> expected{0, 1, 0, 0, 0, 1.0F / 3, 0.7F, 1, 0, 0, 0.7F, 1};
        for (std::size_t k = 0; k < 12; ++k)
            CHECK(made.images[k] == doctest::Approx(expected[k]).epsilon(1e-6));
    }
    TEST_CASE("recipes differ with what a model must know") {
        const SliceImageSettings s = image_settings(200, 100);
        SliceImageSettings other = s;
        other.scheme = class_scheme(ClassPreset::paper_text);
        CHECK(to_json(image_recipe(s)) == to_json(image_recipe(image_settings(200, 100))));
        CHECK(to_json(image_recipe(s)) != to_json(image_recipe(other)));
        CHECK(to_json(image_recipe(s)) != to_json(image_recipe(image_settings(200, 200))));
    }
    TEST_CASE("squares and pixels that are not there") {
        const CtVolume v = noise_volume(3, 12, 9);
        CHECK_THROWS_WITH_AS(slice_images(v, image_settings(10, 5)),
                             doctest::Contains("E-slice-images"), InputError);
        CHECK_THROWS_WITH_AS(slice_images(v, image_settings(0, 5)), doctest::Contains("not square"),
                             InputError);
        CHECK_THROWS_AS(slice_images(v, image_settings(9, 10)), InputError);
        const std::vector<std::size_t> beyond{3};
        CHECK_THROWS_WITH_AS(slice_images(v, image_settings(9, 9), beyond),
                             doctest::Contains("no slice 3"), InputError);
    }
}
