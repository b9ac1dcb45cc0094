#include "crucible/synthesis/translator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
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

std::vector<TranslatedAnswers> Translator::ask(std::span<const std::string> products,
                                               std::span<const int> classes,
                                               const learn::BeamSettings& beams) const {
    std::vector<std::vector<std::uint32_t>> sources;
    for (std::size_t i = 0; i < products.size(); ++i)
        sources.push_back(text_.source(products[i], classes[i]));
    const auto translations = learn::translate(net_, sources, beams);
    std::vector<TranslatedAnswers> out;
    for (std::size_t i = 0; i < products.size(); ++i)
        out.push_back(read_answers(products[i], text_, translations[i]));
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
