#pragma once
// One trial of a search: a random crystal, relaxed. A pure function of the settings and a number.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/dynamics/relax.hpp"
#include "crucible/energy/catalogue.hpp"
#include "crucible/search/generate.hpp"

namespace crucible {

struct SearchSettings {
    GenerateSettings generate;     ///< volume_high = 0: the window is scouted (search/scout.hpp)
    std::vector<int> units = {4};  ///< formula units per cell, one batch of trials each
    std::int64_t trials = 100;     ///< per batch
    std::int64_t block = 0;        ///< trials of a batch numbered in one go; 0: all of them
    std::uint64_t seed = 1;
    RelaxSettings relax;
    Potential energy = "matsui-akaogi";
    double accuracy = 1e-6;         ///< eV per atom, of the energies that are reported
    double coarse_accuracy = 1e-4;  ///< eV per atom, on the way down; 0: none but the fine one
};

/// Items are numbered 0 .. item_count - 1, a block of each batch after the other. A trial is the
/// same whatever its number as an item.
std::int64_t item_count(const SearchSettings&);
struct TrialKey {
    int units = 1;
    std::int64_t number = 0;  ///< within the batch
};
TrialKey trial_key(const SearchSettings&, std::int64_t item);
/// After how many trials per batch a search looks whether to go on: whole blocks, a quarter more
/// each time, so that looking costs no more than searching; the last is `trials`. Depends on
/// nothing but the settings.
std::vector<std::int64_t> pauses(const SearchSettings&);

enum class TrialOutcome {
    minimum,           ///< relaxed to the tolerance
    not_generated,     ///< no cell of the given density kept the minimum distances
    evaluation_limit,  ///< as RelaxStatus, from here on
    stalled,
    collapsed,
    exploded
};
std::string_view name(TrialOutcome);

/// Extensive values are per cell. The structure is where the relaxation ended, whatever the
/// outcome; it is empty for `not_generated`.
struct Trial {
    TrialKey key;
    TrialOutcome outcome = TrialOutcome::minimum;
    int cells_tried = 0;
    int evaluations = 0;
    double enthalpy = 0;      ///< eV
    double energy = 0;        ///< eV
    double volume = 0;        ///< angstrom^3
    double fmax = 0;          ///< eV/angstrom
    double stress_error = 0;  ///< eV/angstrom^3
    Structure structure;

    double enthalpy_per_unit() const { return enthalpy / key.units; }
    double volume_per_unit() const { return volume / key.units; }
};

/// Runs trials one after another and keeps models and memory between them; serves one thread.
class TrialRunner {
public:
    /// Throws InputError (E-search-settings and what generator, model and relaxation throw).
    explicit TrialRunner(SearchSettings);
    TrialRunner(TrialRunner&&) noexcept;
    ~TrialRunner();

    /// The same bytes for the same item, whatever ran before and wherever this runs.
    Trial run(std::int64_t item);
    /// Relaxes a given structure as the trials are.
    RelaxResult relax(const Structure&);
    /// Generator, minimiser and potential, one line each, for provenance.
    std::vector<std::string> description() const;

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

/// A single trial: `TrialRunner` for one item.
Trial run_trial(const SearchSettings&, std::int64_t item);

/// One line of text that reads back to the same bits.
std::string encode(const Trial&);
/// Throws InputError (E-search-record) for anything that `encode` did not write.
Trial decode_trial(std::string_view line);

}  // namespace crucible
