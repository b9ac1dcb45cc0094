#include "crucible/synthesis/protection_choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "crucible/base/text.hpp"

namespace crucible::synthesis {
namespace {

using transforms::Protected;
using transforms::ProtectingGroup;
using transforms::ProtectingGroups;

/// Groups that the same rows protect, by those rows.
using Kinds = std::map<std::vector<int>, std::vector<const ExposedGroup*>>;

/// A molecule on its way under protection.
struct Covered {
    std::string smiles;
    std::vector<int> origins;  ///< atom of the bare molecule, or -1

    explicit Covered(std::string bare) : smiles(std::move(bare)) {}

    /// `anchors` of the bare molecule.
    bool cover(const std::set<int>& anchors, const ProtectingGroup& row) {
        std::vector<int> here;
        for (const int a : anchors) {
            const auto at = std::ranges::find(origins, a);
            here.push_back(origins.empty() ? a : static_cast<int>(at - origins.begin()));
        }
        const auto done = transforms::protect(smiles, here, row);
        if (!done) return false;
        std::vector<int> next;
        for (const int o : done->origins)
            next.push_back(o < 0 || origins.empty() ? o : origins[static_cast<std::size_t>(o)]);
        smiles = done->smiles;
        origins = std::move(next);
        return true;
    }
};

/// Atoms of a group that this row can hold on to; in the numbers of its precursor.
std::optional<int> anchor_of(const ExposedGroup& g, const std::string& precursor,
                             const ProtectingGroup& row) {
    std::vector<int> candidates = g.site.hetero;
    candidates.push_back(g.site.carbon);
    for (const int a : candidates)
        if (transforms::protect(precursor, std::span(&a, 1), row)) return a;
    return std::nullopt;
}

/// Anchors of one kind of groups: by precursor, and in the target.
struct Anchors {
    std::vector<std::set<int>> precursors;
    std::set<int> target;
};

std::optional<Anchors> anchors_of(const Move& m, const std::vector<const ExposedGroup*>& groups,
                                  const ProtectingGroup& row) {
    Anchors out;
    out.precursors.resize(m.precursors.size());
    for (const ExposedGroup* g : groups) {
        const auto anchor = anchor_of(*g, m.precursors[g->precursor], row);
        if (!anchor || m.origins.size() != m.precursors.size()) return std::nullopt;
        const int in_target = m.origins[g->precursor][static_cast<std::size_t>(*anchor)];
        if (in_target < 0) return std::nullopt;
        out.precursors[g->precursor].insert(*anchor);
        out.target.insert(in_target);
    }
    return out;
}

/// One layer per kind of group; `rows`: the row of each.
std::optional<Protection> covered(const std::string& target, const Move& m, const Kinds& kinds,
                                  const std::vector<int>& rows, const ProtectingGroups& table,
                                  std::int64_t first_rule) {
    Covered product(target);
    std::vector<Covered> precursors;
    for (const std::string& p : m.precursors) precursors.emplace_back(p);
    Protection out;
    std::size_t k = 0;
    for (const auto& [choices, groups] : kinds) {
        const int number = rows[k++];
        const ProtectingGroup& row = table.rows()[static_cast<std::size_t>(number)];
        const auto anchors = anchors_of(m, groups, row);
        if (!anchors || !product.cover(anchors->target, row)) return std::nullopt;
        ProtectionLayer layer;
        layer.install = first_rule + 2 * number, layer.removal = layer.install + 1;
        layer.product = product.smiles;
        for (std::size_t p = 0; p < precursors.size(); ++p) {
            if (!anchors->precursors[p].empty() &&
                !precursors[p].cover(anchors->precursors[p], row))
                return std::nullopt;
            layer.precursors.push_back(precursors[p].smiles);
        }
        out.push_back(std::move(layer));
    }
    return out;
}

std::string group_name(const ExposedGroup& g, const transforms::Vocabulary& words) {
    return lower(words.groups()[static_cast<std::size_t>(g.site.group)].name);
}

std::string advice(const std::vector<int>& choices, const std::vector<const ExposedGroup*>& groups,
                   const ProtectingGroups& table, const transforms::Vocabulary& words) {
    std::set<std::string> names;
    for (const ExposedGroup* g : groups) names.insert(group_name(*g, words));
    std::string rows;
    for (std::size_t k = 0; k < std::min<std::size_t>(choices.size(), 3); ++k)
        rows += fmt::format("{}{}. {}", k > 0 ? ", " : "", k + 1,
                            table.rows()[static_cast<std::size_t>(choices[k])].name);
    return fmt::format("{}{}: {}", advice_to_protect, fmt::join(names, ", "), rows);
}

}  // namespace

std::vector<ExposedGroup> protectable_groups(const Move& m, std::size_t precursor,
                                             const transforms::Perception& seen,
                                             const std::vector<int>& changed,
                                             const ProtectingGroups& table) {
    std::vector<ExposedGroup> out;
    if (m.origins.size() != m.precursors.size()) return out;
    const std::vector<int>& origins = m.origins[precursor];
    const auto reacts = [&](int atom) {
        const int in_target = origins[static_cast<std::size_t>(atom)];
        return in_target < 0 || std::ranges::find(changed, in_target) != changed.end();
    };
    std::set<std::vector<int>> told;  // AMINE and PRIMARY AMINE are one group
    for (const transforms::GroupSite& g : seen.groups) {
        if (table.choices(g.group, {}).empty() || std::ranges::any_of(g.atoms, reacts)) continue;
        if (told.insert(g.hetero).second) out.push_back({precursor, g});
    }
    return out;
}

ProtectionAnswer choose_protections(const std::string& target, const Move& m,
                                    std::span<const ExposedGroup> exposed,
                                    std::span<const int> reagents, const ProtectingGroups& table,
                                    const transforms::Vocabulary& words, std::int64_t first_rule) {
    ProtectionAnswer out;
    Kinds kinds;
    for (const ExposedGroup& g : exposed) {
        const std::vector<int> choices = table.choices(g.site.group, reagents);
        if (choices.empty())
            out.exposed.push_back(group_name(g, words));
        else
            kinds[choices].push_back(&g);
    }
    if (kinds.empty() || !out.exposed.empty()) return out;
    std::size_t most = 0;
    for (const auto& [choices, groups] : kinds) {
        out.warnings.push_back(advice(choices, groups, table, words));
        most = std::max(most, choices.size());
    }
    // Kinds take their next row together: what is cheap for one is tried with what is for others.
    for (std::size_t turn = 0; turn < most && out.choices.size() < most_protection_choices;
         ++turn) {
        std::vector<int> rows;
        for (const auto& [choices, groups] : kinds)
            rows.push_back(choices[std::min(turn, choices.size() - 1)]);
        if (auto done = covered(target, m, kinds, rows, table, first_rule))
            out.choices.push_back(std::move(*done));
    }
    if (out.choices.empty())
        for (const ExposedGroup& g : exposed) out.exposed.push_back(group_name(g, words));
    return out;
}

RuleCard protection_card(std::int64_t rule, std::int64_t first_rule,
                         const ProtectingGroups& table) {
    const std::int64_t k = rule - first_rule;
    const ProtectingGroup& row = table.rows().at(static_cast<std::size_t>(k / 2));
    RuleCard card;
    const bool is_removal = k % 2 == 1;
    card.name = fmt::format("{} {}", is_removal ? "take off" : "protect as", row.name);
    card.smarts = is_removal ? row.free_pattern + ">>" + row.protected_pattern
                             : row.protected_pattern + ">>" + row.free_pattern;
    card.conditions = is_removal ? row.removal : row.install;
    return card;
}

}  // namespace crucible::synthesis
