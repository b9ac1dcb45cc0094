#include "crucible/training/trainer.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/energy/deep_pot.hpp"
#include "crucible/training/parameters.hpp"
#include "crucible/training/reference.hpp"
#include "crucible/training/statistics.hpp"
#include "tests/shared_data.hpp"
#include "tests/training/small_nets.hpp"

using namespace crucible;
using namespace crucible::training;

namespace {

/// Frames labelled by another small net: a task that can be learned.
std::vector<Sample> taught_samples(int n) {
    const DeepPotWeights teacher = small_weights(2);
    std::vector<Sample> out;
    for (int k = 0; k < n; ++k) {
        LabelledFrame f = small_frame(2);
        RandomStream random(20, StreamId::tests, static_cast<std::uint64_t>(k));
        for (Position& r : f.structure.positions)
            for (int c = 0; c < 3; ++c) r[c] += random.uniform(-0.1, 0.1);
        Sample s = make_sample(f, teacher);
        const Prediction p = predict_reference(teacher, s);
        s.energy = p.energy, s.force = p.force, s.virial = p.virial;
        out.push_back(s);
    }
    return out;
}

DeepPotWeights pupil_of(const std::vector<Sample>& samples) {
    DeepPotWeights w = small_weights(2);
    const DeepPotWeights other = random_weights(
        {13, 29}, 4, 1.5, {22, 25}, {.embedding = {3, 6, 12}, .axis = 4, .fitting = {7, 7}},
        {77, StreamId::training_nets});
    w.embedding = other.embedding, w.fitting = other.fitting;
    set_statistics(w, samples);
    return w;
}

TrainingSettings short_settings() {
    TrainingSettings s;
    s.steps = 60;
    s.report_every = 20;
    s.batch = 2;
    s.rate_start = 5e-3, s.rate_stop = 1e-4;
    return s;
}

}  // namespace

