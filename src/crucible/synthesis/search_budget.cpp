#include "crucible/synthesis/search_budget.hpp"

#include <fmt/format.h>

#include <utility>

#include "crucible/base/measurement.hpp"

namespace crucible::synthesis {

SearchBudget::SearchBudget(const SearchSettings& settings, const RunContext& context,
                           SearchCounts& counts, std::function<void(double)> at_mark)
    : settings_(settings),
      context_(context),
      counts_(counts),
      at_mark_(std::move(at_mark)),
      begin_(now()) {}

double SearchBudget::now() const {
    return settings_.clock == SearchClock::cpu ? process_cpu_seconds()
                                               : seconds_of_clock(CLOCK_MONOTONIC);
}

void SearchBudget::pass_marks() {
    while (next_mark_ < settings_.marks.size() && seconds() >= settings_.marks[next_mark_]) {
        const double before = now();
        at_mark_(settings_.marks[next_mark_++]);
        begin_ += now() - before;
    }
}

bool SearchBudget::goes_on(std::size_t nodes) {
    if (has_ended()) return false;
    pass_marks();
    if (settings_.iterations > 0 && counts_.iterations >= settings_.iterations) {
        finish(fmt::format("{} iterations were done", settings_.iterations));
    } else if (nodes >= static_cast<std::size_t>(settings_.most_nodes)) {
        finish(fmt::format("the search holds {} nodes, as many as it may", nodes));
    } else if (context_.stopping()) {
        interrupted_ = true;
        finish("it was asked to stop");
    } else if (settings_.seconds > 0 && seconds() >= settings_.seconds) {
        finish(fmt::format("{} s have passed", settings_.seconds));
    } else if (counts_.iterations % 8 == 0) {
        const bool by_count = settings_.iterations > 0;
        context_.progress(by_count ? static_cast<double>(counts_.iterations) : seconds(),
                          by_count ? static_cast<double>(settings_.iterations) : settings_.seconds,
                          by_count ? "iterations" : "s");
    }
    return !has_ended();
}

void SearchBudget::found_route() {
    if (counts_.first_route >= 0) return;
    counts_.first_route = counts_.iterations;
    counts_.first_calls = counts_.model_calls;
    counts_.first_seconds = seconds();
    if (settings_.end == SearchEnd::first_route) finish("a route was found");
}

void SearchBudget::finish(std::string why) {
    if (end_.empty()) end_ = std::move(why);
}

void SearchBudget::close() { counts_.seconds = seconds(); }

}  // namespace crucible::synthesis
