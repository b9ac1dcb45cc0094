#pragma once
// The numbers of a deep potential (DeepPot-SE, Zhang et al. 2018, arXiv:1805.09003): what is read
// from a file, what training changes, what inference is made from.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// y = idt * tanh(x W + b), without the factor where `idt` is empty.
struct DenseLayer {
    std::size_t inputs = 0, outputs = 0;
    std::vector<double> weights;  ///< (inputs, outputs) row-major
    std::vector<double> bias;     ///< (outputs)
    std::vector<double> idt;      ///< (outputs), or empty
};
/// Layers from input to output. Embedding nets add a layer's input to its output where the widths
/// are equal, twice side by side where they double. So do fitting nets for equal widths after their
/// first layer; their last layer is linear.
using DenseNet = std::vector<DenseLayer>;

/// "se_e2_a" with all its conventions; see docs/potentials.md.
struct DeepPotWeights {
    std::vector<int> numbers;         ///< (n_types) Z of type 0, 1, ...
    double cutoff = 0;                ///< angstrom
    double smooth_from = 0;           ///< angstrom, where the weight 1/r starts to be switched off
    std::vector<int> sel;             ///< (n_types) slots for neighbours of each type
    int axis = 16;                    ///< columns of the embedding in the second factor
    bool is_one_sided = false;        ///< embedding nets depend on the neighbour's type alone
    std::vector<double> mean;         ///< (n_types, 4) of the environment matrix, centre's type
    std::vector<double> deviation;    ///< (n_types, 4)
    std::vector<DenseNet> embedding;  ///< (centre, neighbour) row-major; one-sided: (neighbour)
    std::vector<DenseNet> fitting;    ///< (n_types)
    std::vector<double> energy_bias;  ///< (n_types) eV, added to the fitting net's output
    double nearest = 0;               ///< angstrom, shortest distance in training; 0: not known
    std::string source;               ///< where it came from, for provenance
    std::string training;             ///< JSON of the training input, as found; may be empty

    std::size_t slots() const;  ///< sum of `sel`
    const DenseNet& embedding_of(std::size_t centre, std::size_t neighbour) const {
        return embedding[is_one_sided ? neighbour : centre * numbers.size() + neighbour];
    }
};

/// Throws InputError (E-deep-pot) unless all sizes fit together and all numbers are finite. `file`
/// is for the message.
void check_weights(const DeepPotWeights&, const std::string& file);

/// A TensorFlow frozen graph of DeePMD-kit 2 (original model, uncompressed), or our own container
/// of kind "deep-pot", told apart by content. Throws InputError (E-deep-pot) naming node or tensor.
DeepPotWeights parse_deep_pot(std::string_view bytes, const std::string& file);
DeepPotWeights read_deep_pot(const std::filesystem::path&);
/// Our own container, which `parse_deep_pot` reads back to the last bit.
std::string to_bytes(const DeepPotWeights&);

}  // namespace crucible
