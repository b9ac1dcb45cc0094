#include "crucible/rmc/presets.hpp"

#include <cmath>

namespace crucible::rmc {
namespace {

Stage::Path paper_sigma(DataSort sort) {
    return sort == DataSort::exafs ? Stage::Path{1e-4, 1e-6} : Stage::Path{0.1, 1e-3};
}
Stage::Path balanced_sigma(DataSort sort) {
    switch (sort) {
        case DataSort::scattering:
            return {0.1, 1e-3};
        case DataSort::exafs:
            return {0.3, 3e-3};
        case DataSort::partial:
            return {0.1, 3e-3};
        case DataSort::other:
            break;
    }
    return {1, 1};
}
Stage::Path strict_sigma(DataSort sort) {
    switch (sort) {
        case DataSort::scattering:
            return {0.01, 5e-4};
        case DataSort::exafs:
            return {0.03, 1.5e-3};
        case DataSort::partial:
            return {0.03, 1.5e-3};
        case DataSort::other:
            break;
    }
    return {1, 0.5};
}
/// For a model that an energy has made already.
Stage::Path late_sigma(DataSort sort) {
    switch (sort) {
        case DataSort::scattering:
            return {3e-3, 1e-3};
        case DataSort::exafs:
            return {1e-2, 3e-3};
        case DataSort::partial:
            return {0.02, 3e-3};
        case DataSort::other:
            break;
    }
    return {1, 1};
}

Stage preset_stage(double sweeps, std::size_t atoms, double ramp, Stage::Path temperature,
                   double swaps) {
    Stage s;
    s.moves = std::llround(sweeps * static_cast<double>(atoms));
    s.ramp = ramp;
    s.temperature = temperature;
    s.swap_fraction = swaps;
    return s;
}

void add_sigma(Stage& stage, const std::vector<DataSort>& data, Stage::Path (*sigma)(DataSort)) {
    for (const DataSort d : data) stage.sigma.push_back(sigma(d));
}

}  // namespace

std::string_view name(Preset p) {
    switch (p) {
        case Preset::liu2022:
            return "liu2022";
        case Preset::balanced:
            return "balanced";
        case Preset::strict:
            return "strict";
        case Preset::fast:
            return "fast";
        case Preset::accurate:
            break;
    }
    return "accurate";
}

// Sweeps from runs of 2,048 atoms: 2.5e6 and 3e6 moves of a plain fit, 1e7 or 4e7 of an anneal with
// swaps (which are accepted above 900 K only), 1e6 with data after it.
std::vector<Stage> stages(Preset preset, std::size_t atoms, const std::vector<DataSort>& data) {
    std::vector<Stage> out;
    switch (preset) {
        case Preset::liu2022:
            out = {preset_stage(1460, atoms, 0.8, {300, 300}, 0)};
            add_sigma(out[0], data, paper_sigma);
            break;
        case Preset::balanced:
            out = {preset_stage(1220, atoms, 0.8, {1500, 300}, 0)};
            add_sigma(out[0], data, balanced_sigma);
            break;
        case Preset::strict:
            out = {preset_stage(1460, atoms, 0.9, {1500, 300}, 0)};
            add_sigma(out[0], data, strict_sigma);
            break;
        case Preset::fast:
            out = {preset_stage(4900, atoms, 0.9, {2000, 300}, 0.1),
                   preset_stage(490, atoms, 0.9, {700, 300}, 0)};
            add_sigma(out[1], data, late_sigma);
            break;
        case Preset::accurate:
            out = {preset_stage(20000, atoms, 0.9, {1500, 300}, 0.05),
                   preset_stage(490, atoms, 0.9, {500, 300}, 0.05)};
            add_sigma(out[1], data, late_sigma);
            break;
    }
    return out;
}

std::vector<Stage> control(std::vector<Stage> all) {
    for (Stage& s : all) s.sigma.clear();
    return all;
}

}  // namespace crucible::rmc
