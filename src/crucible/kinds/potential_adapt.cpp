// potential.adapt: train an ensemble, let it run, label what it disagrees about, train again.

#include "crucible/kinds/potential_adapt.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/energy/label_quality.hpp"
#include "crucible/kinds/kinds.hpp"
#include "crucible/kinds/structure_inputs.hpp"

namespace crucible {
namespace {

constexpr const char* adapt_request = "request.json";
constexpr const char* adapt_frames = "frames.extxyz";
constexpr const char* adapt_model = "model.crucible";

MeltingCoexist crystal_of(const PotentialAdapt& s) {
    MeltingCoexist m;
    m.element = s.element, m.lattice = s.lattice, m.a = s.a, m.crystal = s.crystal;
    m.time_step = s.time_step, m.guess = s.temperature;
    return m;
}

/// As given, or the experiment's of the element, or what the cohesive energy says.
double adapt_temperature(const PotentialAdapt& s, const Structure& cell) {
    if (s.temperature.value > 0) return s.temperature.value;
    if (const MeltingElement* e = find_melting_element(cell.numbers.front());
        e && e->melting > 0 && !s.element.empty())
        return e->melting;
    return melting_guess(crystal_of(s), cell);
}

/// The items of one kind of one turn: requests are written, results come in the same order.
class AdaptItems {
public:
    explicit AdaptItems(StepRun& r) : r_(r) {}

    std::int64_t next() const { return count_ + static_cast<std::int64_t>(added_); }
    std::filesystem::path folder(std::int64_t item) const {
        return r_.directory() / "ckpt" / ("folder-" + std::to_string(item));
    }
    /// Another item; what it needs besides the request goes into the folder that is returned.
    std::filesystem::path add(const Value& request) {
        auto place = folder(next());
        make_directories(place);
        write_atomic(place / adapt_request, to_json(request));
        ++added_;
        return place;
    }
    std::vector<std::string> results() {
        const std::int64_t first = count_;
        count_ = next(), added_ = 0;
        r_.items(count_);
        std::vector<std::string> out;
        r_.each([&](std::int64_t item, std::string_view bytes) {
            if (item >= first && item < count_) out.emplace_back(bytes);  // later ones: a resume
        });
        return out;
    }

private:
    StepRun& r_;
    std::int64_t count_ = 0;
    std::size_t added_ = 0;
};

class AdaptLoop {
public:
    AdaptLoop(const PotentialAdapt& s, StepRun& r)
        : s_(s),
          r_(r),
          items_(r),
          cell_(melting_cell(crystal_of(s), read_inputs(r, s.crystal))),
          melting_(adapt_temperature(s, cell_)) {}

    AdaptHistory run() {
        begin();
        for (int k = 1; k <= s_.iterations; ++k) {
            AdaptRound round;
            round.frames = h_.train.size();
            round.models = train(k == 1 ? AdaptTraining::first : AdaptTraining::further);
            const std::vector<AdaptRun> runs = explore_all(k);
            judge(k, runs, round);
            // Without a last training the last turn's labels would not be learned.
            const bool is_last = k == s_.iterations || h_.state != training::AdaptState::more;
            const bool is_learned = !is_last || s_.last_steps > 0;
            const Structures chosen = is_learned ? choose(runs, round) : Structures{};
            round.candidates = chosen.size();
            h_.rounds.push_back(std::move(round));
            tell(k);
            label(chosen);
            if (is_last) break;
        }
        h_.models = s_.last_steps > 0 ? train(AdaptTraining::last) : h_.rounds.back().models;
        return std::move(h_);
    }

private:
    void begin() {
        LabelledFrames given;
        const LabelReadOptions options{.elements = {},
                                       .notice = [&](auto text) { r_.context().warn(text); }};
        for (const auto& path : s_.frames)
            for (LabelledFrame& f : read_labelled(path, options)) given.push_back(std::move(f));
        const int made = given.empty() ? s_.start_frames : 0;
        if (!given.empty()) take(std::move(given));
        label(adapt_start_structures(cell_, s_.cells, made, others(), r_.context().seed()));
    }

