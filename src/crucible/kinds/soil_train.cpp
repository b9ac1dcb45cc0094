// soil.train: a network learns class porosities from slices, one for each core; soil.predict: what
// it says of others.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_training.hpp"
#include "crucible/learn/pretrained.hpp"

namespace crucible {
namespace {

enum class NetName { vgg16, vgg16_w32, vgg16_w16, vgg16_w8, small, tiny };
std::span<const Name> names(NetName) {
    static constexpr Name all[] = {{"vgg16", "the paper's: 13 convolutions, 107 M parameters"},
                                   {"vgg16-w32", "half as wide, 14 M"},
                                   {"vgg16-w16", "a quarter as wide, 3.5 M"},
                                   {"vgg16-w8", "an eighth as wide, 0.9 M"},
                                   {"small", "six convolutions in three blocks"},
                                   {"tiny", "two convolutions of four maps, for trying out"}};
    return all;
}
enum class NetHead { flatten, gap };
std::span<const Name> names(NetHead) {
    static constexpr Name all[] = {{"flatten", "every pixel of the last maps, as the paper has it"},
                                   {"gap", "the mean of each of the last maps"}};
    return all;
}

/// The struct below has names of its own.
std::string text_of(NetName n) { return std::string(names(n)[static_cast<std::size_t>(n)].name); }

struct SoilTrain {
    std::vector<Ref<Artefact::volume>> samples;
    std::vector<std::string> names, targets{"1", "2", "3", "5+6"};
    SoilImageParameters image;
    NetName net = NetName::vgg16_w16;
    NetHead head = NetHead::flatten;
    int dense = 0;
    std::filesystem::path weights;
    SoilSplitParameters split;
    SoilScheduleParameters schedule;
    SoilNetworkParameters network;

    void describe(Fields& f) {
        f("samples", samples, "Volumes; one network is trained for each")
            .required("@forest.volume")
            .positional();
        f("names", names, "Names of the samples; none: those of their steps or files");
        f("targets", targets, "What the network says: class porosities of objects and unions");
        image.describe(f);
        f("net", net, "The network");
        f("head", head, "How its maps become one row of numbers");
        f("dense", dense, "Width of its dense layers; 0: the net's own").within(0, 65536);
        f("weights", weights,
          "Weights to begin with: VGG16 of torchvision or Keras, .safetensors "
          "or .npz");
        split.describe(f);
        schedule.describe(f);
        network.describe(f);
        f.preset("paper", "the settings of the authors' public script, with the paper's 100 epochs",
                 "net = 'vgg16'\ninit = 'glorot'\nrate = 1e-3\nbatch = 64\ntest = 0.3\n"
                 "split = 'random'\nclasses = { by = 'paper-script' }\nchannels = 'paper-script'\n"
                 "patience = 0\ndecay = 1\nviews = 'as-given'");
        f.preset("fast", "Images of half the width and at most 30 epochs",
                 "input = 100\nepochs = 30\npatience = 6");
        f.example("crucible soil train forest.nii.gz --targets 3 --preset fast --run training");
        describe_training_results(f);
    }

    learn::ImageModel fresh_model(const SoilSample& sample,
                                  const volume::SliceImageSettings& s) const {
        learn::ImageModel m;
        m.name = sample.name, m.targets = targets;
        const auto pixels = static_cast<int>(s.pixels);
        m.net = learn::make_image_net(
            text_of(net), 3, pixels, pixels, static_cast<int>(targets.size()),
            head == NetHead::gap ? learn::Head::gap : learn::Head::flatten, dense);
        m.inputs = volume::image_recipe(s);
        return m;
    }

    /// Weights of another program over first ones of our own.
    void put_pretrained(learn::ImageModel& m, learn::ImageTrainingSettings& s,
                        std::vector<std::string>& notes) const {
        if (weights.empty()) return;
        const auto put = learn::put_weights(learn::read_weight_file(weights), weights.string(),
                                            m.net, m.parameters);
        notes.push_back(fmt::format("{} layers begin with weights from {}, {} do not",
                                    put.taken.size(), weights.filename().string(),
                                    put.left.size()));
        s.start = learn::ImageTrainingSettings::Start::as_begun;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const auto all = soil_samples(worker, samples, names);
        const SoilSample& sample = all[static_cast<std::size_t>(item)];
        const RunContext& context = worker.context();
        return with_context(fmt::format("sample {}", sample.name), [&] {
            const volume::CtVolume ct = read_sample(sample);
            const volume::SliceImageSettings settings = image.settings(ct, targets);
            const auto parts = split.parts(ct.grid.slices, context.seed());
            const volume::SliceImages images = slice_images(ct, settings);

            SoilFit fit;
            fit.name = sample.name, fit.targets = targets, fit.edges = settings.scheme.edges;
            learn::ImageModel m = fresh_model(sample, settings);
            learn::ImageTrainingSettings how =
                schedule.settings(context.seed(), static_cast<std::uint64_t>(item));
            m.parameters = first_weights(m.net, how.init, how.seed, how.item);
            put_pretrained(m, how, fit.notes);
            require_memory(m.net, schedule.batch);
            const auto net_here = load_network(m, network);
            context.log(fmt::format("{}: {} parameters, {}", m.net.name, m.net.parameter_count(),
                                    net_here->arithmetic()));
            const double begin = process_cpu_seconds();
            const auto rows = [&](learn::Part p) {
                return gather(images.images, images.values, images.count,
                              learn::places_of(parts, p));
            };
            const GatheredRows train = rows(learn::Part::train),
                               validation = rows(learn::Part::validation);
            constexpr auto kind = learn::InputRows::Kind::images;
            learn::ImageTraining training(*net_here, train.examples(kind),
                                          validation.examples(kind), how);
            run_training(training, worker, item);
            fit.seconds = process_cpu_seconds() - begin;
            fit.curve = training.curve();
            fit.notes.insert(fit.notes.end(), training.notes().begin(), training.notes().end());
            fill_fit(fit, images, parts, *net_here);
            m.baseline = fit.baseline, m.parameters = net_here->parameters();
            m.training = training_facts(fit, context.seed());
            leave_model(worker, item, m);
            return encode(fit);
        });
    }

    void run(StepRun& r) const {
        need_plugin("nn");
        if (targets.empty())
            throw InputError("E-volume-target", "no targets", "give targets = [\"3\"]");
        const std::size_t count = soil_samples(r, samples, names).size();
        r.items(static_cast<std::int64_t>(count));
        std::vector<SoilFit> fits;
        r.each([&](std::int64_t, std::string_view record) {
            fits.push_back(decode_soil_fit(record));
        });
        r.make("models", gathered_models(r.directory(), count));
        warn_of_edges(r.context(), fits);
        give_training_results(r, fits);
    }
};

}  // namespace

void register_soil_train(Registry& r) {
    r.add<SoilTrain>("soil.train", {1},
                     "Train a network on the slices of cores, one network for each core");
}

}  // namespace crucible
