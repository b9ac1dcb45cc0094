#include "crucible/kinds/search_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "crucible/data/json.hpp"
#include "crucible/synthesis/recovery.hpp"

namespace crucible {
namespace {

constexpr std::pair<const char*, double SearchVerdict::*> verdict_numbers[] = {
    {"first_seconds", &SearchVerdict::first_seconds},
    {"seconds", &SearchVerdict::seconds},
    {"first_calls", &SearchVerdict::first_calls},
    {"calls", &SearchVerdict::calls},
    {"rollout_calls", &SearchVerdict::rollout_calls},
    {"iterations", &SearchVerdict::iterations},
    {"routes", &SearchVerdict::routes},
    {"place", &SearchVerdict::place},
    {"steps", &SearchVerdict::steps},
    {"score", &SearchVerdict::score}};

bool is_solved(const std::vector<synthesis::Route>& routes) {
    return !routes.empty() && routes.front().score.solved;
}

/// One line of the summary in the making.
class SummaryLine {
public:
    SummaryLine(StepRun& run, std::string algorithm, std::vector<const SearchVerdict*> verdicts)
        : run_(run), algorithm_(std::move(algorithm)), verdicts_(std::move(verdicts)) {}

    /// Mean of `figure` over the verdicts that are among those meant.
    template <class Figure, class Among>
    void mean(const std::string& id, const std::string& column, Figure&& figure, Among&& among) {
        double sum = 0, of = 0;
        for (const SearchVerdict* v : verdicts_)
            if (among(*v)) of += 1, sum += figure(*v);
        const double value = of > 0 ? sum / of : 0;
        run_.row(Row::number(id + "." + algorithm_, value, id == "time" ? "s" : "",
                             static_cast<std::int64_t>(of)));
        columns.emplace_back(column, value);
    }

