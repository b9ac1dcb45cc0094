#pragma once
// Measured curves as people keep them: two or three columns of numbers under any header.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// What the second column is. Names of functions after Keen, doi:10.1107/S0021889800019993.
enum class CurveKind {
    s_of_q,        ///< S(Q), Faber-Ziman, tends to 1
    f_of_q,        ///< F(Q) = Q (S(Q) - 1), tends to 0 and swings like Q
    i_of_q,        ///< S(Q) - 1, tends to 0
    g_of_r,        ///< g(r), 0 at small r, tends to 1
    reduced_pdf,   ///< G(r) = 4 pi rho r (g(r) - 1), falls like -4 pi rho r at small r
    partial_g,     ///< g_ab(r)
    chi_of_k,      ///< chi(k), not weighted
    k_chi,         ///< k chi(k)
    k2_chi,        ///< k^2 chi(k)
    k3_chi,        ///< k^3 chi(k)
    variance_of_k  ///< V(k) of fluctuation microscopy, not negative
};
std::string_view name(CurveKind);

struct Curve {
    CurveKind kind{};
    std::vector<double> x, y;
    std::vector<double> sigma;          ///< empty, or one standard error per point, all positive
    std::vector<std::string> comments;  ///< header lines as they stand
};

/// Which columns of the file to take, from 1. All 0: the first two, and the third as sigma where
/// there are exactly three. Where one is named, x 0 is the first, y 0 the second, sigma 0 none.
struct CurveColumns {
    int x = 0, y = 0, sigma = 0;
};

/// Comments and headers of any kind are passed over, as are lines of a single number (counts); the
/// first line of two or more numbers begins the data and no word may follow after that but comments
/// behind '#', '!' or '%'. Numbers are separated by blanks, tabs, commas or semicolons. A file of
/// more than three columns needs `columns` named. Throws InputError with line and column:
/// E-curve-format (columns, junk among the numbers), E-curve-order (x not ascending),
/// E-curve-number (NaN, infinity), E-curve-sigma (zero or negative), E-curve-label (data contradict
/// the kind; says which kind they look like).
Curve parse_curve(std::string_view text, const std::string& file, CurveKind,
                  const CurveColumns& = {});
Curve read_curve(const std::filesystem::path&, CurveKind, const CurveColumns& = {});

/// Why the data cannot be what they are called, "" when they can: a sentence that ends in the kind
/// they look like. Only clear contradictions count; S(Q) - 1 from 2 1/angstrom on may pass as F(Q).
std::string contradiction(const Curve&);

/// The same data as another kind, e.g. F(Q) to S(Q). `density` in atoms per angstrom^3 where it is
/// needed, else 0. Throws InconsistentError (E-curve-convert).
Curve converted(const Curve&, CurveKind, double density = 0);

}  // namespace crucible