    /// As structures alone: whoever labelled them before had another potential.
    Structures others() const {
        if (s_.others.text.empty()) return {};
        Structures all = read_inputs(r_, s_.others);
        for (Structure& s : all) s.columns.clear(), s.vectors.clear(), s.info.clear();
        return all;
    }

    /// Keeps what looks right; every so manyth of all frames is held out.
    void take(LabelledFrames found) {
        LabelledFrames all = known_;
        all.insert(all.end(), found.begin(), found.end());
        std::vector<bool> is_bad(all.size());
        for (const LabelFault& fault : check_labels(all, adapt_label_limits(s_, melting_))) {
            if (fault.frame < known_.size()) continue;
            is_bad[fault.frame] = true;
            r_.context().warn(fault.text);
        }
        for (std::size_t k = 0; k < found.size(); ++k) {
            if (is_bad[known_.size() + k]) {
                ++h_.left_out;
                continue;
            }
            known_.push_back(found[k]);
        }
        h_.train.clear(), h_.held_out.clear();
        const auto every = static_cast<std::size_t>(s_.validate_every);
        for (std::size_t k = 0; k < known_.size(); ++k)
            (k % every == every - 1 ? h_.held_out : h_.train).push_back(known_[k]);
        if (h_.train.empty() || h_.held_out.empty())
            throw InputError("E-training-data",
                             fmt::format("{} labelled frames to begin with", known_.size()),
                             "give more `frames`, or more `start_frames`");
    }

    void label(const Structures& asked) {
        if (asked.empty()) return;
        for (const Structure& s : asked) {
            Value v = Value::make_table();
            v.set("task", "label");
            write_atomic(items_.add(v) / adapt_frames, structures_text({s}, "extxyz"));
        }
        LabelledFrames found;
        for (const std::string& text : items_.results()) {
            if (text.starts_with('\n')) {
                for (LabelledFrame& f : parse_labelled_xyz(text.substr(1), "label"))
                    found.push_back(std::move(f));
            } else {
                ++h_.left_out;
                r_.context().warn(text);
            }
        }
        take(std::move(found));
    }

    std::vector<DeepPotWeights> train(AdaptTraining kind) {
        const std::string data = labelled_xyz_text(h_.train);
        const std::vector<std::filesystem::path> before = std::move(models_);
        models_.clear();
        for (int m = 0; m < s_.models; ++m) {
            Value v = Value::make_table();
            v.set("task", "train");
            v.set("member", m);
            v.set("training", static_cast<int>(kind));
            if (!before.empty()) v.set("start", before[static_cast<std::size_t>(m)].string());
            models_.push_back(items_.add(v));
            write_atomic(models_.back() / adapt_frames, data);
            models_.back() /= adapt_model;
        }
        const std::vector<std::string> found = items_.results();
        std::vector<DeepPotWeights> out;
        for (std::size_t m = 0; m < models_.size(); ++m) {
            write_atomic(models_[m], found[m]);
            out.push_back(parse_deep_pot(found[m], models_[m].string()));
        }
        return out;
    }

    /// First the `factors`, then all, and from the third turn or in the last one fronts too.
    bool is_complete(int k) const { return k >= 3 || k == s_.iterations; }

    std::vector<AdaptRun> explore_all(int k) {
        std::vector<double> factors = s_.factors;
        if (k >= 2 || is_complete(k))
            factors.insert(factors.end(), s_.further_factors.begin(), s_.further_factors.end());
        for (const double f : factors) {
            ask(AdaptPhase::crystal, f * melting_);
            if (f > 1) ask(AdaptPhase::melt, f * melting_);
        }
        if (is_complete(k)) ask(AdaptPhase::interface, melting_);
        std::vector<AdaptRun> out;
        for (const std::string& text : items_.results()) out.push_back(parse_adapt_run(text));
        return out;
    }
    void ask(AdaptPhase phase, double temperature) {
        Value v = Value::make_table(), models = Value::make_list();
        for (const auto& file : models_) models.push(file.string());
        v.set("task", "explore");
        v.set("models", models);
        v.set("phase", static_cast<int>(phase));
        v.set("temperature", temperature);
        v.set("melting", melting_);
        items_.add(v);
    }

