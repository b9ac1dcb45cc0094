#include "crucible/volume/clusters.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/volume/bit_rows.hpp"
#include "pore_cases.hpp"

using namespace crucible;
using namespace crucible::volume;
using namespace crucible::testing;

namespace {

constexpr Connectivity all_connectivities[] = {Connectivity::faces, Connectivity::edges,
                                               Connectivity::corners};

std::vector<LabelVolume> cluster_cases() {
    RandomStream r(1, StreamId::tests, 500);
    std::vector<LabelVolume> out;
    for (const Grid& g : awkward_grids())
        for (const double share : {0.0, 0.1, 0.3, 0.5, 0.9, 1.0})
            out.push_back(random_mask(g, share, share == 0.5 ? 0.2 : 0, r));
    out.push_back(ball_mask(pore_grid(40, 41, 70), 120, 5, r));
    return out;
}

Clusters streamed(const LabelVolume& m, Connectivity c, std::size_t part, std::uint64_t* removed,
                  LabelVolume* rest) {
    ClusterStream stream(m.grid, c);
    const std::size_t n = m.grid.slice_size();
    const auto parts = [&](const auto& take) {
        for (std::size_t i = 0; i < m.grid.slices; i += part)
            take(i * n, std::min(part, m.grid.slices - i) * n);
    };
    parts([&](std::size_t at, std::size_t count) {
        stream.add(std::span(m.voxels).subspan(at, count));
    });
    Clusters found = stream.finish();
    std::vector<std::uint8_t> unwanted;
    for (const Cluster& k : found.list) unwanted.push_back(k.size <= 3);
    *rest = m, *removed = 0;
    parts([&](std::size_t at, std::size_t count) {
        *removed += stream.remove_again(std::span(rest->voxels).subspan(at, count), unwanted);
    });
    return found;
}

}  // namespace

