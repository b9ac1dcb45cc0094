// soil.matrix: every model on every core.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/soil_training.hpp"

namespace crucible {
namespace {

/// One model on one core.
struct MatrixCell {
    double rmse = 0, baseline = 0;
    std::optional<double> r2;
    std::size_t n = 0;
};

struct SoilMatrix {
    std::vector<Ref<Artefact::volume>> samples;
    std::vector<Ref<Artefact::model>> models;
    std::vector<std::string> names, which;
    std::string target;
    int slices = 100;
    double threshold = 0.04;
    SoilNetworkParameters network;

    void describe(Fields& f) {
        f("samples", samples, "Volumes").required("[\"@forest.volume\"]").positional();
        f("models", models, "What soil.train made").required("[\"@train.models\"]");
        f("which", which, "Models by the names of their samples; none: all");
        f("names", names, "Names of the samples; none: those of their steps or files");
        f("target", target, "Target that the matrix is of; none: the models' first");
        f("slices", slices, "Slices of each core, evenly spaced; 0: all").within(0, 1e6);
        f("threshold", threshold, "Error below which a model is said to fit a core")
            .within(1e-9, 1e9);
        network.describe(f);
        f.example(
            "crucible soil matrix forest.nii.gz grass.nii.gz --models "
            "training/steps/train/out/model.crucible --run matrix");
        f.makes(Artefact::table, "matrix", "matrix.csv",
                "Root mean squared errors: a row for each model, a column for each core");
        f.makes(Artefact::table, "pairs", "pairs.csv",
                "The same as a list, with R2 and the constant's error");
        f.gives("fits", "", "Share of models and cores with an error below the threshold");
        f.gives("fits-better-than-constant", "",
                "Share of them that also beat the mean of the core's own slices");
        f.gives("target", "", "What the matrix is of");
    }

    /// On the core that a model learned from, only slices it never saw count.
    static std::vector<std::size_t> held_out(const learn::ImageModel& m, const SoilSample& s,
                                             std::size_t all) {
        std::vector<std::size_t> out;
        if (m.name != s.name || m.training["slices"].integer != static_cast<std::int64_t>(all))
            return out;
        for (const double k : numbers_in(m.training["held_out"]))
            if (k >= 0 && k < static_cast<double>(all)) out.push_back(static_cast<std::size_t>(k));
        return out;
    }
    std::vector<std::size_t> places(std::size_t all) const {
        const std::size_t n = slices > 0 ? std::min<std::size_t>(slices, all) : all;
        std::vector<std::size_t> out;
        for (std::size_t k = 0; k < n; ++k) out.push_back((2 * k + 1) * all / (2 * n));
        return out;
    }
    std::size_t target_place(const learn::ImageModel& m) const {
        if (target.empty()) return 0;
        const auto it = std::find(m.targets.begin(), m.targets.end(), target);
        if (it == m.targets.end())
            throw InputError("E-soil-models",
                             fmt::format("the models say nothing of target {}", target),
                             fmt::format("take one of {}", fmt::join(m.targets, ", ")));
        return static_cast<std::size_t>(it - m.targets.begin());
    }
    std::vector<learn::ImageModel> open_models(const auto& run) const {
        std::vector<std::filesystem::path> files;
        for (const auto& ref : models)
            for (const auto& f : run.open(ref)) files.push_back(f);
        std::vector<learn::ImageModel> out = read_models(files, which);
        require_alike(out);
        target_place(out.front());
        return out;
    }

    std::string work(std::int64_t item, Worker& worker) const {
        const auto& all = worker.once([&] { return open_models(worker); });
        const auto cores = soil_samples(worker, samples, names);
        const SoilSample& sample = cores[static_cast<std::size_t>(item)];
        return with_context(fmt::format("sample {}", sample.name), [&] {
            const volume::CtVolume ct = read_sample(sample);
            const auto settings = settings_of_recipe(all.front().inputs, ct, all.front().targets);
            const auto places_here = places(ct.grid.slices);
            const volume::SliceImages images = slice_images(ct, settings, places_here);
            std::vector<double> record;
            for (std::size_t k = 0; k < all.size(); ++k) {
                worker.context().check();
                worker.context().progress(static_cast<double>(k), static_cast<double>(all.size()),
                                          "models");
                const auto own = held_out(all[k], sample, ct.grid.slices);
                const MatrixCell cell = own.empty()
                                            ? judge(all[k], images)
                                            : judge(all[k], slice_images(ct, settings, own));
                record.insert(record.end(), {cell.rmse, cell.baseline, cell.r2 ? 1.0 : 0.0,
                                             cell.r2.value_or(0), static_cast<double>(cell.n)});
            }
            return to_json(list_of(record));
        });
    }

