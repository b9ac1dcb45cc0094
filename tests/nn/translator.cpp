// Translators: libtorch against the plain net, its gradients, training.

#include <doctest/doctest.h>

#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/beam_search.hpp"
#include "crucible/learn/translator_training.hpp"
#include "tests/learn/translator_nets.hpp"
#include "tests/nn/plugin.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

constexpr TranslatorKind translator_kinds[] = {TranslatorKind::memory, TranslatorKind::transformer};

std::vector<TranslationPair> made_up_pairs(std::size_t n, const TranslatorShape& shape) {
    std::vector<TranslationPair> pairs;
    for (std::size_t i = 0; i < n; ++i)
        pairs.push_back({random_tokens(6, shape.tokens, 100 + i),
                         random_tokens(2 + i % 4, shape.tokens, 200 + i)});
    return pairs;
}

TranslationBatch one_batch(const std::vector<TranslationPair>& pairs) {
    std::vector<const TranslationPair*> all;
    for (const auto& p : pairs) all.push_back(&p);
    return batch_of(all);
}

/// Mean -log p of the tokens of all targets, by the plain net.
double plain_loss(const TranslatorShape& shape, const std::vector<float>& parameters,
                  const std::vector<TranslationPair>& pairs, double smoothing) {
    const TranslatorNet net(shape, parameters);
    double loss = 0, count = 0;
    for (const TranslationPair& p : pairs) {
        const auto said = net.reference(p.source, p.target);
        for (std::size_t t = 0; t <= p.target.size(); ++t, ++count) {
            const std::uint32_t right = t < p.target.size() ? p.target[t] : end_token;
            double mean = 0;
            for (std::size_t k = 0; k < shape.tokens; ++k)
                mean += said[t * shape.tokens + k] / shape.tokens;
            loss -= (1 - smoothing) * said[t * shape.tokens + right] + smoothing * mean;
        }
    }
    return loss / count;
}

/// Sequences that are to be written backwards.
std::vector<TranslationPair> turned_pairs(std::size_t n, std::uint32_t tokens) {
    std::vector<TranslationPair> pairs;
    for (std::size_t i = 0; i < n; ++i) {
        const auto source = random_tokens(3 + i % 4, tokens, 1000 + i);
        pairs.push_back({source, {source.rbegin(), source.rend()}});
    }
    return pairs;
}

}  // namespace

TEST_CASE("libtorch and the plain translator agree") {
    REQUIRE_NN(nn);
    for (const TranslatorKind kind : translator_kinds) {
        const TranslatorShape shape = small_translator(kind);
        const auto parameters = moved_weights(shape, 2);
        const auto pairs = made_up_pairs(5, shape);
        const TranslationBatch batch = one_batch(pairs);
        const auto peer = nn->find(torch_translator)({shape, 1});
        const auto said = peer->log_probabilities(batch, parameters);
        const TranslatorNet net(shape, parameters);
        for (std::size_t r = 0; r < pairs.size(); ++r) {
            const auto expected = net.reference(pairs[r].source, pairs[r].target);
            for (std::size_t i = 0; i < expected.size(); ++i)
                CHECK(said[r * batch.target_length * shape.tokens + i] ==
                      doctest::Approx(expected[i]).epsilon(1e-5));
        }
    }
}

TEST_CASE("gradients of translators are slopes of the plain loss") {
    REQUIRE_NN(nn);
    for (const TranslatorKind kind : translator_kinds) {
        const TranslatorShape shape = small_translator(kind);
        const auto parameters = moved_weights(shape, 4);
        const auto pairs = made_up_pairs(4, shape);
        const auto peer = nn->find(torch_translator)({shape, 1});
        std::vector<float> gradient(parameters.size());
        const double smoothing = 0.1;
        const double loss =
            peer->gradient(one_batch(pairs), parameters, {0, smoothing, 1}, gradient);
        CHECK(loss == doctest::Approx(plain_loss(shape, parameters, pairs, 0)).epsilon(1e-5));
        for (const TranslatorParameter& p : parameters_of(shape)) {
            const std::size_t i = p.begin + (p.count() * 2) / 3;
            auto more = parameters, less = parameters;
            const float h = 2e-5F;  // short: a step must not cross the kinks of max(0, x)
            more[i] += h, less[i] -= h;
            const double slope = (plain_loss(shape, more, pairs, smoothing) -
                                  plain_loss(shape, less, pairs, smoothing)) /
                                 (static_cast<double>(more[i]) - static_cast<double>(less[i]));
            INFO(p.name);
            CHECK(std::abs(static_cast<double>(gradient[i]) - slope) <
                  1e-6 + 1e-3 * std::abs(slope));
        }
    }
}

TEST_CASE("translators learn to write backwards, and a stop changes nothing") {
    REQUIRE_NN(nn);
    for (const TranslatorKind kind : translator_kinds) {
        const TranslatorShape shape{kind, 12, 32, 1, 1, 2, 64, 32};
        const auto pairs = turned_pairs(600, shape.tokens);
        const auto peer = nn->find(torch_translator)({shape, 1});
        TranslatorTrainingSettings how;
        how.epochs = 30, how.batch_tokens = 200, how.rate = 5e-3, how.warm_up = 50;
        how.dropout = 0.05, how.smoothing = 0.02;
        const auto given = [&](int) -> const std::vector<TranslationPair>& { return pairs; };
        auto whole = first_weights(shape, 1), stopped = whole;
        TranslatorTraining at_once(*peer, whole, given, how);
        at_once.run();
        CHECK(at_once.curve().size() == 30);

        std::string saved;
        {
            TranslatorTraining first(*peer, stopped, given, how);
            int steps = 0;
            first.run([&] { return ++steps < 47; });
            CHECK(!first.is_done());
            saved = first.save();
        }
        std::ranges::fill(stopped, 0.0F);
        TranslatorTraining rest(*peer, stopped, given, how);
        rest.restore(saved);
        rest.run();
        CHECK(whole == stopped);

        const auto check = check_translator(*peer, whole, pairs, shape.tokens, 500);
        CHECK(check.right_token > 0.95);
        CHECK(check.right_whole > 0.85);
        const TranslatorNet net(shape, whole);
        const auto said =
            translate(net, std::vector<std::vector<std::uint32_t>>{pairs[3].source}, {5, 20, 1});
        CHECK(said[0][0].tokens == pairs[3].target);
    }
}
