#include "crucible/kinds/soil_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"

namespace crucible {
namespace {

constexpr const char* model_file = "model.crucible";
constexpr std::string_view part_names[] = {"train", "validation", "test", "unused"};

Value text_list(const std::vector<std::string>& v) {
    Value out = Value::make_list();
    for (const std::string& s : v) out.push(s);
    return out;
}
std::vector<std::string> texts_in(const Value& v) {
    std::vector<std::string> out;
    for (const Value& x : v.list) out.push_back(x.text);
    return out;
}

}  // namespace

std::span<const Name> names(SoilSplit) {
    static constexpr Name all[] = {
        {"block", "whole stretches of depth are held out: errors of soil that was never seen"},
        {"random", "single slices are held out: their neighbours were seen, errors are flattered"}};
    return all;
}
std::span<const Name> names(FirstWeightsBy) {
    static constexpr Name all[] = {{"he", "normal, variance 2 / inputs"},
                                   {"glorot", "uniform, as Keras begins"}};
    return all;
}

std::span<const Name> names(SliceViews) {
    static constexpr Name all[] = {
        {"as-given", "every epoch sees the same images"},
        {"mirrored", "every epoch sees them mirrored and turned another way"}};
    return all;
}

void SoilSplitParameters::describe(Fields& f) {
    f("split", split, "How slices are held out");
    f("test", test, "Share of the slices held out for the reported errors").within(0.01, 0.8);
    f("validation", validation, "Share of the others that say when to stop").within(0.01, 0.8);
    f("blocks", blocks, "Stretches of depth with one held-out block each").within(1, 1000);
    f("gap", gap, "Slices beside a held-out block that are not used").within(0, 1000);
}

std::vector<learn::Part> SoilSplitParameters::parts(std::size_t slices, std::uint64_t seed) const {
    const learn::SplitSettings s{test, validation, seed, 0};
    if (split == SoilSplit::random) return learn::random_split(slices, s);
    return learn::block_split(slices, s,
                              {static_cast<std::size_t>(blocks), static_cast<std::size_t>(gap)});
}

void SoilScheduleParameters::describe(Fields& f) {
    f("epochs", epochs, "Times that every slice is learned from, at most").within(1, 100000);
    f("patience", patience, "Epochs without a better validation error before stopping; 0: never")
        .within(0, 100000);
    f("batch", batch, "Slices per step").within(1, 4096);
    f("rate", rate, "Learning rate of Adam").within(1e-9, 1);
    f("decay", decay,
      "Factor of the rate after every half of the patience without a better validation error")
        .within(1e-3, 1);
    f("views", views, "How slices are seen; features of a transfer always as given");
    f("retries", retries,
      "Times that a net no better than a constant starts again at a third of the rate")
        .within(0, 10);
    f("init", init, "Weights at first");
}

learn::ImageTrainingSettings SoilScheduleParameters::settings(std::uint64_t seed,
                                                              std::uint64_t item) const {
    learn::ImageTrainingSettings s;
    s.epochs = epochs, s.batch = batch, s.patience = patience, s.rate = rate;
    s.decay = decay;
    s.views = views == SliceViews::mirrored ? learn::ImageTrainingSettings::Views::mirrored
                                            : learn::ImageTrainingSettings::Views::as_given;
    s.retries = retries, s.seed = seed, s.item = item;
    s.init = init == FirstWeightsBy::he ? learn::FirstWeights::he : learn::FirstWeights::glorot;
    return s;
}

std::optional<learn::RegressionErrors> SoilFit::errors(learn::Part part, std::size_t target) const {
    std::vector<double> t, p;
    for (const std::size_t k : learn::places_of(parts, part)) {
        t.push_back(truth[k * targets.size() + target]);
        p.push_back(predicted[k * targets.size() + target]);
    }
    if (t.empty()) return std::nullopt;
    return learn::regression_errors(t, p, baseline[target]);
}

std::string encode(const SoilFit& f) {
    Value v;
    v.set("name", f.name), v.set("arithmetic", f.arithmetic), v.set("source", f.source);
    v.set("targets", text_list(f.targets)), v.set("notes", text_list(f.notes));
    v.set("baseline", list_of(f.baseline)), v.set("depth", list_of(f.depth));
    v.set("edges", list_of(f.edges));
    std::vector<double> parts, curve;
    for (const learn::Part p : f.parts) parts.push_back(static_cast<double>(p));
    for (const learn::EpochRecord& r : f.curve)
        curve.insert(curve.end(), {static_cast<double>(r.attempt), static_cast<double>(r.epoch),
                                   r.rate, r.train, r.validation, r.baseline});
    v.set("parts", list_of(parts)), v.set("curve", list_of(curve));
    v.set("truth", list_of(f.truth)), v.set("predicted", list_of(f.predicted));
    v.set("seconds", f.seconds), v.set("feature_seconds", f.feature_seconds);
    v.set("source_seconds", f.source_seconds);
    return to_json(v);
}

SoilFit decode_soil_fit(std::string_view record) {
    const Value v = parse_json(record, "item");
    SoilFit f;
    f.name = v["name"].text, f.arithmetic = v["arithmetic"].text, f.source = v["source"].text;
    f.targets = texts_in(v["targets"]), f.notes = texts_in(v["notes"]);
    f.baseline = numbers_in(v["baseline"]), f.depth = numbers_in(v["depth"]);
    f.edges = numbers_in(v["edges"]);
    for (const double p : numbers_in(v["parts"])) f.parts.push_back(static_cast<learn::Part>(p));
    const std::vector<double> c = numbers_in(v["curve"]);
    for (std::size_t k = 0; k + 6 <= c.size(); k += 6)
        f.curve.push_back({static_cast<int>(c[k]), static_cast<int>(c[k + 1]), c[k + 2], c[k + 3],
                           c[k + 4], c[k + 5]});
    f.truth = numbers_in(v["truth"]), f.predicted = numbers_in(v["predicted"]);
    f.seconds = v["seconds"].real(), f.feature_seconds = v["feature_seconds"].real();
    f.source_seconds = v["source_seconds"].real();
    return f;
}

GatheredRows gather(std::span<const float> inputs, std::span<const float> targets,
                    std::size_t count, const std::vector<std::size_t>& places) {
    GatheredRows out;
    out.count = places.size();
    const std::size_t row = inputs.size() / count, width = targets.size() / count;
    out.inputs.reserve(places.size() * row), out.targets.reserve(places.size() * width);
    for (const std::size_t k : places) {
        const auto x = inputs.subspan(k * row, row), y = targets.subspan(k * width, width);
        out.inputs.insert(out.inputs.end(), x.begin(), x.end());
        out.targets.insert(out.targets.end(), y.begin(), y.end());
    }
    return out;
}

void run_training(learn::ImageTraining& training, Worker& worker, std::int64_t item) {
    const RunContext& context = worker.context();
    Checkpoint checkpoint = worker.checkpoint(item, {.seconds = 60, .fraction = 0.02});
    if (const auto saved = checkpoint.load()) training.restore(*saved);
    training.run([&] {
        context.progress(training.progress(), 1, "epochs");
        if (!training.curve().empty())
            context.metric("validation error", training.curve().back().validation, "");
        if (checkpoint.due() || context.stopping()) checkpoint.save(training.save());
        return !context.stopping();
    });
    if (!training.is_done()) throw Stopped{};
}

void require_memory(const learn::ImageNet& net, int batch) {
    const double wanted = learn::training_bytes(net, batch);
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        const std::vector<Word> w = words(line);
        if (w.size() < 2 || w[0].text != "MemAvailable:") continue;
        const double free = 1024 * to_double(w[1].text).value_or(1e18);
        if (wanted > free)
            throw ResourceError("E-soil-memory",
                                fmt::format("training {} in batches of {} takes {:.1f} GB, {:.1f} "
                                            "are free",
                                            net.name, batch, wanted / 1e9, free / 1e9),
                                "take a smaller batch, a narrower net or smaller images");
    }
}

