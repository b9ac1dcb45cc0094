#include "crucible/energy/label_quality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/neighbours.hpp"

namespace crucible {
namespace {

double energy_per_atom(const LabelledFrame& f) {
    return f.energy / static_cast<double>(std::max<std::size_t>(1, f.structure.size()));
}

double median_of(std::vector<double> v) {
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    return *middle;
}

/// Reference energy per atom of each frame.
std::vector<double> reference_energies(const LabelledFrames& frames, const LabelLimits& limits) {
    std::map<Composition, std::vector<double>> groups;
    for (const LabelledFrame& f : frames)
        groups[reduced(composition(f.structure.numbers))].push_back(energy_per_atom(f));
    std::map<Composition, double> medians;
    for (auto& [formula, energies] : groups) medians[formula] = median_of(energies);
    std::vector<double> out;
    for (const LabelledFrame& f : frames) {
        double sum = 0;
        bool is_known = !limits.energies.empty();
        for (const int z : f.structure.numbers) {
            const auto found = limits.energies.find(z);
            is_known = is_known && found != limits.energies.end();
            if (is_known) sum += found->second;
        }
        out.push_back(is_known ? sum / static_cast<double>(f.structure.size())
                               : medians[reduced(composition(f.structure.numbers))]);
    }
    return out;
}

/// The shortest distance in units of the two radii's sum, and itself.
std::pair<double, double> closest_pair(const Structure& s) {
    double ratio = 1e30, distance = 0;
    double largest = 0;
    for (const int z : s.numbers) largest = std::max(largest, element(z).covalent_radius);
    const NeighbourList list = neighbours(s, 2 * largest, ListKind::half);
    for (std::size_t i = 0; i < s.size(); ++i)
        for (const Neighbour& n : list.of(i)) {
            const double sum = element(s.numbers[i]).covalent_radius +
                               element(s.numbers[static_cast<std::size_t>(n.j)]).covalent_radius;
            if (n.distance / sum < ratio) ratio = n.distance / sum, distance = n.distance;
        }
    return {ratio, distance};
}

}  // namespace

std::vector<LabelFault> check_labels(const LabelledFrames& frames, const LabelLimits& limits) {
    std::vector<LabelFault> out;
    const std::vector<double> reference = reference_energies(frames, limits);
    for (std::size_t k = 0; k < frames.size(); ++k) {
        const LabelledFrame& f = frames[k];
        const auto add = [&](LabelFault::Kind kind, double value, const std::string& text) {
            out.push_back({k, kind, value, f.source + ": " + text});
        };
        const double energy = energy_per_atom(f), off = energy - reference[k];
        if (!(std::fabs(off) <= limits.energy))
            add(LabelFault::Kind::energy, off,
                fmt::format("energy {:.3f} eV/atom, {:+.3f} off the rest", energy, off));
        double force = 0;
        for (const Vec3& g : f.forces) force = std::max(force, norm(g));
        if (!(force <= limits.force))
            add(LabelFault::Kind::force, force, fmt::format("a force of {:.1f} eV/A", force));
        const auto [ratio, distance] = closest_pair(f.structure);
        if (ratio < limits.distance)
            add(LabelFault::Kind::distance, distance,
                fmt::format("two atoms at {:.2f} A", distance));
        if (f.state == LabelState::unconverged)
            add(LabelFault::Kind::unconverged, 0, "its iterations did not converge");
    }
    return out;
}

LabelledFrames without_faults(const LabelledFrames& frames, const std::vector<LabelFault>& faults) {
    LabelledFrames out;
    std::size_t next = 0;
    for (std::size_t k = 0; k < frames.size(); ++k) {
        bool is_bad = false;
        for (; next < faults.size() && faults[next].frame == k; ++next) is_bad = true;
        if (!is_bad) out.push_back(frames[k]);
    }
    return out;
}

}  // namespace crucible
