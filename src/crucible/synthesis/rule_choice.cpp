#include "crucible/synthesis/rule_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>

#include "crucible/base/random.hpp"
#include "crucible/chem/fingerprint.hpp"

namespace crucible::synthesis {
namespace {

void add_fingerprint(learn::SparseRows& rows, const std::string& components,
                     const RuleFingerprint& s) {
    chem::Fingerprint all;
    for (const std::string& one : chem::canonical_components(components))
        all = chem::sum(all,
                        chem::morgan(chem::Molecule::from_smiles(one), {s.radius, s.bits, false}));
    for (const auto& e : all) rows.add(e.bit, std::log1p(e.count));
    rows.end_row();
}

template <class Guess>
std::vector<learn::LabelGuess> guess_each(const RuleRows& rows, Guess guess) {
    std::vector<learn::LabelGuess> all;
    for (std::size_t i = 0; i < rows.labels.size(); ++i) all.push_back(guess(i));
    return all;
}

}  // namespace

RuleNumbers::RuleNumbers(std::span<const RuleLabel> labels) {
    std::set<int> numbers;
    for (const RuleLabel& l : labels)
        if (l.rule != 0) numbers.insert(l.rule);
    numbers_.assign(numbers.begin(), numbers.end());
}

bool RuleNumbers::has(int rule) const { return std::ranges::binary_search(numbers_, rule); }

std::uint32_t RuleNumbers::label(int rule) const {
    const auto at = std::ranges::lower_bound(numbers_, rule);
    if (at == numbers_.end() || *at != rule)
        throw std::out_of_range(fmt::format("no reaction was told as transform {}", rule));
    return static_cast<std::uint32_t>(at - numbers_.begin());
}

RuleRows rule_rows(std::span<const RuleLabel> reactions, const RuleNumbers& numbers,
                   RuleDirection direction, const RuleFingerprint& s) {
    RuleRows all;
    for (const RuleLabel& r : reactions) {
        if (r.rule == 0) continue;
        const bool is_retro = direction == RuleDirection::retro;
        add_fingerprint(all.rows, is_retro ? r.product : r.reactants, s);
        const std::uint32_t label = numbers.label(r.rule);
        std::set<std::uint32_t> options;
        for (const int rule : is_retro ? r.applicable : r.fitting)
            if (numbers.has(rule)) options.insert(numbers.label(rule));
        all.labels.push_back(label);
        all.label_lists.add_list(std::vector{label});
        all.options.add_list(std::vector(options.begin(), options.end()));
        options.insert(label);
        all.options_or_label.add_list(std::vector(options.begin(), options.end()));
    }
    return all;
}

std::vector<std::size_t> rule_frequencies(const RuleRows& rows, std::size_t rules) {
    std::vector<std::size_t> counts(rules);
    for (const std::uint32_t label : rows.labels) ++counts[label];
    return counts;
}

std::vector<learn::LabelGuess> random_guesses(const RuleRows& rows, std::size_t rules,
                                              std::uint64_t seed) {
    return guess_each(rows, [&](std::size_t i) {
        std::vector<std::uint32_t> order(rules);
        std::iota(order.begin(), order.end(), 0U);
        // Chance stands where other choosers have first weights.
        RandomStream random(seed, StreamId::dense_nets, (std::uint64_t{1} << 32) + i);
        random.shuffle(std::span(order));
        return learn::guess_of(std::span<const std::uint32_t>(order), rows.labels[i]);
    });
}

std::vector<learn::LabelGuess> expert_guesses(const RuleRows& rows,
                                              std::span<const std::size_t> frequencies) {
    return guess_each(rows, [&](std::size_t i) {
        std::vector<std::uint32_t> order(rows.options[i].begin(), rows.options[i].end());
        std::ranges::stable_sort(order, std::ranges::greater{},
                                 [&](std::uint32_t l) { return frequencies[l]; });
        return learn::guess_of(std::span<const std::uint32_t>(order), rows.labels[i]);
    });
}

std::vector<learn::LabelGuess> guesses(const learn::LogisticRegression& net, const RuleRows& rows) {
    return guess_each(rows, [&](std::size_t i) {
        return learn::guess_of(std::span<const float>(net.logits(rows.rows[i])), rows.labels[i]);
    });
}

std::vector<learn::LabelGuess> guesses(const learn::Classifier& net, const RuleRows& rows) {
    return guess_each(rows, [&](std::size_t i) {
        return learn::guess_of(std::span<const float>(net.logits(rows.rows[i])), rows.labels[i]);
    });
}

std::vector<learn::LabelGuess> masked_guesses(const learn::Classifier& net, const RuleRows& rows) {
    return guess_each(rows, [&](std::size_t i) {
        const auto options = rows.options[i];
        const std::vector<float> z = net.logits(rows.rows[i], options);
        std::vector<std::size_t> places(options.size());
        std::iota(places.begin(), places.end(), 0U);
        std::ranges::stable_sort(places, std::ranges::greater{},
                                 [&](std::size_t k) { return z[k]; });
        std::vector<std::uint32_t> order;
        for (const std::size_t k : places) order.push_back(options[k]);
        return learn::guess_of(std::span<const std::uint32_t>(order), rows.labels[i]);
    });
}

}  // namespace crucible::synthesis