std::vector<double> baseline_of(const volume::SliceImages& images,
                                const std::vector<learn::Part>& parts) {
    const auto places = learn::places_of(parts, learn::Part::train);
    std::vector<double> out(images.targets);
    for (std::size_t t = 0; t < images.targets; ++t) {
        for (const std::size_t k : places)
            out[t] += static_cast<double>(images.values[k * images.targets + t]);
        out[t] /= static_cast<double>(std::max<std::size_t>(1, places.size()));
    }
    return out;
}

void fill_fit(SoilFit& fit, const volume::SliceImages& images,
              const std::vector<learn::Part>& parts, learn::ImageNetwork& network) {
    const std::vector<float> said =
        network.predict({learn::InputRows::Kind::images, images.images, images.count});
    fit.predicted.assign(said.begin(), said.end());
    fit.truth.assign(images.values.begin(), images.values.end());
    fit.depth = images.depth, fit.parts = parts;
    fit.baseline = baseline_of(images, parts);
    fit.arithmetic = network.arithmetic();
}

Value training_facts(const SoilFit& fit, std::uint64_t seed) {
    Value v;
    v.set("sample", fit.name), v.set("seconds", fit.seconds);
    v.set("epochs", fit.curve.empty() ? 0 : fit.curve.back().epoch);
    v.set("seed", static_cast<std::int64_t>(seed));
    v.set("arithmetic", fit.arithmetic), v.set("notes", text_list(fit.notes));
    std::vector<double> held_out;
    for (const std::size_t k : learn::places_of(fit.parts, learn::Part::test))
        held_out.push_back(static_cast<double>(k));
    v.set("held_out", list_of(held_out));
    v.set("slices", static_cast<std::int64_t>(fit.parts.size()));
    return v;
}