TEST_SUITE("volume: clusters") {
    TEST_CASE("rows pack into bits as bit by bit") {
        RandomStream r(1, StreamId::tests, 501);
        for (const Grid& g : awkward_grids()) {
            const LabelVolume m = random_mask(g, 0.5, 0.2, r);
            std::vector<std::uint64_t> fast(g.slices * g.rows * words_for(g.columns)), slow = fast;
            for (const std::uint8_t value : {in_rest, in_phase, in_nothing}) {
                pack_rows(m.voxels.data(), g.slices * g.rows, g.columns, value, fast.data());
                pack_rows_reference(m.voxels.data(), g.slices * g.rows, g.columns, value,
                                    slow.data());
                CHECK(fast == slow);
            }
        }
    }

    TEST_CASE("runs find the clusters that flooding finds, in the same order, on any threads") {
        for (const LabelVolume& m : cluster_cases())
            for (const Connectivity c : all_connectivities) {
                const LabelledClusters expected = label_volume_reference(m, c);
                for (const int threads : {1, 2, 5}) {
                    const LabelledClusters found = label_volume(m, c, threads);
                    CHECK(found.clusters.list == expected.clusters.list);
                    CHECK(found.labels.voxels == expected.labels.voxels);
                }
                CHECK(label_clusters(m, c).list == expected.clusters.list);
            }
    }

    TEST_CASE("a stream of slices gives the same, and removes the same in its second pass") {
        for (const LabelVolume& m : cluster_cases())
            for (const Connectivity c : all_connectivities)
                for (const std::size_t part : {1, 2, 7}) {
                    std::uint64_t removed = 0;
                    LabelVolume rest, whole = m;
                    const Clusters found = streamed(m, c, part, &removed, &rest);
                    CHECK(found.list == label_clusters(m, c).list);
                    const Removed expected = remove_clusters(
                        whole, c, [](const Cluster& k) { return k.size <= 3; }, 3);
                    CHECK(removed == expected.voxels);
                    CHECK(rest.voxels == whole.voxels);
                }
    }

    TEST_CASE("properties: sizes add up, finer connectivity joins, masked voxels stay") {
        RandomStream r(1, StreamId::tests, 502);
        LabelVolume m = random_mask(pore_grid(20, 30, 40), 0.35, 0.1, r);
        std::size_t before = SIZE_MAX;
        for (const Connectivity c : all_connectivities) {
            const Clusters k = label_clusters(m, c);
            CHECK(k.voxels() == count_phase(m.voxels).phase);
            CHECK(k.list.size() < before);
            before = k.list.size();
            CHECK(k.gamma() > 0);
            CHECK(k.gamma() <= 1);
        }
        const PhaseCount was = count_phase(m.voxels);
        const Removed gone = trim_small_clusters(m, 4);
        const PhaseCount is = count_phase(m.voxels);
        CHECK(gone.voxels > 0);
        CHECK(is.phase + gone.voxels == was.phase);
        CHECK(is.masked == was.masked);
        CHECK(trim_small_clusters(m, 4) == Removed{});
        for (const Cluster& k : label_clusters(m, Connectivity::faces).list) CHECK(k.size > 4);
    }

    TEST_CASE("trimming is inclusive: a cluster of exactly the size goes") {
        LabelVolume m(pore_grid(3, 3, 9));
        for (std::size_t k = 0; k < 4; ++k) m(1, 1, k) = in_phase;
        m(0, 0, 6) = m(1, 1, 6) = in_phase;  // touch by an edge: two clusters of one
        CHECK(trim_small_clusters(m, 1) == Removed{2, 2});
        CHECK(trim_small_clusters(m, 3) == Removed{0, 0});
        CHECK(trim_small_clusters(m, 4) == Removed{1, 4});
        CHECK(count_phase(m.voxels).phase == 0);
    }

    TEST_CASE("nothing, everything, and what no mask may hold") {
        const LabelVolume none(pore_grid(4, 5, 6)), all(pore_grid(4, 5, 6), in_phase);
        CHECK(label_clusters(none, Connectivity::faces).list.empty());
        CHECK(label_clusters(none, Connectivity::faces).gamma() == 0);
        CHECK(!label_clusters(none, Connectivity::faces).largest());
        const Clusters one = label_clusters(all, Connectivity::faces);
        REQUIRE(one.list.size() == 1);
        CHECK(one.list[0] == Cluster{120, {0, 0, 0}, {4, 5, 6}});
        for (std::size_t axis = 0; axis < 3; ++axis) CHECK(one.percolating(axis) == 120);
        CHECK_THROWS_AS(label_clusters(LabelVolume(), Connectivity::faces), InputError);
        CHECK_THROWS_AS(label_clusters(LabelVolume(pore_grid(1, 1, 1), 255), Connectivity::faces),
                        InputError);
        ClusterStream stream(pore_grid(4, 5, 6), Connectivity::faces);
        CHECK_THROWS_AS(stream.add(std::span(all.voxels).first(7)), InconsistentError);
        CHECK_THROWS_AS(stream.finish(), InconsistentError);
        std::vector<std::uint8_t> slices = all.voxels;
        CHECK_THROWS_AS(stream.remove_again(slices, {}), InconsistentError);
        stream.add(slices);
        CHECK(stream.finish().list == one.list);
        CHECK_THROWS_AS(stream.add(slices), InconsistentError);
        CHECK_THROWS_AS(stream.finish(), InconsistentError);
        CHECK_THROWS_AS(stream.remove_again(slices, {}), InconsistentError);
        CHECK(!count_phase(LabelVolume(pore_grid(2, 2, 2), in_nothing).voxels).fraction());
    }

    TEST_CASE("labels become a mask by name of the phase") {
        LabelVolume labels(pore_grid(1, 1, 5)), inside(pore_grid(1, 1, 5), 1);
        labels.voxels = {0, 1, 2, 3, 255};
        inside.voxels[3] = 0;
        const std::uint8_t phase[] = {2, 255};
        CHECK(phase_mask(labels, phase).voxels == std::vector<std::uint8_t>{0, 0, 1, 0, 1});
        const LabelVolume m = phase_mask(labels, phase, &inside);
        CHECK(m.voxels == std::vector<std::uint8_t>{0, 0, 1, 2, 1});
        CHECK(complement(m).voxels == std::vector<std::uint8_t>{1, 1, 0, 2, 0});
        const LabelVolume other(pore_grid(1, 1, 4));
        CHECK_THROWS_AS(phase_mask(labels, phase, &other), InconsistentError);
    }

    TEST_CASE("profiles: masked voxels enter no denominator") {
        LabelVolume m(pore_grid(2, 2, 2));
        m.voxels = {1, 2, 0, 1, 2, 2, 1, 1};
        const double expected[3][2] = {{2. / 3, 1}, {1, 3. / 4}, {2. / 3, 1}};
        for (std::size_t axis = 0; axis < 3; ++axis)
            for (std::size_t at = 0; at < 2; ++at)
                CHECK(*phase_profile(m, axis)[at].fraction() ==
                      doctest::Approx(expected[axis][at]));
        CHECK_THROWS_AS(phase_profile(m, 3), InputError);
    }

    TEST_CASE("Berea sandstone 200^3: profiles") {
        REQUIRE_BEREA;
        LabelVolume m = berea(200);
        const auto values = [&](std::size_t axis) {
            std::vector<double> out;
            for (const PhaseCount& c : phase_profile(m, axis)) out.push_back(*c.fraction());
            return out;
        };
        struct Expected {
            std::size_t axis, lowest, highest;
            double least, most;
        };
        for (const Expected& e : {Expected{0, 98, 50, .136475, .258175},
                                  {1, 157, 79, .134975, .245575},
                                  {2, 34, 7, .14285, .235925}}) {
            const std::vector<double> p = values(e.axis);
            CHECK(p[e.lowest] == doctest::Approx(e.least).epsilon(1e-12));
            CHECK(p[e.highest] == doctest::Approx(e.most).epsilon(1e-12));
            CHECK(*std::min_element(p.begin(), p.end()) == p[e.lowest]);
            CHECK(*std::max_element(p.begin(), p.end()) == p[e.highest]);
        }
        const std::vector<double> p = values(0);
        CHECK(p.front() == doctest::Approx(.193975).epsilon(1e-12));
        CHECK(p.back() == doctest::Approx(.223325).epsilon(1e-12));
        double square = 0;  // about the mean, over n
        for (const double v : p) square += (v - .19624925) * (v - .19624925) / 200;
        CHECK(std::sqrt(square) == doctest::Approx(0.0260039636).epsilon(1e-8));
        trim_small_clusters(m, 60);
        const std::vector<double> trimmed = values(0);
        CHECK(trimmed.front() == doctest::Approx(.191475).epsilon(1e-12));
        CHECK(trimmed.back() == doctest::Approx(.222475).epsilon(1e-12));
        CHECK(*std::min_element(trimmed.begin(), trimmed.end()) ==
              doctest::Approx(.136175).epsilon(1e-12));
        CHECK(*std::max_element(trimmed.begin(), trimmed.end()) ==
              doctest::Approx(.258125).epsilon(1e-12));
    }

    // scipy 1.10 and scikit-image 0.19 on the same data.
    TEST_CASE("Berea sandstone 200^3: clusters, connectivity, trimming") {
        REQUIRE_BEREA;
        const LabelVolume m = berea(200);
        CHECK(count_phase(m.voxels).phase == 1569994);
        CHECK(*count_phase(m.voxels).fraction() == doctest::Approx(0.19624925).epsilon(1e-12));
        const Clusters six = label_clusters(m, Connectivity::faces, 2);
        const Clusters all = label_clusters(m, Connectivity::corners, 2);
        CHECK(six.list.size() == 350);
        CHECK(all.list.size() == 300);
        CHECK(six.list[*six.largest()].size == 1553495);
        CHECK(all.list[*all.largest()].size == 1554224);
        CHECK(six.gamma() == doctest::Approx(.9790976975).epsilon(1e-9));
        CHECK(all.gamma() == doctest::Approx(.9800168028).epsilon(1e-9));
        for (std::size_t axis = 0; axis < 3; ++axis) CHECK(six.percolates(*six.largest(), axis));
        struct Trim {
            std::uint64_t size, left, clusters;
        };
        for (const Trim& t :
             {Trim{1, 1569954, 40}, {26, 1568029, 258}, {60, 1566043, 309}, {1000, 1559730, 345}}) {
            LabelVolume trimmed = m;
            CHECK(trim_small_clusters(trimmed, t.size) == Removed{t.clusters, 1569994 - t.left});
            CHECK(count_phase(trimmed.voxels).phase == t.left);
        }
    }

    TEST_CASE("Berea sandstone 400^3: clusters") {
        REQUIRE_BEREA;
        LabelVolume m = berea(400);
        CHECK(count_phase(m.voxels).phase == 12572994);
        const Clusters six = label_clusters(m, Connectivity::faces);
        CHECK(six.list.size() == 2741);
        CHECK(six.list[*six.largest()].size == 12494082);
        CHECK(trim_small_clusters(m, 60, 2).clusters == 2441);
        CHECK(count_phase(m.voxels).phase == 12544985);
    }
}
