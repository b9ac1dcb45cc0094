// Data terms beyond S(q), moves beyond displacements, cells beyond cubes, and problems that no
// chain can follow.
#include <doctest/doctest.h>

#include <algorithm>

#include "crucible/atoms/neighbours.hpp"
#include "crucible/base/error.hpp"
#include "crucible/rmc/band_fit.hpp"
#include "crucible/rmc/linear_group.hpp"
#include "tests/rmc/problems.hpp"

using namespace rmc_test;

namespace {

/// The message of the error that a chain of this problem ends with.
std::string complaint(const Problem& p, const Structure& start) {
    try {
        Chain chain(p, start, {1, StreamId::tests});
    } catch (const Error& e) {
        CHECK(std::string(e.what()).find('\n') == std::string::npos);
        CHECK(!e.cure().empty());
        return std::string(e.what());
    }
    return "none";
}
#define CHECK_COMPLAINT(problem, start, part)                                \
    CHECK_MESSAGE(complaint(problem, start).find(part) != std::string::npos, \
                  complaint(problem, start))

}  // namespace

TEST_CASE("a fit brings S(q) and a partial g(r) to their targets") {
    const Structure target = random_alloy(300, 1, 2.2), start = random_alloy(300, 2);
    Problem p = two_sets(target, start);
    p.stages[0] = Stage{120'000, 0.8, {{0.1, 3e-3}, {0.1, 3e-3}}, {}, 0, 0, true};
    Chain chain(p, start, {31, StreamId::tests});
    chain.run(1);
    const Progress before = chain.progress();
    CHECK(!chain.run(200'000));
    const Progress after = chain.progress();
    for (std::size_t s = 0; s < 2; ++s) {
        CHECK(after.r2[s] > 0.95);
        CHECK(after.delta2[s] < 0.3 * before.delta2[s]);
    }
    CHECK(after.moves == 120'000);
    CHECK(after.sigma[0] == doctest::Approx(3e-3));
    const auto seen = chain.observed(0),
               direct = evaluate(p.linear[0].observable, chain.structure());
    // Pairs on the edge of a bin may be counted on its other side.
    for (std::size_t k = 0; k < seen.size(); ++k) CHECK(std::fabs(seen[k] - direct[k]) < 2e-4);
}

TEST_CASE("a stage ends early once every set has the R^2 asked for") {
    const Structure target = random_alloy(200, 1, 2.2), start = random_alloy(200, 2);
    Problem p = two_sets(target, start);
    p.stages[0].sigma = {{0.03, 0.03}, {0.03, 0.03}};
    p.stages[0].adapt = true;
    p.stop_r2 = 0.8;
    Chain chain(p, start, {32, StreamId::tests});
    CHECK(!chain.run(1'000'000));
    const Progress end = chain.progress();
    CHECK(end.r2[0] >= 0.8);
    CHECK(end.r2[1] >= 0.8);
    CHECK(end.moves == 1'000'000);  // those not needed count as done
    CHECK(end.accepted < 500'000);
}

TEST_CASE("scale and offset are fitted with every move") {
    const Structure target = random_alloy(150, 1), start = random_alloy(150, 2);
    Problem p = two_sets(target, start);
    const std::vector<double> truth = p.linear[0].target;
    for (double& v : p.linear[0].target) v = 0.8 * v - 0.3;
    p.linear[0].calibration = Calibration::both;
    Chain chain(p, target, {33, StreamId::tests});
    chain.run(1);
    CHECK(chain.progress().r2[0] > 0.999);  // the target itself, but for one move
    const auto seen = chain.observed(0);
    for (std::size_t k = 0; k < seen.size(); ++k)
        CHECK(std::fabs(seen[k] - p.linear[0].target[k]) < 0.05);
    for (const Calibration c : {Calibration::scale, Calibration::offset}) {
        p.linear[0].calibration = c;
        p.linear[0].target = truth;
        for (double& v : p.linear[0].target) c == Calibration::scale ? v *= 1.3 : v += 0.4;
        Chain other(p, target, {33, StreamId::tests});
        other.run(1);
        CHECK(other.progress().r2[0] > 0.999);
    }
    p.linear[0].calibration = Calibration::none;
    Chain bare(p, target, {33, StreamId::tests});
    bare.run(1);
    CHECK(bare.progress().r2[0] < 0.9);
}

TEST_CASE("errors per point weigh the points") {
    const Structure target = random_alloy(150, 1), start = random_alloy(150, 2);
    Problem p = two_sets(target, start);
    p.linear.resize(1);
    p.linear[0].norm = Norm::point_sigma;
    p.linear[0].point_weight.assign(p.linear[0].target.size(), 0.0);
    p.linear[0].point_weight[5] = 25;  // an error of 0.2 at one point, infinite elsewhere
    p.stages[0].sigma = {{1, 1}};
    Chain chain(p, start, {34, StreamId::tests});
    chain.run(1000);
    const double off = chain.observed(0)[5] - p.linear[0].target[5];
    CHECK(chain.progress().delta2[0] == doctest::Approx(25 * off * off).epsilon(1e-9));
}

TEST_CASE("angles are counted move by move as they are counted anew") {
    const Structure target = random_alloy(200, 1), start = random_alloy(200, 2);
    Problem p = two_sets(target, start);
    AngleTerm a;
    a.name = "angles";
    a.cutoffs = {{{29, 29}, 3.4}, {{29, 40}, 3.7}, {{40, 40}, 3.8}};
    a.target.assign(36, 1.0 / 36);
    p.angles = {a};
    a.centre = 40;
    p.angles.push_back(a);
    p.stages[0].sigma.assign(4, {0.1, 0.1});
    const Structure ordered = random_alloy(200, 3, 2.4);
    const Chain measured(p, ordered, {35, StreamId::tests});
    for (std::size_t k = 0; k < 2; ++k) p.angles[k].target = measured.observed(2 + k);
    p.stages[0].sigma = {{0.3, 0.1}, {0.3, 0.1}, {0.01, 0.01}, {0.01, 0.01}};
    p.stages[0].adapt = true;
    Chain chain(p, start, {35, StreamId::tests}, {2, 8});
    chain.run(1);
    const double before = chain.progress().delta2[2];
    chain.run(15'000);
    CHECK(chain.recheck() < 1e-6);
    CHECK(chain.progress().delta2[2] < 0.7 * before);
    double sum = 0;
    for (double v : chain.observed(3)) sum += v;
    CHECK(sum == doctest::Approx(1));
    CHECK(chain.progress().swaps_accepted > 0);
}

TEST_CASE("rigid groups keep their shape and their neighbours' counts") {
    const Structure target = random_alloy(200, 1), start = random_alloy(200, 2);
    Problem p = two_sets(target, start);
    // An atom with its three nearest neighbours, and a pair elsewhere.
    const NeighbourList near = neighbours(start, 4);
    const auto few = [&](std::size_t i, std::size_t n) {
        std::vector<Neighbour> all(near.of(i).begin(), near.of(i).end());
        std::sort(all.begin(), all.end(),
                  [](const Neighbour& a, const Neighbour& b) { return a.distance < b.distance; });
        std::vector<std::int32_t> out{static_cast<std::int32_t>(i)};
        for (std::size_t k = 0; k < n; ++k) out.push_back(all.at(k).j);
        return out;
    };
    p.moves.groups = {few(3, 3)};
    for (std::size_t i = 0; p.moves.groups.size() < 2; ++i) {
        const auto pair = few(i, 1);
        bool is_apart = true;
        for (const std::int32_t a : p.moves.groups[0])
            is_apart = is_apart && a != pair[0] && a != pair[1];
        if (is_apart) p.moves.groups.push_back(pair);
    }
    p.stages[0].sigma = {{0.3, 0.1}, {0.5, 0.2}};
    p.stages[0].group_fraction = 0.3;
    p.energy.eam = soft_tables();
    p.stages[0].temperature = {20000, 20000};
    const RandomStream random(36, StreamId::tests);
    Chain chain(p, start, random);
    chain.run(20'000);
    const Structure end = chain.structure();
    const FixedCell cell(start.cell);
    const auto apart = [&](const Structure& s, std::size_t i, std::size_t j) {
        return norm(cell.between(cell.place(s.positions[i]), cell.place(s.positions[j])));
    };
    for (const auto& group : p.moves.groups)
        for (const std::int32_t i : group)
            for (const std::int32_t j : group) {
                const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
                CHECK(std::fabs(apart(start, a, b) - apart(end, a, b)) < 1e-5);
            }
    CHECK(chain.progress().groups > 5000);
    CHECK(chain.progress().groups_accepted > 20);
    CHECK(chain.recheck() < 1e-6);
    Chain other(p, start, random, {2, 16});
    other.run(20'000);
    CHECK(other.save() == chain.save());
}

TEST_CASE("a skewed cell of the same lattice gives the same chain") {
    Structure start = random_alloy(400, 2);
    const double side = start.cell.h[0].x;
    Problem p;
    LinearTerm t;
    t.name = "S(q)";
    t.observable = structure_factor(ensemble_of(start), {}, uniform_grid(1, 16, 0.2),
                                    RadialGrid::up_to(0.33 * side));
    t.target = evaluate(t.observable, random_alloy(400, 1));
    p.linear = {t};
    p.cutoffs = {{{29, 29}, 1.8}, {{29, 40}, 1.9}, {{40, 40}, 2.0}};
    p.energy.eam = soft_tables();
    Stage stage{10'000, 1, {{0.1, 0.02}}, {6000, 4000}, 0.1, 0, false};
    p.stages = {stage};
    Structure skewed = start;
    skewed.cell.h[1] = {side, side, 0};  // b + a
    skewed.cell.h[2] = {0, 0, side};
    const RandomStream random(37, StreamId::tests);
    Chain a(p, start, random), b(p, skewed, random);
    a.run(3000), b.run(3000);
    CHECK(a.progress().accepted == b.progress().accepted);
    CHECK(a.progress().accepted > 300);
    CHECK(a.progress().energy == doctest::Approx(b.progress().energy).epsilon(1e-8));
    const FixedCell cell(start.cell);
    const Structure sa = a.structure(), sb = b.structure();
    for (std::size_t i = 0; i < sa.size(); ++i)
        CHECK(norm(cell.between(cell.place(sa.positions[i]), cell.place(sb.positions[i]))) < 1e-5);
    CHECK(b.recheck() < 1e-6);
}

TEST_CASE("compressed tables change nothing that matters") {
    const Structure s = random_alloy(1000, 1), t = random_alloy(1000, 2);
    LinearTerm term;
    term.observable = xray_of(s);
    term.target = evaluate(term.observable, s);
    const LinearGroup group({term}, {0});
    REQUIRE(group.is_compressed());
    // The difference of two configurations through the compressed table, beside the plain sum.
    const PairHistogram a = pair_histogram(s, term.observable.grid);
    const PairHistogram b = pair_histogram(t, term.observable.grid);
    std::vector<std::int32_t> difference(group.histogram_size() + overhang, 0);
    for (std::size_t p = 0; p < 3; ++p)
        for (std::size_t k = 0; k < term.observable.grid.bins; ++k)
            difference[p * group.layout().size + static_cast<std::size_t>(group.layout().location(
                                                     static_cast<std::int32_t>(k)))] =
                static_cast<std::int32_t>(b.counts(p, k) - a.counts(p, k));
    std::vector<float> out(group.padded_columns() + overhang);
    GroupScratch scratch;
    group.change(difference.data(), 7, out.data(), scratch);
    const auto va = evaluate(term.observable, a), vb = evaluate(term.observable, b);
    for (std::size_t k = 0; k < va.size(); ++k)
        CHECK(std::fabs((vb[k] - va[k]) - static_cast<double>(out[k])) < 2e-6);
    // What is not smooth in r is not compressed: bins of g(r).
    LinearTerm bins;
    bins.observable = total_g(ensemble_of(s), 10, 0.1, RadialGrid::up_to(10, 0.02));
    bins.target = evaluate(bins.observable, s);
    CHECK(!LinearGroup({bins}, {0}).is_compressed());
}

TEST_CASE("problems that make no sense are one clear line each") {
    const Structure start = random_alloy(150, 2);
    const Problem good = two_sets(random_alloy(150, 1), start);
    CHECK(complaint(good, start) == "none");
    Problem p = good;
    p.linear[0].observable =
        structure_factor(ensemble_of(start), {}, {1, 2, 3}, RadialGrid::up_to(9));
    p.linear[0].target = {1, 1, 1};
    CHECK_COMPLAINT(p, start, "[E-rmc-range]");
    CHECK_COMPLAINT(p, start, "looks 9 angstrom far");
    p = good;
    p.energy.eam = soft_tables();
    CHECK_COMPLAINT(p, random_alloy(30, 1), "[E-rmc-");
    p = good;
    p.cutoffs[{29, 29}] = 30;
    CHECK_COMPLAINT(p, start, "[E-rmc-cutoff]");
    p = good;
    p.linear[0].target.pop_back();
    CHECK_COMPLAINT(p, start, "[E-rmc-target]");
    p = good;
    p.linear[0].target[3] = std::nan("");
    CHECK_COMPLAINT(p, start, "point 4 is not a number");
    p = good;
    p.linear[1].target.assign(p.linear[1].target.size(), 0.0);
    CHECK_COMPLAINT(p, start, "cannot set the norm");
    p = good;
    p.linear[0].point_weight.assign(p.linear[0].target.size(), 1.0);
    p.linear[0].point_weight[0] = 1 / 0.0;
    CHECK_COMPLAINT(p, start, "is its error zero?");
    CHECK_COMPLAINT(good, random_alloy(151, 2), "[E-rmc-ensemble]");
    p = good;
    p.stages[0].sigma.pop_back();
    CHECK_COMPLAINT(p, start, "1 sigmas for 2 data sets");
    p = good;
    p.stages[0].sigma[1].end = 0;
    CHECK_COMPLAINT(p, start, "sigma of data set 2 is not positive");
    p = good;
    p.energy.eam = soft_tables();
    p.stages[0].temperature = {0, 0};
    CHECK_COMPLAINT(p, start, "no positive temperature");
    p = good;
    p.moves.step = -1;
    CHECK_COMPLAINT(p, start, "[E-rmc-stage]");
    p = good;
    p.moves.groups = {{1, 2}, {2, 3}};
    CHECK_COMPLAINT(p, start, "[E-rmc-group]");
    p.moves.groups = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};  // all over the box
    CHECK_COMPLAINT(p, start, "wider than half the box");
    Structure bad = start;
    bad.positions[7].x = std::nan("");
    CHECK_COMPLAINT(good, bad, "atom 8 of the start is nowhere");
    CHECK_COMPLAINT(good, Structure{}, "[E-rmc-start]");
    bad = start;
    bad.cell.periodic[2] = false;
    CHECK_COMPLAINT(good, bad, "[E-atoms-periodic]");
    Cell tiny;
    tiny.h = Mat3::diagonal(4, 4, 4);
    CHECK_THROWS_WITH_AS(random_start(tiny, std::vector<int>(3000, 29), 2, {1, StreamId::tests}),
                         doctest::Contains("[E-rmc-crowded]"), InputError);
}

TEST_CASE("checkpoints that do not belong are refused") {
    const Structure start = random_alloy(150, 2);
    const Problem p = two_sets(random_alloy(150, 1), start);
    const RandomStream random(38, StreamId::tests);
    Chain chain(p, start, random);
    chain.run(500);
    const std::string good = chain.save();
    Problem other = p;
    other.stages[0].sigma[0].end *= 2;
    Chain another(other, start, random);
    CHECK_THROWS_WITH_AS(another.restore(good), doctest::Contains("another problem"),
                         InconsistentError);
    Chain stream(p, start, {39, StreamId::tests});
    CHECK_THROWS_AS(stream.restore(good), InconsistentError);
    for (std::size_t cut = 0; cut < good.size(); cut += 97)
        CHECK_THROWS_AS(chain.restore(std::string_view(good).substr(0, cut)), InconsistentError);
    for (std::size_t at = 0; at < good.size(); at += 101) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 4);
        CHECK_THROWS_WITH_AS(chain.restore(bad), doctest::Contains("[E-rmc-checkpoint]"),
                             InconsistentError);
    }
    CHECK(chain.save() == good);
}

TEST_CASE("fluctuation microscopy is fitted with kept amplitudes, and resumes to the last bit") {
    const Structure target = random_alloy(60, 1), start = random_alloy(60, 2);
    Problem p = two_sets(target, start);
    p.linear.resize(1);
    FluctuationTerm f;
    f.name = "V(k)";
    f.options.k = {0.3, 0.4, 0.5, 0.6};
    f.options.resolution = 5;
    f.options.n_psi = 8, f.options.n_theta = 6;
    f.target = fluctuation(target, f.options).variance;
    f.target_sigma.assign(4, 0.02);
    p.fluctuation = {f};
    p.stages[0].sigma = {{0.3, 0.3}, {1, 0.3}};
    const RandomStream random(44, StreamId::tests);
    Chain through(p, start, random);
    through.run(1);
    const double before = through.progress().delta2[1];
    through.run(3999);
    CHECK(through.progress().delta2[1] < 0.5 * before);
    CHECK(through.progress().accepted > 300);
    CHECK(through.recheck() < 1e-6);
    Chain first(p, start, random, {2, 8});
    first.run(2000);
    Chain second(p, start, random);
    second.restore(first.save());
    second.run(2000);
    CHECK(second.save() == through.save());
    p.fluctuation[0].options.resolution = 60;  // wider than the box
    CHECK_COMPLAINT(p, start, "[E-fem-box]");
    p.fluctuation = {f};
    p.fluctuation[0].target_sigma[2] = 0;
    CHECK_COMPLAINT(p, start, "is its error zero?");
}
