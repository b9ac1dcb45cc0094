#include "crucible/atoms/repeat.hpp"

namespace crucible {

Structure repeated(const Structure& cell, const std::array<int, 3>& times) {
    Structure s;
    s.name = cell.name;
    s.cell = cell.cell;
    for (int k = 0; k < 3; ++k) s.cell.h[k] *= times[static_cast<std::size_t>(k)];
    for (int x = 0; x < times[0]; ++x)
        for (int y = 0; y < times[1]; ++y)
            for (int z = 0; z < times[2]; ++z)
                for (std::size_t i = 0; i < cell.size(); ++i) {
                    s.numbers.push_back(cell.numbers[i]);
                    s.positions.push_back(
                        Position(cell.positions[i] + Vec3(x, y, z) * cell.cell.h));
                }
    return s;
}

}  // namespace crucible
