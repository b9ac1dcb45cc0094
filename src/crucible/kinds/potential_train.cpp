// potential.train: labelled frames to a deep potential, from nothing or from another one.

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/label_quality.hpp"
#include "crucible/kinds/deepmd_input.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/net_parameters.hpp"
#include "crucible/kinds/structure_inputs.hpp"
#include "crucible/study/step_run.hpp"
#include "crucible/training/job.hpp"

namespace crucible {
namespace {

enum class TrainPrecision { single, full };
std::span<const Name> names(TrainPrecision) {
    static constexpr Name all[] = {{"single", "float"}, {"double", "double, twice the time"}};
    return all;
}
enum class TrainFaults { leave_out, keep };
std::span<const Name> names(TrainFaults) {
    static constexpr Name all[] = {{"leave-out", "frames with faulty labels are not used"},
                                   {"keep", "all frames are used"}};
    return all;
}

struct PotentialTrain {
    std::vector<std::filesystem::path> frames, validation;
    std::vector<Ref<Artefact::structures>> labelled;
    std::vector<std::string> elements;
    int validate_every = 5;
    TrainFaults faults = TrainFaults::leave_out;
    std::filesystem::path input, start;
    NetParameters net;
    std::int64_t steps = 30'000, decay_steps = 0;
    int batch = 0, shards = 2, threads = 1, ranks = 1, report_every = 500;
    std::vector<double> rate{1e-3, 3.51e-8}, energy_factor{0.01, 1}, force_factor{1000, 1},
        virial_factor{10, 1};
    int member = 0;
    TrainPrecision precision = TrainPrecision::single;

    void describe(Fields& f) {
        f("input", input,
          "Input of DeePMD-kit 2 (input.json, out.json): its settings, where none are given here");
        f("frames", frames,
          "Labelled frames: deepmd folders, extended xyz, vasprun.xml, OUTCAR, outputs of CP2K");
        f("labelled", labelled, "Labelled frames that other steps made");
        f("validation", validation, "Frames that are held out; else some of `frames`");
        f("validate_every", validate_every,
          "Every so manyth frame is held out where `validation` is not given; 0: none")
            .within(0, 1e6);
        f("elements", elements, "Elements of the potential; of type 0, 1... in deepmd folders");
        f("faults", faults, "What to do with frames whose labels look wrong");
        f("start", start, "Potential to go on from; its sizes are kept");
        net.describe(f);
        f("steps", steps, "Steps").within(1, 1e9);
        f("batch", batch, "Frames per step; 0: as many as hold 32 atoms").within(0, 10000);
        f("rate", rate, "Learning rate at the first and the last step").within(1e-12, 1);
        f("decay_steps", decay_steps,
          "Steps between two falls of the rate; 0: a thousandth of all steps")
            .within(0, 1e9);
        f("energy_factor", energy_factor, "Weight of energies in the loss, from and to")
            .within(0, 1e9);
        f("force_factor", force_factor, "Weight of forces in the loss, from and to").within(0, 1e9);
        f("virial_factor", virial_factor, "Weight of virials in the loss, from and to")
            .within(0, 1e9);
        f("member", member, "Member of an ensemble: other nets at first, other batches")
            .within(0, 1e6);
        f("precision", precision, "Arithmetic of the gradients");
        f("report_every", report_every, "Steps between two lines of the learning curve")
            .within(1, 1e9);
        f("shards", shards,
          "Parts that a frame is cut into, for threads and ranks; 1, 2, 4...; results differ by "
          "rounding")
            .within(1, 1024);
        f("threads", threads, "Threads of each rank").within(1, 256).not_hashed();
        f("ranks", ranks, "MPI ranks: 1, 2, 4..., no more than shards")
            .within(1, 1024)
            .not_hashed();
        f.preset("fine-tune", "A short training from given weights",
                 "steps = 450\nrate = [5e-4, 1e-6]\nenergy_factor = [1, 300]\n"
                 "force_factor = [1000, 30]\nvirial_factor = [0, 0]\nreport_every = 50");
        f.preset("small", "A small net: 10/20/40, axis 8, 60/60/60, cut-off 6 angstrom",
                 "cutoff = '6 angstrom'\nsmooth_from = '0.5 angstrom'\nembedding = [10, 20, 40]\n"
                 "axis = 8\nfitting = [60, 60, 60]\nrate = [1e-2, 1e-6]\n"
                 "energy_factor = [0.02, 1]\nforce_factor = [1000, 1000]\n"
                 "virial_factor = [0.1, 1]");
        f.example("crucible potential train --frames frames.xyz --preset small --run training");
        describe_results(f);
    }

