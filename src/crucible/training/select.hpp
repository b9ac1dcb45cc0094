#pragma once
// Which frames of an exploration are worth a label, and when there is nothing left to learn: the
// rules of DP-GEN (Zhang et al. 2020, doi:10.1016/j.cpc.2020.107206) as the melting paper uses them
// (Andolina and Saidi, doi:10.1039/d4dd00069b).

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace crucible::training {

/// Frames inside [low, high] are candidates. Below they are known, beyond they are no structures
/// that a sane potential would have made.
struct SelectionWindow {
    double low = 0.3, high = 1.5;  ///< eV/angstrom, of the largest deviation of a force
    std::size_t most = 5;          ///< candidates of one temperature
    /// The ensemble is good enough when nothing deviates more than this; eV/angstrom.
    double stop = 0.5;
};
/// Throws InconsistentError (E-adapt-window) unless 0 < low < high and stop > 0.
void check_window(const SelectionWindow&);

/// Indices of the candidates with the largest deviations, largest first, no more than `most`; of
/// equal ones the earlier. A deviation that is not finite is beyond every window.
std::vector<std::size_t> candidates(std::span<const double> deviations, const SelectionWindow&);

/// What was seen at one temperature.
struct Explored {
    double temperature = 0;          ///< K
    std::vector<double> deviations;  ///< (n_frames) eV/angstrom
    int lost_runs = 0;               ///< dynamics that blew up

    std::size_t beyond(const SelectionWindow&) const;
    /// Of the finite ones; 0 without any.
    double largest() const;
    double median() const;
};

enum class AdaptState {
    more,      ///< label what was chosen, train again
    closed,    ///< nothing deviates more than `stop` at any temperature
    no_choice  ///< something deviates, but nothing inside the window is left to be labelled
};
std::string_view name(AdaptState);

/// After an exploration of all temperatures (`is_complete`) the loop may end; before it only goes
/// on. Where a run was lost, or nothing was seen, nothing is closed.
enum class Exploration { partial, complete };
AdaptState judge_exploration(const std::vector<Explored>&, Exploration, const SelectionWindow&);

}  // namespace crucible::training
