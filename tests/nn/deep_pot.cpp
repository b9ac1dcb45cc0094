// Deep potentials in libtorch against our own: two implementations that share nothing but the
// weights and the lists of neighbours.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "crucible/energy/deep_pot_peer.hpp"
#include "crucible/training/gradient.hpp"
#include "crucible/training/parameters.hpp"
#include "crucible/training/peer.hpp"
#include "tests/nn/plugin.hpp"
#include "tests/shared_data.hpp"
#include "tests/training/small_nets.hpp"

using namespace crucible;
using namespace crucible::training;

namespace {

/// Largest difference in units of the largest number.
double apart(const std::vector<double>& a, const std::vector<double>& b) {
    REQUIRE(a.size() == b.size());
    double most = 0, largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        most = std::max(most, std::fabs(a[k] - b[k]));
        largest = std::max(largest, std::fabs(b[k]));
    }
    return most / largest;
}

std::vector<DeepPotWeights> cases() {
    std::vector<DeepPotWeights> out{small_weights(1), small_weights(2), mixed_weights(1),
                                    mixed_weights(2)};
    out.push_back(out.back());
    out.back().is_one_sided = true;
    out.back().embedding.resize(2);
    out.push_back(small_weights(1));
    out.back().sel[0] = 10;  // fewer slots than neighbours
    return out;
}

}  // namespace

TEST_SUITE("nn: deep potentials") {
    TEST_CASE("energies, forces and stresses in libtorch are ours") {
        REQUIRE_NN(nn);
        for (DeepPotWeights w : cases()) {
            // Without the symmetry of the axes a stress has nine numbers, and ours has six.
            for (std::size_t k = 0; k < w.deviation.size(); ++k)
                if (k % 4 > 1) w.deviation[k] = w.deviation[k - 1];
            const Structure s = small_frame(static_cast<int>(w.numbers.size())).structure;
            DeepPot own(w, {Precision::double_, true});
            Evaluation a, b, all;
            own.evaluate(s, a);
            nn->find(torch_deep_pot)(w, Precision::double_, PeerSlots::filled)->evaluate(s, b);
            nn->find(torch_deep_pot)(w, Precision::double_, PeerSlots::all)->evaluate(s, all);
            CHECK(std::fabs(all.energy - b.energy) < 1e-10);
            CHECK(norm(all.forces[1] - b.forces[1]) < 1e-10);
            INFO(w.numbers.size() << " kinds, " << w.sel[0] << " slots, " << w.embedding.size());
            CHECK(std::fabs(a.energy - b.energy) < 1e-10);
            for (std::size_t i = 0; i < s.size(); ++i) {
                CHECK(norm(a.forces[i] - b.forces[i]) < 1e-10);
                CHECK(std::fabs(a.per_atom[i] - b.per_atom[i]) < 1e-10);
            }
            for (int k = 0; k < 3; ++k) CHECK(norm(a.stress[k] - b.stress[k]) < 1e-10);
        }
    }
    TEST_CASE("gradients of the loss by double backward are those derived by hand") {
        REQUIRE_NN(nn);
        for (const DeepPotWeights& w : cases()) {
            const int elements = static_cast<int>(w.numbers.size());
            INFO(elements << " kinds, " << w.sel[0] << " slots, " << w.embedding.size());
            const Sample s = make_sample(small_frame(elements), w);
            const auto peer = nn->find(torch_training)(w, Precision::double_, PeerSlots::filled);
            GradientEngine own(w, Precision::double_);
            const Prediction a = own.predict(s), b = peer->predict(s);
            for (std::size_t i = 0; i < s.atoms(); ++i)
                CHECK(norm(a.force[i] - b.force[i]) < 1e-10);
            for (const LossFactors& factor : {LossFactors{1, 0, 0}, LossFactors{0, 1, 0},
                                              LossFactors{0, 0, 1}, LossFactors{0.7, 3, 1.3}}) {
                std::vector<double> expected, found;
                const Sample* batch[] = {&s, &s};
                const double loss = peer->gradient(batch, factor, expected);
                const ErrorSums errors = own.gradient(batch, factor, found);
                CHECK(errors.loss / 2 == doctest::Approx(loss).epsilon(1e-12));
                CHECK(apart(found, expected) < 1e-8);
            }
        }
    }
    TEST_CASE("a step of its Adam goes down, by the learning rate at first") {
        REQUIRE_NN(nn);
        const DeepPotWeights w = small_weights(1);
        const Sample s = make_sample(small_frame(1), w);
        const auto peer = nn->find(torch_training)(w, Precision::double_, PeerSlots::filled);
        const Sample* batch[] = {&s};
        const double before = peer->step(batch, {}, 1e-4);
        const std::vector<double> was = parameters_of(w), is = peer->parameters();
        double most = 0;
        for (std::size_t k = 0; k < was.size(); ++k)
            most = std::max(most, std::fabs(was[k] - is[k]));
        CHECK(most == doctest::Approx(1e-4).epsilon(1e-4));
        CHECK(peer->step(batch, {}, 1e-4) < before);
    }
    TEST_CASE("the published potential of aluminium has our forces in libtorch") {
        REQUIRE_NN(nn);
        REQUIRE_SHARED_DATA("dnp/Al-0.pb");
        const DeepPotWeights w = read_deep_pot(shared_data("dnp/Al-0.pb"));
        Structure s;
        s.cell.h = Mat3::diagonal(8.1, 8.1, 8.1);
        RandomStream random(4, StreamId::tests);
        for (int k = 0; k < 8; ++k)
            for (const Vec3& site : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
                Vec3 r = (site + Vec3(k / 4, k / 2 % 2, k % 2)) * 4.05;
                for (int c = 0; c < 3; ++c) r[c] += random.uniform(-0.2, 0.2);
                s.positions.emplace_back(r);
                s.numbers.push_back(13);
            }
        DeepPot own(w, {Precision::double_, true});
        const auto peer = nn->find(torch_deep_pot)(w, Precision::double_, PeerSlots::filled);
        Evaluation a, b;
        own.evaluate(s, a);
        peer->evaluate(s, b);
        CHECK(std::fabs(a.energy - b.energy) < 1e-8);
        for (std::size_t i = 0; i < s.size(); ++i) CHECK(norm(a.forces[i] - b.forces[i]) < 1e-10);
    }
    TEST_CASE("a plug-in that is not there is named, with what to install") {
        CHECK(find_plugin("nowhere") == nullptr);
        CHECK_THROWS_WITH_AS(need_plugin("nowhere"), doctest::Contains("E-plugin"), NotBuiltError);
    }
}
