#pragma once
// potential.adapt: a deep potential that asks for the labels it needs. What the study says, and
// what the parts of the loop give each other.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/energy/label_quality.hpp"
#include "crucible/kinds/labeller_parameter.hpp"
#include "crucible/kinds/melting_coexist.hpp"
#include "crucible/kinds/net_parameters.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/training/select.hpp"
#include "crucible/training/trainer.hpp"

namespace crucible {

struct PotentialAdapt {
    std::vector<std::filesystem::path> frames;
    std::string element;
    LatticeChoice lattice = LatticeChoice::automatic;
    Length a;
    Ref<Artefact::structures> crystal, others;
    LabellerParameter labeller;
    NetParameters net{Length{6}, Length{0.5}, {}, {10, 20, 40}, {60, 60, 60}, 8};
    Temperature temperature;
    Pressure pressure;
    std::vector<double> factors{1.0, 1.2, 1.4}, further_factors{0.8, 0.9};
    std::vector<int> cells{3, 3, 3};
    int start_frames = 30;
    Time time{2000}, time_step;
    int snapshots = 20;
    int models = 3, iterations = 6;
    std::int64_t steps = 4000, further_steps = 2000, last_steps = 8000;
    std::vector<double> rate{1e-2, 3e-4}, further_rate{3e-3, 3e-4}, last_rate{3e-3, 1e-6};
    std::vector<double> energy_factor{0.02, 0.1}, force_factor{1000, 1000}, virial_factor{0.1, 0.1};
    std::vector<double> last_energy_factor{0.02, 1}, last_virial_factor{0.1, 1};
    Range<double> window{0.05, 1.5};
    int most = 5;
    double stop = 0.2;
    int validate_every = 5;

    void describe(Fields& f);
    void describe_loop(Fields& f);
    void describe_results(Fields& f) const;
    void run(StepRun&) const;
    std::string work(std::int64_t item, Worker&) const;
    training::SelectionWindow selection() const;
};

/// What dynamics starts from.
enum class AdaptPhase { crystal, melt, interface };
std::string_view name(AdaptPhase);

/// One run of dynamics that looks for structures the ensemble disagrees about.
struct AdaptRun {
    AdaptPhase phase = AdaptPhase::crystal;
    double temperature = 0;           ///< K
    std::vector<double> deviations;   ///< (n_frames) eV/angstrom, the largest of each frame
    std::string lost;                 ///< why the dynamics ended early; empty: it did not
    std::vector<std::size_t> chosen;  ///< frames inside the window, largest deviation first
    Structures structures;            ///< (n_chosen)
};
std::string adapt_run_text(const AdaptRun&);
AdaptRun parse_adapt_run(std::string_view text);

/// Where a run of dynamics works, and with what.
struct AdaptExploration {
    Structure cell;
    std::vector<std::filesystem::path> models;  ///< the first one drives
    std::filesystem::path directory;
    double melting = 0;    ///< K, about where the crystal melts
    double time_step = 1;  ///< fs
    std::uint64_t seed = 1;
};
/// Fills in all but phase and temperature of `run`. Dynamics that blow up are told in `lost`, with
/// the frames until then.
void explore(const PotentialAdapt&, const AdaptExploration&, const RunContext&, AdaptRun& run);

/// What a label may be where runs are as hot as these: a melt lies above the crystal by some
/// (3/2) k T of displacement and its heat of melting, and its atoms come nearer to each other.
/// `melting`: K, what the factors multiply.
LabelLimits adapt_label_limits(const PotentialAdapt&, double melting);

/// Crystals strained and shaken more and more, up to something like a melt; atoms nearer than 0.75
/// of the crystal's shortest distance are pushed apart. Deterministic in `seed`.
Structures adapt_start_structures(const Structure& cell, const std::vector<int>& cells, int count,
                                  const Structures& others, std::uint64_t seed);

/// One turn of the loop.
struct AdaptRound {
    std::size_t frames = 0, candidates = 0;  ///< trained on; chosen for a label
    std::vector<training::Explored> explored;
    std::vector<DeepPotWeights> models;
};
struct AdaptHistory {
    std::vector<AdaptRound> rounds;
    LabelledFrames train, held_out;
    std::vector<DeepPotWeights> models;  ///< in the end
    std::size_t left_out = 0;            ///< labels that looked wrong, or were none
    training::AdaptState state = training::AdaptState::more;
};
void give_adapt_results(StepRun&, const PotentialAdapt&, const AdaptHistory&);
/// From nothing; from the weights of the turn before; when nothing more will be explored.
enum class AdaptTraining { first, further, last };
training::TrainingSettings adapt_training(const PotentialAdapt&, AdaptTraining, std::uint64_t seed,
                                          std::uint64_t member);

}  // namespace crucible
