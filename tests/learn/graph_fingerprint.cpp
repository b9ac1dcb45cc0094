// Learned fingerprints: plain loops, symmetry, gradients, stops.

#include "crucible/learn/graph_fingerprint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/learn/graph_classifier.hpp"
#include "gradient_collector.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

constexpr GraphFingerprintShape small_print{
    .atom_features = 7, .bond_features = 3, .width = 5, .length = 16, .depth = 3};

/// A random tree with a ring bond.
FeatureGraph random_graph(std::size_t atoms, std::uint64_t seed) {
    RandomStream random(seed, StreamId::tests);
    FeatureGraph g;
    for (std::uint32_t a = 0; a < atoms; ++a) {
        g.atoms.push_back({static_cast<std::uint32_t>(random.index(4)),
                           static_cast<std::uint32_t>(4 + random.index(3))});
        if (a > 0)
            g.bonds.push_back({a, static_cast<std::uint32_t>(random.index(a)),
                               static_cast<std::uint32_t>(random.index(3))});
    }
    if (atoms > 3) g.bonds.push_back({0, static_cast<std::uint32_t>(atoms - 1), 1});
    return g;
}

std::vector<float> first_parameters(const GraphFingerprint& print) {
    std::vector<float> p(print.size());
    RandomStream random(4, StreamId::tests);
    print.start(p, random);
    return p;
}

}  // namespace

TEST_CASE("Learned fingerprints: fast and plain agree, entries sum to atoms times layers") {
    const GraphFingerprint print(small_print);
    const auto p = first_parameters(print);
    GraphFingerprint::Pass pass;
    for (const std::size_t atoms : {1, 2, 9, 17}) {
        const FeatureGraph g = random_graph(atoms, atoms);
        print.check(g);
        print.forward(p, g, pass);
        const auto plain = print.reference(p, g);
        for (std::size_t k = 0; k < plain.size(); ++k)
            CHECK(pass.fingerprint[k] == doctest::Approx(plain[k]).epsilon(1e-5));
        CHECK(std::accumulate(plain.begin(), plain.end(), 0.0) ==
              doctest::Approx(4.0 * static_cast<double>(atoms)));
    }
    print.forward(p, {}, pass);
    CHECK(std::ranges::count(pass.fingerprint, 0.0F) == 16);
}

TEST_CASE("Learned fingerprints do not depend on the order of atoms") {
    const GraphFingerprint print(small_print);
    const auto p = first_parameters(print);
    const FeatureGraph g = random_graph(11, 5);
    FeatureGraph other;
    other.atoms.resize(11);
    const auto to = [](std::uint32_t a) { return (7 * a + 3) % 11; };
    for (std::uint32_t a = 0; a < 11; ++a) other.atoms[to(a)] = g.atoms[a];
    for (const auto& b : g.bonds) other.bonds.push_back({to(b.b), to(b.a), b.feature});
    const auto one = print.reference(p, g), two = print.reference(p, other);
    for (std::size_t k = 0; k < one.size(); ++k) CHECK(one[k] == doctest::Approx(two[k]));
}

namespace {

GraphExamples marked_examples() {
    GraphExamples e;
    for (std::uint64_t i = 0; i < 60; ++i) e.graphs.push_back(random_graph(3 + i % 6, 100 + i));
    e.graphs.push_back({});
    for (std::uint32_t i = 0; i < 60; ++i) {
        const bool has_partner = i % 3 == 0;
        e.places.insert(e.places.end(), {i, has_partner ? (i + 7) % 60 : 60});
        const auto& atoms = e.graphs[i].atoms;
        const bool has_zero = std::ranges::any_of(atoms, [](const auto& a) { return a[0] == 0; });
        e.labels.push_back((has_zero ? 1U : 0U) + (has_partner ? 2U : 0U));
    }
    return e;
}

const GraphClassifierShape small_net{small_print, 2, 16, 4};

double plain_loss(const GraphClassifier& net, const GraphExamples& data,
                  std::span<const std::uint32_t> batch) {
    double sum = 0;
    for (const std::uint32_t i : batch) {
        const std::vector<const FeatureGraph*> parts{&data.graphs[data.places[2 * i]],
                                                     &data.graphs[data.places[2 * i + 1]]};
        const auto z = net.reference(parts);
        double all = 0;
        for (const double x : z) all += std::exp(x);
        sum -= std::log(std::exp(z[data.labels[i]]) / all);
    }
    return sum / static_cast<double>(batch.size());
}

}  // namespace

TEST_CASE("Learned fingerprints: gradients are those of the loss") {
    const GraphExamples data = marked_examples();
    GraphClassifier net(small_net, {2, StreamId::tests});
    RandomStream random(9, StreamId::tests);
    for (std::size_t i = net.labels_at(); i < net.parameters().size(); ++i)
        if ((i - net.labels_at()) % 16 < 4)
            net.parameters()[i] = static_cast<float>(0.5 * random.normal());
    const std::vector<std::uint32_t> batch{0, 1, 5, 9, 30, 31};
    GraphTraining training(net, data, {.epochs = 1, .batch = 6});
    GradientCollector collector(net.parameters().size());
    const double loss = training.step(batch, collector);
    CHECK(loss == doctest::Approx(plain_loss(net, data, batch)).epsilon(1e-5));
    const auto used = net.fingerprint().used();
    const auto of_loss = [&] { return plain_loss(net, data, batch); };
    CHECK(worst_gradient(net, collector.gradient, of_loss,
                         [&](std::size_t k) { return used[k * 37 % used.size()]; }) < 2e-5);
    CHECK(worst_gradient(net, collector.gradient, of_loss, [&](std::size_t k) {
              const std::size_t rest = net.parameters().size() - net.hidden_at();
              const std::size_t at = net.hidden_at() + k * 3 % rest;
              return at < net.labels_at() ? at : net.labels_at() + k % 16 * 16 + k % 4;
          }) < 2e-5);
    // What rows are filled up with has no gradient, so that it stays zero.
    double filling = 0;
    for (std::size_t i = 0; i < net.fingerprint().size(); ++i)
        if (std::ranges::find(used, i) == used.end()) filling += std::abs(collector.gradient[i]);
    CHECK(filling == 0);
}

TEST_CASE("Learned fingerprints learn, and a stop changes nothing") {
    const GraphExamples data = marked_examples();
    const EpochSettings s{.epochs = 60, .batch = 10, .rate = 0.01};
    GraphClassifier whole(small_net, {2, StreamId::tests}), parted(whole), resumed(whole);
    GraphTraining training(whole, data, s);
    training.run();
    CHECK(training.loop().curve().back() < 0.1);
    std::string saved;
    {
        GraphTraining first(parted, data, s);
        first.run([&] { return first.loop().progress() < 0.3; });
        saved = first.save();
    }
    GraphTraining second(resumed, data, s);
    second.restore(saved);
    second.run();
    CHECK(std::ranges::equal(resumed.parameters(), whole.parameters()));
}

TEST_CASE("Learned fingerprints refuse what cannot be") {
    CHECK_THROWS_AS(GraphFingerprint({.atom_features = 3, .bond_features = 2, .length = 20}),
                    InputError);
    const GraphFingerprint print(small_print);
    CHECK_THROWS_AS(print.check({{{7}}, {}}), InputError);
    CHECK_THROWS_AS(print.check({{{0}, {1}}, {{0, 2, 0}}}), InputError);
    GraphClassifier net(small_net, {1, StreamId::tests});
    GraphExamples data = marked_examples();
    data.labels[3] = 4;
    CHECK_THROWS_AS(GraphTraining(net, data, {}), InputError);
}
