#include "crucible/synthesis/translator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/chem/writings.hpp"
#include "crucible/data/model_container.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::string_view translator_kind = "translator";

NpyArray row_of_floats(std::span<const float> values) {
    NpyArray a;
    a.kind = NpyArray::Kind::float32;
    a.shape = {values.size()};
    a.bytes.assign(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return a;
}

std::vector<float> finite_floats(const NpyArray& a, const std::string& file) {
    const std::vector<double> values = a.values();
    for (const double x : values)
        if (!std::isfinite(x))
            throw InputError("E-translator-model", "a weight is no finite number",
                             "train the translator again", {file});
    return {values.begin(), values.end()};
}

}  // namespace

std::vector<std::uint32_t> TranslatorText::source(std::string_view product,
                                                  int reaction_class) const {
    auto tokens = vocabulary.encode(product);
    if (way == SourceWay::reversed) std::ranges::reverse(tokens);
    if (classes == ClassToken::first)
        tokens.insert(tokens.begin(), Vocabulary::class_token(reaction_class));
    return tokens;
}

std::vector<std::uint32_t> TranslatorText::target(std::string_view reactants) const {
    return vocabulary.encode(reactants);
}

std::string TranslatorText::answer(std::span<const std::uint32_t> tokens) const {
    return vocabulary.decode(tokens);
}

TranslatedAnswers read_answers(std::string_view product, const TranslatorText& text,
                               std::span<const learn::Translation> translations) {
    using First = TranslatedAnswers::First;
    TranslatedAnswers out;
    std::set<std::string> seen;
    for (const learn::Translation& t : translations) {
        ++out.texts;
        std::vector<std::string> precursors;
        try {
            precursors = chem::canonical_components(text.answer(t.tokens));
        } catch (const InputError&) {
            ++out.invalid;
        }
        if (out.first == First::none)
            out.first = precursors.empty() ? First::invalid : First::valid;
        if (precursors.empty()) continue;
        if (std::ranges::find(precursors, product) != precursors.end())
            ++out.unchanged;
        else if (!seen.insert(chem::joined(precursors)).second)
            ++out.repeated;
        else
            out.answers.push_back({std::move(precursors), t.log_probability});
    }
    return out;
}

Translator::Translator(learn::TranslatorNet net, TranslatorText text)
    : net_(std::move(net)), text_(std::move(text)) {
    if (net_.shape().tokens != text_.vocabulary.size())
        throw InputError("E-translator-model",
                         fmt::format("a net of {} tokens stands beside a vocabulary of {}",
                                     net_.shape().tokens, text_.vocabulary.size()),
                         "train the translator again");
}

Translator Translator::parse(std::string_view bytes, const std::string& file) {
    const ModelContainer c = parse_model(bytes, file, translator_kind);
    const learn::TranslatorShape shape = learn::translator_shape(c.about["shape"]);
    TranslatorText text{Vocabulary::from(c.about["vocabulary"])};
    text.way = c.about["source"].text == "reversed" ? SourceWay::reversed : SourceWay::forward;
    text.classes = c.about["classes"].text == "first" ? ClassToken::first : ClassToken::absent;
    Translator t({shape, finite_floats(c.tensor("parameters"), file)}, std::move(text));
    t.hash_ = sha256(bytes);
    return t;
}

Translator Translator::open(const std::filesystem::path& file) {
    return parse(read_file(file), file.string());
}

TranslatedAnswers merged_answers(std::span<const TranslatedAnswers> writings) {
    if (writings.size() == 1) return writings.front();
    struct Merged {
        double score = 0, probability = 0;
    };
    TranslatedAnswers out;
    std::map<std::vector<std::string>, Merged> by_precursors;
    const auto n = static_cast<double>(writings.size());
    for (const TranslatedAnswers& w : writings) {
        out.texts += w.texts, out.invalid += w.invalid;
        out.repeated += w.repeated, out.unchanged += w.unchanged;
        if (out.first == TranslatedAnswers::First::none) out.first = w.first;
        for (std::size_t place = 0; place < w.answers.size(); ++place) {
            const auto [at, is_new] = by_precursors.try_emplace(w.answers[place].precursors);
            at->second.score += 1 / (1 + static_cast<double>(place));
            at->second.probability += std::exp(w.answers[place].log_probability) / n;
            out.repeated += !is_new;
        }
    }
    std::vector<std::pair<Merged, std::vector<std::string>>> all;
    for (const auto& [precursors, merged] : by_precursors) all.emplace_back(merged, precursors);
    std::ranges::stable_sort(all, std::ranges::greater{}, [](const auto& one) {
        return std::pair(one.first.score, one.first.probability);
    });
    for (auto& [merged, precursors] : all)
        out.answers.push_back({std::move(precursors), std::log(merged.probability)});
    return out;
}

std::string product_writing(const chem::Molecule& product, ProductWriting way,
                            RandomStream& random) {
    if (way == ProductWriting::random) return chem::random_smiles(product, random);
    const auto all = chem::rooted_smiles(product);
    return all[random.index(all.size())];
}

std::vector<std::string> product_writings(const chem::Molecule& product, const AskedWritings& s) {
    std::vector<std::string> all{product.smiles()};
    if (s.count <= 1) return all;
    RandomStream random(s.seed, StreamId::text_writings, 0, 1U << 31);
    if (s.way == ProductWriting::rooted) {
        auto rooted = chem::rooted_smiles(product);
        random.shuffle(std::span(rooted).subspan(1));
        rooted.resize(std::min(rooted.size(), s.count));
        return rooted;
    }
    // A small molecule has fewer writings than are asked for.
    for (std::size_t tries = 0; tries < 4 * s.count && all.size() < s.count; ++tries) {
        std::string text = chem::random_smiles(product, random);
        if (std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
    }
    return all;
}

std::vector<TranslatedAnswers> Translator::ask(std::span<const std::string> products,
                                               std::span<const int> classes,
                                               const learn::BeamSettings& beams,
                                               const AskedWritings& writings) const {
    std::vector<std::vector<std::uint32_t>> sources;
    std::vector<std::size_t> starts{0};
    for (std::size_t i = 0; i < products.size(); ++i) {
        const auto texts =
            writings.count <= 1
                ? std::vector{products[i]}
                : product_writings(chem::Molecule::from_smiles(products[i]), writings);
        for (const std::string& one : texts) sources.push_back(text_.source(one, classes[i]));
        starts.push_back(sources.size());
    }
    const auto translations = learn::translate(net_, sources, beams);
    std::vector<TranslatedAnswers> out;
    for (std::size_t i = 0; i < products.size(); ++i) {
        std::vector<TranslatedAnswers> each;
        for (std::size_t k = starts[i]; k < starts[i + 1]; ++k)
            each.push_back(read_answers(products[i], text_, translations[k]));
        out.push_back(merged_answers(each));
    }
    return out;
}

std::string translator_bytes(const learn::TranslatorShape& shape, std::span<const float> parameters,
                             const TranslatorText& text, const Value& training) {
    ModelContainer c;
    c.kind = translator_kind;
    c.about.set("shape", learn::to_value(shape));
    c.about.set("vocabulary", text.vocabulary.to_value());
    c.about.set("source", text.way == SourceWay::reversed ? "reversed" : "forward");
    c.about.set("classes", text.classes == ClassToken::first ? "first" : "absent");
    c.about.set("training", training);
    c.tensors.push_back({"parameters", row_of_floats(parameters)});
    return to_bytes(c);
}

}  // namespace crucible::synthesis
