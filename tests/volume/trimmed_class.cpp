#include "crucible/volume/trimmed_class.hpp"

#include <doctest/doctest.h>

#include "crucible/volume/clusters.hpp"
#include "crucible/volume/phantom.hpp"
#include "crucible/volume/phase.hpp"

using namespace crucible;
using namespace crucible::volume;

TEST_SUITE("trimmed class") {
    TEST_CASE("by slices as in memory") {
        PhantomRequest q;
        q.grid.slices = 90, q.grid.rows = 100, q.grid.columns = 110;
        CtVolume ct = make_phantom(q).ct;
        for (std::size_t i = 0; i < ct.voxels.size(); i += 37) ct.voxels[i] = outside;
        const ClassScheme scheme = class_scheme(ClassPreset::fixed_script);
        LabelVolume mask = classify(ct, scheme);
        for (std::size_t i = 0; i < mask.voxels.size(); ++i)
            mask.voxels[i] = ct.voxels[i] == outside ? in_nothing
                             : mask.voxels[i] == 1   ? in_phase
                                                     : in_rest;
        const Clusters before = label_clusters(mask, Connectivity::faces);
        const Removed removed = trim_small_clusters(mask, 60);
        const auto source = as_source(ct);
        const TrimmedClass t = trim_class(*source, scheme, 1, 60);
        CHECK(t.removed_clusters == removed.clusters);
        CHECK(t.removed_voxels == removed.voxels);
        CHECK(t.clusters_left == before.list.size() - removed.clusters);
        CHECK(removed.clusters > 100);
        for (std::size_t i = 0; i < q.grid.slices; ++i)
            CHECK(t.counts[i] == std::int64_t(count_phase(mask.slice(i)).phase));
    }

    TEST_CASE("of an empty class nothing is left, and nothing is NaN") {
        Grid g;
        g.slices = 2, g.rows = 3, g.columns = 4;
        const CtVolume ct(g, 3000);
        const auto source = as_source(ct);
        const TrimmedClass t = trim_class(*source, class_scheme(ClassPreset::fixed_script), 1, 60);
        CHECK(t.counts == std::vector<std::int64_t>{0, 0});
        CHECK(t.largest == 0);
    }
}