Table history_table(const std::vector<SoilFit>& fits) {
    Table t;
    std::vector<std::string> sample;
    std::vector<learn::EpochRecord> all;
    for (const SoilFit& f : fits) {
        sample.insert(sample.end(), f.curve.size(), f.name);
        all.insert(all.end(), f.curve.begin(), f.curve.end());
    }
    t.add_texts("sample") = sample;
    for (Column& c : learn::curve_table(all).columns) t.columns.push_back(std::move(c));
    return t;
}

Table prediction_table(const std::vector<SoilFit>& fits) {
    Table t;
    std::vector<std::string> sample, target, set;
    std::vector<double> slice, depth, truth, predicted;
    for (const SoilFit& f : fits)
        for (std::size_t k = 0; k < f.parts.size(); ++k)
            for (std::size_t j = 0; j < f.targets.size(); ++j) {
                sample.push_back(f.name), target.push_back(f.targets[j]);
                slice.push_back(static_cast<double>(k)), depth.push_back(f.depth[k]);
                truth.push_back(f.truth[k * f.targets.size() + j]);
                predicted.push_back(f.predicted[k * f.targets.size() + j]);
                set.emplace_back(part_names[static_cast<std::size_t>(f.parts[k])]);
            }
    t.add_texts("sample") = sample;
    t.add_numbers("slice") = slice;
    t.add_numbers("depth", "mm") = depth;
    t.add_texts("target") = target;
    t.add_numbers("true") = truth;
    t.add_numbers("predicted") = predicted;
    t.add_texts("set") = set;
    return t;
}

Table error_table(const std::vector<SoilFit>& fits) {
    Table t;
    std::vector<std::string> sample, target, set, remark;
    std::vector<double> n, rmse, mae, bias, r2, baseline, spread;
    for (const SoilFit& f : fits)
        for (std::size_t j = 0; j < f.targets.size(); ++j)
            for (const auto part :
                 {learn::Part::train, learn::Part::validation, learn::Part::test}) {
                const auto e = f.errors(part, j);
                if (!e) continue;
                sample.push_back(f.name), target.push_back(f.targets[j]);
                set.emplace_back(part_names[static_cast<std::size_t>(part)]);
                n.push_back(static_cast<double>(e->n)), rmse.push_back(e->rmse);
                mae.push_back(e->mae), bias.push_back(e->bias);
                r2.push_back(e->r2.value_or(std::numeric_limits<double>::quiet_NaN()));
                baseline.push_back(e->baseline_rmse), spread.push_back(e->spread);
                remark.emplace_back(!e->r2                ? "R2 undefined: the target does not vary"
                                    : e->beats_baseline() ? ""
                                                          : "no better than a constant");
            }
    t.add_texts("sample") = sample;
    t.add_texts("target") = target;
    t.add_texts("set") = set;
    t.add_numbers("n") = n;
    t.add_numbers("rmse") = rmse;
    t.add_numbers("mae") = mae;
    t.add_numbers("bias") = bias;
    t.add_numbers("r2") = r2;
    t.add_numbers("baseline") = baseline;
    t.add_numbers("spread") = spread;
    t.add_texts("remark") = remark;
    return t;
}

