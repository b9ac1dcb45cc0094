// The Bayesian algorithm on synthetic truth: 200 materials whose melting temperature is known.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"
#include "crucible/num/statistics.hpp"
#include "tests/thermo/synthetic_melt.hpp"

using namespace crucible;

namespace {

struct Outcome {
    double error = 0, cost = 0;  // relative; atoms x ps
    std::size_t runs = 0;
    bool is_covered = false, is_tense = false;
};

/// The loop as the step makes it, with a material on paper in the place of molecular dynamics.
Outcome measure_on_paper(const SyntheticMelt& m, double target, std::uint64_t seed) {
    const CoexistencePlan plan = m.plan(target);
    std::vector<CoexistenceRun> runs;
    std::vector<SyntheticRun> hands;
    std::vector<CoexistenceRecord> whole;
    CoexistenceVerdict v = judge(runs, m.facts(), plan);
    while (v.state == CoexistenceVerdict::State::more) {
        for (const CoexistenceRequest& q : next_runs(runs, m.facts(), plan)) {
            const double atoms = plan.cells[q.cell].atoms;
            const bool is_bracket = q.bath == CoexistenceRecord::Bath::thermostat;
            SyntheticRun hand =
                q.continues >= 0
                    ? hands[static_cast<std::size_t>(q.continues)]
                    : SyntheticRun(m, q, atoms, RandomStream(seed, StreamId::tests, hands.size()));
            CoexistenceRun r = hand.go(q.time, is_bracket ? 6000 : 20000);
            r.request = q;
            if (!is_bracket) {
                if (q.continues >= 0)
                    for (const FrontAdvance& s :
                         runs[static_cast<std::size_t>(q.continues)].record.stretches)
                        r.record.stretches.insert(r.record.stretches.begin(), s);
                r.record = joined(r.record);
            }
            hands.push_back(hand);
            runs.push_back(r);
        }
        v = judge(runs, m.facts(), plan);
    }
    const CoexistencePosterior p = coexistence_posterior(runs, m.facts(), plan);
    Outcome o;
    o.error = (p.melting - m.melting) / m.melting;
    o.is_covered = p.low <= m.melting && m.melting <= p.high;
    o.is_tense = v.state == CoexistenceVerdict::State::failed;
    o.cost = coexistence_cost(runs, plan) / 1000;
    o.runs = runs.size();
    return o;
}

struct Summary {
    double coverage = 0, rms = 0, median_error = 0, cost = 0, runs = 0;
    int alarms = 0;
};

/// Copper of Mishin's potential: the temperature of a free run follows its front within 9 ps.
SyntheticMelt copper_on_paper() {
    SyntheticMelt m;
    m.melting = m.guess = 1324, m.mass = 63.546, m.latent = 0.129, m.density = 0.0805;
    m.kinetic = 7.4e-6;
    return m;
}

Summary many(double target, int replicas, std::uint64_t first_seed) {
    std::vector<double> errors, costs, runs;
    Summary s;
    double squares = 0;
    for (int i = 0; i < replicas; ++i) {
        const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(i);
        const auto m = SyntheticMelt::draw(RandomStream(seed, StreamId::tests, 1u << 20));
        const Outcome o = measure_on_paper(m, target, seed);
        s.alarms += o.is_tense;
        s.coverage += o.is_covered;
        squares += o.error * o.error;
        errors.push_back(std::fabs(o.error)), costs.push_back(o.cost);
        runs.push_back(static_cast<double>(o.runs));
    }
    s.coverage /= replicas, s.rms = std::sqrt(squares / replicas);
    s.median_error = quantile(errors, 0.5), s.cost = quantile(costs, 0.5);
    s.runs = quantile(runs, 0.5);
    return s;
}

}  // namespace

