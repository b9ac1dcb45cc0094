#include "crucible/rmc/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::rmc {
namespace {

double along(const Stage::Path& path, double t) {
    return path.start == path.end ? path.start : path.start * std::pow(path.end / path.start, t);
}
bool is_positive(const Stage::Path& path) {
    return path.start > 0 && path.end > 0 && std::isfinite(path.start) && std::isfinite(path.end);
}

[[noreturn]] void fail_stage(std::size_t stage, const std::string& what) {
    throw InputError("E-rmc-stage", "stage " + std::to_string(stage + 1) + ": " + what,
                     "give one sigma above zero per data set, a temperature above zero and "
                     "fractions between 0 and 1");
}

}  // namespace

Settings settings_at(const Stage& stage, std::int64_t move) {
    const double ramp = stage.ramp * static_cast<double>(stage.moves);
    const double t = ramp > 0 ? std::min(1.0, static_cast<double>(move) / ramp) : 1.0;
    Settings out;
    for (const Stage::Path& p : stage.sigma) out.sigma.push_back(along(p, t));
    if (is_positive(stage.temperature)) out.temperature = along(stage.temperature, t);
    return out;
}

void check_stages(const Problem& p) {
    const bool has_energy = p.energy.is_on();
    for (std::size_t s = 0; s < p.stages.size(); ++s) {
        const Stage& stage = p.stages[s];
        if (stage.moves < 0) fail_stage(s, "the number of moves is negative");
        if (!(stage.ramp >= 0 && stage.ramp <= 1)) fail_stage(s, "the ramp is not a fraction");
        if (!stage.sigma.empty() && stage.sigma.size() != p.data_sets())
            fail_stage(s, std::to_string(stage.sigma.size()) + " sigmas for " +
                              std::to_string(p.data_sets()) + " data sets");
        for (std::size_t k = 0; k < stage.sigma.size(); ++k)
            if (!is_positive(stage.sigma[k]))
                fail_stage(s, "sigma of data set " + std::to_string(k + 1) + " is not positive");
        if (has_energy && !is_positive(stage.temperature))
            fail_stage(s, "there is an energy term, but no positive temperature");
        if (!(stage.swap_fraction >= 0 && stage.group_fraction >= 0 &&
              stage.swap_fraction + stage.group_fraction <= 1))
            fail_stage(s, "the fractions of swaps and group moves are not within 0 and 1");
        if (stage.group_fraction > 0 && p.moves.groups.empty())
            fail_stage(s, "group moves are asked for, but there are no groups");
    }
    if (p.energy.model && p.energy.inner < 1)
        throw InputError("E-rmc-stage",
                         "a block of nested moves has " + std::to_string(p.energy.inner) + " moves",
                         "give at least one inner move");
    const Moves& m = p.moves;
    if (!(m.step > 0 && m.step_low > 0 && m.step_low <= m.step_high && std::isfinite(m.step_high)))
        throw InputError("E-rmc-stage",
                         "steps must be positive and their limits in order, not " +
                             number_text(m.step, 6) + " within " + number_text(m.step_low, 6) +
                             " and " + number_text(m.step_high, 6) + " angstrom",
                         "give 0 < step_low <= step <= step_high");
    if (!(m.acceptance > 0 && m.acceptance < 1))
        throw InputError("E-rmc-stage", "the acceptance aimed at is not between 0 and 1",
                         "0.2 to 0.4 is usual");
}

}  // namespace crucible::rmc
