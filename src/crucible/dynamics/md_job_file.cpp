#include "crucible/dynamics/md_job_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job_potential.hpp"
#include "crucible/dynamics/md_job_table.hpp"
#include "crucible/energy/potential_files.hpp"

namespace crucible {
namespace {

constexpr int md_job_version = 1;
constexpr const char* md_pressure_unit = "eV/angstrom^3";
constexpr std::string_view ensemble_names[] = {"nve", "nvt", "npt", "nph"};
constexpr std::string_view axes_names[] = {"isotropic", "each", "z", "x"};

std::string with_unit(double v, std::string_view unit) {
    return number_text(v) + " " + std::string(unit);
}

/// Atoms are counted from 1 in the file, both ends included.
Value atoms_value(const MdAtoms& a) {
    Value v = Value::make_list();
    v.push(a.first + 1), v.push(a.last);
    return v;
}

MdAtoms read_atoms(JobTable& t, std::string_view key) {
    const Value* v = t.take(key);
    if (!v) return {};
    if (!v->is(Value::Kind::list) || v->list.size() != 2 || !v->list[0].is(Value::Kind::integer) ||
        !v->list[1].is(Value::Kind::integer))
        t.fail(key, "are no two numbers of atoms", "expected [first, last], counted from 1");
    return {v->list[0].integer - 1, v->list[1].integer};
}

Value stage_value(const MdDynamics& d) {
    Value v;
    const auto ramp = [&](const char* key, double start, double end, const char* unit) {
        Value& both = v.set(key, Value::make_list());
        both.push(with_unit(start, unit)), both.push(with_unit(end, unit));
    };
    v.set("ensemble", ensemble_names[static_cast<std::size_t>(d.ensemble)]);
    v.set("steps", d.steps), v.set("time_step", with_unit(d.time_step, "fs"));
    ramp("temperature", d.temperature_start, d.temperature_end, "K");
    ramp("pressure", d.pressure_start, d.pressure_end, md_pressure_unit);
    v.set("thermostat_time", with_unit(d.thermostat_time, "fs"));
    v.set("barostat_time", with_unit(d.barostat_time, "fs"));
    v.set("axes", axes_names[static_cast<std::size_t>(d.axes)]);
    if (d.drag > 0) v.set("drag", d.drag);
    if (!d.moving.are_all()) v.set("moving", atoms_value(d.moving));
    if (!d.bath.are_all()) v.set("bath", atoms_value(d.bath));
    return v;
}

Value stage_value(const MdMinimise& m) {
    Value v;
    v.set("energy_tolerance", m.energy_tolerance);
    v.set("force_tolerance", with_unit(m.force_tolerance, "eV/angstrom"));
    v.set("most_steps", m.most_steps), v.set("cell", m.cell);
    v.set("pressure", with_unit(m.pressure, md_pressure_unit));
    return v;
}

MdStage read_stage(const Value& v, const std::string& where, const std::string& file) {
    JobTable stage(v, where, file);
    const Value* dynamics = stage.take("dynamics");
    const Value* minimise = stage.take("minimise");
    stage.nothing_else();
    if (!dynamics == !minimise)
        stage.fail("", "is neither dynamics nor minimise, or both", "expected one of the two");
    if (minimise) {
        JobTable t(*minimise, where + ".minimise", file);
        MdMinimise m;
        t.quantity("energy_tolerance", dimension::none, m.energy_tolerance);
        t.quantity("force_tolerance", dimension::force, m.force_tolerance);
        t.integer("most_steps", m.most_steps);
        t.boolean("cell", m.cell);
        t.quantity("pressure", dimension::pressure, m.pressure);
        t.nothing_else();
        return m;
    }
    JobTable t(*dynamics, where + ".dynamics", file);
    MdDynamics d;
    t.need("ensemble"), t.need("steps");
    t.choice("ensemble", ensemble_names, d.ensemble);
    t.integer("steps", d.steps);
    t.quantity("time_step", dimension::time, d.time_step);
    t.ramp("temperature", dimension::temperature, d.temperature_start, d.temperature_end);
    t.ramp("pressure", dimension::pressure, d.pressure_start, d.pressure_end);
    t.quantity("thermostat_time", dimension::time, d.thermostat_time);
    t.quantity("barostat_time", dimension::time, d.barostat_time);
    t.choice("axes", axes_names, d.axes);
    t.quantity("drag", dimension::none, d.drag);
    d.moving = read_atoms(t, "moving"), d.bath = read_atoms(t, "bath");
    t.nothing_else();
    return d;
}

}  // namespace

std::string md_job_text(const MdJob& job, const std::string& start) {
    Value v;
    v.set("crucible_md", md_job_version);
    v.set("start", start);
    v.set("potential", md_potential_value(job.model));
    Value& stages = v.set("stages", Value::make_list());
    for (const MdStage& stage : job.stages) {
        Value one;
        std::visit(
            [&](const auto& s) {
                const bool is_dynamics = std::is_same_v<std::decay_t<decltype(s)>, MdDynamics>;
                one.set(is_dynamics ? "dynamics" : "minimise", stage_value(s));
            },
            stage);
        stages.push(std::move(one));
    }
    v.set("velocity_temperature", with_unit(job.velocity_temperature, "K"));
    v.set("seed", static_cast<std::int64_t>(job.seed));
    v.set("sample_every", job.sample_every), v.set("frame_every", job.frame_every);
    v.set("checkpoint_every", job.checkpoint_every);
    return to_json(v, JsonStyle::pretty);
}

MdJob parse_md_job_alone(std::string_view text, const std::string& file) {
    const Value v = parse_json(text, file);
    JobTable t(v, "", file);
    MdJob job;
    std::int64_t version = 0, seed = 1;
    t.need("crucible_md");
    t.integer("crucible_md", version);
    if (version != md_job_version)
        t.fail("crucible_md", fmt::format("is {}", version), "expected 1, this format's version");
    job.start.name = t.text("start");
    job.model = read_md_potential(t.need("potential"), file);
    const auto& stages = t.list("stages");
    for (std::size_t i = 0; i < stages.size(); ++i)
        job.stages.push_back(read_stage(stages[i], fmt::format("stages[{}]", i), file));
    t.quantity("velocity_temperature", dimension::temperature, job.velocity_temperature);
    t.integer("seed", seed);
    job.seed = static_cast<std::uint64_t>(seed);
    t.integer("sample_every", job.sample_every);
    t.integer("frame_every", job.frame_every);
    t.integer("checkpoint_every", job.checkpoint_every);
    t.nothing_else();
    return job;
}

MdJob parse_md_job(std::string_view text, const std::string& file,
                   const std::filesystem::path& directory) {
    MdJob job = parse_md_job_alone(text, file);
    const Structures starts = read_structures(directory / job.start.name);
    if (starts.size() != 1)
        throw InputError("E-md-job",
                         fmt::format("{} holds {} structures", job.start.name, starts.size()),
                         "expected one", {file});
    job.start = starts.front();
    for (std::string* name : files_in(job.model.potential))
        if (std::filesystem::exists(directory / *name)) *name = (directory / *name).string();
    try {
        check_md_job(job);
    } catch (Error& e) {
        e.locate({file});
        throw;
    }
    return job;
}

}  // namespace crucible
