#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/observe/fluctuation.hpp"
#include "crucible/observe/fluctuation_geometry.hpp"
#include "crucible/observe/fluctuation_kernel.hpp"

namespace crucible {
namespace {

namespace kernel = fluctuation_kernel;

/// Half a turn of directions, a multiple of the lanes. With n of them the mean of |F|^2 is exact up
/// to Bessel functions of order 2n, which are nothing while 2n exceeds 2 pi k rho; pairs further
/// apart than 1.5 R hardly count under the probe.
std::size_t number_of_azimuths(const FluctuationOptions& o) {
    std::size_t n = static_cast<std::size_t>(o.azimuths);
    if (n == 0)
        n = static_cast<std::size_t>(std::numbers::pi * o.k.back() * 1.5 * o.resolution) + 8;
    return (n + kernel::lanes - 1) / kernel::lanes * kernel::lanes;
}

}  // namespace

struct FluctuationAmplitudes::State {
    FluctuationOptions options;
    FluctuationGeometry geometry;
    std::vector<int> elements;   ///< (n_species) Z
    Array2<double> form_factor;  ///< (n_species, k)
    std::vector<std::size_t> species;
    std::vector<Position> positions;
    std::vector<double> cosine, sine;  ///< (azimuths)
    std::vector<double> re, im;        ///< (rotations, pixels, k, azimuths)
    Array2<double> intensity;          ///< (rotations * pixels, k) mean over azimuths
    std::vector<double> sum, squares;  ///< (k) over patterns
    // Of the proposal: its moves, the patterns it touches and what they become.
    std::vector<AtomMove> moves;
    std::vector<std::size_t> touched;
    std::vector<double> new_intensity;  ///< (touched, k)
    std::vector<double> new_sum, new_squares, variance;
    // Scratch.
    std::vector<double> delta_re, delta_im, along;
    std::vector<ProbedAtom> probed;

    State(const Structure& s, const FluctuationOptions& o)
        : options(o), geometry(s, o), positions(s.positions) {
        const SpeciesList list = species_of(s.numbers);
        elements = list.numbers;
        for (const Species sp : list.of_atom) species.push_back(static_cast<std::size_t>(sp.index));
        form_factor = electron_form_factors(elements, o.k);
        const std::size_t n = number_of_azimuths(o);
        for (std::size_t a = 0; a < n; ++a) {
            const double angle = std::numbers::pi * static_cast<double>(a) / static_cast<double>(n);
            cosine.push_back(std::cos(angle)), sine.push_back(std::sin(angle));
        }
        along.resize(n);
        const double bytes = 16.0 * static_cast<double>(patterns() * block());
        if (bytes > 16e9)
            throw ResourceError("E-fem-memory",
                                fmt::format("amplitudes of {:.0f} GB", bytes * 1e-9),
                                "take fewer rotations, points in k or azimuths");
        build();
    }

    std::size_t patterns() const { return geometry.rotations() * geometry.pixels(); }
    std::size_t block() const { return options.k.size() * cosine.size(); }  ///< numbers per pattern

    void add(double* to_re, double* to_im, std::size_t sp, double sign, const ProbedAtom& p) {
        kernel::add_waves({to_re, to_im}, options.k, form_factor.row(sp), sign * p.weight, p.x, p.y,
                          {cosine, sine}, along);
    }

    void build() {
        re.assign(patterns() * block(), 0);
        im.assign(patterns() * block(), 0);
        for (std::size_t i = 0; i < positions.size(); ++i) {
            const auto images = geometry.images(positions[i]);
            for (std::size_t r = 0; r < geometry.rotations(); ++r) {
                geometry.probed(r, images, probed);
                for (const ProbedAtom& p : probed) {
                    const std::size_t at = (r * geometry.pixels() + p.pixel) * block();
                    add(re.data() + at, im.data() + at, species[i], 1, p);
                }
            }
        }
        intensity = Array2<double>(patterns(), options.k.size());
        delta_re.assign(block(), 0);
        delta_im.assign(block(), 0);
        for (std::size_t p = 0; p < patterns(); ++p) intensity_of(p, intensity.row(p));
        sum_up();
    }

