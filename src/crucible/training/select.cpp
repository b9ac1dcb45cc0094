#include "crucible/training/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible::training {
namespace {

bool is_inside(double deviation, const SelectionWindow& w) {
    return deviation >= w.low && deviation <= w.high;
}

}  // namespace

void check_window(const SelectionWindow& w) {
    if (!(w.low > 0 && w.high > w.low && w.stop > 0))
        throw InconsistentError(
            "E-adapt-window",
            fmt::format("window {} to {} eV/angstrom, stop {} eV/angstrom", w.low, w.high, w.stop),
            "give 0 < low < high, and a stop above 0");
}

std::vector<std::size_t> candidates(std::span<const double> deviations, const SelectionWindow& w) {
    std::vector<std::size_t> out;
    for (std::size_t k = 0; k < deviations.size(); ++k)
        if (is_inside(deviations[k], w)) out.push_back(k);
    std::stable_sort(out.begin(), out.end(),
                     [&](std::size_t a, std::size_t b) { return deviations[a] > deviations[b]; });
    if (out.size() > w.most) out.resize(w.most);
    return out;
}

std::size_t Explored::beyond(const SelectionWindow& w) const {
    return static_cast<std::size_t>(std::count_if(deviations.begin(), deviations.end(),
                                                  [&](double d) { return !(d <= w.high); }));
}

double Explored::largest() const {
    double out = 0;
    for (const double d : deviations)
        if (std::isfinite(d)) out = std::max(out, d);
    return out;
}

double Explored::median() const {
    std::vector<double> all;
    for (const double d : deviations)
        if (std::isfinite(d)) all.push_back(d);
    if (all.empty()) return 0;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    if (all.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(all.begin(), middle)) / 2;
}

std::string_view name(AdaptState s) {
    switch (s) {
        case AdaptState::closed:
            return "closed";
        case AdaptState::no_choice:
            return "no candidates left";
        case AdaptState::more:
            break;
    }
    return "not closed";
}

AdaptState judge_exploration(const std::vector<Explored>& all, Exploration e,
                             const SelectionWindow& w) {
    if (e == Exploration::partial) return AdaptState::more;
    const bool is_closed =
        !all.empty() && std::all_of(all.begin(), all.end(), [&](const Explored& x) {
            return x.lost_runs == 0 && !x.deviations.empty() &&
                   std::all_of(x.deviations.begin(), x.deviations.end(),
                               [&](double d) { return d < w.stop; });
        });
    if (is_closed) return AdaptState::closed;
    const bool has_choice = std::any_of(all.begin(), all.end(), [&](const Explored& x) {
        return !candidates(x.deviations, w).empty();
    });
    return has_choice ? AdaptState::more : AdaptState::no_choice;
}

}  // namespace crucible::training
