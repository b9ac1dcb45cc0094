#include "crucible/chem/template_labels.hpp"

#include <algorithm>
#include <map>

namespace crucible::chem {

std::vector<std::uint32_t> explaining_templates(const TemplateSet& templates, const Target& target,
                                                const std::string& reactants) {
    auto all = templates.applicable(target);
    std::erase_if(all, [&](std::uint32_t i) {
        return std::ranges::none_of(templates.apply(i, target), [&](const Outcome& outcome) {
            return joined(outcome.reactants) == reactants;
        });
    });
    return all;
}

TemplateHierarchy::TemplateHierarchy(
    std::span<const std::pair<std::string, std::string>> reactions) {
    std::map<std::string, std::map<std::string, std::int64_t>> seen;  // general, specific
    for (const auto& [general, specific] : reactions)
        if (!general.empty() && !specific.empty()) ++seen[general][specific];
    std::map<std::string, std::pair<std::int64_t, std::size_t>> home;
    for (const auto& [general, members] : seen) {
        Family family{general, {}};
        for (const auto& [specific, uses] : members) {
            family.members.push_back({specific, uses});
            auto& best = home[specific];
            if (uses > best.first) best = {uses, families_.size()};
        }
        std::ranges::stable_sort(family.members, std::ranges::greater{}, &Member::uses);
        families_.push_back(std::move(family));
    }
    for (const auto& [specific, best] : home) family_of_.emplace_back(specific, best.second);
}

const TemplateHierarchy::Family* TemplateHierarchy::family_of(const std::string& specific) const {
    const auto at = std::ranges::lower_bound(family_of_, specific, {},
                                             &std::pair<std::string, std::size_t>::first);
    return at != family_of_.end() && at->first == specific ? &families_[at->second] : nullptr;
}

}  // namespace crucible::chem
