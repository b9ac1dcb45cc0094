#pragma once
// Made-up soil cores whose truth is known: layers, aggregates with pores between them, stones,
// roots, burrows, seen by a scanner that blurs, cups, rings and hisses. Hounsfield units after the
// rods of coreCT (Davey et al. 2011, doi:10.2136/sssaj2010.0275): rho / (g/cm^3) = 0.900 + 0.000999
// HU.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "crucible/volume/volume.hpp"

namespace crucible::volume {

enum class SoilKind : std::uint8_t { forest, grass, arable, sand, uniform };

/// What a voxel is made of, before the scanner saw it.
enum class Matter : std::uint8_t { none, air, litter, matrix, root, stone, dense };
inline constexpr std::string_view matter_names[] = {"none",         "air",   "litter",     "matrix",
                                                    "root or wood", "stone", "dense stone"};

struct Scanner {
    double blur = 0.7;    ///< standard deviation of the point spread, voxels
    double cupping = 40;  ///< HU between the middle and the rim
    double rings = 8;     ///< standard deviation from ring to ring, HU
    double noise = 35;    ///< standard deviation, HU
};

struct PhantomRequest {
    SoilKind kind = SoilKind::forest;
    /// The region of doi:10.1098/rsos.201275: 100 x 70.2 x 70.2 mm.
    Grid grid{.slices = 400, .rows = 200, .columns = 200, .spacing = {0.25, 0.351, 0.351}};
    std::uint64_t seed = 1;
    Scanner scanner;
    /// Diameter of a round core in a tube of plastic, mm; 0: soil fills the volume.
    double core = 0;
};

/// Share of air that the layers of a kind ask for, pores alone, over a height in mm.
double requested_air(SoilKind, double height_mm);

/// Slice after slice from the top; the same bytes for every slab size and machine.
class Phantom {
public:
    /// Throws InputError (E-volume-phantom) for a grid it cannot fill.
    explicit Phantom(const PhantomRequest&);
    ~Phantom();
    Phantom(const Phantom&) = delete;
    Phantom& operator=(const Phantom&) = delete;

    const Grid& grid() const;
    /// The next slice: what the scanner saw, HU, and what there is (`Matter`). Shapes (rows,
    /// columns).
    void next(std::span<std::int16_t> ct, std::span<std::uint8_t> truth);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// All slices at once.
struct PhantomVolumes {
    CtVolume ct;
    LabelVolume truth;
};
PhantomVolumes make_phantom(const PhantomRequest&);

}  // namespace crucible::volume
