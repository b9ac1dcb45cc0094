// Training shared out to ranks: here threads that add up through memory.

#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "crucible/base/error.hpp"
#include "crucible/training/trainer.hpp"
#include "tests/training/small_nets.hpp"

using namespace crucible;
using namespace crucible::training;

namespace {

/// What the ranks share.
struct Meeting {
    std::barrier<> barrier;
    std::vector<const void*> rows;
    explicit Meeting(int count) : barrier(count), rows(static_cast<std::size_t>(count)) {}
};

class ThreadRank final : public Collective {
public:
    ThreadRank(Meeting& m, int rank) : meeting_(m), rank_(rank) {}
    int rank() const override { return rank_; }
    int count() const override { return static_cast<int>(meeting_.rows.size()); }
    void sum(std::span<float> row) const override { add(row); }
    void sum(std::span<double> row) const override { add(row); }

private:
    template <class T>
    void add(std::span<T> row) const {
        for (int bit = 1; bit < count(); bit *= 2) {
            const std::vector<T> own(row.begin(), row.end());
            meeting_.rows[static_cast<std::size_t>(rank_)] = own.data();
            meeting_.barrier.arrive_and_wait();
            const auto* other =
                static_cast<const T*>(meeting_.rows[static_cast<std::size_t>(rank_ ^ bit)]);
            for (std::size_t k = 0; k < row.size(); ++k) row[k] += other[k];
            meeting_.barrier.arrive_and_wait();
        }
    }
    Meeting& meeting_;
    int rank_;
};

std::vector<Sample> rank_samples(const DeepPotWeights& w) {
    std::vector<Sample> out;
    for (int k = 0; k < 3; ++k) {
        LabelledFrame f = small_frame(static_cast<int>(w.numbers.size()));
        f.structure.positions[1].x += 0.05 * k;
        out.push_back(make_sample(f, w));
    }
    return out;
}

TrainingSettings rank_settings(Precision precision) {
    TrainingSettings s;
    s.steps = 20, s.batch = 2, s.report_every = 5;
    s.shards = 8;  // more than the frames have atoms
    s.precision = precision;
    return s;
}

/// What each rank has at the end.
std::vector<std::string> trained(int ranks, int threads, Precision precision) {
    const DeepPotWeights w = small_weights(2);
    const std::vector<Sample> samples = rank_samples(w);
    Meeting meeting(ranks);
    std::vector<std::string> out(static_cast<std::size_t>(ranks));
    std::vector<std::thread> all;
    for (int r = 0; r < ranks; ++r)
        all.emplace_back([&, r] {
            const ThreadRank rank(meeting, r);
            TrainingSettings s = rank_settings(precision);
            s.threads = threads;
            Trainer trainer(w, samples, samples, s, &rank);
            trainer.run(s.steps);
            out[static_cast<std::size_t>(r)] = trainer.save();
        });
    for (std::thread& t : all) t.join();
    return out;
}

}  // namespace

TEST_SUITE("training: ranks") {
    TEST_CASE("one, two and four ranks, of one or two threads, learn the same to the last bit") {
        for (const Precision precision : {Precision::single, Precision::double_}) {
            const std::string alone = trained(1, 1, precision)[0];
            CHECK(alone.size() > 10'000);
            for (const auto& [ranks, threads] : {std::pair{1, 2}, {2, 1}, {2, 2}, {4, 1}, {8, 1}})
                for (const std::string& end : trained(ranks, threads, precision))
                    CHECK(end == alone);
        }
    }
    TEST_CASE("shares that do not fit") {
        const DeepPotWeights w = small_weights(1);
        const std::vector<Sample> samples = rank_samples(w);
        Meeting meeting(4);
        const ThreadRank rank(meeting, 0);
        TrainingSettings s = rank_settings(Precision::single);
        s.shards = 2;
        CHECK_THROWS_WITH_AS(Trainer(w, samples, {}, s, &rank),
                             doctest::Contains("E-training-ranks"), InputError);
        s.shards = 3;
        CHECK_THROWS_WITH_AS(Trainer(w, samples, {}, s), doctest::Contains("E-training-settings"),
                             InputError);
        s.shards = 4, s.threads = 0;
        CHECK_THROWS_AS(Trainer(w, samples, {}, s), InputError);
    }
}