    void judge(int k, const std::vector<AdaptRun>& runs, AdaptRound& round) {
        for (const AdaptRun& run : runs) {
            auto at = std::find_if(round.explored.begin(), round.explored.end(),
                                   [&](auto& x) { return x.temperature == run.temperature; });
            if (at == round.explored.end())
                at = round.explored.insert(at, {run.temperature, {}, 0});
            at->deviations.insert(at->deviations.end(), run.deviations.begin(),
                                  run.deviations.end());
            if (run.lost.empty()) continue;
            ++at->lost_runs;
            r_.context().warn(fmt::format("the {} at {:.0f} K was lost: {}", name(run.phase),
                                          run.temperature, run.lost));
        }
        std::sort(round.explored.begin(), round.explored.end(),
                  [](auto& a, auto& b) { return a.temperature < b.temperature; });
        const auto seen =
            is_complete(k) ? training::Exploration::complete : training::Exploration::partial;
        h_.state = training::judge_exploration(round.explored, seen, s_.selection());
    }

    /// Of all runs at one temperature together, the largest deviations inside the window.
    Structures choose(const std::vector<AdaptRun>& runs, const AdaptRound& round) const {
        Structures out;
        for (const training::Explored& x : round.explored) {
            std::vector<double> deviations;
            Structures structures;
            for (const AdaptRun& run : runs) {
                if (run.temperature != x.temperature) continue;
                for (std::size_t k = 0; k < run.chosen.size(); ++k) {
                    deviations.push_back(run.deviations.at(run.chosen[k]));
                    structures.push_back(run.structures.at(k));
                }
            }
            for (const std::size_t k : training::candidates(deviations, s_.selection()))
                out.push_back(structures[k]);
        }
        return out;
    }

    void tell(int k) const {
        const AdaptRound& round = h_.rounds.back();
        double largest = 0;
        for (const auto& x : round.explored) largest = std::max(largest, x.largest());
        r_.context().metric("deviation", largest, "eV/angstrom");
        r_.context().log(fmt::format(
            "iteration {}: {} frames, largest deviation {:.3g} eV/angstrom, {} candidates, {}", k,
            round.frames, largest, round.candidates, name(h_.state)));
    }

