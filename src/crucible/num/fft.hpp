#pragma once
// Fast Fourier transforms of lengths 2^a 3^b 5^c, and of real volumes.

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// The smallest length >= n that has no prime factor above 5.
std::size_t fft_length(std::size_t n);

/// Transforms of many lines at once, without a factor: forward sum x_k exp(-2 pi i k j / n).
/// Stockham's order (no bit reversal); real and imaginary parts lie apart, so that the innermost
/// loop runs over lines.
class Fft {
public:
    /// Throws InputError (E-num-length) unless n has the form above.
    explicit Fft(std::size_t n);

    std::size_t size() const { return n_; }
    /// In place; element k of line l is at [k lines + l]. The scratch arrays have the same size.
    void forward(double* re, double* im, double* re_scratch, double* im_scratch,
                 std::size_t lines) const;
    /// With the other sign: exchanging the two parts on the way in and out.
    void backward(double* re, double* im, double* re_scratch, double* im_scratch,
                  std::size_t lines) const {
        forward(im, re, im_scratch, re_scratch, lines);
    }

private:
    std::size_t n_;
    std::vector<std::size_t> radices_;
    std::vector<double> cos_, sin_;  ///< (n) of 2 pi k / n
};

/// Half of the spectrum of a real volume: (planes, rows, columns / 2 + 1).
struct Spectrum {
    std::vector<double> re, im;
};

/// Real volumes that are given and taken row by row, so that they need not exist.
class RealFft3 {
public:
    using RowSource = std::function<void(std::size_t plane, std::size_t row, std::span<double>)>;
    using RowSink =
        std::function<void(std::size_t plane, std::size_t row, std::span<const double>)>;

    /// Throws InputError (E-num-length) for lengths that `fft_length` would change.
    RealFft3(std::size_t planes, std::size_t rows, std::size_t columns);

    /// `fill` sets a row of `columns` numbers; it finds zeros there.
    Spectrum forward(const RowSource& fill) const;
    /// The volume times its number of voxels; the spectrum is used up.
    void backward(Spectrum& spectrum, const RowSink& take) const;

private:
    enum class Way { forward, backward };
    std::size_t half() const { return columns_ / 2 + 1; }
    void along_columns(Spectrum&, const RowSource&) const;
    void along_rows_and_planes(Spectrum&, Way) const;
    void strided(Spectrum&, const Fft&, std::size_t first, std::size_t stride, std::size_t lines,
                 Way, std::vector<double>& room) const;
    std::size_t planes_, rows_, columns_;
    Fft plane_fft_, row_fft_, column_fft_;
};

}  // namespace crucible
