// soil.transfer: a network that learned one thing learns another; its convolutions stay, and what
// they make of every slice is computed once.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_training.hpp"

namespace crucible {
namespace {

enum class DenseStart { fresh, kept };
std::span<const Name> names(DenseStart) {
    static constexpr Name all[] = {{"fresh", "new weights, as in a training"},
                                   {"kept", "the weights of the model"}};
    return all;
}

struct SoilTransfer {
    std::vector<Ref<Artefact::volume>> samples;
    Ref<Artefact::model> models;
    std::vector<std::string> names, which, targets;
    DenseStart dense_start = DenseStart::fresh;
    int fine_tune = 0;
    double fine_tune_rate = 1e-5;
    SoilSplitParameters split;
    SoilScheduleParameters schedule;
    SoilNetworkParameters network;

    void describe(Fields& f) {
        f("samples", samples, "Volumes; one network is made for each")
            .required("@forest.volume")
            .positional();
        f("models", models, "What soil.train made").required("@train.models");
        f("which", which,
          "The model to begin with, by its sample; none: that of the same sample, or the only one");
        f("targets", targets, "What the network shall say; none: what the model says");
        f("names", names, "Names of the samples; none: those of their steps or files");
        f("dense_start", dense_start, "Dense layers at first");
        f("fine_tune", fine_tune, "Epochs after that, in which the convolutions learn as well")
            .within(0, 100000);
        f("fine_tune_rate", fine_tune_rate, "Learning rate of these").within(1e-9, 1);
        split.describe(f);
        schedule.describe(f);
        network.describe(f);
        f.example(
            "crucible soil transfer forest.nii.gz --models training/steps/train/out/"
            "model.crucible --targets 2 --run transfer");
        describe_training_results(f);
        f.gives(
            "speed-up.*", "",
            "CPU time of the model's own training over that of the transfer, features included");
    }

    learn::ImageModel source_of(const Worker& worker, const SoilSample& sample) const {
        std::vector<learn::ImageModel> all = read_models(worker.open(models), which);
        if (all.size() == 1) return std::move(all.front());
        for (learn::ImageModel& m : all)
            if (m.name == sample.name) return std::move(m);
        throw InputError("E-soil-models",
                         fmt::format("none of {} models is called {}", all.size(), sample.name),
                         "say which one to begin with (which)");
    }

    /// The model with the outputs asked for; its convolutions are those of the source.
    learn::ImageModel begin_with(const learn::ImageModel& source, const SoilSample& sample) const {
        learn::ImageModel m = source;
        m.name = sample.name;
        if (!targets.empty()) m.targets = targets;
        m.net.targets = static_cast<int>(m.targets.size());
        if (m.targets.size() == source.targets.size()) return m;
        if (dense_start == DenseStart::kept)
            throw InconsistentError("E-image-model", "the model says another number of things",
                                    "take dense_start = \"fresh\"");
        std::vector<float> all = m.parameters;
        all.resize(m.net.parameter_count());
        m.parameters = std::move(all);  // the training makes the dense layers anew
        return m;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const auto all = soil_samples(worker, samples, names);
        const SoilSample& sample = all[static_cast<std::size_t>(item)];
        const RunContext& context = worker.context();
        return with_context(fmt::format("sample {}", sample.name), [&] {
            const learn::ImageModel source = source_of(worker, sample);
            learn::ImageModel m = begin_with(source, sample);
            const volume::CtVolume ct = read_sample(sample);
            const auto settings = settings_of_recipe(m.inputs, ct, m.targets);
            const auto parts = split.parts(ct.grid.slices, context.seed());
            const volume::SliceImages images = slice_images(ct, settings);
            const auto net = load_network(m, network);
            SoilFit fit;
            fit.name = sample.name, fit.targets = m.targets, fit.source = source.name;
            fit.source_seconds = source.training["seconds"].real();
            train(fit, images, parts, *net, worker, item);
            fill_fit(fit, images, parts, *net);
            m.baseline = fit.baseline, m.parameters = net->parameters();
            m.training = training_facts(fit, context.seed());
            m.training.set("transferred_from", source.name);
            leave_model(worker, item, m);
            return encode(fit);
        });
    }

    void train(SoilFit& fit, const volume::SliceImages& images,
               const std::vector<learn::Part>& parts, learn::ImageNetwork& net, Worker& worker,
               std::int64_t item) const {
        const auto number = static_cast<std::uint64_t>(item);
        const double begin = process_cpu_seconds();
        const std::vector<float> features =
            net.features({learn::InputRows::Kind::images, images.images, images.count});
        fit.feature_seconds = process_cpu_seconds() - begin;
        const auto rows = [&](std::span<const float> inputs, learn::Part p) {
            return gather(inputs, images.values, images.count, learn::places_of(parts, p));
        };
        learn::ImageTrainingSettings how = schedule.settings(worker.context().seed(), number);
        using Start = learn::ImageTrainingSettings::Start;
        how.start = dense_start == DenseStart::kept ? Start::as_trained : Start::fresh_dense;
        {
            constexpr auto kind = learn::InputRows::Kind::features;
            const GatheredRows learned = rows(features, learn::Part::train),
                               watched = rows(features, learn::Part::validation);
            learn::ImageTraining training(net, learned.examples(kind), watched.examples(kind), how);
            run_training(training, worker, item);
            fit.curve = training.curve(), fit.notes = training.notes();
        }
        if (fine_tune > 0) {
            how.epochs = fine_tune, how.rate = fine_tune_rate, how.retries = 0;
            how.start = Start::as_trained;
            constexpr auto kind = learn::InputRows::Kind::images;
            const GatheredRows learned = rows(images.images, learn::Part::train),
                               watched = rows(images.images, learn::Part::validation);
            learn::ImageTraining training(net, learned.examples(kind), watched.examples(kind), how);
            training.run([&] {
                worker.context().progress(training.progress(), 1, "epochs of fine-tuning");
                return worker.context().stop_level() == 0;
            });
            if (!training.is_done()) throw Stopped{};
            for (learn::EpochRecord record : training.curve()) {
                record.epoch += fit.curve.empty() ? 0 : schedule.epochs;
                fit.curve.push_back(record);
            }
            fit.notes.emplace_back(
                fmt::format("fine-tuned for {} epochs", training.curve().size()));
        }
        fit.seconds = process_cpu_seconds() - begin;
    }

    void run(StepRun& r) const {
        need_plugin("nn");
        read_models(r.open(models), which);  // what is wrong with them is said before the items
        const std::size_t count = soil_samples(r, samples, names).size();
        r.items(static_cast<std::int64_t>(count));
        std::vector<SoilFit> fits;
        r.each([&](std::int64_t, std::string_view record) {
            fits.push_back(decode_soil_fit(record));
        });
        r.make("models", gathered_models(r.directory(), count));
        give_training_results(r, fits);
        for (const SoilFit& f : fits)
            if (f.source_seconds > 0 && f.seconds > 0)
                r.row(Row::number("speed-up." + f.name, f.source_seconds / f.seconds));
    }
};

}  // namespace

void register_soil_transfer(Registry& r) {
    r.add<SoilTransfer>("soil.transfer", {1},
                        "Teach a trained network something else: dense layers on frozen "
                        "convolutions");
}

}  // namespace crucible
