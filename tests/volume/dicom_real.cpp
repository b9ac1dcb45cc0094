// Real scans (V8, V9, V10 of the specification): the numbers come from pydicom, numpy and scipy.

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/volume/series_source.hpp"
#include "crucible/volume/source.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"
#include "tests/volume/decoder.hpp"

using namespace crucible;
using namespace crucible::volume;

namespace {

struct Moments {
    std::size_t masked = 0, valid = 0;
    double mean = 0, sd = 0;
    int least = 40000, most = -40000;
};

template <class Skip>
Moments moments(std::span<const std::int16_t> v, Skip&& skip) {
    Moments m;
    double sum = 0, squares = 0;
    for (const std::int16_t x : v) {
        if (skip(x)) {
            ++m.masked;
            continue;
        }
        ++m.valid, sum += x, squares += double(x) * x;
        m.least = std::min<int>(m.least, x), m.most = std::max<int>(m.most, x);
    }
    const auto n = static_cast<double>(m.valid);
    m.mean = sum / n, m.sd = std::sqrt(squares / n - m.mean * m.mean);
    return m;
}

/// The core's mask is a grey value of its own: stored 4095.
bool is_core_mask(std::int16_t x) { return x == 3071 || x == outside; }

/// Voxels in [edge k, edge k+1), the last closed, masked ones left out.
template <std::size_t N>
std::array<std::size_t, N - 1> class_counts(std::span<const std::int16_t> v,
                                            const std::array<double, N>& edges) {
    std::array<std::size_t, N - 1> counts{};
    for (const std::int16_t x : v)
        for (std::size_t k = 0; !is_core_mask(x) && k + 1 < N; ++k)
            counts[k] += x >= edges[k] && (x < edges[k + 1] || (k + 2 == N && x == edges[k + 1]));
    return counts;
}

// Davey et al. 2011; classes of the paper's text; equal widths of fixed-script.
constexpr std::array<double, 8> davey{-3024, -773, 50, 78, 311, 750, 1390, 3045};
constexpr std::array<double, 7> paper_text{-2048, -1024, 0, 1024, 2048, 3072, 4096};
constexpr std::array<double, 7> fixed_script{-1000,
                                             -1000 + 4096.0 / 6,
                                             -1000 + 8192.0 / 6,
                                             -1000 + 12288.0 / 6,
                                             -1000 + 16384.0 / 6,
                                             -1000 + 20480.0 / 6,
                                             3096};

std::string message_of(const std::filesystem::path& path, const ReadSettings& s = {}) {
    try {
        read_ct(*open_volume(path, s));
    } catch (const Error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

TEST_CASE("V8: the upper sixteen slices of the sediment core") {
    REQUIRE_SHARED_DATA("ct");
    REQUIRE_DECODER();
    ReadSettings upwards;
    upwards.top = Top::last;  // the normal points down: its end is the lowest z
    upwards.padding = 4095;
    const auto source = open_series(shared_data("ct/core426_top16_jpegls"), upwards);
    const SeriesPlan& plan = source->plan();
    REQUIRE(plan.grid.slices == 16);
    CHECK(plan.grid.spacing == std::array<double, 3>{0.625, 0.244141, 0.244141});
    CHECK(source->warnings().empty());
    // Sorted along the normal, from the end: s003 ... s009, s000, s007, s014, s005, s012.
    const auto file = [&](std::size_t i) {
        return std::filesystem::path(source->headers().slices[plan.recipes[i].first].file)
            .filename()
            .string();
    };
    CHECK(file(0) == "s003.dcm");
    CHECK(file(15) == "s012.dcm");
    CHECK(file(14) == "s005.dcm");
    CHECK(file(13) == "s014.dcm");
    CHECK(file(12) == "s007.dcm");
    CHECK(file(11) == "s000.dcm");
    CHECK(file(10) == "s009.dcm");
    CHECK(plan.depths.front() == doctest::Approx(82.875));  // along -z
    CHECK(plan.depths.back() == doctest::Approx(73.5));

    const CtVolume v = read_ct(*source);
    const Moments m = moments(v.voxels, is_core_mask);
    CHECK(m.masked == 2015565);
    CHECK(m.valid == 2178739);
    CHECK(m.mean == doctest::Approx(234.2669).epsilon(1e-6));
    CHECK(m.sd == doctest::Approx(287.0919).epsilon(1e-6));
    CHECK(m.least == -948);
    CHECK(m.most == 1313);
    const std::array<double, 4> means{634.668, 606.988, 552.744, 483.972};
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(moments(v.slice(i), is_core_mask).mean == doctest::Approx(means[i]).epsilon(1e-6));
    CHECK(moments(v.slice(15), is_core_mask).mean == doctest::Approx(15.244).epsilon(1e-4));
    CHECK(class_counts(v.voxels, davey) ==
          std::array<std::size_t, 7>{9224, 367267, 284376, 829344, 686434, 2094, 0});
    CHECK(class_counts(v.voxels, paper_text) ==
          std::array<std::size_t, 6>{0, 227420, 1951256, 63, 0, 0});
    CHECK(class_counts(v.voxels, fixed_script) ==
          std::array<std::size_t, 6>{46838, 1469467, 662374, 60, 0, 0});

    const CtVolume roi = read_ct(*source, Region{{0, 150, 150}, {16, 350, 350}});
    CHECK(moments(roi.voxels, is_core_mask).mean == doctest::Approx(275.9260).epsilon(1e-6));
    CHECK(std::count(v.voxels.begin(), v.voxels.end(), outside) == 2015565);
    const auto text_classes = class_counts(roi.voxels, paper_text);
    CHECK(1 - static_cast<double>(text_classes[1]) / static_cast<double>(roi.voxels.size()) ==
          doctest::Approx(0.8983703125).epsilon(1e-9));

    // Slices in any order and number are the same slices.
    std::vector<std::int16_t> some(2 * v.grid.slice_size());
    source->read(9, std::span<std::int16_t>(some));
    CHECK(std::equal(some.begin(), some.end(), v.slice(9).begin()));
}

TEST_CASE("V9: three slices from deeper down, and both parts together") {
    REQUIRE_SHARED_DATA("ct");
    REQUIRE_DECODER();
    ReadSettings upwards;
    upwards.top = Top::last;
    const auto source = open_volume(shared_data("ct/core426_deep3_raw"), upwards);
    const CtVolume v = read_ct(*source);
    REQUIRE(v.grid.slices == 3);
    const Moments m = moments(v.voxels, is_core_mask);
    CHECK(m.valid == 396055);
    CHECK(m.mean == doctest::Approx(-19.9485).epsilon(2.5e-6));
    CHECK(m.sd == doctest::Approx(121.0540).epsilon(1e-6));
    CHECK(class_counts(v.voxels, davey) ==
          std::array<std::size_t, 7>{743, 282099, 64820, 47611, 782, 0, 0});
    constexpr std::array<double, 3> porosities{0.470050, 0.483025, 0.502550};
    for (std::size_t i = 0; i < 3; ++i) {
        const CtVolume roi = read_ct(*source, Region{{i, 150, 150}, {i + 1, 350, 350}});
        CHECK(1 - static_cast<double>(class_counts(roi.voxels, paper_text)[1]) / 40000 ==
              doctest::Approx(porosities[i]).epsilon(1e-9));
    }

    const Temporary dir;
    for (const char* part : {"core426_top16_jpegls", "core426_deep3_raw"})
        std::filesystem::copy(shared_data("ct") / part, dir / part);
    CHECK(message_of(dir.path())
              .find("gap 48.125 mm between z=-73.5 and -25.375 (76 slices "
                    "missing)") != std::string::npos);
    ReadSettings split = upwards;
    split.on_gap = OnGap::split;
    CHECK(open_volume(dir.path(), split)->grid().slices == 16);
    split.on_gap = OnGap::interpolate;
    CHECK(open_volume(dir.path(), split)->grid().slices == 16 + 76 + 3);
    ReadSettings second = upwards;
    second.series = 2;
    CHECK(open_volume(dir.path(), second)->grid().slices == 3);
    second.series = 3;
    CHECK(message_of(dir.path(), second).find("E-volume-series") != std::string::npos);
}

TEST_CASE("V10: codecs, signs, padding and frames") {
    REQUIRE_SHARED_DATA("ct");
    REQUIRE_DECODER();
    // As stored: slope 1, intercept 0; masking begins below -1024, so raw values are asked for.
    const auto stored = [&](const char* name) {
        const auto path = shared_data(std::string("ct/codec/") + name);
        const SeriesHeaders h = read_headers(path);
        DecoderClient client(h.longest_file);
        std::vector<std::int32_t> all;
        for (const SliceTags& t : h.slices) {
            const DecodeAnswer a =
                client.ask({DecodeWhat::voxels_dicom, t.file, t.frame, 4u * t.rows * t.columns});
            const auto one = stored_values(t, a.voxels, std::stoul(a.text));
            all.insert(all.end(), one.begin(), one.end());
        }
        return all;
    };
    const auto mean = [](const std::vector<std::int32_t>& v) {
        return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    };
    const auto raw = stored("693_UNCR.dcm");
    CHECK(*std::min_element(raw.begin(), raw.end()) == -2000);
    CHECK(*std::max_element(raw.begin(), raw.end()) == 2492);
    CHECK(mean(raw) == doctest::Approx(-11.563015).epsilon(1e-7));
    CHECK(stored("693_J2KR.dcm") == raw);
    CHECK(mean(stored("693_J2KI.dcm")) == doctest::Approx(-8.322845).epsilon(1e-7));
    const auto small = stored("CT_small.dcm");
    CHECK(*std::min_element(small.begin(), small.end()) == 128);
    CHECK(*std::max_element(small.begin(), small.end()) == 2191);
    CHECK(mean(small) == doctest::Approx(904.926147).epsilon(1e-9));
    const auto mismatch = stored("J2K_pixelrep_mismatch.dcm");
    CHECK(*std::min_element(mismatch.begin(), mismatch.end()) == -2000);
    CHECK(*std::max_element(mismatch.begin(), mismatch.end()) == 1896);
    CHECK(mean(mismatch) == doctest::Approx(-658.437).epsilon(1e-6));
    const auto frames = stored("eCT_Supplemental.dcm");
    CHECK(frames.size() == 2 * 512 * 512);
    CHECK(*std::max_element(frames.begin(), frames.end()) == 1196);
    CHECK(mean(frames) == doctest::Approx(380.038086).epsilon(1e-9));

    const auto enhanced = open_volume(shared_data("ct/codec/eCT_Supplemental.dcm"));
    CHECK(enhanced->grid().slices == 2);
    CHECK(enhanced->grid().spacing[0] == doctest::Approx(10));
    CHECK(read_ct(*enhanced).voxels[0] == frames[512 * 512] - 1024);  // the normal is -z

    // -2000 is padding: -3024 HU would be nothing.
    const CtVolume padded = read_ct(*open_volume(shared_data("ct/codec/693_UNCR.dcm")));
    const auto outside_count = std::count(padded.voxels.begin(), padded.voxels.end(), outside);
    CHECK(outside_count == std::count(raw.begin(), raw.end(), -2000));
    CHECK(padded.grid.spacing[0] == 20);
    const auto lossy = open_volume(shared_data("ct/codec/693_J2KI.dcm"))->warnings();
    REQUIRE(lossy.size() == 1);
    CHECK(lossy[0].find("compressed with loss") != std::string::npos);
}

TEST_CASE("V10: a tilted gantry and a missing slice") {
    REQUIRE_SHARED_DATA("ct");
    REQUIRE_DECODER();
    const auto folder = shared_data("ct/philips_tilt_m18.5");
    const std::string missing = message_of(folder);
    CHECK(missing.find("between z=794.84519") != std::string::npos);
    CHECK(missing.find("and 799.84519") != std::string::npos);
    CHECK(missing.find("1 slice missing") != std::string::npos);
    ReadSettings filled;
    filled.on_gap = OnGap::interpolate;
    const auto source = open_series(folder, filled);
    CHECK(source->plan().tilt == doctest::Approx(18.5).epsilon(1e-3));
    CHECK(source->grid().slices == 6);
    CHECK(source->grid().spacing[0] == doctest::Approx(2.371).epsilon(2e-4));
    CHECK(source->plan().interpolated == 1);
    bool is_told = false;
    for (const std::string& w : source->warnings())
        is_told |= w.find(
                       "tilted by 18.5 degrees: slices lie 2.5 mm apart along the table, 2.371 "
                       "mm along their normal") != std::string::npos;
    CHECK(is_told);
    // Slices move by 2.5 mm sin(18.5) = 0.793 mm each, 1.644 rows.
    const auto& shifts = source->plan().shifts;
    CHECK(std::abs(shifts[1][0] - shifts[0][0]) ==
          doctest::Approx(2.5 * std::sin(18.5 * M_PI / 180) / 0.482421875).epsilon(1e-3));
    CHECK(std::abs(shifts[1][1]) < 1e-3);
    ReadSettings kept = filled;
    kept.tilt = Tilt::keep;
    CHECK(open_series(folder, kept)->plan().shifts[1] == std::array<double, 2>{0, 0});
}
