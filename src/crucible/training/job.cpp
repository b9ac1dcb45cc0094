#include "crucible/training/job.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/data/model_container.hpp"
#include "crucible/parallel/ranked_program.hpp"

namespace crucible::training {
namespace {

constexpr std::string_view training_job_kind = "deep-pot-training-job";
constexpr const char *job_file = "job.crucible", *start_file = "start.crucible",
                     *train_file = "train.extxyz", *held_file = "held-out.extxyz";

/// Calls visit(number) for each setting, in the order of the file; the seed is apart, for its 64
/// bits are no double.
template <class Settings, class Visit>
void each_setting(Settings& s, Visit&& visit) {
    visit(s.steps), visit(s.batch), visit(s.rate_start), visit(s.rate_stop), visit(s.decay_steps);
    for (auto* f : {&s.loss.start, &s.loss.limit})
        visit(f->energy), visit(f->force), visit(f->virial);
    visit(s.report_every), visit(s.member), visit(s.shards), visit(s.threads), visit(s.precision);
}

std::string settings_bytes(const TrainingSettings& s) {
    ModelContainer c;
    c.kind = training_job_kind;
    c.about.set("seed", std::to_string(s.seed));
    std::vector<double> numbers;
    each_setting(s, [&](const auto& v) { numbers.push_back(static_cast<double>(v)); });
    c.tensors.push_back({"settings", make_npy({numbers.size()}, numbers)});
    return to_bytes(c);
}

TrainingSettings parse_settings(std::string_view bytes, const std::string& file) {
    const ModelContainer c = parse_model(bytes, file, training_job_kind);
    const std::vector<double> numbers = c.tensor("settings").values();
    TrainingSettings s;
    std::size_t count = 0;
    each_setting(s, [&](const auto&) { ++count; });
    const std::string& seed = c.about["seed"].text;
    if (numbers.size() != count || seed.empty() || seed.size() > 20 ||
        seed.find_first_not_of("0123456789") != seed.npos)
        throw InputError("E-model", "settings of another version of this program",
                         "write the job again", {file});
    s.seed = std::strtoull(seed.c_str(), nullptr, 10);
    const double* at = numbers.data();
    each_setting(s, [&](auto& v) { v = static_cast<std::decay_t<decltype(v)>>(*at++); });
    return s;
}

/// A line of its output as an event.
void tell_training_event(std::string_view line, const RunContext& context) {
    Value v;
    try {
        v = parse_json(line, "crucible-train");
    } catch (const InputError&) {
        return;  // a launcher's own words
    }
    if (v["event"].text != "progress") return;
    context.progress(v["done"].real(), v["total"].real(), "steps");
    if (v["force_error"].real() > 0)
        context.metric("force error", v["force_error"].real(), "eV/angstrom");
}

}  // namespace

void write_training_job(const TrainingJob& job, const std::filesystem::path& directory) {
    make_directories(directory);
    write_atomic(directory / job_file, settings_bytes(job.settings));
    write_atomic(directory / start_file, to_bytes(job.start));
    write_atomic(directory / train_file, labelled_xyz_text(job.train));
    std::filesystem::remove(directory / held_file);
    if (!job.held_out.empty()) write_atomic(directory / held_file, labelled_xyz_text(job.held_out));
}

TrainingJob read_training_job(const std::filesystem::path& directory) {
    const auto frames = [&](const char* name) {
        const std::string file = (directory / name).string();
        return parse_labelled_xyz(read_file(file), file);
    };
    TrainingJob job;
    const std::string settings = (directory / job_file).string();
    job.settings = parse_settings(read_file(settings), settings);
    job.start = read_deep_pot(directory / start_file);
    job.train = frames(train_file);
    if (std::filesystem::exists(directory / held_file)) job.held_out = frames(held_file);
    return job;
}

std::string train_on_ranks(const TrainingJob& job, const RankedTraining& r,
                           const RunContext& context) {
    check_shards(job.settings.shards, r.ranks);
    const auto worker = program_beside("crucible-train", "CRUCIBLE_TRAIN");
    if (worker.empty() || ::access(worker.c_str(), X_OK) != 0)
        throw NotBuiltError("E-training-worker",
                            worker.empty() ? "the program crucible-train is not here"
                                           : fmt::format("{} is no program", worker.string()),
                            "apt-get install libopenmpi-dev openmpi-bin, then ./dev build, or "
                            "train on one rank");
    context.check();
    const auto directory = std::filesystem::absolute(r.directory);
    write_training_job(job, directory);
    std::filesystem::remove(directory / training_state_file);
    run_ranked({.program = worker,
                .arguments = {directory.string(), "--checkpoints",
                              std::filesystem::absolute(r.checkpoints).string(), "--key", r.key},
                .directory = directory,
                .ranks = r.ranks,
                .missing_code = "E-training-worker",
                .crash_code = "E-training-crash",
                .crash_cure = "run the same command again, it resumes; look at memory",
                .fault_cure = "look at the labels: numbers far out of range, atoms on one spot"},
               context, [&](std::string_view line) { tell_training_event(line, context); });
    return read_file(directory / training_state_file);
}

}  // namespace crucible::training