    static Value settings_before(const Value& written, const std::filesystem::path& directory) {
        const std::string& file = written["input"].text;
        if (file.empty()) return {};
        const bool has_data = written.find("frames") || written.find("labelled");
        return parameters_of_deepmd(directory / file,
                                    has_data ? DeepmdData::ignored : DeepmdData::named);
    }

    void describe_results(Fields& f) {
        f.makes(Artefact::model, "model", "model.crucible", "The potential");
        f.makes(Artefact::table, "curve", "curve.csv", "Errors along the training");
        f.makes(Artefact::table, "energies", "energies.csv", "Energies: labels and predictions");
        f.makes(Artefact::table, "forces", "forces.csv",
                "Components of forces of held-out frames: labels and predictions");
        f.gives("frames", "", "Frames trained on");
        f.gives("held-out", "", "Frames held out");
        f.gives("left-out", "", "Frames whose labels look wrong");
        f.gives("energy-before", "eV", "RMSE per atom before the first step, held-out frames");
        f.gives("force-before", "eV/angstrom", "RMSE before the first step, held-out frames");
        f.gives("energy-error", "eV", "RMSE per atom, held-out frames");
        f.gives("force-error", "eV/angstrom", "RMSE, held-out frames");
        f.gives("virial-error", "eV", "RMSE per atom, held-out frames with virials");
        f.figure({.id = "forces-on-the-way",
                  .form = "line",
                  .table = "curve",
                  .x = "step",
                  .y = "train-force, validation-force",
                  .label = "error of forces",
                  .title = "How the forces were learned.",
                  .caption = "Root mean squared errors of frames trained on, and held out."});
        f.figure({.id = "energies-on-the-way",
                  .form = "line",
                  .table = "curve",
                  .x = "step",
                  .y = "train-energy, validation-energy",
                  .label = "error of energies per atom",
                  .title = "How the energies were learned.",
                  .caption = "Root mean squared errors of frames trained on, and held out."});
        f.figure({.id = "energy-parity",
                  .form = "scatter",
                  .table = "energies",
                  .x = "label",
                  .y = "predicted",
                  .title = "Energies per atom.",
                  .caption = "Predictions against labels."});
        f.figure({.id = "force-parity",
                  .form = "scatter",
                  .table = "forces",
                  .x = "label",
                  .y = "predicted",
                  .title = "Components of forces.",
                  .caption = "Predictions against labels, frames held out."});
    }

    struct Frames {
        LabelledFrames train, held_out;
        std::size_t left_out = 0;
    };

    LabelledFrames read_all(StepRun& r, const std::vector<std::filesystem::path>& paths) const {
        LabelledFrames out;
        const LabelReadOptions options{.elements = parse_elements(elements),
                                       .notice = [&](std::string_view t) { r.context().warn(t); }};
        for (const auto& path : paths)
            for (LabelledFrame& f : read_labelled(path, options)) out.push_back(std::move(f));
        return out;
    }

    LabelledFrames judged(StepRun& r, LabelledFrames given, std::size_t& left_out) const {
        const std::vector<LabelFault> found = check_labels(given);
        for (std::size_t k = 0; k < found.size() && k < 10; ++k) r.context().warn(found[k].text);
        if (faults == TrainFaults::keep) return given;
        LabelledFrames good = without_faults(given, found);
        left_out += given.size() - good.size();
        return good;
    }

    Frames read_frames(StepRun& r) const {
        Frames out;
        LabelledFrames all = read_all(r, frames);
        for (const auto& ref : labelled)
            for (LabelledFrame& f : read_all(r, r.open(ref))) all.push_back(std::move(f));
        all = judged(r, std::move(all), out.left_out);
        out.held_out = judged(r, read_all(r, validation), out.left_out);
        const bool is_split = validation.empty() && validate_every > 0;
        for (std::size_t k = 0; k < all.size(); ++k) {
            const auto every = static_cast<std::size_t>(std::max(1, validate_every));
            const bool is_held = is_split && k % every == every - 1;
            (is_held ? out.held_out : out.train).push_back(std::move(all[k]));
        }
        if (out.train.empty())
            throw InputError("E-training-data", "no frames to train on",
                             "give `frames` or `labelled`");
        return out;
    }

    DeepPotWeights first_weights(const Frames& f, std::uint64_t seed) const {
        if (!start.empty()) return read_deep_pot(start);
        return untrained_weights(net, f.train, parse_elements(elements), seed,
                                 static_cast<std::uint64_t>(member));
    }

