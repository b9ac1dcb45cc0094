#include "crucible/learn/principal_components.hpp"

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/learn/leading_eigen.hpp"
#include "crucible/num/product.hpp"

namespace crucible::learn {
namespace {

constexpr std::size_t moment_rows = 256;

void check_width(std::size_t columns, std::size_t expected) {
    if (columns != expected)
        throw InputError("E-num-shape", "rows of features have another length than expected",
                         "take features of the same settings");
}

}  // namespace

FeatureMoments::FeatureMoments(std::size_t features)
    : width_((features + 15) / 16 * 16), mean_(features), products_(width_, width_) {}

// Sums are of x minus the first row: features of structures are alike, and sums of squares of large
// numbers would lose what tells them apart.
void FeatureMoments::add(Span2D<const double> rows) {
    check_width(rows.columns(), features());
    if (rows.rows() == 0) return;
    if (shift_.empty()) shift_.assign(rows.row(0).begin(), rows.row(0).end());
    Array2<double> block(moment_rows, width_);
    for (std::size_t begin = 0; begin < rows.rows(); begin += moment_rows) {
        const std::size_t end = std::min(rows.rows(), begin + moment_rows);
        for (std::size_t i = begin; i < end; ++i)
            for (std::size_t k = 0; k < features(); ++k) {
                const double x = rows(i, k) - shift_[k];
                block(i - begin, k) = x;
                mean_[k] += x;
            }
        // Blocks of 16 columns on and above the diagonal.
        for (std::size_t c = 0; c < width_; c += 16) {
            Product<double> p;
            p.m = std::min(c + 16, width_), p.n = 16, p.k = end - begin;
            p.a = block.flat().data(), p.a_row = 1, p.a_column = width_;
            p.b = block.flat().data() + c, p.b_row = width_;
            p.c = products_.flat().data() + c, p.c_row = width_;
            p.add = 1;
            multiply(p);
        }
    }
    count_ += rows.rows();
}

std::vector<double> FeatureMoments::mean() const {
    std::vector<double> out(features());
    for (std::size_t k = 0; k < out.size(); ++k)
        out[k] = count_ > 0 ? shift_[k] + mean_[k] / static_cast<double>(count_) : 0;
    return out;
}

Array2<double> FeatureMoments::scatter() const {
    Array2<double> out(features(), features());
    const double over = count_ > 0 ? 1 / static_cast<double>(count_) : 0;
    for (std::size_t i = 0; i < features(); ++i)
        for (std::size_t j = i; j < features(); ++j)
            out(i, j) = out(j, i) = products_(i, j) - mean_[i] * mean_[j] * over;
    return out;
}

PrincipalComponents principal_components(const FeatureMoments& m, std::size_t dimensions) {
    if (m.count() < 2)
        throw InputError("E-learn-few", "there are no two samples to be mapped", "give more");
    PrincipalComponents out;
    out.mean = m.mean();
    const Array2<double> scatter = m.scatter();
    LeadingEigen e = leading_eigen(scatter, dimensions);
    out.values = std::move(e.values);
    out.directions = std::move(e.vectors);
    for (std::size_t k = 0; k < scatter.rows(); ++k) out.total += scatter(k, k);
    return out;
}

Array2<double> PrincipalComponents::coordinates(Span2D<const double> rows) const {
    check_width(rows.columns(), mean.size());
    Array2<double> out(rows.rows(), directions.rows());
    std::vector<double> x(mean.size());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        for (std::size_t k = 0; k < x.size(); ++k) x[k] = rows(i, k) - mean[k];
        for (std::size_t c = 0; c < directions.rows(); ++c)
            for (std::size_t k = 0; k < x.size(); ++k) out(i, c) += x[k] * directions(c, k);
    }
    return out;
}

KernelMap kernel_principal_components(const Array2<double>& kernel, std::size_t dimensions) {
    const std::size_t n = kernel.rows();
    check_width(kernel.columns(), n);
    std::vector<double> row(n);
    double all = 0;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) row[i] += kernel(i, j) / static_cast<double>(n);
        all += row[i] / static_cast<double>(n);
    }
    Array2<double> centred(n, n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) centred(i, j) = kernel(i, j) - row[i] - row[j] + all;
    LeadingEigen e = leading_eigen(centred, dimensions);
    KernelMap out{Array2<double>(n, e.values.size()), std::move(e.values)};
    for (std::size_t k = 0; k < out.values.size(); ++k)
        for (std::size_t i = 0; i < n; ++i)
            out.coordinates(i, k) = std::sqrt(std::max(0.0, out.values[k])) * e.vectors(k, i);
    return out;
}

void normalise_rows(Span2D<double> rows) {
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        double square = 0;
        for (const double x : rows.row(i)) square += x * x;
        if (square > 0)
            for (double& x : rows.row(i)) x /= std::sqrt(square);
    }
}

}  // namespace crucible::learn