TEST_SUITE("coexistence on paper") {
    TEST_CASE("no runs leave the prior; one run moves it to where its record says") {
        SyntheticMelt m = SyntheticMelt::draw(RandomStream(7, StreamId::tests));
        m.guess = m.melting;
        const CoexistencePlan plan = m.plan(0.01);
        const CoexistencePosterior before = coexistence_posterior({}, m.facts(), plan.priors);
        CHECK(before.melting == doctest::Approx(m.guess).epsilon(1e-9));
        CHECK(before.melting_sd == doctest::Approx(0.12 * m.guess).epsilon(1e-6));
        CHECK(before.low == doctest::Approx(m.guess * (1 - 1.95996 * 0.12)).epsilon(1e-4));
        CoexistenceRecord r;
        r.bath = CoexistenceRecord::Bath::free;
        r.stretches = {{0, 1e6, 0.97 * m.guess}};
        r.atoms = 1e9, r.area = m.area(4000), r.readout = 0;
        const CoexistencePosterior after = coexistence_posterior({r}, m.facts(), plan.priors);
        const double s =
            std::sqrt(front_noise(m.facts(), 0.97 * m.guess, r.area) / (before.kinetic * 1e6));
        CHECK(std::fabs(after.melting - 0.97 * m.guess) < 0.1 * s);
        CHECK(after.melting_sd > 0.8 * s);
        CHECK(after.melting_sd < 1.6 * s);  // the kinetic coefficient is not known
    }

    TEST_CASE("the spread of T + x/(2 mu t) is what fluctuation and dissipation say, in any bath") {
        SyntheticMelt m = SyntheticMelt::draw(RandomStream(11, StreamId::tests));
        m.asymmetry = 1, m.curvature = 0, m.size = 0, m.attraction = 0, m.readout = 0;
        for (const auto bath :
             {CoexistenceRecord::Bath::thermostat, CoexistenceRecord::Bath::free}) {
            std::vector<double> z;
            for (std::uint64_t i = 0; i < 400; ++i) {
                const CoexistenceRequest q{bath, m.melting, 0, 60'000, -1};
                SyntheticRun hand(m, q, 20'000, RandomStream(31, StreamId::tests, i));
                const CoexistenceRecord r = joined(hand.go(60'000, 60'000).record);
                const FrontAdvance& a = r.stretches[0];
                const double s =
                    std::sqrt(m.noise * front_noise(m.facts(), m.melting, r.area) *
                              (m.latent * m.wrong_latent / m.latent) / (m.kinetic * a.time));
                z.push_back((a.temperature + a.advance / (2 * m.kinetic * a.time) - m.melting) / s);
            }
            CHECK(std::fabs(mean(z)) < 4 / std::sqrt(400.0));
            CHECK(std::sqrt(variance(z)) == doctest::Approx(1).epsilon(0.12));
        }
    }

    TEST_CASE("stretches of free runs fed as if their temperature were fixed raise the alarm") {
        int alarms = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const SyntheticMelt m = copper_on_paper();
            CoexistencePlan plan = m.plan(0.005);
            plan.priors.guess = m.melting;
            std::vector<CoexistenceRun> runs;
            for (std::uint64_t i = 0; i < 12; ++i) {
                const bool is_free = i >= 4;
                CoexistenceRequest q{
                    is_free ? CoexistenceRecord::Bath::free : CoexistenceRecord::Bath::thermostat,
                    m.melting * (is_free ? 1
                                 : i % 2 ? 1.02
                                         : 0.98),
                    1, is_free ? 240'000.0 : 24'000.0, -1};
                SyntheticRun hand(m, q, 4000, RandomStream(seed, StreamId::tests, i));
                runs.push_back(hand.go(q.time, is_free ? 20'000 : 6000));
                runs.back().request = q;
                runs.back().record.bath = CoexistenceRecord::Bath::thermostat;
            }
            alarms += judge(runs, m.facts(), plan).state == CoexistenceVerdict::State::failed;
        }
        MESSAGE(alarms << " alarms of 20");
        CHECK(alarms >= 18);
    }

    TEST_CASE("a winner alone says which side of Tm it was on, as by summing over Tm") {
        const MeltingFacts facts{63.546, 0.129, 0.0805};
        CoexistencePriors priors{.guess = 1300};
        priors.size_sd = 1e-9, priors.ln_noise_sd = 1e-6;
        CoexistenceRecord r;
        r.winner = CoexistenceRecord::Winner::solid;
        r.temperature = 1350, r.atoms = 256, r.area = 200;
        const CoexistencePosterior p = coexistence_posterior({r}, facts, priors);
        // The prior times the chance that solid wins (docs/melting.md, "Winners").
        const double sd = priors.guess_sd * priors.guess;
        const double sharpness =
            256 * facts.latent / (2 * constants::boltzmann * p.melting * p.melting);
        double norm = 0, mean = 0, square = 0;
        for (double t = 1300 - 6 * sd; t < 1300 + 6 * sd; t += 0.05) {
            const double w = std::exp(-0.5 * std::pow((t - 1300) / sd, 2)) *
                             (0.02 + 0.96 / (1 + std::exp(-sharpness * (t - 1350))));
            norm += w, mean += w * t, square += w * t * t;
        }
        mean /= norm;
        CHECK(p.melting == doctest::Approx(mean).epsilon(1e-3));
        CHECK(p.melting_sd ==
              doctest::Approx(std::sqrt(square / norm - mean * mean)).epsilon(0.01));
        CHECK(p.melting > 1370);
    }

    TEST_CASE("winners of many tiny cells find Tm") {
        const MeltingFacts facts{63.546, 0.129, 0.0805};
        CoexistencePriors priors{.guess = 1200};
        priors.size_sd = 1e-9;
        constexpr double truth = 1324, atoms = 256;
        const double sharpness = atoms * facts.latent / (2 * constants::boltzmann * truth * truth);
        int covered = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            RandomStream random(seed, StreamId::tests, 7);
            std::vector<CoexistenceRecord> records;
            for (int i = 0; i < 40; ++i) {
                CoexistenceRecord r;
                r.temperature = 1280 + 2 * i, r.atoms = atoms, r.area = 200;
                const bool is_solid =
                    random.uniform() < 1 / (1 + std::exp(-sharpness * (truth - r.temperature)));
                r.winner =
                    is_solid ? CoexistenceRecord::Winner::solid : CoexistenceRecord::Winner::liquid;
                records.push_back(r);
            }
            const CoexistencePosterior p = coexistence_posterior(records, facts, priors);
            CHECK(p.melting_sd < 12);
            covered += p.low < truth && truth < p.high;
        }
        CHECK(covered >= 16);
    }

    TEST_CASE("a melt that does not lie above its solid is refused") {
        CHECK_THROWS_AS(coexistence_posterior({}, {63, -0.01, 0.08}, {.guess = 1000}),
                        InconsistentError);
    }
}

TEST_SUITE("slow coexistence on paper") {
    TEST_CASE("intervals cover the truth as often as they say, at the cost that they say") {
        struct Row {
            double target, cost;  // cost: median of the prototype, atoms x ps
        };
        for (const Row row : {Row{0.01, 6.9e5}, Row{0.005, 1.6e6}, Row{0.0025, 5.1e6}}) {
            const Summary s = many(row.target, 200, 1000);
            MESSAGE("target " << 100 * row.target << " %: covers " << 100 * s.coverage << " %, rms "
                              << 100 * s.rms << " %, median error " << 100 * s.median_error
                              << " %, cost " << s.cost << " atom-ps, runs " << s.runs << ", alarms "
                              << s.alarms);
            CHECK(s.coverage >= 0.91);
            CHECK(s.coverage <= 0.985);
            CHECK(s.rms <= 1.15 * row.target);
            CHECK(s.cost <= 1.2 * row.cost);
        }
    }
}