    std::vector<std::pair<std::string, double>> columns;

private:
    StepRun& run_;
    std::string algorithm_;
    std::vector<const SearchVerdict*> verdicts_;
};

}  // namespace

SearchVerdict verdict_of(const synthesis::SearchResult& r,
                         const std::vector<synthesis::RouteNode>& references,
                         const std::vector<double>& marks) {
    SearchVerdict v;
    const synthesis::SearchCounts& c = r.counts;
    v.solved = is_solved(r.routes);
    v.first_seconds = c.first_seconds, v.seconds = c.seconds;
    v.first_calls = static_cast<double>(c.first_calls);
    v.calls = static_cast<double>(c.model_calls);
    v.rollout_calls = static_cast<double>(c.rollout_calls);
    v.iterations = static_cast<double>(c.iterations);
    v.routes = static_cast<double>(r.routes.size());
    v.place = synthesis::place_of(references, r.routes);
    if (v.solved) {
        v.steps = r.routes.front().score.steps;
        v.score = r.routes.front().score.score;
    }
    for (std::size_t k = 0; k < marks.size(); ++k) {
        const auto& routes = k < r.marks.size() ? r.marks[k].routes : r.routes;
        v.marks.push_back(
            {is_solved(routes), static_cast<double>(synthesis::place_of(references, routes))});
    }
    return v;
}

std::string encode_verdict(const SearchVerdict& d) {
    Value v, marks = Value::make_list();
    v.set("solved", d.solved);
    for (const auto& [name, member] : verdict_numbers) v.set(name, d.*member);
    for (const VerdictAtMark& m : d.marks) {
        Value one;
        one.set("solved", m.solved);
        one.set("place", m.place);
        marks.push(std::move(one));
    }
    v.set("marks", std::move(marks));
    return to_json(v);
}

SearchVerdict decode_verdict(std::string_view bytes) {
    const Value v = parse_json(bytes, "search");
    SearchVerdict d;
    d.solved = v["solved"].integer != 0;
    for (const auto& [name, member] : verdict_numbers) d.*member = v[name].real();
    for (const Value& m : v["marks"].list)
        d.marks.push_back({m["solved"].integer != 0, m["place"].real()});
    return d;
}

Table Comparison::searches() const {
    Table t;
    std::vector<std::string> target, algorithm, solved;
    std::vector<double> reference;
    for (const SearchVerdict& d : verdicts) {
        target.push_back(targets[d.target]);
        algorithm.push_back(algorithms[d.algorithm]);
        solved.push_back(d.solved ? "yes" : "no");
        reference.push_back(reference_steps[d.target]);
    }
    t.add_texts("target") = target;
    t.add_texts("algorithm") = algorithm;
    t.add_texts("solved") = solved;
    t.add_numbers("steps of the reference") = reference;
    for (const auto& [name, member] : verdict_numbers) {
        auto& column = t.add_numbers(name);
        for (const SearchVerdict& d : verdicts) column.push_back(d.*member);
    }
    return t;
}

Table Comparison::summary(StepRun& r) const {
    Table t;
    t.add_texts("algorithm");
    for (std::size_t a = 0; a < algorithms.size(); ++a) {
        std::vector<const SearchVerdict*> own;
        for (const SearchVerdict& d : verdicts)
            if (d.algorithm == a) own.push_back(&d);
        SummaryLine line(r, algorithms[a], std::move(own));
        const auto every = [](const SearchVerdict&) { return true; };
        const auto solved = [](const SearchVerdict& d) { return d.solved; };
        const auto known = [&](const SearchVerdict& d) {
            return !std::isnan(reference_steps[d.target]);
        };
        const auto number = [](double SearchVerdict::*x) {
            return [x](const SearchVerdict& d) { return d.*x; };
        };
        line.mean("solved", "solved", solved, every);
        for (std::size_t k = 0; k < marks.size(); ++k)
            line.mean(
                fmt::format("solved-at.{}s", marks[k]), fmt::format("solved at {} s", marks[k]),
                [&](const SearchVerdict& d) { return d.marks.at(k).solved; }, every);
        const auto recovered = [&](const std::string& id, const std::string& column, int top,
                                   auto&& place) {
            line.mean(
                id, column,
                [&](const SearchVerdict& d) { return place(d) >= 1 && place(d) <= top; }, known);
        };
        // Without a reference there is nothing to recover, and a zero would read as a failure.
        const bool has_known = std::any_of(reference_steps.begin(), reference_steps.end(),
                                           [](double n) { return !std::isnan(n); });
        for (const int top : {1, 5, 10}) {
            if (!has_known) break;
            recovered(fmt::format("recovered.top-{}", top), fmt::format("recovered top-{}", top),
                      top, number(&SearchVerdict::place));
            for (std::size_t k = 0; k < marks.size(); ++k)
                recovered(fmt::format("recovered-at.{}s.top-{}", marks[k], top),
                          fmt::format("top-{} at {} s", top, marks[k]), top,
                          [&](const SearchVerdict& d) { return d.marks.at(k).place; });
        }
        if (has_known)
            recovered("recovered.all", "recovered", 1'000'000, number(&SearchVerdict::place));
        line.mean("calls", "calls", number(&SearchVerdict::calls), every);
        line.mean("first-calls", "calls to first", number(&SearchVerdict::first_calls), solved);
        line.mean("time", "time", number(&SearchVerdict::seconds), every);
        t.columns.front().texts.push_back(algorithms[a]);
        for (std::size_t k = 0; k < line.columns.size(); ++k) {
            const auto& [name, value] = line.columns[k];
            if (a == 0) t.add_numbers(name);
            t.columns[k + 1].numbers.push_back(value);
        }
    }
    return t;
}

Table Comparison::solved_by_time() const {
    std::vector<std::string> algorithm;
    std::vector<double> time, share;
    double longest = 0.1;
    for (const SearchVerdict& d : verdicts) longest = std::max(longest, d.seconds);
    constexpr int points = 40;
    for (std::size_t a = 0; a < algorithms.size(); ++a)
        for (int k = 0; k <= points; ++k) {
            const double until = 0.01 * std::pow(longest / 0.01, double(k) / points);
            double solved = 0, all = 0;
            for (const SearchVerdict& d : verdicts) {
                if (d.algorithm != a) continue;
                all += 1;
                if (d.solved && d.first_seconds <= until) solved += 1;
            }
            if (all == 0) continue;
            algorithm.push_back(algorithms[a]);
            time.push_back(until);
            share.push_back(solved / all);
        }
    Table t;
    t.add_texts("algorithm") = algorithm;
    t.add_numbers("time", "s") = time;
    t.add_numbers("solved") = share;
    return t;
}

}  // namespace crucible
