#pragma once
// Nets and frames small enough for finite differences of every parameter.

#include "crucible/training/parameters.hpp"
#include "crucible/training/sample.hpp"

/// One or two elements; means and deviations that are not trivial, empty slots, idt.
inline crucible::DeepPotWeights small_weights(int elements) {
    using namespace crucible;
    const std::vector<int> numbers = elements == 1 ? std::vector{13} : std::vector{13, 29};
    const std::vector<int> sel = elements == 1 ? std::vector{40} : std::vector{22, 25};
    DeepPotWeights w = training::random_weights(
        numbers, 4.0, 1.5, sel, {.embedding = {3, 6, 12}, .axis = 4, .fitting = {7, 7}},
        {5, StreamId::tests});
    RandomStream random(6, StreamId::tests);
    for (std::size_t t = 0; t < numbers.size(); ++t) {
        w.mean[4 * t] = random.uniform(0.05, 0.1);
        for (std::size_t c = 0; c < 4; ++c)
            w.deviation[4 * t + c] = c == 0 ? random.uniform(0.1, 0.2) : random.uniform(0.05, 0.1);
        w.energy_bias[t] = random.uniform(-3, -2);
    }
    return w;
}

/// Nets with layers of equal and of double width, with and without idt, in one net each.
inline crucible::DeepPotWeights mixed_weights(int elements) {
    using namespace crucible;
    const std::vector<int> numbers = elements == 1 ? std::vector{13} : std::vector{13, 29};
    const std::vector<int> sel = elements == 1 ? std::vector{60} : std::vector{40, 40};
    DeepPotWeights w = training::random_weights(
        numbers, 4.0, 1.5, sel, {.embedding = {6, 6, 12}, .axis = 3, .fitting = {9, 9, 9}},
        {8, StreamId::tests});
    w.mean[0] = 0.07;
    for (double& d : w.deviation) d = 0.13;
    for (DenseNet& net : w.fitting) net[1].idt.clear();
    for (DenseNet& net : w.embedding) net[2].idt.assign(12, 0.4);
    return w;
}

/// Five atoms in a skewed cell, with made-up labels.
inline crucible::LabelledFrame small_frame(int elements) {
    using namespace crucible;
    RandomStream random(7, StreamId::tests);
    LabelledFrame f;
    f.structure.cell.h = {{{{4.1, 0.2, 0}, {-0.4, 4.3, 0.1}, {0.3, 0, 4.6}}}};
    const Vec3 sites[] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    for (int i = 0; i < 5; ++i) {
        Position r = f.structure.cell.cartesian(Fractional(sites[i]));
        for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.2, 0.2);
        f.structure.positions.push_back(r);
        f.structure.numbers.push_back(elements == 2 && i % 2 ? 29 : 13);
        f.forces.emplace_back(random.normal(), random.normal(), random.normal());
    }
    f.energy = -12;
    Mat3 w;
    for (int k = 0; k < 9; ++k) w(k / 3, k % 3) = random.normal();
    f.virial = w;
    return f;
}
