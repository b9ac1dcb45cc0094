#pragma once
// The vectorised loops of deep potentials on plain arrays, in float and in double. Internal to the
// module. One atom's neighbours are packed arrays; the channels of its embeddings come in strips.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crucible::deep_pot {

/// Numbers that start at a cache line.
template <class T>
class LineArray {
public:
    void resize(std::size_t n) { lines_.resize((n + per_line - 1) / per_line); }
    std::size_t size() const { return lines_.size() * per_line; }
    T* data() { return lines_.empty() ? nullptr : lines_.front().v; }
    const T* data() const { return lines_.empty() ? nullptr : lines_.front().v; }

private:
    static constexpr std::size_t per_line = 64 / sizeof(T);
    struct alignas(64) Line {
        T v[per_line] = {};
    };
    std::vector<Line> lines_;
};

inline constexpr std::size_t strip = 16;     ///< channels side by side in a row of a table
inline constexpr std::size_t terms = 6;      ///< coefficients of a quintic
inline constexpr std::size_t overhang = 16;  ///< elements that loops may run over

/// Numbers per row of a table: (strips, terms, strip).
inline std::size_t row_size(std::size_t strips) { return strips * terms * strip; }

/// Differences of positions of one atom's neighbours, packed, padded with far ones.
struct NearAtoms {
    std::size_t n = 0;
    std::vector<std::int32_t> atom, kind;
    std::array<std::vector<double>, 3> d;  ///< (n + overhang) angstrom
    std::vector<double> distance2, place;  ///< `place`: in rows of the tables, set by the kernel
    void reserve(std::size_t room);
    void pad();
};

/// What forward leaves for backward, of one atom. Arrays of (n + overhang).
template <class T>
struct Slots {
    std::size_t n = 0;
    std::vector<std::int32_t> atom, kind;
    std::vector<const T*> row;              ///< polynomials of the embedding less that of an empty
                                            ///< slot, around this neighbour's input
    std::vector<T> u;                       ///< where in the row, 0 to 1
    std::vector<T> matrix;                  ///< (n, 4) environment matrix, normalised; in backward
                                            ///< its gradient
    std::array<std::vector<T>, 3> d, pull;  ///< to the neighbour; dE by it
    std::vector<T> along, across, bend;     ///< of the chain rule through the environment matrix
    LineArray<T> t;                         ///< (4, strips * strip)
    void reserve(std::size_t room, std::size_t strips);
};

struct Environment {
    double smooth_from = 0, cutoff = 0;
    std::array<double, 4> mean{}, per_deviation{};
    double low = 0, per_step = 0;  ///< first node of the tables, nodes per unit
};

/// Environment matrix and places in the tables of packed neighbours.
void environment(const Environment&, NearAtoms&, Slots<float>&);
void environment(const Environment&, NearAtoms&, Slots<double>&);

/// t += sum over neighbours of matrix^T row, where `strips` strips of t are given.
void accumulate(const Slots<float>&, std::size_t strips, float* t);
void accumulate(const Slots<double>&, std::size_t strips, double* t);

/// D_ab = sum_k t_ka t_kb for b < axis, a >= b, row b after row b - 1: its symmetric corner once.
/// `out` needs room for an overhang.
void descriptor(const float* t, std::size_t channels, std::size_t width, std::size_t axis,
                float* out);
void descriptor(const double* t, std::size_t channels, std::size_t width, std::size_t axis,
                double* out);
/// dE by t, times `scale`, from dE by what `descriptor` gave. (4, width); t and `by_t` need room
/// for an overhang.
void descriptor_gradient(const float* by_d, const float* t, std::size_t channels, std::size_t width,
                         std::size_t axis, float scale, float* by_t);
void descriptor_gradient(const double* by_d, const double* t, std::size_t channels,
                         std::size_t width, std::size_t axis, double scale, double* by_t);

/// Virial xx, yy, zz, xy, xz, yz (symmetric, as an atom's energy does not change when its
/// surroundings turn).
using Virial = std::array<double, 6>;
/// From dE by t: `pull` of every neighbour; adds to the virial. Uses up `matrix`. `constant` is,
/// for each kind, what the rows leave out: by_t times the embedding of an empty slot, (kinds, 4).
void backward(const Environment&, const float* by_t, const float* constant, std::size_t strips,
              Slots<float>&, Virial&);
void backward(const Environment&, const double* by_t, const double* constant, std::size_t strips,
              Slots<double>&, Virial&);

}  // namespace crucible::deep_pot
