#include "crucible/thermo/coexistence_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/units.hpp"

namespace crucible {
namespace {

using Bath = CoexistenceRecord::Bath;

constexpr int bracket_runs = 4, fewest_runs = 4;
constexpr double bracket_width = 0.3, most_bracket = 0.04;  // of sd, of Tm
constexpr double bracket_end = 0.02;                        // relative sd at which bracketing ends
constexpr double free_below = 0.015;  // relative sd below which temperature may be free
constexpr double two_sizes_below = 0.003;
constexpr double most_tension = 2.5, most_bad = 0.3;

bool tells(const CoexistenceRecord& r) {
    return !r.stretches.empty() || r.winner != CoexistenceRecord::Winner::unknown;
}

/// Numbers of the runs whose records count: a run that was continued lives on in the longer one.
std::vector<std::size_t> counting(const std::vector<CoexistenceRun>& runs) {
    std::set<int> continued;
    for (const CoexistenceRun& r : runs) continued.insert(r.request.continues);
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (tells(runs[i].record) && !continued.contains(static_cast<int>(i))) out.push_back(i);
    return out;
}

std::vector<CoexistenceRecord> records_of(const std::vector<CoexistenceRun>& runs) {
    std::vector<CoexistenceRecord> out;
    for (const std::size_t i : counting(runs)) out.push_back(runs[i].record);
    return out;
}

double data_time(const CoexistenceRun& r) {
    double t = 0;
    for (const FrontAdvance& s : r.record.stretches) t += s.time;
    return t;
}

/// How far a crystal is overheated, and a melt undercooled, when it changes within picoseconds.
constexpr double superheating = 1.2, undercooling = 0.72;

double floor_sd(const CoexistencePlan& p, double melting) {
    return std::hypot(p.systematic * melting, p.pressure_sd);
}

/// Uncertainty of Tm and a as the design sees it.
struct Knowledge {
    double tt, ta, aa;  ///< covariance
    void learn(double inverse_atoms, double variance) {
        const double t = tt + ta * inverse_atoms, a = ta + aa * inverse_atoms;
        const double s = variance + t + a * inverse_atoms;
        tt -= t * t / s, ta -= t * a / s, aa -= a * a / s;
    }
};

/// Variance of a record of so much time (Eq. 2.3 of docs/melting.md).
double record_variance(const CoexistencePosterior& now, const MeltingFacts& f,
                       const CoexistencePlan& p, double area, double time) {
    const double noise =
        std::exp(now.ln_noise) * front_noise(f, now.melting, area) / (now.kinetic * time);
    const double read = p.readout / (2 * now.kinetic * time);
    return noise + 2 * read * read;
}

struct Candidate {
    CoexistenceRequest request;
    double atoms = 0, variance = 0, cost = 0;
};

std::vector<Candidate> candidates(const std::vector<CoexistenceRun>& runs, const MeltingFacts& f,
                                  const CoexistencePlan& p, const CoexistencePosterior& now) {
    std::vector<Candidate> out;
    for (std::size_t c = 0; c < p.cells.size(); ++c)
        for (const double time : p.times) {
            Candidate n{{Bath::free, now.melting + now.size / p.cells[c].atoms, c, time, -1}};
            n.atoms = p.cells[c].atoms;
            n.variance = record_variance(now, f, p, p.cells[c].area, time);
            n.cost = n.atoms * (time + p.preparation);
            out.push_back(n);
        }
    for (const std::size_t i : counting(runs)) {
        const CoexistenceRun& r = runs[i];
        const auto number = static_cast<int>(i);
        if (r.record.bath != Bath::free || r.end != CoexistenceRun::End::both) continue;
        const double before = data_time(r);
        for (const double time : p.times) {
            if (before + time > p.longest) continue;
            Candidate n{{Bath::free, r.request.temperature, r.request.cell, time, number}};
            n.atoms = r.record.atoms;
            // What the longer record knows beyond the one that it replaces.
            const double with = 1 / record_variance(now, f, p, r.record.area, before + time);
            const double without = 1 / record_variance(now, f, p, r.record.area, before);
            n.variance = 1 / (with - without);
            n.cost = n.atoms * time;
            out.push_back(n);
        }
    }
    return out;
}

std::vector<CoexistenceRequest> bracket(const std::vector<CoexistenceRun>& runs,
                                        const CoexistencePlan& p, const CoexistencePosterior& now) {
    std::vector<CoexistenceRequest> out;
    for (int i = 0; i < p.at_once; ++i) {
        const double side =
            p.at_once == 1 ? (runs.size() % 2 == 0 ? 1 : -1) : 2.0 * i / (p.at_once - 1) - 1;
        const double away = std::min(bracket_width * now.melting_sd, most_bracket * now.melting);
        out.push_back(
            {Bath::thermostat, now.melting + side * away, p.bracket_cell, p.bracket_time, -1});
    }
    return out;
}

/// Runs that tell the same thing two ways; the tension between them.
double largest_tension(const std::vector<CoexistenceRun>& runs, const MeltingFacts& f,
                       const CoexistencePlan& p) {
    const std::vector<std::size_t> numbers = counting(runs);
    double atoms = 0;
    for (const std::size_t i : numbers)
        atoms += runs[i].record.atoms / static_cast<double>(numbers.size());
    const CoexistencePriors priors = moved_priors(runs, p);
    double largest = 0;
    const auto compare = [&](auto&& is_first) {
        std::vector<CoexistenceRecord> first, second;
        for (const std::size_t i : numbers)
            (is_first(i) ? first : second).push_back(runs[i].record);
        if (first.empty() || second.empty()) return;
        largest = std::max(largest, tension(coexistence_posterior(first, f, priors),
                                            coexistence_posterior(second, f, priors)));
    };
    compare([&](std::size_t i) { return runs[i].request.bath == Bath::thermostat; });
    compare([&](std::size_t i) { return runs[i].record.atoms < atoms; });
    compare([&](std::size_t i) { return i < numbers[numbers.size() / 2]; });
    return largest;
}

}  // namespace

CoexistencePriors moved_priors(const std::vector<CoexistenceRun>& runs, const CoexistencePlan& p) {
    CoexistencePriors out = p.priors;
    for (const CoexistenceRun& r : runs) {
        if (r.end == CoexistenceRun::End::superheated)
            out.guess = std::min(out.guess, r.request.temperature / superheating);
        if (r.end == CoexistenceRun::End::undercooled)
            out.guess = std::max(out.guess, r.request.temperature / undercooling);
    }
    return out;
}

double coexistence_cost(const std::vector<CoexistenceRun>& runs, const CoexistencePlan& p) {
    double cost = 0;
    for (const CoexistenceRun& r : runs)
        cost += p.cells[r.request.cell].atoms *
                (r.request.time + (r.request.continues < 0 ? p.preparation : 0));
    return cost;
}

CoexistencePosterior coexistence_posterior(const std::vector<CoexistenceRun>& runs,
                                           const MeltingFacts& f, const CoexistencePlan& p) {
    const CoexistencePriors priors = moved_priors(runs, p);
    return coexistence_posterior(records_of(runs), f, priors, floor_sd(p, priors.guess));
}

CoexistenceVerdict judge(const std::vector<CoexistenceRun>& runs, const MeltingFacts& f,
                         const CoexistencePlan& p) {
    CoexistenceVerdict v;
    const auto bad = std::count_if(runs.begin(), runs.end(), [](const CoexistenceRun& r) {
        return r.end == CoexistenceRun::End::bad;
    });
    if (runs.size() >= 3 && static_cast<double>(bad) > most_bad * static_cast<double>(runs.size()))
        return {CoexistenceVerdict::State::failed,
                fmt::format("{} of {} runs did not keep one solid and one liquid slab", bad,
                            runs.size())};
    const CoexistencePosterior now = coexistence_posterior(runs, f, p);
    if (now.high < p.least && counting(runs).size() >= 2)
        return {CoexistenceVerdict::State::failed,
                fmt::format("it melts below {:.0f} K, where another lattice does", p.least)};
    std::set<double> sizes;
    for (const CoexistenceRecord& r : records_of(runs)) sizes.insert(std::round(r.atoms));
    const bool is_precise = now.melting_sd <= p.target * now.melting;
    const bool has_sizes = p.target >= two_sizes_below || sizes.size() >= 2 || p.cells.size() == 1;
    if (is_precise && has_sizes && records_of(runs).size() >= fewest_runs) {
        v.tension = largest_tension(runs, f, p);
        if (v.tension > most_tension)
            return {CoexistenceVerdict::State::failed,
                    fmt::format("runs disagree by {:.1f} standard deviations", v.tension),
                    v.tension};
        v.state = CoexistenceVerdict::State::met;
        return v;
    }
    if (static_cast<int>(runs.size()) >= p.most_runs)
        return {CoexistenceVerdict::State::failed,
                fmt::format("{} runs were not enough", runs.size())};
    if (p.most_cost > 0 && coexistence_cost(runs, p) >= p.most_cost)
        return {CoexistenceVerdict::State::failed, "the budget is used up"};
    return v;
}

std::vector<CoexistenceRequest> next_runs(const std::vector<CoexistenceRun>& runs,
                                          const MeltingFacts& f, const CoexistencePlan& p) {
    const CoexistencePosterior now = coexistence_posterior(runs, f, p);
    const double relative = now.melting_sd / now.melting;
    const bool is_bracketing = static_cast<int>(runs.size()) < bracket_runs;
    if ((is_bracketing && relative > bracket_end) || relative > free_below)
        return bracket(runs, p, now);
    const double fixed = std::pow(floor_sd(p, moved_priors(runs, p).guess), 2);
    Knowledge known{now.melting_sd * now.melting_sd - fixed, now.covariance,
                    now.size_sd * now.size_sd};
    auto open = candidates(runs, f, p, now);
    std::vector<CoexistenceRequest> out;
    const auto is_enough = [&] {  // with a margin, since expectations are not results
        return std::sqrt(known.tt + fixed) < 0.85 * p.target * now.melting &&
               static_cast<int>(counting(runs).size() + out.size()) >= fewest_runs;
    };
    while (static_cast<int>(out.size()) < p.at_once && !open.empty() &&
           !(!out.empty() && is_enough())) {
        const auto score = [&](const Candidate& c) {
            Knowledge then = known;
            then.learn(1 / c.atoms, c.variance);
            return std::log(known.tt / then.tt) / c.cost;
        };
        const auto best =
            std::max_element(open.begin(), open.end(),
                             [&](const auto& a, const auto& b) { return score(a) < score(b); });
        const Candidate chosen = *best;
        known.learn(1 / chosen.atoms, chosen.variance);
        out.push_back(chosen.request);
        if (chosen.request.continues >= 0)
            std::erase_if(open, [&](const Candidate& c) {
                return c.request.continues == chosen.request.continues;
            });
    }
    return out;
}

double expected_cost(const MeltingFacts& f, const CoexistencePlan& p) {
    const CoexistencePosterior prior = coexistence_posterior({}, f, p.priors);
    const CoexistenceCell& c = p.cells[p.bracket_cell];
    const double sd = p.target * p.priors.guess;
    const double one = record_variance(prior, f, p, c.area, 1e5);
    const double data = 1e5 * one / (sd * sd);
    // Twice the ideal, for what is not known beforehand, and the runs that bracket Tm.
    return c.atoms * (2 * data + bracket_runs * (p.bracket_time + p.preparation));
}

}  // namespace crucible