TEST_SUITE("training") {
    TEST_CASE("learning rate and factors go where they should") {
        TrainingSettings s;
        s.steps = 3'000'000, s.decay_steps = 1000;
        CHECK(s.rate(0) == 1e-3);
        CHECK(s.rate(999) == 1e-3);
        CHECK(s.rate(2'999'999) == doctest::Approx(3.51e-8).epsilon(0.01));
        // Al.lcurve.out at step 30000 of deepmd-kit's run: 1e-3 rate^30.
        CHECK(s.rate(30'000) == doctest::Approx(1e-3 * std::pow(3.51e-5, 0.01)));
        CHECK(s.loss.at(1).force == 1000);
        CHECK(s.loss.at(0).force == 1);
    }
    TEST_CASE(
        "the first weights of an embedding net are wide, the others as deepmd-kit draws them") {
        const DeepPotWeights w = random_weights(
            {13}, 6, 0.5, {100}, {.embedding = {400, 400}, .axis = 8, .fitting = {10, 10}},
            {5, StreamId::training_nets});
        const auto spread = [](const std::vector<double>& v) {
            double sum = 0;
            for (const double x : v) sum += x * x;
            return std::sqrt(sum / static_cast<double>(v.size()));
        };
        CHECK(spread(w.embedding[0][0].weights) == doctest::Approx(2).epsilon(0.15));
        CHECK(spread(w.embedding[0][1].weights) ==
              doctest::Approx(std::sqrt(1.0 / 800)).epsilon(0.02));
    }
    TEST_CASE("statistics: energies of atoms by least squares, of smallest norm") {
        const std::vector<Sample> samples = taught_samples(3);
        DeepPotWeights w = small_weights(2);
        set_statistics(w, samples);
        double sum = 0;
        for (const Sample& s : samples) sum += s.energy;
        // One composition, 3 Al and 2 Cu: the energies are in the proportion 3 : 2.
        CHECK(3 * w.energy_bias[0] + 2 * w.energy_bias[1] == doctest::Approx(sum / 3));
        CHECK(w.energy_bias[0] / w.energy_bias[1] == doctest::Approx(1.5));
        CHECK(w.mean[0] > 0);
        CHECK(w.mean[1] == small_weights(2).mean[1]);
        for (const double d : w.deviation) CHECK(d >= least_deviation);
    }
    TEST_CASE("what was taught is learned, the same again from the same seed") {
        const std::vector<Sample> samples = taught_samples(6);
        const std::vector<Sample> held(samples.begin() + 4, samples.end());
        const std::vector<Sample> seen(samples.begin(), samples.begin() + 4);
        TrainingSettings s = short_settings();
        s.steps = 400, s.report_every = 100;
        Trainer one(pupil_of(seen), seen, held, s), two(pupil_of(seen), seen, held, s);
        const double before = one.errors(held).force_rmse();
        one.run(s.steps), two.run(s.steps);
        CHECK(one.errors(held).force_rmse() < 0.3 * before);
        CHECK(parameters_of(one.weights()) == parameters_of(two.weights()));
        CHECK(one.curve().size() == 4);
        CHECK(curve_table(one.curve()).rows() == 4);
    }
    TEST_CASE("a training that is interrupted goes on to the same bits") {
        const std::vector<Sample> samples = taught_samples(5);
        const TrainingSettings s = short_settings();
        Trainer whole(pupil_of(samples), samples, samples, s);
        whole.run(s.steps);
        Trainer first(pupil_of(samples), samples, samples, s);
        first.run(s.steps, [&] { return first.step() < 33; });
        CHECK(first.step() == 33);
        Trainer second(pupil_of(samples), samples, samples, s);
        second.restore(first.save());
        second.run(s.steps);
        CHECK(parameters_of(second.weights()) == parameters_of(whole.weights()));
        CHECK(second.save() == whole.save());
        CHECK_THROWS_AS(second.restore("nonsense"), InputError);
    }
    TEST_CASE("settings that make no sense, data that are none, a loss that explodes") {
        const std::vector<Sample> samples = taught_samples(1);
        TrainingSettings s = short_settings();
        CHECK_THROWS_AS(Trainer(pupil_of(samples), {}, {}, s), InputError);
        s.rate_stop = 1;
        CHECK_THROWS_AS(Trainer(pupil_of(samples), samples, {}, s), InputError);
        s = short_settings();
        s.rate_start = 1e300, s.rate_stop = 1e300;
        Trainer bad(pupil_of(samples), samples, {}, s);
        CHECK_THROWS_AS(bad.run(60), UnstableError);
        LabelledFrame f = small_frame(2);
        f.energy = std::nan("");
        CHECK_THROWS_AS(make_sample(f, small_weights(2)), InputError);
        CHECK_THROWS_AS(make_sample(small_frame(2), small_weights(1)), InputError);
        CHECK_THROWS_AS(random_weights({13}, 4, 5, {10}, {}, {1, StreamId::training_nets}),
                        InputError);
    }
    TEST_CASE("inference agrees with training on energy, forces and virial") {
        DeepPotWeights w = small_weights(2);
        // Invariant under rotation, so that the virial is symmetric, as models report it.
        for (const std::size_t k : {2, 3, 6, 7}) w.deviation[k] = w.deviation[k / 4 * 4 + 1];
        const LabelledFrame f = small_frame(2);
        DeepPot model(parse_deep_pot(to_bytes(w), "trained"), {.is_exact = true});
        Evaluation e;
        model.evaluate(f.structure, e);
        const Prediction p = predict_reference(w, make_sample(f, w));
        CHECK(e.energy == doctest::Approx(p.energy).epsilon(1e-13));
        for (std::size_t i = 0; i < f.structure.size(); ++i)
            CHECK(norm(e.forces[i] - p.force[i]) < 1e-11);
        for (int k = 0; k < 3; ++k)
            CHECK(norm(p.virial[k] + f.structure.cell.volume() * e.stress[k]) < 1e-10);
    }
    TEST_CASE("inference agrees with training for a published potential") {
        REQUIRE_SHARED_DATA("dnp/Al-0.pb");
        const DeepPotWeights w = read_deep_pot(shared_data("dnp/Al-0.pb"));
        const LabelledFrame f =
            read_deepmd(shared_data("dnp/data/Al_TPC"), {.elements = {13}, .notice = {}}).front();
        GradientEngine engine(w, Precision::double_);
        const Prediction p = engine.predict(make_sample(f, w));
        DeepPot model(w, {.is_exact = true});
        Evaluation e;
        model.evaluate(f.structure, e);
        CHECK(std::fabs(e.energy - p.energy) < 1e-9);
        for (std::size_t i = 0; i < f.structure.size(); ++i)
            CHECK(norm(e.forces[i] - p.force[i]) < 1e-10);
    }
}