void describe_training_results(Fields& f) {
    f.makes(Artefact::model, "models", model_file, "The models, one for each sample");
    f.makes(Artefact::table, "history", "history.csv", "Errors epoch by epoch");
    f.makes(Artefact::table, "predictions", "predictions.csv",
            "Every slice: true and predicted, learned from or held out");
    f.makes(Artefact::table, "errors", "errors.csv",
            "Errors of each sample, target and set, beside those of a constant");
    f.gives("rmse.*", "", "Root mean squared error on the held-out slices of a sample and target");
    f.gives("r2.*", "", "Coefficient of determination on them; words where it is undefined");
    f.gives("baseline.*", "", "What the mean of the slices learned from would have reached");
    f.gives("rmse", "", "The largest of these errors");
    f.gives("better-than-constant", "", "Share of samples and targets that beat the constant");
    f.gives("arithmetic", "", "In what the networks computed");
    f.gives("note.*", "", "What happened to the training of a sample");
}

void give_training_results(StepRun& r, const std::vector<SoilFit>& fits) {
    r.make("history", to_csv(history_table(fits)));
    r.make("predictions", to_csv(prediction_table(fits)));
    r.make("errors", to_csv(error_table(fits)));
    double largest = 0, better = 0, all = 0;
    for (const SoilFit& f : fits) {
        std::string notes;
        for (const std::string& n : f.notes) {
            notes += (notes.empty() ? "" : "; ") + n;
            if (n.find("constant") != n.npos)
                r.context().warn(fmt::format("sample {}: {}", f.name, n));
        }
        if (!notes.empty()) r.row(Row::words("note." + f.name, notes));
        for (std::size_t j = 0; j < f.targets.size(); ++j) {
            const std::string id = f.name + "." + f.targets[j];
            const auto e = *f.errors(learn::Part::test, j);
            const auto n = static_cast<std::int64_t>(e.n);
            r.row(Row::number("rmse." + id, e.rmse, "", n));
            r.row(e.r2 ? Row::number("r2." + id, *e.r2, "", n)
                       : Row::words("r2." + id, learn::r2_text(e)));
            r.row(Row::number("baseline." + id, e.baseline_rmse, "", n));
            largest = std::max(largest, e.rmse), ++all;
            better += e.beats_baseline();
            if (!e.r2)
                r.context().warn(fmt::format(
                    "target {} of sample {} does not vary: R2 is undefined", f.targets[j], f.name));
            else if (!e.beats_baseline())
                r.context().warn(
                    fmt::format("sample {}, target {}: no better than a constant ({:.4f} against "
                                "{:.4f})",
                                f.name, f.targets[j], e.rmse, e.baseline_rmse));
        }
    }
    r.row(Row::number("rmse", largest, "", static_cast<std::int64_t>(all)));
    r.row(Row::number("better-than-constant", better / all, "", static_cast<std::int64_t>(all)));
    r.row(Row::words("arithmetic", fits.front().arithmetic));
}

void warn_of_edges(const RunContext& context, const std::vector<SoilFit>& fits) {
    const std::vector<double>& first = fits.front().edges;
    for (const SoilFit& f : fits)
        for (std::size_t k = 0; k < std::min(first.size(), f.edges.size()); ++k)
            if (std::fabs(f.edges[k] - first[k]) > 0.05 * (first.back() - first.front()))
                return context.warn(
                    fmt::format("edge {} of the classes is {:.0f} HU in {} and {:.0f} HU in {}: "
                                "their objects are not the same matter",
                                k + 1, first[k], fits.front().name, f.edges[k], f.name));
}

std::string gathered_models(const std::filesystem::path& step_directory, std::size_t items) {
    std::vector<learn::ImageModel> all;
    for (std::size_t k = 0; k < items; ++k)
        for (learn::ImageModel& m : learn::read_image_models(
                 step_directory / "ckpt" / fmt::format("folder-{}", k) / model_file))
            all.push_back(std::move(m));
    return to_bytes(all);
}

void leave_model(Worker& worker, std::int64_t item, const learn::ImageModel& m) {
    const auto folder = worker.folder(item);
    make_directories(folder);
    write_atomic(folder / model_file, to_bytes(std::vector{m}));
}

}  // namespace crucible
