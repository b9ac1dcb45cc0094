// What potential.adapt asks for and what it leaves: parameters, rows, tables, figures.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"
#include "crucible/energy/labelled.hpp"
#include "crucible/kinds/potential_adapt.hpp"

namespace crucible {
namespace {

constexpr const char* adapt_outputs[] = {"model", "model-2", "model-3"};

training::ErrorSums held_out_errors(const DeepPotWeights& w, const LabelledFrames& held) {
    std::vector<training::Sample> samples = training::make_samples(held, w);
    training::TrainingSettings s;
    s.precision = Precision::double_;
    training::Trainer trainer(w, samples, {}, s);
    return trainer.errors(samples);
}

/// Over all temperatures of a turn.
training::Explored together(const AdaptRound& round) {
    training::Explored all;
    for (const training::Explored& x : round.explored) {
        all.deviations.insert(all.deviations.end(), x.deviations.begin(), x.deviations.end());
        all.lost_runs += x.lost_runs;
    }
    return all;
}

void add_temperatures(Table& t, const AdaptHistory& h) {
    std::set<double> temperatures;
    for (const AdaptRound& round : h.rounds)
        for (const auto& x : round.explored) temperatures.insert(x.temperature);
    for (const double temperature : temperatures) {
        std::vector<double> largest, median;
        for (const AdaptRound& round : h.rounds) {
            largest.push_back(std::numeric_limits<double>::quiet_NaN()),
                median.push_back(largest.back());
            for (const auto& x : round.explored)
                if (x.temperature == temperature && !x.deviations.empty())
                    largest.back() = x.largest(), median.back() = x.median();
        }
        t.add_numbers(fmt::format("largest at {:.0f} K", temperature), "eV/angstrom") = largest;
        t.add_numbers(fmt::format("median at {:.0f} K", temperature), "eV/angstrom") = median;
    }
}

Table iteration_table(const PotentialAdapt& s, const AdaptHistory& h,
                      const std::vector<training::ErrorSums>& errors) {
    Table t;
    const auto column = [&](const char* name, const char* unit, auto&& value) {
        std::vector<double> numbers;
        for (std::size_t k = 0; k < h.rounds.size(); ++k) numbers.push_back(value(k));
        t.add_numbers(name, unit) = std::move(numbers);
    };
    const auto round = [&](std::size_t k) -> const AdaptRound& { return h.rounds[k]; };
    column("iteration", "", [](std::size_t k) { return static_cast<double>(k + 1); });
    column("frames", "", [&](std::size_t k) { return static_cast<double>(round(k).frames); });
    column("candidates", "",
           [&](std::size_t k) { return static_cast<double>(round(k).candidates); });
    column("beyond", "", [&](std::size_t k) {
        return static_cast<double>(together(round(k)).beyond(s.selection()));
    });
    column("lost", "", [&](std::size_t k) { return double(together(round(k)).lost_runs); });
    column("largest", "eV/angstrom", [&](std::size_t k) { return together(round(k)).largest(); });
    column("median", "eV/angstrom", [&](std::size_t k) { return together(round(k)).median(); });
    column("force-rmse", "eV/angstrom", [&](std::size_t k) { return errors[k].force_rmse(); });
    column("energy-rmse", "eV", [&](std::size_t k) { return errors[k].energy_rmse(); });
    add_temperatures(t, h);
    return t;
}

}  // namespace

void PotentialAdapt::describe(Fields& f) {
    f("frames", frames,
      "Labelled frames to begin with; none: `start_frames` are made and labelled");
    f("others", others, "Structures of other phases, shaken and labelled at the start besides");
    f("element", element, "Element; not needed with `crystal`");
    f("lattice", lattice, "Its crystal");
    f("a", a, "Lattice constant to start from; 0: from the table").within(0, 50);
    f("crystal", crystal, "A right-angled cell of any crystal");
    f("labeller", labeller, "Who labels frames").required("{ use = 'cp2k' }");
    f("temperature", temperature, "About where it melts; 0: from a table").in("K").within(0, 20000);
    f("pressure", pressure, "Pressure").in("GPa").within(-5, 1000);
    f("factors", factors, "Temperatures of the first turn over `temperature`").within(0.01, 10);
    f("further_factors", further_factors, "Those of later turns besides").within(0.01, 10);
    f("cells", cells, "Unit cells along x, y and z; fronts have four times as many atoms")
        .within(1, 100);
    f("start_frames", start_frames, "Structures that are made and labelled where none are given")
        .within(5, 10000);
    f("time", time, "Time of one run of dynamics").in("ps").within(0.01, 1e5);
    f("time_step", time_step, "Time step; 0: 2 fs, less for light atoms").in("fs").within(0, 10);
    f("snapshots", snapshots, "Frames of one run of dynamics").within(1, 10000);
    describe_loop(f);
    f.example(
        "crucible potential adapt --element Cu --labeller \"{ use = 'model', energy = "
        "'Cu_mishin1.eam.alloy' }\"");
    describe_results(f);
}

void PotentialAdapt::describe_loop(Fields& f) {
    net.describe(f);
    f("models", models, "Potentials of the ensemble; the first three are kept").within(3, 10);
    f("iterations", iterations, "Most turns").within(1, 100);
    f("steps", steps, "Steps of the first training").within(1, 1e9);
    f("further_steps", further_steps, "Steps of each further one").within(1, 1e9);
    f("last_steps", last_steps, "Steps of the last training, on all labels; 0: none")
        .within(0, 1e9);
    f("rate", rate, "Learning rate of the first training, first and last step").within(1e-12, 1);
    f("further_rate", further_rate, "The same of each further one").within(1e-12, 1);
    f("last_rate", last_rate, "The same of the last one").within(1e-12, 1);
    f("energy_factor", energy_factor, "Weight of energies in the loss, from and to").within(0, 1e9);
    f("force_factor", force_factor, "Weight of forces in the loss, from and to").within(0, 1e9);
    f("virial_factor", virial_factor, "Weight of virials in the loss, from and to").within(0, 1e9);
    f("last_energy_factor", last_energy_factor, "Weight of energies in the last training")
        .within(0, 1e9);
    f("last_virial_factor", last_virial_factor, "Weight of virials in the last training")
        .within(0, 1e9);
    f("window", window, "Deviations of frames that are labelled, eV/angstrom").within(0, 1000);
    f("most", most, "Most frames that are labelled of one temperature and turn").within(1, 10000);
    f("stop", stop, "The loop closes when nothing deviates more, eV/angstrom").within(0, 1000);
    f("validate_every", validate_every, "Every so manyth frame is held out").within(2, 1e6);
}

void PotentialAdapt::describe_results(Fields& f) const {
    f.makes(Artefact::model, "model", "model.crucible", "The potential: first of the ensemble");
    f.makes(Artefact::model, "model-2", "model-2.crucible", "The second of the ensemble");
    f.makes(Artefact::model, "model-3", "model-3.crucible", "The third of the ensemble");
    f.makes(Artefact::structures, "labelled", "labelled.extxyz", "All labelled frames");
    f.makes(Artefact::table, "iterations", "iterations.csv",
            "Frames, deviations and errors of each turn");
    f.makes(Artefact::table, "models", "models.csv", "Errors of each model, held-out frames");
    f.gives("iterations", "", "Turns");
    f.gives("frames", "", "Labelled frames, held-out ones included");
    f.gives("held-out", "", "Frames held out");
    f.gives("left-out", "", "Frames whose labels failed or looked wrong");
    f.gives("deviation", "eV/angstrom", "Largest deviation in the last turn");
    f.gives("force-rmse", "eV/angstrom", "RMSE of forces, held-out frames");
    f.gives("energy-rmse", "eV", "RMSE of energies per atom, held-out frames");
    f.gives("virial-rmse", "eV", "RMSE of virials per atom, held-out frames");
    f.gives("verdict", "", "Whether the loop has closed");
    f.figure({.id = "deviation",
              .form = "line",
              .table = "iterations",
              .x = "iteration",
              .y = "largest, median",
              .label = "deviation of forces",
              .title = "How far the models disagree.",
              .caption = "Largest deviation of a force within the ensemble, of all frames."});
    f.figure({.id = "learning",
              .form = "line",
              .table = "iterations",
              .x = "iteration",
              .y = "force-rmse",
              .label = "error of forces",
              .title = "How the forces were learned.",
              .caption = "Root mean squared error of all frames held out in the end."});
}

void give_adapt_results(StepRun& r, const PotentialAdapt& s, const AdaptHistory& h) {
    std::vector<training::ErrorSums> errors;
    for (const AdaptRound& round : h.rounds)
        errors.push_back(held_out_errors(round.models.front(), h.held_out));
    const AdaptRound& last = h.rounds.back();
    for (std::size_t m = 0; m < std::size(adapt_outputs); ++m)
        r.make(adapt_outputs[m], to_bytes(h.models.at(m)));
    LabelledFrames all = h.train;
    all.insert(all.end(), h.held_out.begin(), h.held_out.end());
    r.make("labelled", labelled_xyz_text(all));
    r.make("iterations", to_csv(iteration_table(s, h, errors)));
    Table models;
    std::vector<double> member, force, energy, virial;
    for (std::size_t m = 0; m < h.models.size(); ++m) {
        const training::ErrorSums e = held_out_errors(h.models[m], h.held_out);
        member.push_back(static_cast<double>(m + 1));
        force.push_back(e.force_rmse()), energy.push_back(e.energy_rmse());
        virial.push_back(e.virial_rmse());
    }
    r.row(Row::number("force-rmse", force.front(), "eV/angstrom"));
    r.row(Row::number("energy-rmse", energy.front(), "eV"));
    r.row(Row::number("virial-rmse", virial.front(), "eV"));
    models.add_numbers("model") = std::move(member);
    models.add_numbers("force-rmse", "eV/angstrom") = std::move(force);
    models.add_numbers("energy-rmse", "eV") = std::move(energy);
    models.add_numbers("virial-rmse", "eV") = std::move(virial);
    r.make("models", to_csv(models));
    r.row(Row::number("iterations", static_cast<double>(h.rounds.size())));
    r.row(Row::number("frames", static_cast<double>(all.size())));
    r.row(Row::number("held-out", static_cast<double>(h.held_out.size())));
    r.row(Row::number("left-out", static_cast<double>(h.left_out)));
    r.row(Row::number("deviation", together(last).largest(), "eV/angstrom"));
    r.row(Row::words("verdict", std::string(name(h.state))));
}

}  // namespace crucible
