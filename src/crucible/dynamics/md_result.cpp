// Results of a job: series, ends of stages, frames.

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/hash.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/energy/potential_files.hpp"

namespace crucible {
namespace {

struct SampleColumn {
    const char *name, *unit;
    double& (*of)(MdSample&);
};
constexpr SampleColumn sample_columns[] = {
    {"time", "fs", [](MdSample& s) -> double& { return s.time; }},
    {"temperature", "K", [](MdSample& s) -> double& { return s.temperature; }},
    {"potential", "eV", [](MdSample& s) -> double& { return s.potential; }},
    {"kinetic", "eV", [](MdSample& s) -> double& { return s.kinetic; }},
    {"pressure", "eV/angstrom^3", [](MdSample& s) -> double& { return s.pressure; }},
    {"volume", "angstrom^3", [](MdSample& s) -> double& { return s.volume; }},
    {"pressure_xx", "eV/angstrom^3", [](MdSample& s) -> double& { return s.pressures[0]; }},
    {"pressure_yy", "eV/angstrom^3", [](MdSample& s) -> double& { return s.pressures[1]; }},
    {"pressure_zz", "eV/angstrom^3", [](MdSample& s) -> double& { return s.pressures[2]; }},
    {"length_x", "angstrom", [](MdSample& s) -> double& { return s.lengths[0]; }},
    {"length_y", "angstrom", [](MdSample& s) -> double& { return s.lengths[1]; }},
    {"length_z", "angstrom", [](MdSample& s) -> double& { return s.lengths[2]; }},
};

/// The value of a column for reading.
double read(const SampleColumn& c, MdSample s) { return c.of(s); }

[[noreturn]] void refuse_result(const std::string& what) {
    throw InputError("E-md-result", what, "remove the directory and run the job again");
}

const std::vector<double>& numbers_of(const Table& t, const char* name) {
    const Column* c = t.find(name);
    if (!c || c->kind != Column::Kind::number)
        refuse_result(fmt::format("the series has no column of numbers called {}", name));
    return c->numbers;
}

}  // namespace

std::string md_job_key(const MdJob& job, int ranks) {
    std::string all = md_job_text(job, "start");
    all += structures_text({job.start}, "extxyz");
    Potential potential = job.model.potential;
    for (const std::string* name : files_in(potential)) all += sha256_file(find_potential(*name));
    return sha256(all + fmt::format("\n{} ranks, worker 2\n", ranks));
}

Table md_series_table(const std::vector<MdSample>& samples) {
    Table t;
    auto& stage = t.add_numbers("stage");
    for (const MdSample& s : samples) stage.push_back(s.stage);
    auto& step = t.add_numbers("step");
    for (const MdSample& s : samples) step.push_back(static_cast<double>(s.step));
    for (const SampleColumn& c : sample_columns) {
        auto& values = t.add_numbers(c.name, c.unit);
        for (const MdSample& s : samples) values.push_back(read(c, s));
    }
    return t;
}

std::vector<MdSample> md_series(const Table& t) {
    std::vector<MdSample> out(t.rows());
    const auto &stage = numbers_of(t, "stage"), &step = numbers_of(t, "step");
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].stage = static_cast<int>(stage[i]);
        out[i].step = static_cast<std::int64_t>(step[i]);
    }
    for (const SampleColumn& c : sample_columns) {
        const auto& values = numbers_of(t, c.name);
        for (std::size_t i = 0; i < out.size(); ++i) c.of(out[i]) = values[i];
    }
    return out;
}

Value md_sample_value(const MdSample& s) {
    Value v;
    v.set("stage", s.stage), v.set("step", s.step);
    for (const SampleColumn& c : sample_columns) v.set(c.name, read(c, s));
    return v;
}

MdSample md_sample(const Value& v) {
    MdSample s;
    s.stage = static_cast<int>(v["stage"].integer), s.step = v["step"].integer;
    for (const SampleColumn& c : sample_columns) c.of(s) = v[c.name].real(NAN);
    return s;
}

std::string md_end_file(std::size_t stage) { return fmt::format("ends/{:02}.extxyz", stage); }

MdResult read_md_result(const std::filesystem::path& directory) {
    const Value v = read_json((directory / "result.json").string());
    MdResult r;
    r.engine = v["engine"].text;
    const auto& ends = v["ends"].list;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const Structures s = read_structures(directory / md_end_file(i));
        if (s.size() != 1) refuse_result(md_end_file(i) + " does not hold one structure");
        r.ends.push_back({md_sample(ends[i]), s.front()});
    }
    const auto series = directory / "series.csv";
    r.series = md_series(parse_csv(read_file(series), series.string()));
    if (static_cast<std::int64_t>(r.series.size()) != v["rows"].integer)
        refuse_result("series.csv has not the rows that result.json says");
    if (v["frames"].integer > 0) r.frames = read_structures(directory / "frames.extxyz");
    if (static_cast<std::int64_t>(r.frames.size()) != v["frames"].integer)
        refuse_result("frames.extxyz has not the frames that result.json says");
    return r;
}

}  // namespace crucible
