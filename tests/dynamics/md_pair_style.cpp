// Models of short range inside LAMMPS, on one rank and several.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/random.hpp"
#include "crucible/dynamics/md_job.hpp"
#include "crucible/energy/nep_made_up.hpp"
#include "crucible/energy/short_range_model.hpp"
#include "tests/energy/deep_pot_models.hpp"
#include "tests/shared_data.hpp"
#include "tests/temporary.hpp"

using namespace crucible;

namespace {

const std::filesystem::path pair_worker =
    std::filesystem::path(CRUCIBLE_PROGRAM).parent_path() / "crucible-md";

bool has_pair_worker() {
    if (std::filesystem::exists(pair_worker)) return true;
    MESSAGE("SKIPPED: crucible-md is not built");
    return false;
}

/// n^3 sheared cells of copper and aluminium, shaken.
Structure shaken_alloy(int n) {
    Structure s;
    const double a = 3.8 * n;
    s.cell.h = Mat3{{{{a, 0, 0}, {0.5, a, 0}, {-0.3, 0.4, a}}}};
    RandomStream random(11, StreamId::tests);
    for (int i = 0; i < n * n * n; ++i)
        for (const Vec3& f : {Vec3{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}) {
            Vec3 r = (f + Vec3(i % n, i / n % n, i / n / n)) * (1.0 / n) * s.cell.h;
            for (int k = 0; k < 3; ++k) r[k] += random.uniform(-0.1, 0.1);
            s.numbers.push_back(s.size() % 3 == 0 ? 13 : 29);
            s.positions.push_back(Position(r));
        }
    return s;
}

MdJob pair_style_job(const std::string& file, int cells, std::int64_t steps, double time_step) {
    MdDynamics d;
    d.ensemble = MdEnsemble::nve;
    d.steps = steps, d.time_step = time_step;
    MdJob job;
    job.start = shaken_alloy(cells);
    job.model = {NepFile{file, Precision::double_}};
    job.stages = {d};
    return job;
}

RunContext pair_style_context() { return {"md", 1, nullptr, nullptr}; }

}  // namespace

TEST_SUITE("pair style") {
    TEST_CASE("forces inside LAMMPS are the model's own, on one, two and three ranks") {
        if (!has_pair_worker()) return;
        const Temporary files;
        write_atomic(files / "nep.txt",
                     made_up_nep("nep4_zbl 2 Cu Al\nzbl 1.2 2.4\ncutoff 5 4 90 40\nn_max 3 3\n"
                                 "basis_size 5 5\nl_max 4 2 1\nANN 10 0\n",
                                 1));
        for (const int cells : {1, 4})  // far smaller than the cut-off, and larger
            for (const int ranks : {1, 2, 3}) {
                INFO(cells << " cells, " << ranks << " ranks");
                const MdJob job = pair_style_job((files / "nep.txt").string(), cells, 1, 0.5);
                const MdResult r = run_md(job, {ranks, "", pair_worker}, pair_style_context());
                const auto model = make_model(job.model);
                Evaluation first, last;
                const MdEnd& end = r.ends.front();
                model->evaluate(job.start, first);
                model->evaluate(end.structure, last);
                CHECK(std::fabs(r.series.front().potential - first.energy) <
                      1e-11 * std::fabs(first.energy));
                CHECK(std::fabs(end.state.potential - last.energy) <
                      1e-11 * std::fabs(last.energy));
                const double trace = last.stress(0, 0) + last.stress(1, 1) + last.stress(2, 2);
                const double volume = job.start.cell.volume();
                CHECK(
                    end.state.pressure ==
                    doctest::Approx(2 * end.state.kinetic / 3 / volume - trace / 3).epsilon(1e-6));
                // From rest, velocity Verlet: v = dt / 2m (F(0) + F(dt)); LAMMPS's eV and u make
                // (angstrom/fs)^2 by its own constant, in 9 digits.
                const auto& v = end.structure.vectors.at("velocities");
                const double unit = 0.5 * 0.5 / 1.0364269e2;
                for (std::size_t i = 0; i < v.size(); ++i) {
                    const Vec3 force = first.forces[i] + last.forces[i];
                    const Vec3 own = force * (unit / element(job.start.numbers[i]).mass);
                    REQUIRE(norm(v[i] - own) < 1e-7 * norm(own) + 1e-14);
                }
            }
    }

    TEST_CASE("a NEP with charges has its own forces inside LAMMPS; several ranks are refused") {
        if (!has_pair_worker()) return;
        const Temporary files;
        write_atomic(files / "nep.txt",
                     made_up_nep("nep4_charge1 2 Cu Al\ncutoff 5 4 90 40\nn_max 3 3\n"
                                 "basis_size 5 5\nl_max 4 2 1\nANN 10 0\n",
                                 1));
        const MdJob job = pair_style_job((files / "nep.txt").string(), 2, 1, 0.5);
        const MdResult r = run_md(job, {1, "", pair_worker}, pair_style_context());
        const auto model = make_model(job.model);
        Evaluation first, last;
        model->evaluate(job.start, first);
        model->evaluate(r.ends[0].structure, last);
        CHECK(std::fabs(r.series.front().potential - first.energy) <
              1e-11 * std::fabs(first.energy));
        const auto& v = r.ends[0].structure.vectors.at("velocities");
        const double unit = 0.5 * 0.5 / 1.0364269e2;
        for (std::size_t i = 0; i < v.size(); ++i) {
            const Vec3 own =
                (first.forces[i] + last.forces[i]) * (unit / element(job.start.numbers[i]).mass);
            REQUIRE(norm(v[i] - own) < 1e-7 * norm(own) + 1e-14);
        }
        CHECK_THROWS_WITH_AS(run_md(job, {2, "", pair_worker}, pair_style_context()),
                             doctest::Contains("E-md-ranks"), InputError);
        MdJob other = job;
        other.start.numbers[3] = 22;
        CHECK_THROWS_WITH_AS(check_md_job(other), doctest::Contains("E-energy-element"),
                             InputError);
    }

    TEST_CASE("a deep potential without room for all neighbours says so once") {
        if (!has_pair_worker()) return;
        const Temporary files;
        deep_pot_models::Shape shape;
        shape.sel = {11};
        write_atomic(files / "small.model", to_bytes(deep_pot_models::random_model(shape)));
        MdJob job = pair_style_job("", 2, 3, 0.01);
        job.start.numbers.assign(job.start.size(), 13);
        job.sample_every = 1;
        job.model = {DeepPotFile{{(files / "small.model").string()}, Precision::double_, true}};
        const auto model = make_model(job.model);
        Evaluation e;
        model->evaluate(job.start, e);
        const Crowding& c = dynamic_cast<ShortRangeModel&>(*model).crowding();
        REQUIRE(c.atoms > 0);
        for (const int ranks : {1, 2}) {
            std::vector<std::string> warnings;
            const RunContext context{"md", 1,
                                     [&](const Event& event) {
                                         if (event.kind == Event::Kind::warning)
                                             warnings.emplace_back(event.text);
                                     },
                                     nullptr};
            run_md(job, {ranks, "", pair_worker}, context);
            REQUIRE(warnings.size() == 1);
            CHECK(warnings[0] == crowding_text(c, job.start.size()));
        }
    }

    TEST_CASE("two ranks have the forces of one to 1e-10, step after step") {
        if (!has_pair_worker()) return;
        const std::string file = "nep/Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt";
        REQUIRE_SHARED_DATA(file);
        MdJob job = pair_style_job(shared_data(file).string(), 4, 20, 1);
        job.velocity_temperature = 500;
        const MdResult one = run_md(job, {1, "", pair_worker}, pair_style_context());
        const MdResult two = run_md(job, {2, "", pair_worker}, pair_style_context());
        const auto& a = one.ends[0].structure.vectors.at("velocities");
        const auto& b = two.ends[0].structure.vectors.at("velocities");
        for (std::size_t i = 0; i < a.size(); ++i) CHECK(norm(a[i] - b[i]) < 1e-10 * norm(a[i]));
    }
}

TEST_SUITE("slow pair style") {
    TEST_CASE("a deep potential inside LAMMPS has its own forces, on one rank and two") {
        if (!has_pair_worker()) return;
        REQUIRE_SHARED_DATA("dnp/Al-0.pb");
        MdJob job = pair_style_job("", 3, 1, 1);
        job.start.numbers.assign(job.start.size(), 13);
        job.model = {DeepPotFile{{shared_data("dnp/Al-0.pb").string()}, Precision::double_, true}};
        const auto model = make_model(job.model);
        Evaluation first;
        model->evaluate(job.start, first);
        std::vector<Vec3> before;
        for (const int ranks : {1, 2}) {
            const MdResult r = run_md(job, {ranks, "", pair_worker}, pair_style_context());
            CHECK(std::fabs(r.series.front().potential - first.energy) <
                  1e-11 * std::fabs(first.energy));
            const auto& v = r.ends[0].structure.vectors.at("velocities");
            for (std::size_t i = 0; i < before.size(); ++i)
                CHECK(norm(v[i] - before[i]) < 1e-10 * norm(v[i]));
            before = v;
        }
    }

    TEST_CASE("NVE with UNEP-v1 drifts by less than 1e-6 eV per atom and ps") {
        if (!has_pair_worker()) return;
        const std::string file = "nep/Song-2024-UNEP-v1-AgAlAuCrCuMgMoNiPbPdPtTaTiVWZr.txt";
        REQUIRE_SHARED_DATA(file);
        for (const Precision precision : {Precision::double_, Precision::single}) {
            MdJob job = pair_style_job(shared_data(file).string(), 4, 8000, 1);
            job.model = {NepFile{shared_data(file).string(), precision}};
            job.velocity_temperature = 600;
            job.sample_every = 10;
            const MdResult r = run_md(job, {1, "", pair_worker}, pair_style_context());
            // The slope of a straight line through the total energy; the first ps, in which the
            // shaken start settles, is left out.
            double n = 0, t = 0, e = 0, tt = 0, te = 0;
            const auto atoms = static_cast<double>(job.start.size());
            for (const MdSample& s : r.series) {
                if (s.time < 1000) continue;
                const double ps = s.time / 1000, total = (s.potential + s.kinetic) / atoms;
                n += 1, t += ps, e += total, tt += ps * ps, te += ps * total;
            }
            const double drift = (n * te - t * e) / (n * tt - t * t);
            MESSAGE("drift " << drift << " eV/atom/ps");
            CHECK(std::fabs(drift) < 1e-6);
        }
    }
}
