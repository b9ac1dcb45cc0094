#include <doctest/doctest.h>

#include <cmath>

#include "crucible/training/parameters.hpp"
#include "crucible/training/reference.hpp"
#include "tests/training/small_nets.hpp"

using namespace crucible;
using namespace crucible::training;

TEST_SUITE("training: reference") {
    TEST_CASE("forces and virial are the slopes of the energy") {
        for (const int elements : {1, 2}) {
            const DeepPotWeights w = small_weights(elements);
            const LabelledFrame frame = small_frame(elements);
            const Prediction here = predict_reference(w, make_sample(frame, w));
            const auto slope = [&](auto&& change) {
                const double h = 1e-4;
                double e[2];
                for (int k = 0; k < 2; ++k) {
                    LabelledFrame moved = frame;
                    change(moved.structure, k ? -h : h);
                    e[k] = predict_reference(w, make_sample(moved, w)).energy;
                }
                return (e[0] - e[1]) / (2 * h);
            };
            for (std::size_t i = 0; i < frame.structure.size(); ++i)
                for (int a = 0; a < 3; ++a) {
                    const double numeric =
                        -slope([&](Structure& s, double h) { s.positions[i][a] += h; });
                    REQUIRE(std::fabs(here.force[i][a] - numeric) < 1e-7);
                }
            for (int a = 0; a < 3; ++a)
                for (int b = 0; b < 3; ++b) {
                    const double numeric = -slope([&](Structure& s, double h) {
                        Mat3 f = Mat3::identity();
                        f(a, b) += h;
                        s.cell.h = s.cell.h * f;
                        for (Position& r : s.positions) r = Position(r * f);
                    });
                    REQUIRE(std::fabs(here.virial(a, b) - numeric) < 1e-6);
                }
        }
    }
    TEST_CASE("the gradient of each parameter is the slope of the loss") {
        for (DeepPotWeights w : {small_weights(1), small_weights(2), mixed_weights(1)}) {
            const int elements = static_cast<int>(w.numbers.size());
            const Sample s = make_sample(small_frame(elements), w);
            const LossFactors factor{0.7, 3, 1.3};
            const std::vector<double> start = parameters_of(w);
            std::vector<double> gradient(start.size());
            gradient_reference(w, s, factor, gradient);
            double largest = 0;
            for (const double g : gradient) largest = std::max(largest, std::fabs(g));
            REQUIRE(largest > 1e-3);
            for (std::size_t k = 0; k < start.size(); ++k) {
                const double h = 1e-4;
                double loss[4];
                for (int m = 0; m < 4; ++m) {
                    std::vector<double> p = start;
                    p[k] += (m < 2 ? 1 : 2) * (m % 2 ? -h : h);
                    set_parameters(w, p);
                    loss[m] = errors_of(s, predict_reference(w, s), factor).loss;
                }
                const double numeric = (8 * (loss[0] - loss[1]) - (loss[2] - loss[3])) / (12 * h);
                REQUIRE(std::fabs(gradient[k] - numeric) < 1e-8 * largest);
            }
        }
    }
}
