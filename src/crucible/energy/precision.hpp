#pragma once
// The arithmetic of learned potentials.

namespace crucible {

enum class Precision {
    double_,  ///< all in double
    single,   ///< kernels in float; differences of positions, energies and virials in double
    mixed     ///< as `single`, but the last network and its gradient in double
};

}  // namespace crucible
