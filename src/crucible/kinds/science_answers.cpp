#include "crucible/kinds/science_answers.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <variant>

#include "crucible/kinds/run_data.hpp"

namespace crucible {
namespace {

constexpr std::array<std::string_view, 5> sciences{"glass", "polymorphs", "melting", "soil",
                                                   "synthesis"};
constexpr std::size_t most_key_numbers = 6;  ///< more are read by nobody

bool is_science(std::string_view group) { return std::ranges::count(sciences, group) > 0; }

std::string_view group_of(const RunStep& step) {
    return std::string_view(step.use).substr(0, step.use.find('.'));
}

/// The figure that answers, under an id that no other science has.
report::Item as_item(report::Item hero, const std::string& kind) {
    std::visit(
        [&](auto& item) {
            if constexpr (requires { item.id; }) item.id = kind + "-" + item.id;
        },
        hero);
    return hero;
}

}  // namespace

ScienceAnswers::ScienceAnswers(const RunData& run, report::Page& page)
    : page_(page), own_(page.kind) {
    std::string_view first;
    for (const RunStep& s : run.steps) {
        if (s.state != "done" || !is_science(group_of(s))) continue;
        if (group_of(s) == page.kind) return;
        if (first.empty()) first = group_of(s);
    }
    own_ = first;
}

report::Page& ScienceAnswers::of(std::string_view group) {
    if (group == own_ || !is_science(group)) return page_;
    const auto found = std::ranges::find(others_, group, &report::Page::kind);
    if (found != others_.end()) return *found;
    others_.emplace_back();
    others_.back().kind = group;
    others_.back().study_name = page_.study_name;
    return others_.back();
}

void ScienceAnswers::join() {
    std::erase_if(others_, [](const report::Page& p) { return p.groups.empty(); });
    const std::size_t room = most_key_numbers - std::min(most_key_numbers, others_.size());
    if (!others_.empty() && page_.key_numbers.size() > room) page_.key_numbers.resize(room);
    for (report::Page& other : others_) {
        if (!other.headline.empty())
            page_.lede += (page_.lede.empty() ? "" : " ") + other.headline + ".";
        if (!other.key_numbers.empty()) page_.key_numbers.push_back(other.key_numbers.front());
        if (other.hero) {
            auto& first = other.groups.front().items;
            first.insert(first.begin(), as_item(std::move(*other.hero), other.kind));
        }
        for (report::Group& g : other.groups) {
            if (std::ranges::count(page_.groups, g.title, &report::Group::title) > 0)
                g.title += ", " + other.kind;
            page_.groups.push_back(std::move(g));
        }
        std::ranges::move(other.cite, std::back_inserter(page_.cite));
    }
}

}  // namespace crucible