    MatrixCell judge(const learn::ImageModel& m, const volume::SliceImages& images) const {
        const std::size_t t = target_place(m), width = m.targets.size();
        const auto net = load_network(m, network);
        const std::vector<float> said =
            net->predict({learn::InputRows::Kind::images, images.images, images.count});
        std::vector<double> truth, predicted;
        double centre = 0;
        for (std::size_t k = 0; k < images.count; ++k) {
            truth.push_back(images.values[k * width + t]);
            predicted.push_back(said[k * width + t]);
            centre += truth.back() / static_cast<double>(images.count);
        }
        const auto e = learn::regression_errors(truth, predicted, centre);
        return {e.rmse, e.baseline_rmse, e.r2, e.n};
    }

    void run(StepRun& r) const {
        need_plugin("nn");
        const auto all = open_models(r);
        const auto cores = soil_samples(r, samples, names);
        r.items(static_cast<std::int64_t>(cores.size()));
        std::vector<std::vector<MatrixCell>> columns;
        r.each([&](std::int64_t, std::string_view record) {
            const std::vector<double> v = numbers_in(parse_json(record, "item"));
            std::vector<MatrixCell> column;
            for (std::size_t k = 0; k + 5 <= v.size(); k += 5) {
                column.push_back(
                    {v[k], v[k + 1], std::nullopt, static_cast<std::size_t>(v[k + 4])});
                if (v[k + 2] != 0) column.back().r2 = v[k + 3];
            }
            columns.push_back(std::move(column));
        });
        give(r, all, cores, columns);
    }

    void give(StepRun& r, const std::vector<learn::ImageModel>& all,
              const std::vector<SoilSample>& cores,
              const std::vector<std::vector<MatrixCell>>& columns) const {
        Table matrix, pairs;
        auto& row_names = matrix.add_texts("model");
        for (const learn::ImageModel& m : all) row_names.push_back(m.name);
        std::vector<std::string> model, sample;
        std::vector<double> rmse, r2, baseline, n;
        double fits = 0, better = 0;
        for (std::size_t s = 0; s < cores.size(); ++s) {
            auto& column = matrix.add_numbers(cores[s].name);
            for (std::size_t m = 0; m < all.size(); ++m) {
                const MatrixCell& c = columns[s][m];
                column.push_back(c.rmse);
                model.push_back(all[m].name), sample.push_back(cores[s].name);
                rmse.push_back(c.rmse), baseline.push_back(c.baseline);
                r2.push_back(c.r2.value_or(std::numeric_limits<double>::quiet_NaN()));
                n.push_back(static_cast<double>(c.n));
                fits += c.rmse < threshold;
                better += c.rmse < threshold && c.rmse < c.baseline;
            }
        }
        pairs.add_texts("model") = model;
        pairs.add_texts("sample") = sample;
        pairs.add_numbers("rmse") = rmse;
        pairs.add_numbers("r2") = r2;
        pairs.add_numbers("constant") = baseline;
        pairs.add_numbers("n") = n;
        r.make("matrix", to_csv(matrix));
        r.make("pairs", to_csv(pairs));
        const auto count = static_cast<std::int64_t>(rmse.size());
        r.row(Row::number("fits", fits / static_cast<double>(count), "", count));
        r.row(Row::number("fits-better-than-constant", better / static_cast<double>(count), "",
                          count));
        r.row(Row::words("target", all.front().targets[target_place(all.front())]));
    }
};

}  // namespace

void register_soil_matrix(Registry& r) {
    r.add<SoilMatrix>("soil.matrix", {1}, "Errors of every model on every core");
}

}  // namespace crucible
