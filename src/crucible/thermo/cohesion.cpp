#include "crucible/thermo/cohesion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/num/statistics.hpp"

namespace crucible {

std::string_view name(CohesionGroup g) {
    constexpr std::string_view names[] = {"alkali", "alkaline earth", "d block", "p block",
                                          "noble gas"};
    return names[static_cast<std::size_t>(g)];
}

std::optional<CohesionGroup> cohesion_group(int number) {
    if (number == 2 || (number > 57 && number < 72) || number > 83 || number == 1) return {};
    const int column = periodic_group(number);
    if (column == 1) return CohesionGroup::alkali;
    if (column == 2) return CohesionGroup::alkaline_earth;
    if (column <= 12) return CohesionGroup::d_block;
    if (column == 18) return CohesionGroup::noble_gas;
    constexpr std::array outliers = {6, 7, 8, 15, 16, 34, 9, 17, 31, 49, 50};
    if (std::find(outliers.begin(), outliers.end(), number) != outliers.end()) return {};
    return CohesionGroup::p_block;
}

double CohesionLaw::operator()(double energy) const {
    return slope * energy / constants::boltzmann + offset;
}

CohesionLaw universal_law() { return {0.032, 0}; }

CohesionLaw group_law(CohesionGroup g, CohesionForm form) {
    constexpr CohesionLaw printed[] = {
        {0.0293, 430}, {0.0156, 162}, {0.0346, 0}, {0.0351, -204}, {0.0873, 0}};
    if (form == CohesionForm::corrected) {
        if (g == CohesionGroup::alkali) return printed[1];
        if (g == CohesionGroup::alkaline_earth) return printed[0];
    }
    return printed[static_cast<std::size_t>(g)];
}

double melting_from_cohesion(int number, double energy, CohesionForm form) {
    const auto group = cohesion_group(number);
    if (!group)
        throw InputError(
            "E-melting-group",
            fmt::format("no law was fitted to elements like {}", element(number).symbol),
            "give a guess of the melting temperature");
    return group_law(*group, form)(energy);
}

CohesionFit fit_cohesion(const std::vector<CohesionPoint>& points, CohesionGroup group) {
    std::vector<double> x, y, model;
    for (const CohesionPoint& p : points) {
        x.push_back(p.energy / constants::boltzmann), y.push_back(p.melting);
    }
    if (x.size() < 2)
        throw InputError("E-melting-group",
                         fmt::format("{} element{} of the group {}: too few for a fit", x.size(),
                                     x.size() == 1 ? "" : "s", name(group)),
                         "give two or more");
    CohesionFit fit;
    double xx = 0, xy = 0;
    const bool has_offset = group_law(group).offset != 0;
    const double mean_x = has_offset ? mean(x) : 0, mean_y = has_offset ? mean(y) : 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    fit.law.slope = xy / xx;
    fit.law.offset = mean_y - fit.law.slope * mean_x;
    double residual = 0, about_zero = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        model.push_back(fit.law.slope * x[i] + fit.law.offset);
        residual += (y[i] - model[i]) * (y[i] - model[i]);
        about_zero += y[i] * y[i];
    }
    fit.r2 = determination(y, model);
    fit.r2_origin = 1 - residual / about_zero;
    return fit;
}

const std::vector<CohesionPoint>& cohesive_energies() {
    static const std::vector<CohesionPoint> all = {
        {3, 1.63, 453.7},   {11, 1.113, 371.0}, {19, 0.934, 336.3}, {37, 0.852, 312.6},
        {55, 0.804, 301.6}, {4, 3.32, 1560.0},  {12, 1.51, 922.0},  {20, 1.84, 1113.0},
        {38, 1.72, 1042.0}, {56, 1.9, 1002.0},  {21, 3.9, 1812.0},  {22, 4.85, 1946.0},
        {23, 5.31, 2202.0}, {24, 4.1, 2133.0},  {25, 2.92, 1520.0}, {26, 4.28, 1811.0},
        {27, 4.39, 1770.0}, {28, 4.44, 1728.0}, {29, 3.49, 1358.0}, {30, 1.35, 692.7},
        {39, 4.37, 1801.0}, {40, 6.25, 2128.0}, {41, 7.57, 2750.0}, {42, 6.82, 2895.0},
        {43, 6.85, 2477.0}, {44, 6.74, 2527.0}, {45, 5.75, 2236.0}, {46, 3.89, 1827.0},
        {47, 2.95, 1235.0}, {48, 1.16, 594.3},  {57, 4.47, 1194.0}, {72, 6.44, 2504.0},
        {73, 8.1, 3293.0},  {74, 8.9, 3695.0},  {75, 8.03, 3459.0}, {76, 8.17, 3306.0},
        {77, 6.94, 2720.0}, {78, 5.84, 2045.0}, {79, 3.81, 1338.0}, {80, 0.67, 234.3},
        {5, 5.81, 2365.0},  {13, 3.39, 933.5},  {14, 4.63, 1687.0}, {32, 3.85, 1211.0},
        {33, 2.96, 1089.0}, {51, 2.75, 903.7},  {52, 2.19, 722.7},  {81, 1.88, 577.0},
        {82, 2.03, 600.7},  {83, 2.18, 544.6},  {35, 1.22, 265.9},  {53, 1.11, 386.7},
        {10, 0.02, 24.56},  {18, 0.08, 83.81},  {36, 0.116, 115.8}, {54, 0.16, 161.4}};
    return all;
}

std::optional<double> cohesive_energy(int number) {
    for (const CohesionPoint& p : cohesive_energies())
        if (p.number == number) return p.energy;
    return {};
}

double mean_deviation(const std::vector<CohesionPoint>& points, CohesionForm form) {
    double sum = 0;
    for (const CohesionPoint& p : points)
        sum += std::fabs(melting_from_cohesion(p.number, p.energy, form) - p.melting) / p.melting;
    return sum / static_cast<double>(points.size());
}

}  // namespace crucible
