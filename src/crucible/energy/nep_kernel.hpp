#pragma once
// The fast path of NEP: tables and scratch memory of the kernels in nep_simd.cpp. Internal to the
// module.

#include <cstdint>
#include <vector>

#include "crucible/energy/nep_zbl.hpp"
#include "crucible/energy/precision.hpp"
#include "crucible/energy/short_range_model.hpp"

namespace crucible {

/// Numbers that start on a cache line, so that no vector straddles two.
template <class T>
class LineArray {
public:
    void resize(std::size_t n) { lines_.resize((n + per_line - 1) / per_line); }
    T* data() { return lines_.empty() ? nullptr : lines_.front().at; }
    const T* data() const { return lines_.empty() ? nullptr : lines_.front().at; }

private:
    static constexpr std::size_t per_line = 64 / sizeof(T);
    struct alignas(64) Line {
        T at[per_line] = {};
    };
    std::vector<Line> lines_;
};

inline constexpr std::size_t nep_lanes = 16;      ///< no vector is longer
inline constexpr std::size_t nep_harmonics = 24;  ///< l = 1 to 4
inline constexpr std::size_t nep_most_functions = 32;

constexpr std::size_t nep_padded(std::size_t n) {
    return (n + nep_lanes - 1) / nep_lanes * nep_lanes;
}

/// The hidden layer of one type; the scale of the descriptor is folded into the weights.
template <class T>
struct NepLayer {
    LineArray<T> forward;          ///< (descriptor length, neurons padded)
    LineArray<T> back;             ///< (neurons, descriptor length padded)
    LineArray<T> biases, outputs;  ///< (neurons padded)
    double bias = 0;               ///< eV, all that is subtracted
};

template <class T>
struct NepTables {
    explicit NepTables(const NepParameters&);

    std::size_t types = 0, radial = 0, radial_basis = 0, angular = 0, angular_basis = 0;
    std::size_t length = 0, neurons = 0;
    int l_max = 0;
    bool has_q222 = false, has_q1111 = false;
    /// Per pair, `stride` numbers: radial cut-off and its inverse, the same of the angular one,
    /// then (basis, functions) coefficients a of g_n = f_c sum_k a_nk T_k, radial and angular.
    std::size_t stride = 0, angular_at = 0;
    LineArray<T> pairs;                     ///< (types, types, stride)
    std::vector<double> radial2, angular2;  ///< (types, types) angstrom^2
    std::vector<NepLayer<T>> layers;        ///< (types)
    std::vector<NepZblPair> zbl;            ///< (types, types) or empty
    double zbl_reach = 0;                   ///< angstrom
};

/// Lanes' integers: as wide as their numbers.
template <class T>
struct LaneInteger;
template <>
struct LaneInteger<float> {
    using type = std::int32_t;
};
template <>
struct LaneInteger<double> {
    using type = std::int64_t;
};

template <class T>
struct NepScratch {
    /// Neighbours in order: those within the angular cut-off first, each part by type.
    std::size_t near = 0, count = 0, room = 0;
    LineArray<T> x, y, z, r;                        ///< vectors, then unit vectors; distances
    LineArray<typename LaneInteger<T>::type> pair;  ///< where the pair's numbers start
    LineArray<T> radial_slopes;                     ///< (functions, room)
    LineArray<T> angular, angular_slopes;           ///< (functions, room)
    LineArray<T> harmonics;                         ///< (24, room)
    LineArray<T> moments, moment_slopes;            ///< (24, functions padded)
    LineArray<T> descriptor, slopes, hidden;
    LineArray<T> px, py, pz;                                      ///< partial forces
    std::vector<std::int32_t> atoms;                              ///< in this order
    LineArray<double> wide_descriptor, wide_slopes, wide_hidden;  ///< of a network in double

    struct Candidate {
        std::int32_t atom, bucket;
        double x, y, z, r2;
    };
    std::vector<Candidate> candidates;
    std::vector<std::int32_t> starts;

    void make_room(const NepTables<T>&, std::size_t neighbours);
};

/// As ShortRangeModel::add, without its exceptions. `wide` is the same model in double where its
/// network is to be evaluated in double, else null.
void add_nep(const NepTables<double>&, NepScratch<double>&, const LocalAtoms&, std::size_t begin,
             std::size_t end, LocalSums&);
void add_nep(const NepTables<float>&, const NepTables<double>* wide, NepScratch<float>&,
             const LocalAtoms&, std::size_t begin, std::size_t end, LocalSums&);

/// Whether the kernels have all that these parameters need.
bool is_nep_fast(const NepParameters&);

}  // namespace crucible
