#pragma once
// Training one network on the slices of one core, as an item of a step; and what came of it.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "crucible/base/measurement.hpp"
#include "crucible/data/table.hpp"
#include "crucible/kinds/soil_images.hpp"
#include "crucible/learn/errors.hpp"
#include "crucible/learn/image_training.hpp"
#include "crucible/learn/split.hpp"

namespace crucible {

enum class SoilSplit { block, random };
std::span<const Name> names(SoilSplit);
enum class FirstWeightsBy { he, glorot };
std::span<const Name> names(FirstWeightsBy);

enum class SliceViews { as_given, mirrored };
std::span<const Name> names(SliceViews);

/// Which slices are held out.
struct SoilSplitParameters {
    SoilSplit split = SoilSplit::block;
    double test = 0.2, validation = 0.2;
    int blocks = 4, gap = 2;
    void describe(Fields& f);
    std::vector<learn::Part> parts(std::size_t slices, std::uint64_t seed) const;
};

/// Epochs, rate and when to stop.
struct SoilScheduleParameters {
    int epochs = 100, batch = 16, patience = 10, retries = 2;
    double rate = 3e-4, decay = 0.5;
    SliceViews views = SliceViews::mirrored;
    FirstWeightsBy init = FirstWeightsBy::he;
    void describe(Fields& f);
    learn::ImageTrainingSettings settings(std::uint64_t seed, std::uint64_t item) const;
};

/// A trained sample, as items give it.
struct SoilFit {
    std::string name, arithmetic, source;  ///< source: sample of the model it was transferred from
    std::vector<std::string> targets, notes;
    std::vector<double> baseline;  ///< (targets)
    std::vector<double> edges;     ///< of the classes, HU
    std::vector<learn::EpochRecord> curve;
    std::vector<double> depth;             ///< (slices) mm
    std::vector<learn::Part> parts;        ///< (slices)
    std::vector<double> truth, predicted;  ///< (slices, targets)
    double seconds = 0;                    ///< CPU time of the training
    double feature_seconds = 0;            ///< of it, what the frozen convolutions took
    double source_seconds = 0;             ///< what the training of the source took

    /// Errors of one part and target; nothing where it has no slices.
    std::optional<learn::RegressionErrors> errors(learn::Part, std::size_t target) const;
};
std::string encode(const SoilFit&);
/// Throws InputError (E-json) for a damaged record.
SoilFit decode_soil_fit(std::string_view);

/// Inputs and targets of some of `count` slices, gathered in one row.
struct GatheredRows {
    std::vector<float> inputs, targets;
    std::size_t count = 0;
    learn::Examples examples(learn::InputRows::Kind kind) const {
        return {{kind, inputs, count}, targets};
    }
};
GatheredRows gather(std::span<const float> inputs, std::span<const float> targets,
                    std::size_t count, const std::vector<std::size_t>& places);

/// Runs the training to its end; saves and throws Stopped when asked to.
void run_training(learn::ImageTraining&, Worker&, std::int64_t item);

/// Throws ResourceError (E-soil-memory) where the training would not fit in what memory is free.
void require_memory(const learn::ImageNet&, int batch);

/// Predictions of all slices, and what else is known once the network is trained.
void fill_fit(SoilFit&, const volume::SliceImages&, const std::vector<learn::Part>&,
              learn::ImageNetwork&);
/// Mean of each target among the slices learned from.
std::vector<double> baseline_of(const volume::SliceImages&, const std::vector<learn::Part>&);
Value training_facts(const SoilFit&, std::uint64_t seed);

/// Tables of all fits, and the rows that both training steps give.
Table history_table(const std::vector<SoilFit>&);
Table prediction_table(const std::vector<SoilFit>&);
Table error_table(const std::vector<SoilFit>&);
void describe_training_results(Fields& f);
void give_training_results(StepRun&, const std::vector<SoilFit>&);
/// Warns where the edges of classes differ by more than a twentieth of their range between samples.
void warn_of_edges(const RunContext&, const std::vector<SoilFit>&);
/// The models that items left in their folders, one file.
std::string gathered_models(const std::filesystem::path& step_directory, std::size_t items);
/// Leaves an item's model where `gathered_models` finds it.
void leave_model(Worker&, std::int64_t item, const learn::ImageModel&);

}  // namespace crucible
