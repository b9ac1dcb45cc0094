#pragma once
// What the pages of free energies and of phase diagrams share: colours of phases, and lines that
// are drawn near the stable one.

#include <algorithm>
#include <string>
#include <vector>

#include "crucible/kinds/run_data.hpp"

namespace crucible {

/// Lines are drawn up to so much above the lowest one, kcal/mol.
inline constexpr double kcal_drawn = 6;

struct PhaseHues {
    std::vector<std::string> names;  ///< the drawn ones, best first

    report::Hue of(const std::string& phase) const {
        const auto at = std::find(names.begin(), names.end(), phase);
        return at == names.end() ? report::Hue::grey
                                 : report::series_hue(static_cast<std::size_t>(at - names.begin()));
    }
    bool draws(const std::string& phase) const {
        return std::find(names.begin(), names.end(), phase) != names.end();
    }
};

/// Phases by how near they come to being stable anywhere; the best have a colour, the others are
/// left to the tables. `above`: how far each phase is above the stable one, anywhere.
PhaseHues nearest_phases(const std::vector<std::string>& phase, const std::vector<double>& above);

/// Words of a column; a table without rows has no kinds.
std::vector<std::string> page_words(const Table&, const char* name);
const std::vector<double>& page_numbers(const Table&, const char* name);

/// Draws what is near the lowest line; the rest of a line that climbs far above it is cut off.
void look_near_the_lowest(report::LinePlot&);

}  // namespace crucible
