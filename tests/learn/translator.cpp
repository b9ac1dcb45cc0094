// Translators in plain C++: the fast way against the plain one, beams, batches.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/learn/beam_search.hpp"
#include "crucible/learn/translator_training.hpp"
#include "tests/learn/translator_nets.hpp"

using namespace crucible;
using namespace crucible::learn;

namespace {

constexpr TranslatorKind both_kinds[] = {TranslatorKind::memory, TranslatorKind::transformer};

TranslatorNet made_up_net(TranslatorKind kind, std::uint64_t seed = 3) {
    const TranslatorShape shape = small_translator(kind);
    return {shape, moved_weights(shape, seed)};
}

double log_sum(std::span<const float> logits) {
    double sum = 0;
    for (const float x : logits) sum += std::exp(static_cast<double>(x));
    return std::log(sum);
}

/// log p of everything that starts like `t`, were all of it written out.
double probability_of(const TranslatorNet& net, const std::vector<std::uint32_t>& source,
                      const Translation& t) {
    const std::vector<double> all = net.reference(source, t.tokens);
    double sum = 0;
    for (std::size_t i = 0; i <= t.tokens.size(); ++i) {
        const std::uint32_t token = i < t.tokens.size() ? t.tokens[i] : end_token;
        sum += all[i * net.shape().tokens + token];
    }
    return sum;
}

}  // namespace

TEST_CASE("a fast translator says what the plain one does, whatever rows are asked together") {
    for (const TranslatorKind kind : both_kinds) {
        const TranslatorNet net = made_up_net(kind);
        const std::size_t tokens = net.shape().tokens, padded = net.padded_tokens();
        const std::vector<std::vector<std::uint32_t>> sources = {
            random_tokens(1, net.shape().tokens, 1), random_tokens(9, net.shape().tokens, 2),
            random_tokens(23, net.shape().tokens, 3)};
        const auto decoding = net.decode(sources);
        // Two rows of the second source, then one of the third in their midst, then the first again
        const std::vector<std::vector<std::uint32_t>> parents = {{0, 1, 2}, {1, 2, 1}, {0, 2, 1}};
        const std::vector<std::vector<std::uint32_t>> given = {
            {begin_token, begin_token, begin_token}, {5, 6, 7}, {8, 9, 10}};
        const std::vector<std::vector<std::uint32_t>> written = {{5, 8}, {7, 9}, {6, 10}};
        const std::size_t source_of[] = {1, 1, 2};
        std::vector<float> logits;
        for (std::size_t t = 0; t < parents.size(); ++t)
            decoding->step(parents[t], given[t], logits);
        for (std::size_t r = 0; r < 3; ++r) {
            const auto expected = net.reference(sources[source_of[r]], written[r]);
            const std::span<const float> row(logits.data() + r * padded, tokens);
            const double norm = log_sum(row);
            for (std::size_t k = 0; k < tokens; ++k)
                CHECK(row[k] - norm == doctest::Approx(expected[2 * tokens + k]).epsilon(1e-5));
        }
    }
}

TEST_CASE("probabilities of a plain translator sum to one at every place") {
    for (const TranslatorKind kind : both_kinds) {
        const TranslatorNet net = made_up_net(kind);
        const auto said = net.reference(random_tokens(6, net.shape().tokens, 4),
                                        std::vector<std::uint32_t>{7, 8});
        REQUIRE(said.size() == 3 * net.shape().tokens);
        for (std::size_t t = 0; t < 3; ++t) {
            double sum = 0;
            for (std::size_t k = 0; k < net.shape().tokens; ++k)
                sum += std::exp(said[t * net.shape().tokens + k]);
            CHECK(sum == doctest::Approx(1).epsilon(1e-12));
        }
    }
}

TEST_CASE("a beam search gives what the plain one does, alone or in company") {
    for (const TranslatorKind kind : both_kinds) {
        const TranslatorNet net = made_up_net(kind);
        const std::vector<std::vector<std::uint32_t>> sources = {
            random_tokens(7, net.shape().tokens, 5), random_tokens(3, net.shape().tokens, 6)};
        const BeamSettings settings{4, 6, 1.3};
        const auto together = translate(net, sources, settings);
        for (std::size_t s = 0; s < sources.size(); ++s) {
            const auto expected = translate_reference(net, sources[s], settings);
            REQUIRE(together[s].size() == expected.size());
            REQUIRE(!expected.empty());
            for (std::size_t i = 0; i < expected.size(); ++i) {
                CHECK(together[s][i].tokens == expected[i].tokens);
                CHECK(together[s][i].log_probability ==
                      doctest::Approx(expected[i].log_probability).epsilon(1e-5));
            }
        }
    }
}

