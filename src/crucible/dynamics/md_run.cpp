// Starting crucible-md on a job, listening to it, and making our own errors of its failures.

#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/energy/potential_files.hpp"
#include "crucible/parallel/ranked_program.hpp"

namespace crucible {
namespace {

void write_if_other(const std::filesystem::path& file, const std::string& text) {
    if (!std::filesystem::exists(file) || read_file(file) != text) write_atomic(file, text);
}

void write_job(MdJob job, const std::filesystem::path& directory) {
    make_directories(directory);
    for (std::string* name : files_in(job.model.potential))
        *name = std::filesystem::absolute(find_potential(*name)).string();
    write_if_other(directory / "start.extxyz", structures_text({job.start}, "extxyz"));
    write_if_other(directory / "job.json", md_job_text(job, "start.extxyz"));
}

/// A line of its output as an event.
void tell_md_event(std::string_view line, const MdRunOptions& options, const RunContext& context) {
    Value v;
    try {
        v = parse_json(line, "crucible-md");
    } catch (const InputError&) {
        return;  // a launcher's own words
    }
    if (v["event"].text == "progress") {
        context.progress(v["done"].real(), v["total"].real(), "steps");
        context.metric("temperature", v["temperature"].real(), "K");
        if (options.hear)
            options.hear({v["done"].integer, v["temperature"].real(), v["energy"].real()});
    } else if (v["event"].text == "warning") {
        context.warn(v["text"].text);
    } else if (v["event"].text == "resumed") {
        context.log(fmt::format("molecular dynamics goes on at step {}", v["done"].integer));
    }
}

void run_md_in(const MdJob& job, const std::filesystem::path& directory,
               const MdRunOptions& options, const RunContext& context) {
    const auto worker = options.worker.empty() ? find_md_worker() : options.worker;
    if (worker.empty() || ::access(worker.c_str(), X_OK) != 0)
        throw NotBuiltError("E-md-worker",
                            worker.empty() ? "the program crucible-md is not here"
                                           : fmt::format("{} is no program", worker.string()),
                            "apt-get install liblammps-dev libopenmpi-dev openmpi-bin, then ./dev "
                            "build");
    write_job(job, directory);
    run_ranked({.program = worker,
                .arguments = {(directory / "job.json").string(), directory.string()},
                .directory = directory,
                .ranks = options.ranks,
                .missing_code = "E-md-worker",
                .crash_code = "E-md-crash",
                .crash_cure = "run the same command again, it resumes; engine.log may say more",
                .fault_cure = "look at the potential: one that is bad enough kills the engine"},
               context, [&](std::string_view line) { tell_md_event(line, options, context); });
}

}  // namespace

std::filesystem::path find_md_worker() { return program_beside("crucible-md", "CRUCIBLE_MD"); }

MdResult run_md(const MdJob& job, const MdRunOptions& options, const RunContext& context) {
    check_md_job(job);
    check_md_ranks(job, options.ranks);
    context.check();
    std::optional<ScratchDirectory> scratch;
    if (options.directory.empty()) scratch.emplace("md");
    const auto directory = std::filesystem::absolute(scratch ? scratch->path() : options.directory);
    run_md_in(job, directory, options, context);
    return read_md_result(directory);
}

}  // namespace crucible
