#pragma once
// Nets that write one sequence of tokens for another: a long short-term memory with attention
// (Bahdanau et al., arXiv:1409.0473; of reactions Liu et al. 2017,
// doi:10.1021/acscentsci.7b00303), and a Transformer (Vaswani et al., arXiv:1706.03762) whose
// layers are normalised before they are entered (Xiong et al., arXiv:2002.04745). Here their
// parameters; they are trained by the plug-in `nn` and used by `Translator`.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"

namespace crucible::learn {

enum class TranslatorKind { memory, transformer };

struct TranslatorShape {
    TranslatorKind kind = TranslatorKind::transformer;
    std::uint32_t tokens = 0;  ///< of both sides; the first ones are those of `Token`
    std::uint32_t width = 128;
    int encoder_layers = 3, decoder_layers = 3;
    int heads = 8;                  ///< of a Transformer's attention
    std::uint32_t inner = 512;      ///< between the two halves of a Transformer's layer
    std::uint32_t attention = 128;  ///< width of the attention of a memory
    bool operator==(const TranslatorShape&) const = default;
};

/// Tokens that every vocabulary begins with.
enum Token : std::uint32_t { padding_token, begin_token, end_token, unknown_token, first_token };

/// One array of parameters. Matrices are (outputs, inputs).
struct TranslatorParameter {
    std::string name;
    std::vector<std::size_t> shape;
    std::size_t begin = 0;  ///< its place in the row of all parameters
    std::size_t count() const;
};

/// All of them, in the order in which they lie, one after another.
///
/// memory: embedding (tokens, width); the encoder's forward and backward stacks of LSTM layers
/// `forward.K`, `backward.K` (.input (4 width, inputs), .state (4 width, width), .bias (4 width),
/// gates in the order input, forget, cell, output); the decoder's layers `decoder.K`, the first of
/// which sees the embedding and what was attended to before (3 width); attention.key (attention, 2
/// width), attention.query (attention, width), attention.score (attention); combine (width, 3
/// width) and its bias; output (tokens, width) and its bias.
///
/// transformer: embedding; `encoder.K` and `decoder.K` with norm.1 .. (.scale, .shift), self.in (3
/// width: queries, keys, values), self.out, in the decoder cross.query, cross.in (2 width: keys,
/// values), cross.out, then inner and outer; encoder.norm, decoder.norm, output.
std::vector<TranslatorParameter> parameters_of(const TranslatorShape&);
/// Of all parameters, with what fills it up to a multiple of 16.
std::size_t parameter_count(const TranslatorShape&);
/// Throws InputError (E-translator-shape) for a shape that cannot be.
void check(const TranslatorShape&);
/// Random first weights: uniform within sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010);
/// forget gates begin open.
std::vector<float> first_weights(const TranslatorShape&, std::uint64_t seed);

/// Values of the position p in a sequence: sin and cos of p / 10000^(2 i / width), in turn.
std::vector<float> position_values(std::size_t position, std::size_t width);

Value to_value(const TranslatorShape&);
/// Throws InputError (E-translator-shape).
TranslatorShape translator_shape(const Value&);

}  // namespace crucible::learn
