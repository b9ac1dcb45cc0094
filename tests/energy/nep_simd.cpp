// The fast path of NEP against the plain loops.
#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/nep.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "tests/energy/derivatives.hpp"
#include "tests/energy/nep_cases.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;

namespace {

/// Everything that the fast path takes: one type and many, one cut-off and many, l from 1 to 4.
const std::vector<std::string> fast_headers = {
    "nep4 1 Cu\ncutoff 5 4 90 40\nn_max 4 4\nbasis_size 8 8\nl_max 4 2 1\nANN 10 0\n",
    "nep4 1 Cu\ncutoff 5 5 90 40\nn_max 8 6\nbasis_size 6 5\nl_max 3 2 0\nANN 33 0\n",
    "nep3 2 Cu Al\ncutoff 5 4 90 40\nn_max 0 0\nbasis_size 0 1\nl_max 1 0 1\nANN 1 0\n",
    "nep4_zbl 2 Al Cu\nzbl 0 2.5 0.7\ncutoff 5 4 4.6 3.9 200 120\nn_max 3 9\nbasis_size 4 3\n"
    "l_max 2 2 0\nANN 50 0\n",
    "nep5_zbl 3 Al Cu Zr\nzbl 0 0\ncutoff 4.8 3.8 90 40 1.7 1.6 0.8\nn_max 12 4\nbasis_size 10 8\n"
    "l_max 4 0 1\nANN 20 0\n"};

struct Apart {
    double energy = 0, force_square = 0, force_largest = 0, stress = 0;
};

Apart compare(const Structure& s, EnergyModel& fast, EnergyModel& plain) {
    Evaluation a, b;
    fast.evaluate(s, a), plain.evaluate(s, b);
    Apart d;
    const auto n = static_cast<double>(s.size());
    d.energy = std::fabs(a.energy - b.energy) / n;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const double f = norm(a.forces[i] - b.forces[i]);
        d.force_square += f * f / (3 * n);
        d.force_largest = std::max(d.force_largest, f);
        CHECK(std::fabs(a.per_atom[i] - b.per_atom[i]) < 1e-4);
    }
    double scale = 0;
    for (int k = 0; k < 3; ++k) {
        d.stress = std::max(d.stress, norm(a.stress[k] - b.stress[k]));
        scale = std::max(scale, norm(b.stress[k]));
    }
    d.stress /= std::max(scale, 1e-6);
    return d;
}

std::vector<int> some_of(const std::string& header) {
    if (header.find("Zr") != std::string::npos) return {29, 13, 40};
    return header.find("Al") == std::string::npos ? std::vector<int>{29} : std::vector<int>{29, 13};
}

const char* const unep_file = "nep/Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt";

}  // namespace

TEST_CASE("fast NEP kernels give what plain loops do, on every instruction set") {
    int tried = 0;
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
        const std::int64_t target = left & -left;
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        for (const std::string& header : fast_headers) {
            INFO(hwy::TargetName(target) << " " << header);
            const NepParameters p = parse_nep(made_up_nep(header, 7), "made up");
            Nep plain(p, Precision::double_, NepKernel::plain), wide(p, Precision::double_);
            Nep single(p, Precision::single), mixed(p, Precision::mixed);
            for (const Structure& s : {shaken(1, 3.3, {{0, 0, 0}}, {29}, 0),
                                       shaken(2, 3.9, fcc_sites, some_of(header), 0.4)}) {
                Apart d = compare(s, wide, plain);
                CHECK(d.energy < 1e-12);
                CHECK(d.force_largest < 1e-11);
                CHECK(d.stress < 1e-11);
                d = compare(s, single, plain);
                CHECK(d.energy < 2e-6);
                CHECK(d.force_largest < 3e-5);
                CHECK(d.stress < 1e-4);
                d = compare(s, mixed, plain);
                CHECK(d.energy < 2e-6);
                CHECK(d.force_largest < 3e-5);
            }
        }
        ++tried;
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    CHECK(tried >= 1);
    MESSAGE(tried << " instruction sets");
}

TEST_CASE("float kernels of UNEP-v1 are within 1 micro-eV per atom and 2e-5 eV/angstrom") {
    REQUIRE_SHARED_DATA(unep_file);
    const NepParameters p = read_nep(shared_data(unep_file));
    Nep plain(p, Precision::double_, NepKernel::plain), wide(p, Precision::double_);
    Nep single(p, Precision::single), mixed(p, Precision::mixed);
    const Value document = read_json(shared_data("nep/reference_outputs.json").string());
    double worst_energy = 0, worst_force = 0, worst_rms = 0;
    for (const Member& m : document["cases"].table) {
        if (!m.key.starts_with("unep_")) continue;
        INFO(m.key);
        const Structure s = structure_of(m.value);
        Apart d = compare(s, wide, plain);
        CHECK(d.energy < 1e-11);
        CHECK(d.force_largest < 1e-10);
        CHECK(d.stress < 1e-10);
        for (Nep* model : {&single, &mixed}) {
            d = compare(s, *model, plain);
            // In a perfect crystal all atoms round alike: 1.1e-6 in bcc molybdenum.
            CHECK(d.energy < 1.5e-6);
            if (m.key.find("rattled") == std::string::npos) continue;
            CHECK(d.energy < 1e-6);
            worst_energy = std::max(worst_energy, d.energy);
            CHECK(std::sqrt(d.force_square) < 2e-6);
            CHECK(d.force_largest < 2e-5);
            worst_rms = std::max(worst_rms, std::sqrt(d.force_square));
            worst_force = std::max(worst_force, d.force_largest);
        }
    }
    MESSAGE("worst energy " << worst_energy << " eV/atom; forces of rattled crystals, rms "
                            << worst_rms << ", largest " << worst_force << " eV/angstrom");
}

TEST_CASE("the forces of the fast path are the derivatives of its own energy") {
    for (const std::string& header : fast_headers) {
        INFO(header);
        Nep model(parse_nep(made_up_nep(header, 7), "made up"));
        // Differences cannot see better than this where a neighbour crosses a cut-off.
        check_derivatives(model, shaken(1, 3.7, fcc_sites, some_of(header), 0.5), 1e-5);
    }
}

TEST_CASE("any number of threads gives the same to rounding") {
    Nep one(parse_nep(made_up_nep(fast_headers[0], 7), "made up"));
    Nep many(parse_nep(made_up_nep(fast_headers[0], 7), "made up"));
    const Structure s = shaken(3, 3.9, fcc_sites, {29}, 0.2);
    for (const int threads : {1, 2, 8}) {
        many.use_threads(threads);
        const Apart d = compare(s, many, one);
        CHECK(d.energy < 1e-13);
        CHECK(d.force_largest < 1e-12);
        CHECK(d.stress < 1e-12);
    }
}
