#pragma once
// Maps of many samples in few dimensions: principal components of features, and of kernels.

#include <cstddef>
#include <vector>

#include "crucible/num/array.hpp"

namespace crucible::learn {

/// Means and covariances of rows, fed in any number of parts: memory does not grow with the rows.
class FeatureMoments {
public:
    explicit FeatureMoments(std::size_t features);
    /// rows (n, features).
    void add(Span2D<const double> rows);
    std::size_t count() const { return count_; }
    std::size_t features() const { return mean_.size(); }
    std::vector<double> mean() const;
    /// Sums of (x - mean)(x - mean)^T over all rows, not divided by their number: the centred
    /// linear kernel has the same eigenvalues.
    Array2<double> scatter() const;

private:
    std::size_t count_ = 0, width_ = 0;
    std::vector<double> shift_, mean_;  ///< shift: the first row; mean: sums of x - shift
    Array2<double> products_;           ///< (width, width) of x - shift
};

/// Kernel PCA (Schoelkopf, Smola and Mueller 1998, doi:10.1162/089976698300017467) with the linear
/// kernel of features, without the kernel: coordinates are the same, signs apart.
struct PrincipalComponents {
    std::vector<double> mean;    ///< (features)
    Array2<double> directions;   ///< (dimensions, features) of unit length
    std::vector<double> values;  ///< (dimensions) descending: eigenvalues of the centred kernel
    double total = 0;            ///< sum of all eigenvalues

    /// (n, dimensions) of rows (n, features).
    Array2<double> coordinates(Span2D<const double> rows) const;
};
PrincipalComponents principal_components(const FeatureMoments&, std::size_t dimensions);

/// The same for any kernel, (n, n): sqrt(lambda_k) u_k of the centred kernel, (n, dimensions).
struct KernelMap {
    Array2<double> coordinates;
    std::vector<double> values;
};
KernelMap kernel_principal_components(const Array2<double>& kernel, std::size_t dimensions);

/// Each row divided by its length; rows of zeros stay.
void normalise_rows(Span2D<double> rows);

}  // namespace crucible::learn
