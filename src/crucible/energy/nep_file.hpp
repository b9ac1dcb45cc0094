#pragma once
// Files of neuroevolution potentials (nep.txt), generations 2 to 5: Fan et al. 2021
// (doi:10.1103/PhysRevB.104.104309), Fan 2022 (doi:10.1088/1361-648X/ac462b), Fan et al. 2022
// (doi:10.1063/5.0106617), Song et al. 2024 (doi:10.1038/s41467-024-54554-x); with charges
// (doi:10.1021/acs.jctc.6c00146).

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// Which network an atom has.
enum class NepGeneration {
    nep2,  ///< one for all types; radial functions are Chebyshev functions, not expansions in them
    nep3,  ///< one for all types
    nep4,  ///< one for each type
    nep5   ///< one for each type, with a bias of its own
};

/// What the charges of atoms do, where a file has them.
enum class NepCharges {
    none,
    ewald,       ///< charge1: Coulomb's law between all images
    reciprocal,  ///< charge2: only the smooth part of it, by waves
    pairs        ///< charge3: only the screened part, within the radial cut-off
};

/// What forces and stress of a file with charges are the derivative of. Energies and charges are
/// the same either way.
enum class NepChargeForces {
    exact,      ///< its energy
    as_trained  ///< its energy with the mean charge held, as the program that trains it takes it
};

/// The products of moments that follow the squares q_nl in a descriptor, in this order.
enum class NepProduct { q222, q1111, q112, q123, q233, q134 };
inline constexpr int nep_products = 6;

/// One hidden layer of tanh neurons; biases are subtracted.
struct NepNetwork {
    std::vector<double> weights;  ///< (neurons, descriptor length)
    std::vector<double> biases;   ///< (neurons)
    std::vector<double> outputs;  ///< (neurons) eV
    double bias = 0;              ///< eV, NEP5 only
    std::vector<double> charges;  ///< (neurons) e; empty without charges
};

/// The screened nuclear repulsion that is added at short distances (Ziegler, Biersack, Littmark).
struct NepZbl {
    double inner = 0, outer = 0;  ///< angstrom; both 0 where each pair has its own (`flexible`)
    double factor = 0;  ///< above 0: the outer end is at most this times the sum of two radii
    /// Per unordered pair 11, 12, ..., 1n, 22, ...: inner, outer, a1 to a8 (phi = sum of
    /// a_odd exp(-a_even x)). Empty unless both radii are 0.
    std::vector<std::array<double, 10>> flexible;
};

struct NepParameters {
    std::string file;
    NepGeneration generation = NepGeneration::nep4;
    NepCharges charges = NepCharges::none;
    double root_permittivity = 1;        ///< square root of the electrons' relative permittivity
    std::vector<int> numbers;            ///< (types) Z, in the file's order
    std::vector<double> radial_cutoff;   ///< (types, types) angstrom, symmetric
    std::vector<double> angular_cutoff;  ///< (types, types) angstrom, never above the radial ones
    int radial_functions = 0, angular_functions = 0;  ///< n_max + 1
    int radial_basis = 0, angular_basis = 0;          ///< basis_size + 1
    int l_max = 0;
    std::array<bool, nep_products> products{};
    int neurons = 0;
    std::vector<NepNetwork> networks;  ///< one, or one per type
    double bias = 0;                   ///< eV, of every atom
    std::vector<double> radial;        ///< (functions, basis, types, types): centre, then neighbour
    std::vector<double> angular;       ///< the same of the angular functions
    std::vector<double> scaler;        ///< (descriptor length)
    std::optional<NepZbl> zbl;

    std::size_t types() const { return numbers.size(); }
    /// Radial functions, then blocks of angular ones: l = 1 to l_max, then the products.
    int descriptor_length() const;
    const NepNetwork& network(std::size_t type) const {
        return networks[networks.size() == 1 ? 0 : type];
    }
    /// Largest distance at which two atoms feel each other, repulsion included, angstrom.
    double reach() const;
    double radial_reach() const;  ///< largest radial cut-off, angstrom
};

/// One line for provenance.
std::string nep_description(const NepParameters&);

/// `file` is for messages. Throws InputError (E-nep) with line and column: for what is not a NEP
/// file, a number too few or too many, and for models that are not potentials.
NepParameters parse_nep(std::string_view text, const std::string& file);
/// Only the lines of the header, the last being "ANN": sizes without numbers.
NepParameters parse_nep_header(std::string_view text, const std::string& file);
/// The same as `parse_nep` of a file; throws IoError as `read_file`.
NepParameters read_nep(const std::filesystem::path&);

}  // namespace crucible