    const PotentialAdapt& s_;
    StepRun& r_;
    AdaptItems items_;
    Structure cell_;
    double melting_;
    LabelledFrames known_;
    std::vector<std::filesystem::path> models_;
    AdaptHistory h_;
};

std::string train_item(const PotentialAdapt& s, const Value& asked, std::int64_t item,
                       Worker& worker) {
    const auto folder = worker.folder(item);
    const LabelledFrames frames =
        parse_labelled_xyz(read_file(folder / adapt_frames), (folder / adapt_frames).string());
    const auto member = static_cast<std::uint64_t>(asked["member"].integer);
    const RunContext& context = worker.context();
    const std::string& start = asked["start"].text;
    const DeepPotWeights first = start.empty()
                                     ? untrained_weights(s.net, frames, {}, context.seed(), member)
                                     : read_deep_pot(start);
    const training::TrainingSettings settings = adapt_training(
        s, static_cast<AdaptTraining>(asked["training"].integer), context.seed(), member);
    training::Trainer trainer(first, training::make_samples(frames, first), {}, settings);
    Checkpoint saved = worker.checkpoint(item);
    if (const auto bytes = saved.load()) trainer.restore(*bytes);
    trainer.run(settings.steps, [&] {
        context.progress(static_cast<double>(trainer.step()), static_cast<double>(settings.steps),
                         "steps");
        if (saved.due() || context.stopping()) saved.save(trainer.save());
        return !context.stopping();
    });
    context.check();
    return to_bytes(trainer.weights());
}

std::string explore_item(const PotentialAdapt& s, const Value& asked, std::int64_t item,
                         Worker& worker) {
    const MeltingCoexist crystal = crystal_of(s);
    AdaptExploration e;
    e.cell = melting_cell(crystal, read_inputs(worker, s.crystal));
    for (const Value& v : asked["models"].list) e.models.emplace_back(v.text);
    e.directory = worker.folder(item);
    e.melting = asked["melting"].real();
    e.time_step = melting_time_step(crystal, e.cell);
    e.seed =
        worker.context().stream(StreamId::velocities, static_cast<std::uint64_t>(item)).bits64() >>
        12;
    AdaptRun run;
    run.phase = static_cast<AdaptPhase>(asked["phase"].integer);
    run.temperature = asked["temperature"].real();
    explore(s, e, worker.context(), run);
    return adapt_run_text(run);
}

/// An empty first line: a label; else why there is none.
std::string label_item(const PotentialAdapt& s, std::int64_t item, Worker& worker) {
    // A labeller of its own: models keep lists of neighbours, and sums in another order round
    // otherwise.
    const std::unique_ptr<Labeller> labeller = make_labeller(s.labeller);
    const auto folder = worker.folder(item);
    const Structures asked = read_structures(folder / adapt_frames);
    try {
        return "\n" + labelled_xyz_text(
                          {labeller->label(asked.at(0), folder / "label", worker.context())});
    } catch (const UnstableError& e) {
        return e.message();
    }
}

}  // namespace

training::SelectionWindow PotentialAdapt::selection() const {
    return {window.low, window.high, static_cast<std::size_t>(most), stop};
}

training::TrainingSettings adapt_training(const PotentialAdapt& p, AdaptTraining kind,
                                          std::uint64_t seed, std::uint64_t member) {
    training::TrainingSettings s;
    const bool is_first = kind == AdaptTraining::first, is_last = kind == AdaptTraining::last;
    s.steps = s.report_every = is_first ? p.steps : is_last ? p.last_steps : p.further_steps;
    const std::vector<double>& rates = schedule_ends(is_first  ? p.rate
                                                     : is_last ? p.last_rate
                                                               : p.further_rate);
    s.rate_start = rates[0], s.rate_stop = rates[1];
    const auto &energy = schedule_ends(is_last ? p.last_energy_factor : p.energy_factor),
               &force = schedule_ends(p.force_factor),
               &virial = schedule_ends(is_last ? p.last_virial_factor : p.virial_factor);
    s.loss.start = {energy[0], force[0], virial[0]};
    s.loss.limit = {energy[1], force[1], virial[1]};
    s.seed = seed, s.member = member;
    return s;
}

std::string PotentialAdapt::work(std::int64_t item, Worker& worker) const {
    const Value asked = read_json((worker.folder(item) / adapt_request).string());
    if (asked["task"].text == "train") return train_item(*this, asked, item, worker);
    if (asked["task"].text == "explore") return explore_item(*this, asked, item, worker);
    return label_item(*this, item, worker);
}

void PotentialAdapt::run(StepRun& r) const {
    training::check_window(selection());
    if (cells.size() != 3)
        throw InputError("E-melting-cell", fmt::format("`cells` has {} numbers", cells.size()),
                         "give three, as in cells = [2, 2, 2]");
    if (find_md_worker().empty())
        throw NotBuiltError("E-md-worker", "the program crucible-md is not here",
                            "apt-get install liblammps-dev libopenmpi-dev openmpi-bin, then ./dev "
                            "build");
    make_labeller(labeller);  // says at once what is missing
    give_adapt_results(r, *this, AdaptLoop(*this, r).run());
}

void register_potential_adapt(Registry& r) {
    r.add<PotentialAdapt>("potential.adapt", {3},
                          "Train a deep potential that asks for the labels it needs");
}

}  // namespace crucible
