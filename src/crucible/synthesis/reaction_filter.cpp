#include "crucible/synthesis/reaction_filter.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"

namespace crucible::synthesis {

void FilterInputs::add_product(learn::SparseRows& rows, const chem::Molecule& m) const {
    for (const auto& e : chem::morgan(m, {radius, product_bits, true}))
        rows.add(e.bit, std::log1p(e.count));
    rows.end_row();
}

void FilterInputs::add_change(learn::SparseRows& rows, const chem::Molecule& product,
                              const std::vector<std::string>& precursors) const {
    const chem::MorganSettings s{radius, change_bits, true};
    chem::Fingerprint before;
    CentreCounts change{};
    if (centres) change = centre_counts(product);
    for (const std::string& p : precursors) {
        const auto precursor = chem::Molecule::from_smiles(p);
        before = chem::sum(before, chem::morgan(precursor, s));
        if (!centres) continue;
        const CentreCounts own = centre_counts(precursor);
        for (std::size_t k = 0; k < own.size(); ++k) change[k] -= own[k];
    }
    for (const auto& e : chem::difference(chem::morgan(product, s), before))
        rows.add(e.bit, e.count);
    for (std::uint32_t k = 0; k < centre_columns; ++k)
        if (change[k] != 0) rows.add(change_bits + k, change[k]);
    rows.end_row();
}

Value FilterInputs::to_value() const {
    Value v;
    v.set("product_bits", static_cast<std::int64_t>(product_bits));
    v.set("change_bits", static_cast<std::int64_t>(change_bits));
    v.set("radius", radius);
    v.set("centres", centres);
    return v;
}

FilterInputs FilterInputs::from(const Value& v, const std::string& file) {
    const std::int64_t product = v["product_bits"].integer, change = v["change_bits"].integer;
    const std::int64_t radius = v["radius"].integer;
    if (product < 1 || product > 1 << 22 || change < 1 || change > 1 << 22 || radius < 0 ||
        radius > 10)
        throw InputError("E-model", "the header says nothing sensible of fingerprints",
                         "train it again with this version", {file});
    return {static_cast<std::uint32_t>(product), static_cast<std::uint32_t>(change),
            static_cast<int>(radius), v["centres"].integer != 0};
}

ReactionFilter ReactionFilter::parse(std::string_view bytes, const std::string& file) {
    auto parsed = learn::parse_pair_net(bytes, file);
    const FilterInputs inputs = FilterInputs::from(parsed.about["inputs"], file);
    if (parsed.net.left().shape().inputs != inputs.product_bits ||
        parsed.net.right().shape().inputs != inputs.change_columns())
        throw InputError("E-model", "the net is of other fingerprints than the header says",
                         "train it again with this version", {file});
    return {std::move(parsed.net), inputs, sha256(bytes)};
}

ReactionFilter ReactionFilter::open(const std::filesystem::path& file) {
    return parse(read_file(file), file.string());
}

std::vector<double> ReactionFilter::feasibility(const chem::Molecule& product,
                                                const std::vector<Move>& moves) const {
    learn::SparseRows left, right;
    inputs_.add_product(left, product);
    for (const Move& m : moves) inputs_.add_change(right, product, m.precursors);
    std::vector<learn::SparseRow> rows;
    for (std::size_t i = 0; i < moves.size(); ++i) rows.push_back(right[i]);
    return net_.probabilities(left[0], rows);
}

std::string filter_bytes(const learn::PairNet& net, const FilterInputs& inputs,
                         const Value& training) {
    Value about;
    about.set("inputs", inputs.to_value());
    about.set("training", training);
    return learn::to_bytes(net, about);
}

std::vector<JudgedReaction> unrecorded_products(const std::string& product,
                                                const std::vector<std::string>& precursors,
                                                std::int64_t own_template,
                                                const chem::TemplateSet& templates,
                                                const NegativeSettings& s, RandomStream& random) {
    using Kind = JudgedReaction::Kind;
    std::vector<chem::Molecule> reactants;
    for (const std::string& p : precursors) reactants.push_back(chem::Molecule::from_smiles(p));
    const std::string flat = chem::Molecule::from_smiles(product).flat_smiles();
    std::set<std::string> seen{product};
    seen.insert(precursors.begin(), precursors.end());
    std::vector<JudgedReaction> made;
    const auto take = [&](std::uint32_t index, Kind kind, int most) {
        int taken = 0;
        for (std::string& p : templates.forward(index, reactants)) {
            if (taken == most) break;
            // The same molecule with other stereo is no other reaction.
            if (!seen.insert(p).second || chem::Molecule::from_smiles(p).flat_smiles() == flat)
                continue;
            made.push_back({std::move(p), precursors, kind});
            ++taken;
        }
        return taken;
    };
    if (own_template >= 0)
        take(static_cast<std::uint32_t>(own_template), Kind::other_site, s.other_sites);
    auto others = templates.forward_applicable(reactants);
    random.shuffle(std::span(others));
    int wanted = s.other_rules, tries = s.tries;
    for (const std::uint32_t index : others) {
        if (wanted <= 0 || tries-- <= 0) break;
        if (static_cast<std::int64_t>(index) != own_template)
            wanted -= take(index, Kind::other_rule, 1);
    }
    return made;
}

}  // namespace crucible::synthesis