    /// (k) mean over azimuths of |F + delta|^2.
    void intensity_of(std::size_t pattern, std::span<double> out) const {
        const std::size_t n = cosine.size();
        const double* a = re.data() + pattern * block();
        const double* b = im.data() + pattern * block();
        for (std::size_t q = 0; q < options.k.size(); ++q) {
            double total[4] = {};  // four sums side by side: one after the other would wait
            for (std::size_t m = q * n; m < (q + 1) * n; m += 4)
                for (std::size_t l = 0; l < 4; ++l) {
                    const double x = a[m + l] + delta_re[m + l], y = b[m + l] + delta_im[m + l];
                    total[l] += x * x + y * y;
                }
            out[q] = ((total[0] + total[1]) + (total[2] + total[3])) / static_cast<double>(n);
        }
    }

    void sum_up() {
        sum.assign(options.k.size(), 0);
        squares.assign(options.k.size(), 0);
        for (std::size_t p = 0; p < patterns(); ++p)
            for (std::size_t q = 0; q < options.k.size(); ++q) {
                sum[q] += intensity(p, q);
                squares[q] += intensity(p, q) * intensity(p, q);
            }
    }

    double variance_of(double total, double total_squares) const {
        const auto n = static_cast<double>(patterns());
        return total > 0 ? total_squares * n / (total * total) - 1 : 0;
    }

    std::size_t species_of_element(int z) const {
        const auto at = std::find(elements.begin(), elements.end(), z);
        if (at == elements.end())
            throw InputError("E-observe-element", "a move brings in an element that was not there",
                             "move and exchange the atoms that there are");
        return static_cast<std::size_t>(at - elements.begin());
    }

    /// An atom of a proposal in one rotation: what goes and what comes.
    struct Change {
        std::size_t pixel, species;
        double sign;
        ProbedAtom at;
    };

    /// All changes in rotation `r`, by pixel.
    std::vector<Change> changes_in(std::size_t r, const std::vector<std::vector<Vec3>>& from,
                                   const std::vector<std::vector<Vec3>>& to) {
        std::vector<Change> out;
        for (std::size_t m = 0; m < moves.size(); ++m) {
            geometry.probed(r, from[m], probed);
            for (const ProbedAtom& p : probed)
                out.push_back({p.pixel, species[moves[m].atom], -1, p});
            geometry.probed(r, to[m], probed);
            for (const ProbedAtom& p : probed)
                out.push_back({p.pixel, species_of_element(moves[m].z), 1, p});
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const Change& a, const Change& b) { return a.pixel < b.pixel; });
        return out;
    }

    /// Calls visit(pattern) for every pattern that the proposal touches, with the change of its
    /// amplitudes in delta_re and delta_im.
    template <class Visit>
    void for_each_touched(Visit&& visit) {
        std::vector<std::vector<Vec3>> from, to;
        for (const AtomMove& m : moves) {
            from.push_back(geometry.images(positions[m.atom]));
            to.push_back(geometry.images(m.to));
        }
        for (std::size_t r = 0; r < geometry.rotations(); ++r) {
            const std::vector<Change> changes = changes_in(r, from, to);
            for (std::size_t c = 0; c < changes.size();) {
                std::fill(delta_re.begin(), delta_re.end(), 0);
                std::fill(delta_im.begin(), delta_im.end(), 0);
                const std::size_t pixel = changes[c].pixel;
                for (; c < changes.size() && changes[c].pixel == pixel; ++c)
                    add(delta_re.data(), delta_im.data(), changes[c].species, changes[c].sign,
                        changes[c].at);
                visit(r * geometry.pixels() + pixel);
            }
        }
        std::fill(delta_re.begin(), delta_re.end(), 0);
        std::fill(delta_im.begin(), delta_im.end(), 0);
    }
};

