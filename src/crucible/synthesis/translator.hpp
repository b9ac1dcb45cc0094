#pragma once
// Reactants as a translation of their product (Liu et al. 2017, doi:10.1021/acscentsci.7b00303):
// no templates; whatever can be written can be the answer.

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/random.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/learn/beam_search.hpp"
#include "crucible/synthesis/smiles_tokens.hpp"

namespace crucible::synthesis {

enum class SourceWay { forward, reversed };
enum class ClassToken { absent, first };
/// How a product is written besides its canonical SMILES.
enum class ProductWriting {
    random,  ///< from any atom, branches in any order
    rooted   ///< from any atom, canonical otherwise
};
enum class TargetWriting {
    canonical,  ///< components in the order of the alphabet
    aligned     ///< as `aligned_reactants` writes them
};

/// How products and reactants are told to a net.
struct TranslatorText {
    Vocabulary vocabulary;
    SourceWay way = SourceWay::forward;
    ClassToken classes = ClassToken::absent;

    std::vector<std::uint32_t> source(std::string_view product, int reaction_class) const;
    std::vector<std::uint32_t> target(std::string_view reactants) const;
    std::string answer(std::span<const std::uint32_t> tokens) const;
};

struct TranslatedAnswers {
    struct Answer {
        std::vector<std::string> precursors;  ///< canonical SMILES, sorted
        double log_probability = 0;           ///< of the likeliest text of it
    };
    std::vector<Answer> answers;  ///< distinct, likeliest first
    std::size_t texts = 0;        ///< complete ones of the beam
    std::size_t invalid = 0;      ///< of these, no molecules
    std::size_t repeated = 0;     ///< the same precursors in another writing
    std::size_t unchanged = 0;    ///< the product among its own precursors
    /// Whether the likeliest text is a molecule.
    enum class First { none, valid, invalid } first = First::none;
};

/// Texts of a beam, likeliest first, as sets of precursors of a product (canonical SMILES).
TranslatedAnswers read_answers(std::string_view product, const TranslatorText&,
                               std::span<const learn::Translation>);

/// Answers to several writings of one product as one list: by the sum over writings of 1 / (1 +
/// place), places from 0 (Tetko et al. 2020, doi:10.1038/s41467-020-19266-y); ties by probability.
/// Probabilities are means over the writings.
TranslatedAnswers merged_answers(std::span<const TranslatedAnswers>);

/// In which writings a product is asked.
struct AskedWritings {
    std::size_t count = 1;  ///< the canonical one, and others, as many as there are
    ProductWriting way = ProductWriting::rooted;
    std::uint64_t seed = 1;
};

/// Distinct, the canonical one first; the others are drawn from the seed and the product alone.
std::vector<std::string> product_writings(const chem::Molecule&, const AskedWritings&);
/// Another one, drawn from the stream.
std::string product_writing(const chem::Molecule&, ProductWriting, RandomStream&);

class Translator {
public:
    Translator(learn::TranslatorNet, TranslatorText);
    /// What `translator_bytes` made. Throws InputError (E-model, E-translator-model,
    /// E-translator-shape).
    static Translator parse(std::string_view bytes, const std::string& file);
    static Translator open(const std::filesystem::path&);

    const learn::TranslatorNet& net() const { return net_; }
    const TranslatorText& text() const { return text_; }
    /// What decides its answers.
    const std::string& hash() const { return hash_; }
    /// For each product, a canonical SMILES. `classes`: of each, 0 where it is not known.
    std::vector<TranslatedAnswers> ask(std::span<const std::string> products,
                                       std::span<const int> classes, const learn::BeamSettings&,
                                       const AskedWritings& = {}) const;

private:
    learn::TranslatorNet net_;
    TranslatorText text_;
    std::string hash_;
};

/// The file of a translator: ModelContainer of kind "translator". `training`: whatever should be
/// known of how it was made.
std::string translator_bytes(const learn::TranslatorShape&, std::span<const float> parameters,
                             const TranslatorText&, const Value& training);

}  // namespace crucible::synthesis
