#include "crucible/volume/phantom.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "crucible/base/error.hpp"
#include "crucible/volume/gaussian_field.hpp"
#include "crucible/volume/phantom_bodies.hpp"
#include "crucible/volume/phantom_scanner.hpp"

namespace crucible::volume {
namespace {

/// Fields of one seed, told apart.
enum : std::uint32_t { pores_field = 1, aggregates_field, broad_field, boundary_field = 16 };

constexpr double pores_length = 0.55, aggregates_length = 1.6, broad_length = 8;
constexpr double boundary_length = 12, boundary_sd = 3;
/// Pores lie between aggregates: their correlation with the field of aggregates.
constexpr double coupling = 0.66;
constexpr float air_value = -1000;

}  // namespace

struct Layer {
    double bottom;  ///< mm
    Matter matter;
    double value;              ///< HU
    double broad, aggregates;  ///< standard deviations of texture, HU
    double pores;              ///< share of air
};
struct Recipe {
    std::vector<Layer> layers;
    BodyCounts bodies;
};

namespace {

constexpr double endless = 1e9;

const Recipe& recipe(SoilKind kind) {
    static const Recipe forest{{{22, Matter::litter, -450, 90, 120, 0.42},
                                {50, Matter::matrix, 575, 60, 90, 0.20},
                                {endless, Matter::matrix, 830, 60, 90, 0.10}},
                               {55, 6, 40, 3, 3}};
    static const Recipe grass{{{1, Matter::litter, -450, 90, 120, 0.25},
                               {60, Matter::matrix, 640, 45, 85, 0.11},
                               {endless, Matter::matrix, 800, 60, 90, 0.08}},
                              {5, 0, 120, 0, 9}};
    static const Recipe arable{{{55, Matter::matrix, 620, 60, 110, 0.18},
                                {70, Matter::matrix, 900, 40, 50, 0.04},
                                {endless, Matter::matrix, 830, 50, 80, 0.08}},
                               {20, 0, 60, 0, 4}};
    static const Recipe sand{{{endless, Matter::matrix, 880, 30, 110, 0.30}}, {10, 1, 20, 0, 0}};
    static const Recipe uniform{{{endless, Matter::matrix, 800, 0, 60, 0.20}}, {0, 0, 0, 0, 0}};
    switch (kind) {
        case SoilKind::forest:
            return forest;
        case SoilKind::grass:
            return grass;
        case SoilKind::arable:
            return arable;
        case SoilKind::sand:
            return sand;
        case SoilKind::uniform:
            break;
    }
    return uniform;
}

}  // namespace

/// Soil without bodies: which layer, pore or not, texture.
class Ground {
public:
    Ground(const Recipe& recipe, const Grid& grid, std::uint64_t seed)
        : recipe_(recipe),
          grid_(grid),
          pores_(grid, pores_length, seed, pores_field),
          aggregates_(grid, aggregates_length, seed, aggregates_field),
          broad_(grid, broad_length, seed, broad_field) {
        Grid plane = grid;
        plane.slices = 1;
        for (std::size_t b = 0; b + 1 < recipe.layers.size(); ++b) {
            GaussianField warp(plane, boundary_length, seed,
                               boundary_field + static_cast<std::uint32_t>(b));
            const auto w = warp.slice(0);
            boundaries_.emplace_back(w.begin(), w.end());
            // Its mean over the core is taken off, so that a layer is as thick as it says.
            const double mean =
                std::accumulate(w.begin(), w.end(), 0.0) / static_cast<double>(w.size());
            for (float& x : boundaries_.back())
                x = static_cast<float>(recipe.layers[b].bottom + boundary_sd * (x - mean));
        }
        for (const Layer& l : recipe.layers)
            cuts_.push_back(static_cast<float>(normal_quantile(l.pores)));
    }