FluctuationAmplitudes::FluctuationAmplitudes(const Structure& s, const FluctuationOptions& o)
    : state_(std::make_unique<State>(s, o)) {}
FluctuationAmplitudes::FluctuationAmplitudes(FluctuationAmplitudes&&) noexcept = default;
FluctuationAmplitudes& FluctuationAmplitudes::operator=(FluctuationAmplitudes&&) noexcept = default;
FluctuationAmplitudes::~FluctuationAmplitudes() = default;

Fluctuation FluctuationAmplitudes::result() const {
    const State& s = *state_;
    Fluctuation out;
    for (std::size_t q = 0; q < s.sum.size(); ++q) {
        out.variance.push_back(s.variance_of(s.sum[q], s.squares[q]));
        out.intensity.push_back(s.sum[q] / static_cast<double>(s.patterns()));
    }
    out.rotations = static_cast<int>(s.geometry.rotations());
    out.pixels = static_cast<int>(s.geometry.pixels());
    return out;
}

std::span<const double> FluctuationAmplitudes::propose(std::span<const AtomMove> moves) {
    State& s = *state_;
    for (const AtomMove& m : moves) {
        CRUCIBLE_ASSERT(m.atom < s.positions.size());
        s.species_of_element(m.z);
    }
    s.moves.assign(moves.begin(), moves.end());
    s.touched.clear();
    s.new_intensity.clear();
    s.new_sum = s.sum;
    s.new_squares = s.squares;
    const std::size_t nk = s.options.k.size();
    s.for_each_touched([&](std::size_t pattern) {
        const std::size_t first = s.new_intensity.size();
        s.new_intensity.resize(first + nk);
        const std::span<double> now = std::span(s.new_intensity).subspan(first, nk);
        s.intensity_of(pattern, now);
        s.touched.push_back(pattern);
        for (std::size_t q = 0; q < nk; ++q) {
            const double before = s.intensity(pattern, q);
            s.new_sum[q] += now[q] - before;
            s.new_squares[q] += now[q] * now[q] - before * before;
        }
    });
    s.variance.resize(nk);
    for (std::size_t q = 0; q < nk; ++q)
        s.variance[q] = s.variance_of(s.new_sum[q], s.new_squares[q]);
    return s.variance;
}

void FluctuationAmplitudes::accept() {
    State& s = *state_;
    // The change is calculated again rather than kept: few proposals come here, and all the changes
    // would be as large as the amplitudes.
    s.for_each_touched([&](std::size_t pattern) {
        double* a = s.re.data() + pattern * s.block();
        double* b = s.im.data() + pattern * s.block();
        for (std::size_t m = 0; m < s.block(); ++m) a[m] += s.delta_re[m], b[m] += s.delta_im[m];
    });
    const std::size_t nk = s.options.k.size();
    for (std::size_t t = 0; t < s.touched.size(); ++t)
        for (std::size_t q = 0; q < nk; ++q)
            s.intensity(s.touched[t], q) = s.new_intensity[t * nk + q];
    s.sum = s.new_sum;
    s.squares = s.new_squares;
    for (const AtomMove& m : s.moves) {
        s.positions[m.atom] = m.to;
        s.species[m.atom] = s.species_of_element(m.z);
    }
    s.moves.clear();
    s.touched.clear();
}

double FluctuationAmplitudes::recheck() {
    State& s = *state_;
    const Array2<double> before = s.intensity;
    s.moves.clear();
    s.touched.clear();
    s.build();
    double largest = 0;
    for (std::size_t p = 0; p < s.patterns(); ++p)
        for (std::size_t q = 0; q < s.options.k.size(); ++q) {
            const double mean = s.sum[q] / static_cast<double>(s.patterns());
            if (mean > 0)
                largest = std::max(largest, std::fabs(before(p, q) - s.intensity(p, q)) / mean);
        }
    return largest;
}

}  // namespace crucible