TEST_CASE("a beam as wide as all there is finds the likeliest of all translations") {
    for (const TranslatorKind kind : both_kinds) {
        const TranslatorShape shape{kind, 8, 16, 1, 1, 1, 16, 16};
        const TranslatorNet net(shape, moved_weights(shape, 11));
        const auto source = random_tokens(4, shape.tokens, 12);
        // Four words, at most three of them: 1 + 4 + 16 + 64 targets, written out
        std::vector<Translation> all{{}};
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].tokens.size() < 3)
                for (std::uint32_t word = first_token; word < shape.tokens; ++word) {
                    Translation longer = all[i];
                    longer.tokens.push_back(word);
                    all.push_back(std::move(longer));
                }
        REQUIRE(all.size() == 85);
        for (Translation& t : all) t.log_probability = probability_of(net, source, t);
        std::ranges::sort(all, std::ranges::greater{}, &Translation::log_probability);
        const auto found =
            translate(net, std::vector<std::vector<std::uint32_t>>{source}, {100, 3, 1});
        REQUIRE(found[0].size() == all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            CHECK(found[0][i].tokens == all[i].tokens);
            CHECK(found[0][i].log_probability ==
                  doctest::Approx(all[i].log_probability).epsilon(1e-5));
        }
    }
}

TEST_CASE("batches hold every pair once, sources of one length and no more than fits") {
    RandomStream random(1, StreamId::tests);
    std::vector<TranslationPair> pairs(200);
    for (auto& p : pairs) {
        p.source.resize(1 + random.index(5), 6);
        p.target.resize(random.index(30), 7);
    }
    const auto batches = translation_batches(pairs, 90, 5, 0);
    std::set<std::uint32_t> seen;
    for (const auto& batch : batches) {
        std::size_t longest = 0;
        for (const std::uint32_t i : batch) {
            CHECK(seen.insert(i).second);
            CHECK(pairs[i].source.size() == pairs[batch[0]].source.size());
            longest = std::max(longest, pairs[i].target.size() + 1);
        }
        CHECK(batch.size() * longest <= 90);
    }
    CHECK(seen.size() == pairs.size());
    CHECK(batches == translation_batches(pairs, 90, 5, 0));
    CHECK(batches != translation_batches(pairs, 90, 5, 1));
}

TEST_CASE("a batch begins its inputs with a begin and ends its outputs with an end") {
    const TranslationPair a{{5, 6}, {7, 8, 9}}, b{{6, 5}, {9}};
    const TranslationPair* both[] = {&a, &b};
    const TranslationBatch batch = batch_of(both);
    CHECK(batch.inputs == std::vector<std::int64_t>{1, 7, 8, 9, 1, 9, 0, 0});
    CHECK(batch.outputs == std::vector<std::int64_t>{7, 8, 9, 2, 9, 2, 0, 0});
    const TranslationPair other{{5}, {7}}, none{{}, {7}};
    const TranslationPair* unlike[] = {&a, &other};
    CHECK_THROWS_AS(batch_of(unlike), InputError);
    const TranslationPair* empty[] = {&none};
    CHECK_THROWS_AS(batch_of(empty), InputError);
}

TEST_CASE("translators that cannot be are refused") {
    TranslatorShape s = small_translator(TranslatorKind::transformer);
    CHECK_NOTHROW(check(s));
    CHECK(translator_shape(to_value(s)) == s);
    for (auto change :
         {+[](TranslatorShape& x) { x.width = 40; }, +[](TranslatorShape& x) { x.heads = 3; },
          +[](TranslatorShape& x) { x.tokens = 4; },
          +[](TranslatorShape& x) { x.encoder_layers = 0; }}) {
        TranslatorShape wrong = s;
        change(wrong);
        CHECK_THROWS_AS(check(wrong), InputError);
    }
    CHECK_THROWS_AS(TranslatorNet(s, std::vector<float>(5)), InputError);
    const TranslatorNet net(s, first_weights(s, 1));
    CHECK_THROWS_AS(translate(net, {}, {0, 5, 1}), InputError);
    CHECK_THROWS_AS(translate(net, {}, {5, 5, 0}), InputError);
    auto broken = first_weights(s, 1);
    broken[parameters_of(s).back().begin + end_token] = std::nanf("");  // a bias of the output
    const TranslatorNet wild(s, broken);
    const std::vector<std::vector<std::uint32_t>> one{random_tokens(4, s.tokens, 1)};
    CHECK_THROWS_AS(translate(wild, one, {5, 5, 1}), UnstableError);
}
