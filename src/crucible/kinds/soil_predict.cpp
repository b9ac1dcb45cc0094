// soil.predict: what trained networks say of cores.

#include <fmt/format.h>

#include "crucible/base/error.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_training.hpp"

namespace crucible {
namespace {

struct SoilPredict {
    std::vector<Ref<Artefact::volume>> samples;
    Ref<Artefact::model> models;
    std::vector<std::string> names, which;
    int input = 0;
    SoilNetworkParameters network;

    void describe(Fields& f) {
        f("samples", samples, "Volumes").required("@grass.volume").positional();
        f("models", models, "What soil.train or soil.transfer made").required("@train.models");
        f("which", which, "Models by the names of their samples; none: all");
        f("names", names, "Names of the samples; none: those of their steps or files");
        f("input", input, "Pixels that images must have; 0: as the model takes them")
            .within(0, 8192);
        network.describe(f);
        f.example(
            "crucible soil predict grass.nii.gz --models training/steps/train/out/"
            "model.crucible --run prediction");
        f.makes(Artefact::table, "predictions", "predictions.csv",
                "Every slice: what each model says, and what is true");
        f.makes(Artefact::table, "errors", "errors.csv", "Errors of each model on each sample");
        f.gives("rmse.*", "", "Root mean squared error of a model on a sample and target");
        f.gives("r2.*", "", "Coefficient of determination; words where it is undefined");
        f.gives("baseline.*", "", "What the mean of the slices learned from would have reached");
        f.figure({.id = "parity",
                  .form = "scatter",
                  .table = "predictions",
                  .x = "true",
                  .y = "predicted",
                  .title = "Predicted against true class porosity.",
                  .caption = "All slices of all samples, all models."});
    }

    void run(StepRun& r) const {
        std::vector<SoilFit> fits;
        const auto models_here = read_models(r.open(models), which);
        for (const SoilSample& sample : soil_samples(r, samples, names)) {
            const volume::CtVolume ct = read_sample(sample);
            for (const learn::ImageModel& m : models_here) {
                r.context().check();
                volume::SliceImageSettings s = settings_of_recipe(m.inputs, ct, m.targets);
                if (input) s.pixels = static_cast<std::size_t>(input);
                const auto pixels = static_cast<int>(s.pixels);
                require_inputs(m, volume::image_recipe(s), 3, pixels, pixels);
                const volume::SliceImages images = slice_images(ct, s);
                const auto net = load_network(m, network);
                SoilFit fit;
                fit.name = sample.name, fit.source = m.name, fit.targets = m.targets;
                fill_fit(fit, images, std::vector<learn::Part>(images.count, learn::Part::test),
                         *net);
                fit.baseline = m.baseline;
                fits.push_back(std::move(fit));
            }
        }
        give(r, fits);
    }

    static void give(StepRun& r, const std::vector<SoilFit>& fits) {
        Table predictions = prediction_table(fits), errors = error_table(fits);
        for (Table* t : {&predictions, &errors}) t->add_texts("model");
        for (const SoilFit& f : fits) {
            auto& of_slices = predictions.columns.back().texts;
            of_slices.insert(of_slices.end(), f.truth.size(), f.source);
            auto& of_errors = errors.columns.back().texts;
            of_errors.insert(of_errors.end(), f.targets.size(), f.source);
            for (std::size_t t = 0; t < f.targets.size(); ++t) {
                const auto e = *f.errors(learn::Part::test, t);
                const std::string id = fmt::format("{}.{}.{}", f.source, f.name, f.targets[t]);
                const auto n = static_cast<std::int64_t>(e.n);
                r.row(Row::number("rmse." + id, e.rmse, "", n));
                r.row(e.r2 ? Row::number("r2." + id, *e.r2, "", n)
                           : Row::words("r2." + id, learn::r2_text(e)));
                r.row(Row::number("baseline." + id, e.baseline_rmse, "", n));
            }
        }
        r.make("predictions", to_csv(predictions));
        r.make("errors", to_csv(errors));
    }
};

}  // namespace

void register_soil_predict(Registry& r) {
    r.add<SoilPredict>("soil.predict", {1}, "Ask trained networks about the slices of cores");
}

}  // namespace crucible