    void slice(std::size_t i, std::span<float> clean, std::span<std::uint8_t> truth) {
        const auto f = pores_.slice(i), a = aggregates_.slice(i), l = broad_.slice(i);
        const auto depth = static_cast<float>((static_cast<double>(i) + 0.5) * grid_.spacing[0]);
        const auto own = static_cast<float>(std::sqrt(1 - coupling * coupling));
        for (std::size_t k = 0; k < clean.size(); ++k) {
            std::size_t n = 0;
            while (n < boundaries_.size() && depth >= boundaries_[n][k]) ++n;
            const Layer& layer = recipe_.layers[n];
            const float between = own * f[k] + static_cast<float>(coupling) * a[k];
            const bool is_pore = between < cuts_[n];
            clean[k] = is_pore
                           ? air_value
                           : std::max(air_value, static_cast<float>(layer.value) +
                                                     static_cast<float>(layer.broad) * l[k] +
                                                     static_cast<float>(layer.aggregates) * a[k]);
            truth[k] = static_cast<std::uint8_t>(is_pore ? Matter::air : layer.matter);
        }
    }

private:
    const Recipe& recipe_;
    Grid grid_;
    GaussianField pores_, aggregates_, broad_;
    std::vector<std::vector<float>> boundaries_;  ///< depth of each, mm, (rows, columns)
    std::vector<float> cuts_;
};

namespace {

/// Air around a round core, and the plastic of its tube.
void cut_core(const Grid& g, double diameter, std::span<float> clean,
              std::span<std::uint8_t> truth) {
    constexpr double wall = 3, plastic = 120;  // mm, HU
    for (std::size_t j = 0; j < g.rows; ++j)
        for (std::size_t k = 0; k < g.columns; ++k) {
            const double y =
                (static_cast<double>(j) + 0.5 - static_cast<double>(g.rows) / 2) * g.spacing[1];
            const double x =
                (static_cast<double>(k) + 0.5 - static_cast<double>(g.columns) / 2) * g.spacing[2];
            const double r = std::hypot(x, y);
            if (r <= diameter / 2) continue;
            clean[j * g.columns + k] =
                r <= diameter / 2 + wall ? static_cast<float>(plastic) : air_value;
            truth[j * g.columns + k] = static_cast<std::uint8_t>(Matter::none);
        }
}

/// Kinds of one seed are not to be alike: networks would know one from the other.
std::uint64_t own_seed(const PhantomRequest& q) {
    return q.seed * 8 + static_cast<std::uint64_t>(q.kind);
}

void require_possible(const PhantomRequest& q) {
    const Grid& g = q.grid;
    const auto refuse = [](const std::string& why, const char* cure) {
        throw InputError("E-volume-phantom", why, cure);
    };
    if (g.slices < 1 || g.rows < 1 || g.columns < 1 || g.slices > 32767 || g.rows > 32767 ||
        g.columns > 32767)
        refuse(fmt::format("a phantom of {} x {} x {} voxels", g.slices, g.rows, g.columns),
               "give 1 to 32767 voxels along each axis");
    for (const double h : g.spacing)
        if (!(h >= 0.001 && h <= 10))
            refuse(fmt::format("a spacing of {} mm", h), "give 0.001 to 10 mm");
}

}  // namespace

struct Phantom::State {
    explicit State(const PhantomRequest& q)
        : request(q),
          ground(recipe(q.kind), q.grid, own_seed(q)),
          bodies(phantom_bodies(recipe(q.kind).bodies,
                                {static_cast<double>(q.grid.slices) * q.grid.spacing[0],
                                 static_cast<double>(q.grid.rows) * q.grid.spacing[1],
                                 static_cast<double>(q.grid.columns) * q.grid.spacing[2]},
                                own_seed(q)),
                 q.grid),
          scanner(q.scanner, q.grid, own_seed(q)) {}

    /// Soil of the next slice, into the scanner; its truth waits until the scanner has seen the
    /// slices behind it.
    void make_one() {
        std::vector<float> clean(request.grid.slice_size());
        std::vector<std::uint8_t> what(request.grid.slice_size());
        ground.slice(made, clean, what);
        bodies.paint(made, clean, what);
        if (request.core > 0) cut_core(request.grid, request.core, clean, what);
        scanner.add(clean);
        truths.push_back(std::move(what));
        ++made;
    }

    PhantomRequest request;
    Ground ground;
    BodyPainter bodies;
    ScannerModel scanner;
    std::deque<std::vector<std::uint8_t>> truths;
    std::size_t made = 0, given = 0;
};

double requested_air(SoilKind kind, double height_mm) {
    double air = 0, top = 0;
    for (const Layer& l : recipe(kind).layers) {
        const double bottom = std::min(l.bottom, height_mm);
        air += l.pores * std::max(0.0, bottom - top), top = std::max(top, bottom);
    }
    return air / height_mm;
}

Phantom::Phantom(const PhantomRequest& q) {
    require_possible(q);
    state_ = std::make_unique<State>(q);
}
Phantom::~Phantom() = default;

const Grid& Phantom::grid() const { return state_->request.grid; }

void Phantom::next(std::span<std::int16_t> ct, std::span<std::uint8_t> truth) {
    State& s = *state_;
    const Grid& g = s.request.grid;
    CRUCIBLE_ASSERT(s.given < g.slices && ct.size() == g.slice_size() && truth.size() == ct.size());
    while (s.made < std::min(g.slices, s.given + 1 + s.scanner.reach())) s.make_one();
    s.scanner.take(s.given, ct);
    std::copy(s.truths.front().begin(), s.truths.front().end(), truth.begin());
    s.truths.pop_front();
    ++s.given;
}

PhantomVolumes make_phantom(const PhantomRequest& q) {
    Phantom phantom(q);
    PhantomVolumes out{CtVolume(q.grid), LabelVolume(q.grid)};
    for (std::size_t i = 0; i < q.grid.slices; ++i)
        phantom.next(out.ct.slice(i), out.truth.slice(i));
    return out;
}

}  // namespace crucible::volume