    training::TrainingSettings settings(std::uint64_t seed) const {
        training::TrainingSettings s;
        s.steps = steps, s.batch = batch, s.report_every = report_every;
        s.decay_steps = decay_steps, s.shards = shards, s.threads = threads;
        s.rate_start = schedule_ends(rate)[0], s.rate_stop = schedule_ends(rate)[1];
        s.loss.start = {schedule_ends(energy_factor)[0], schedule_ends(force_factor)[0],
                        schedule_ends(virial_factor)[0]};
        s.loss.limit = {schedule_ends(energy_factor)[1], schedule_ends(force_factor)[1],
                        schedule_ends(virial_factor)[1]};
        s.seed = seed, s.member = static_cast<std::uint64_t>(member);
        s.precision = precision == TrainPrecision::single ? Precision::single : Precision::double_;
        return s;
    }

    void run(StepRun& r) const {
        const RunContext& context = r.context();
        training::check_shards(shards, ranks);
        const Frames f = read_frames(r);
        const DeepPotWeights first = first_weights(f, context.seed());
        training::Trainer trainer(first, training::make_samples(f.train, first),
                                  training::make_samples(f.held_out, first),
                                  settings(context.seed()));
        const training::ErrorSums before = trainer.errors(trainer.validation_samples());
        if (ranks > 1)
            trainer.restore(
                training::train_on_ranks({first, f.train, f.held_out, settings(context.seed())},
                                         {ranks, r.directory() / "ckpt" / "ranks",
                                          r.checkpoint().directory(), r.checkpoint().key()},
                                         context));
        else
            train_here(r, trainer);
        context.check();
        r.make("model", to_bytes(trainer.weights()));
        r.make("curve", to_csv(training::curve_table(trainer.curve())));
        make_parity(r, trainer);
        const training::ErrorSums after = trainer.errors(trainer.validation_samples());
        r.row(Row::number("frames", static_cast<double>(f.train.size())));
        r.row(Row::number("held-out", static_cast<double>(f.held_out.size())));
        r.row(Row::number("left-out", static_cast<double>(f.left_out)));
        r.row(Row::number("energy-before", before.energy_rmse(), "eV"));
        r.row(Row::number("force-before", before.force_rmse(), "eV/angstrom"));
        r.row(Row::number("energy-error", after.energy_rmse(), "eV"));
        r.row(Row::number("force-error", after.force_rmse(), "eV/angstrom"));
        r.row(Row::number("virial-error", after.virial_rmse(), "eV"));
    }

    static void train_here(StepRun& r, training::Trainer& trainer) {
        const RunContext& context = r.context();
        if (const auto saved = r.checkpoint().load()) trainer.restore(*saved);
        const std::int64_t steps = trainer.settings().steps;
        trainer.run(steps, [&] {
            context.progress(static_cast<double>(trainer.step()), static_cast<double>(steps),
                             "steps");
            if (!trainer.curve().empty())
                context.metric("force error", trainer.curve().back().train.force_rmse(),
                               "eV/angstrom");
            if (r.checkpoint().due() || context.stopping()) r.checkpoint().save(trainer.save());
            return !context.stopping();
        });
    }

    static void make_parity(StepRun& r, training::Trainer& trainer) {
        Table energies, forces;
        std::vector<double> label, predicted, force_label, force_predicted;
        std::vector<std::string> set;
        for (const auto* samples : {&trainer.training_samples(), &trainer.validation_samples()}) {
            const bool is_held = samples == &trainer.validation_samples();
            for (const training::Sample& s : *samples) {
                const training::Prediction p = trainer.predict(s);
                const double n = static_cast<double>(s.atoms());
                set.push_back(is_held ? "held out" : "trained on");
                label.push_back(s.energy / n), predicted.push_back(p.energy / n);
                for (std::size_t i = 0; is_held && i < s.atoms(); ++i)
                    for (int k = 0; k < 3; ++k) {
                        force_label.push_back(s.force[i][k]);
                        force_predicted.push_back(p.force[i][k]);
                    }
            }
        }
        energies.add_numbers("label", "eV") = label;
        energies.add_numbers("predicted", "eV") = predicted;
        energies.add_texts("set") = set;
        forces.add_numbers("label", "eV/angstrom") = force_label;
        forces.add_numbers("predicted", "eV/angstrom") = force_predicted;
        r.make("energies", to_csv(energies));
        r.make("forces", to_csv(forces));
    }
};

}  // namespace

void register_potential_train(Registry& r) {
    r.add<PotentialTrain>("potential.train", {2}, "Train a deep potential on labelled frames");
}

}  // namespace crucible
