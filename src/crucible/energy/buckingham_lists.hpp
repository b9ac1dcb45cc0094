#pragma once
// Which images and which k points the kernels sum over, kept while cell and atoms move little.
// Internal to the module.

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "crucible/energy/buckingham_kernel.hpp"

namespace crucible::buckingham {

/// A buffer of doubles on a 64-byte boundary, as the vectors like it.
class AlignedScratch {
public:
    double* get(std::size_t n) {
        if (n > size_) {
            storage_.reset(
                static_cast<double*>(::operator new (n * sizeof(double), std::align_val_t{64})));
            size_ = n;
        }
        return storage_.get();
    }

private:
    struct Free {
        void operator()(double* p) const { ::operator delete (p, std::align_val_t{64}); }
    };
    std::unique_ptr<double, Free> storage_;
    std::size_t size_ = 0;
};

using Columns = std::array<std::vector<double>, 3>;

std::array<const double*, 3> data(const Columns&);
std::array<double*, 3> data(Columns&);

/// Image entries of every pair of atoms within cut + skin. Atoms are sorted by species.
/// A pair (s, t) of species is one PairTerm; each species' own images are one more, with constants
/// multiplied by its number of atoms, since all its atoms have the same images of themselves.
struct ImageList {
    std::vector<PairTerm> terms;
    std::vector<std::size_t> first, second;  ///< (n_pairs) atoms of a pair; equal: own images
    std::vector<std::size_t> begins;         ///< (n_pairs + 1) entries of a pair
    Columns shift;                           ///< (n_entries) whole numbers

    /// `constants` holds, per PairTerm in the order (0,0) (0,1) .. (1,1) .. then species 0, 1 ..,
    /// everything but the ranges.
    void build(const std::vector<PairTerm>& constants,
               const std::vector<std::size_t>& species_begin, const Columns& fractional,
               const Mat3& h, double cut, double skin);
    /// Whether the list still holds every pair within the cut.
    bool covers(const Columns& fractional, const Mat3& h) const;
    void clear() { built_ = 0; }

private:
    void translations(const Mat3& h, double reach);
    void add_pair(std::size_t i, std::size_t j, const Columns& fractional);
    void pad_term();
    double cut_ = 0, outer_ = 0;
    int built_ = 0;
    Mat3 h_, inverse_h_;
    Columns fractional_, whole_, cartesian_;
    Translations table_;
    std::size_t n_entries_ = 0;
};

/// Half of the k points within the cut and a margin.
struct KList {
    Columns k;  ///< (n) whole numbers
    std::size_t n = 0;

    void build(const Mat3& h, double cut, double margin);
    bool covers(const Mat3& h) const;
    void clear() { n = 0; }

private:
    double margin_ = 0;
    Mat3 inverse_h_;
};

}  // namespace crucible::buckingham
