// What training must reach on the published frames of aluminium; minutes.
#include <doctest/doctest.h>

#include "crucible/training/parameters.hpp"
#include "crucible/training/statistics.hpp"
#include "crucible/training/trainer.hpp"
#include "tests/shared_data.hpp"

using namespace crucible;
using namespace crucible::training;

namespace {

/// The last two of the ten frames are held out.
struct AluminiumFrames {
    LabelledFrames train, held;
    AluminiumFrames()
        : train(read_deepmd(shared_data("dnp/data/Al_TPC"), {.elements = {13}, .notice = {}})),
          held(train.end() - 2, train.end()) {
        train.resize(8);
    }
};

}  // namespace

TEST_SUITE("slow training") {
    TEST_CASE("a published potential is fine-tuned in 450 steps") {
        REQUIRE_SHARED_DATA("dnp/Al-0.pb");
        const AluminiumFrames f;
        const DeepPotWeights w = read_deep_pot(shared_data("dnp/Al-0.pb"));
        TrainingSettings s;
        s.steps = 450, s.report_every = 450;
        s.rate_start = 5e-4, s.rate_stop = 1e-6;
        s.loss.start = {1, 1000, 0}, s.loss.limit = {300, 30, 0};
        Trainer trainer(w, make_samples(f.train, w), make_samples(f.held, w), s);
        const ErrorSums before = trainer.errors(trainer.validation_samples());
        trainer.run(s.steps);
        const ErrorSums after = trainer.errors(trainer.validation_samples());
        MESSAGE("energy " << 1e3 * before.energy_rmse() << " to " << 1e3 * after.energy_rmse()
                          << " meV/atom, forces " << 1e3 * before.force_rmse() << " to "
                          << 1e3 * after.force_rmse() << " meV/angstrom");
        CHECK(after.energy_rmse() < 0.7 * before.energy_rmse());
        CHECK(after.force_rmse() < before.force_rmse());
    }
    TEST_CASE("a small net learns the forces from nothing") {
        REQUIRE_SHARED_DATA("dnp/data/Al_TPC");
        const AluminiumFrames f;
        DeepPotWeights w = random_weights(
            {13}, 6, 0.5, {100}, {.embedding = {10, 20, 40}, .axis = 8, .fitting = {60, 60, 60}},
            {1, StreamId::training_nets});
        const std::vector<Sample> train = make_samples(f.train, w), held = make_samples(f.held, w);
        set_statistics(w, train);
        TrainingSettings s;
        s.steps = 1500, s.report_every = 1500, s.threads = 2;
        s.rate_start = 5e-3, s.rate_stop = 1e-5;
        s.loss.start = {0.02, 1000, 0}, s.loss.limit = {1, 10, 0};
        Trainer trainer(w, train, held, s);
        trainer.run(s.steps);
        const ErrorSums after = trainer.errors(held);
        MESSAGE("energy " << 1e3 * after.energy_rmse() << " meV/atom, forces "
                          << 1e3 * after.force_rmse() << " meV/angstrom");
        CHECK(after.force_rmse() < 0.08);
    }
}
