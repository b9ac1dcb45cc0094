#include "worker.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "crucible/atoms/formats.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/data/json.hpp"
#include "crucible/dynamics/md_job_file.hpp"
#include "crucible/energy/potential_files.hpp"
#include "crucible/study/checkpoint.hpp"
#include "engine.hpp"
#include "records.hpp"

namespace crucible::md {

volatile std::sig_atomic_t stop_signal = 0;

namespace {

constexpr const char* saved_box = "engine.restart";

/// One write: ranks share the terminal.
void say(const Value& v) {
    const std::string line = to_json(v) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

/// The part of a file's name that says what kind of potential it is.
std::string known_suffix(const std::string& file) {
    std::string low = lower(file);
    if (low.ends_with(".gz")) low.resize(low.size() - 3);
    for (const char* suffix : {".eam.fs", ".fs", ".eam.alloy", ".alloy", ".eam"})
        if (low.ends_with(suffix))
            return low.ends_with(".fs")      ? ".eam.fs"
                   : low.ends_with(".alloy") ? ".eam.alloy"
                                             : ".eam";
    return low.ends_with(".pb") ? ".pb" : "";
}

class Job {
public:
    Job(const MdJob& job, const Ranks& ranks)
        : job_(job),
          ranks_(ranks),
          records_(md_job_key(job, ranks.count)),
          engine_(job, put_model()),
          total_(md_steps(job)),
          look_every_(
              std::max<std::int64_t>(1, 200'000 / static_cast<std::int64_t>(job.start.size()))) {}

    Outcome run() {
        if (is_root() && records_.is_finished()) finished_ = 1;
        MPI_Bcast(&finished_, 1, MPI_INT, 0, MPI_COMM_WORLD);
        if (finished_) return Outcome::done;
        restore();
        while (at_.stage < static_cast<int>(job_.stages.size())) {
            const MdStage& stage = job_.stages[static_cast<std::size_t>(at_.stage)];
            const auto* dynamics = std::get_if<MdDynamics>(&stage);
            if (dynamics ? !run_dynamics(*dynamics) : !run_minimise(std::get<MdMinimise>(stage)))
                return Outcome::stopped;
            end_stage(dynamics);
        }
        if (is_root())
            records_.finish(fmt::format("LAMMPS {}, {} rank{}", engine_.version(), ranks_.count,
                                        ranks_.count > 1 ? "s" : ""));
        return Outcome::done;
    }

private:
    bool is_root() const { return ranks_.rank == 0; }

    /// Its files as copies under names of our own, so that no path of the user's reaches LAMMPS and
    /// no file can change under a job.
    ModelChoice put_model() const {
        ModelChoice model = job_.model;
        const auto files = files_in(model.potential);
        for (std::size_t k = 0; k < files.size(); ++k) {
            const std::string number = files.size() > 1 ? std::to_string(k + 1) : "";
            const std::string copy = "potential" + number + known_suffix(*files[k]);
            if (is_root()) write_atomic(copy, read_file(find_potential(*files[k])));
            *files[k] = copy;
        }
        MPI_Barrier(MPI_COMM_WORLD);
        return model;
    }

    /// The last checkpoint, or the start of the job.
    void restore() {
        std::string state = is_root() ? records_.load(saved_box) : "";
        auto length = static_cast<std::int64_t>(state.size());
        MPI_Bcast(&length, 1, MPI_INT64_T, 0, MPI_COMM_WORLD);
        state.resize(static_cast<std::size_t>(length));
        MPI_Bcast(state.data(), static_cast<int>(length), MPI_CHAR, 0, MPI_COMM_WORLD);
        if (length > 0) {
            at_ = place_of(parse_json(state, "checkpoint"));
            if (is_root()) say_place("resumed");
            engine_.open_saved(saved_box);
            return;
        }
        std::vector<Vec3> velocities;
        const auto given = job_.start.vectors.find("velocities");
        if (job_.velocity_temperature > 0)
            velocities =
                thermal_velocities(job_.start.numbers, job_.velocity_temperature, job_.seed);
        else if (given != job_.start.vectors.end())
            velocities = given->second;
        engine_.open_start(velocities);
    }

    /// Saves everything, then goes on from what was saved: a run that is resumed here has the same
    /// future as this one.
    void checkpoint() {
        engine_.save(saved_box);
        if (is_root()) records_.save(at_, saved_box);
        MPI_Barrier(MPI_COMM_WORLD);
        engine_.open_saved(saved_box);
    }

    bool run_dynamics(const MdDynamics& d) {
        if (at_.step == 0) at_.engine_step = engine_.step();
        const std::int64_t first = at_.engine_step, last = first + d.steps;
        engine_.begin(d);
        Preparation preparation = Preparation::anew;
        if (at_.stage == 0 && at_.step == 0) {
            engine_.run(0, first, last, preparation);
            preparation = Preparation::go_on;
            sample(d);
        }
        const std::int64_t interval = checkpoint_interval(job_);
        while (at_.step < d.steps) {
            const std::int64_t next = next_boundary(d.steps, interval);
            engine_.run(next - at_.step, first, last, preparation);
            preparation = Preparation::go_on;
            at_.done += next - at_.step;
            at_.step = next;
            const bool wanted = at_.step % job_.sample_every == 0 || at_.step == d.steps;
            if (wanted) sample(d);
            if (job_.frame_every > 0 && at_.step % job_.frame_every == 0) frame();
            if (at_.step == d.steps) break;
            if (must_stop()) return false;
            if (at_.step % interval == 0) {
                checkpoint();
                engine_.begin(d);
                preparation = Preparation::anew;
            }
        }
        engine_.end(d);
        return true;
    }

    std::int64_t next_boundary(std::int64_t steps, std::int64_t interval) const {
        std::int64_t next = steps;
        for (const std::int64_t every :
             {job_.sample_every, job_.frame_every, interval, look_every_})
            if (every > 0) next = std::min(next, (at_.step / every + 1) * every);
        return next;
    }

    bool run_minimise(const MdMinimise& m) {
        if (must_stop()) return false;
        engine_.minimise(m);
        MdSample s = measured(0);
        if (is_root()) records_.add(s);
        return true;
    }

    MdSample measured(double time_step) const {
        MdSample s = engine_.sample();
        s.stage = at_.stage, s.step = at_.done;
        s.time = at_.time + static_cast<double>(at_.step) * time_step;
        return s;
    }

    void sample(const MdDynamics& d) {
        const MdSample s = measured(d.time_step);
        warn_of_crowding();
        if (!is_root()) return;
        records_.add(s);
        const auto now = std::chrono::steady_clock::now();
        if (now - said_ < std::chrono::milliseconds(200) && at_.done != total_) return;
        said_ = now;
        Value v;
        v.set("event", "progress"), v.set("done", at_.done), v.set("total", total_);
        v.set("temperature", s.temperature);
        v.set("energy", s.potential / static_cast<double>(job_.start.size()));
        say(v);
    }

    /// Once: atoms that had more neighbours than the potential has room for.
    void warn_of_crowding() {
        if (has_warned_) return;
        const Crowding mine = engine_.crowding();
        std::vector<std::int64_t> all(4 * static_cast<std::size_t>(ranks_.count));
        const std::int64_t four[] = {static_cast<std::int64_t>(mine.atoms), mine.neighbours,
                                     mine.room, mine.number};
        MPI_Allgather(four, 4, MPI_INT64_T, all.data(), 4, MPI_INT64_T, MPI_COMM_WORLD);
        Crowding c;
        for (std::size_t k = 0; k < all.size(); k += 4)
            c.merge({static_cast<std::size_t>(all[k]), static_cast<int>(all[k + 1]),
                     static_cast<int>(all[k + 2]), static_cast<int>(all[k + 3])});
        if (c.atoms == 0) return;
        has_warned_ = 1;
        if (!is_root()) return;
        Value v;
        v.set("event", "warning"), v.set("text", crowding_text(c, job_.start.size()));
        say(v);
    }

    void say_place(const char* event) const {
        Value v;
        v.set("event", event), v.set("stage", at_.stage), v.set("done", at_.done);
        say(v);
    }

    void frame() {
        Structure s = engine_.structure();
        if (!is_root()) return;
        s.vectors.clear();
        s.info["step"] = std::to_string(at_.done);
        records_.add(s);
    }

    void end_stage(const MdDynamics* d) {
        const MdSample s = measured(d ? d->time_step : 0);
        warn_of_crowding();
        const Structure structure = engine_.structure();
        if (is_root()) records_.add_end(s, structure);
        at_.time = s.time;
        at_.step = 0;
        ++at_.stage;
        if (at_.stage < static_cast<int>(job_.stages.size())) checkpoint();
    }

    bool must_stop() const {
        int stop = stop_signal != 0 || (is_root() && std::filesystem::exists("stop")), any = 0;
        MPI_Allreduce(&stop, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
        return any != 0;
    }

    const MdJob& job_;
    Ranks ranks_;
    Records records_;
    Engine engine_;
    Place at_;
    std::int64_t total_, look_every_;
    int finished_ = 0, has_warned_ = 0;
    std::chrono::steady_clock::time_point said_;
};

}  // namespace

Outcome work(const MdJob& job, const Ranks& ranks) { return Job(job, ranks).run(); }

}  // namespace crucible::md
