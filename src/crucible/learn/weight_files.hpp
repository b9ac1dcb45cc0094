#pragma once
// Weights that other programs wrote: safetensors, and archives of NumPy arrays (.npz). No pickled
// file is read: reading one runs what its writer wants.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::learn {

struct NamedTensor {
    std::string name;
    std::vector<std::size_t> shape;
    std::vector<float> values;  ///< C order
};

/// The format of huggingface.co/docs/safetensors: F64, F32, F16 and BF16. Throws InputError
/// (E-weights).
std::vector<NamedTensor> parse_safetensors(std::string_view bytes, const std::string& file);
/// Stored or deflated members, each an npy array; names without ".npy". Throws InputError
/// (E-weights, E-npy).
std::vector<NamedTensor> parse_npz(std::string_view bytes, const std::string& file);
/// By content. Throws also IoError.
std::vector<NamedTensor> read_weight_file(const std::filesystem::path&);

}  // namespace crucible::learn
