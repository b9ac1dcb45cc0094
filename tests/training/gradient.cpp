#include "crucible/training/gradient.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/training/parameters.hpp"
#include "crucible/training/reference.hpp"
#include "tests/training/small_nets.hpp"

using namespace crucible;
using namespace crucible::training;

namespace {

/// Largest difference in units of the largest number.
double apart(const std::vector<double>& a, const std::vector<double>& b) {
    double most = 0, largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        most = std::max(most, std::fabs(a[k] - b[k]));
        largest = std::max(largest, std::fabs(b[k]));
    }
    return most / largest;
}

void compare_with_reference(const DeepPotWeights& w, const Sample& s, Precision precision,
                            int threads, double tolerance) {
    const LossFactors factor{0.7, 3, 1.3};
    const Prediction plain = predict_reference(w, s);
    std::vector<double> expected(parameter_count(w)), found;
    gradient_reference(w, s, factor, expected);
    GradientEngine engine(w, precision, {8, threads});
    const Prediction fast = engine.predict(s);
    CHECK(std::fabs(fast.energy - plain.energy) < tolerance * std::fabs(plain.energy));
    for (std::size_t i = 0; i < s.atoms(); ++i)
        CHECK(norm(fast.force[i] - plain.force[i]) < tolerance * 10);
    for (int k = 0; k < 3; ++k) CHECK(norm(fast.virial[k] - plain.virial[k]) < tolerance * 100);
    const Sample* batch[] = {&s, &s};
    const ErrorSums errors = engine.gradient(batch, factor, found);
    CHECK(errors.frames == 2);
    CHECK(apart(found, expected) < tolerance);
}

}  // namespace

TEST_SUITE("training: gradient") {
    TEST_CASE("the fast path in double is the reference") {
        for (const int elements : {1, 2})
            for (const int threads : {1, 2}) {
                const DeepPotWeights w = small_weights(elements);
                compare_with_reference(w, make_sample(small_frame(elements), w), Precision::double_,
                                       threads, 1e-12);
            }
    }
    TEST_CASE("the fast path in float is the reference to some 1e-6") {
        for (const int elements : {1, 2}) {
            const DeepPotWeights w = small_weights(elements);
            compare_with_reference(w, make_sample(small_frame(elements), w), Precision::single, 1,
                                   1e-5);
        }
    }
    TEST_CASE("one-sided embeddings, layers that keep their width, and wide ones") {
        DeepPotWeights w = random_weights(
            {13, 29}, 4, 1.5, {30, 30}, {.embedding = {9, 18, 18}, .axis = 5, .fitting = {21, 21}},
            {8, StreamId::tests});
        w.is_one_sided = true;
        w.embedding.resize(2);
        compare_with_reference(w, make_sample(small_frame(2), w), Precision::double_, 2, 1e-12);
    }
    TEST_CASE("layers add their input whether they have an idt or not") {
        for (const int elements : {1, 2}) {
            const DeepPotWeights w = mixed_weights(elements);
            compare_with_reference(w, make_sample(small_frame(elements), w), Precision::double_, 2,
                                   1e-12);
        }
    }
    TEST_CASE("only the nearest neighbours of a kind are kept") {
        DeepPotWeights w = small_weights(1);
        w.sel[0] = 10;
        const Sample s = make_sample(small_frame(1), w);
        CHECK(s.cut > 0);
        CHECK(s.pairs.size() == 50);
        compare_with_reference(w, s, Precision::double_, 1, 1e-12);
    }
}
