#pragma once
// Tables of the embedded-atom method in the DYNAMO formats: funcfl, setfl (eam/alloy), eam/fs.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

enum class EamFormat {
    automatic,       ///< by the file's suffix: .eam, .alloy or .fs
    funcfl,          ///< one element: F(rho), effective charge Z(r), rho(r)
    setfl,           ///< eam/alloy: F and rho per element, r phi(r) per pair
    finnis_sinclair  ///< eam/fs: rho depends on both elements
};
std::string_view name(EamFormat);

/// Values at rho = i drho and r = i dr, counted from 0.
struct EamTables {
    EamFormat format = EamFormat::setfl;
    std::string file;
    std::string comment;
    std::vector<int> numbers;  ///< (n_elements) Z
    int n_rho = 0, n_r = 0;
    double d_rho = 0, d_r = 0;
    double cutoff = 0;   ///< angstrom
    double rho_max = 0;  ///< beyond it the embedding energy goes on as a straight line
    std::vector<std::vector<double>> embedding;  ///< (n_elements)(n_rho) eV
    /// (n_elements, n_elements)(n_r): density at an atom of the second from one of the first.
    std::vector<std::vector<double>> density;
    /// (n_elements, n_elements)(n_r), symmetric: r phi(r), eV angstrom.
    std::vector<std::vector<double>> pair;

    std::size_t at(std::size_t i, std::size_t j) const { return i * numbers.size() + j; }
};

/// `file` is for messages and, with `automatic`, for the suffix. Throws InputError (E-eam-format)
/// with line and column. A funcfl table ends one point early, as LAMMPS resamples it.
EamTables parse_eam(std::string_view text, const std::string& file,
                    EamFormat = EamFormat::automatic);
/// The same of a file; throws IoError as `read_file`.
EamTables read_eam(const std::filesystem::path&, EamFormat = EamFormat::automatic);

}  // namespace crucible
