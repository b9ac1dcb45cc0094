#pragma once
// The file of a trained model: a line of text, a JSON header, named tensors, a checksum.
//   "CRUCIBLE MODEL 1\n", header length in decimal and "\n", header, tensors, SHA-256 in hex
// A reader refuses a higher major version and any file whose checksum is not right.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/npy.hpp"

namespace crucible {

struct ModelContainer {
    std::string kind;  ///< "deep-pot", "policy", ...
    Value about;       ///< whatever the model needs to know besides its tensors
    struct Tensor {
        std::string name;
        NpyArray array;
    };
    std::vector<Tensor> tensors;

    /// Throws InputError (E-model) naming the tensor that is missing.
    const NpyArray& tensor(std::string_view name) const;
};

std::string to_bytes(const ModelContainer&);
/// Throws InputError (E-model): not a model, newer than this program, damaged, or of another kind
/// than `kind` (empty = any).
ModelContainer parse_model(std::string_view bytes, const std::string& file,
                           std::string_view kind = "");

}  // namespace crucible
