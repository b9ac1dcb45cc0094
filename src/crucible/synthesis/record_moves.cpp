#include "crucible/synthesis/record_moves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crucible/base/hash.hpp"
#include "crucible/synthesis/uncontrolled_centres.hpp"

namespace crucible::synthesis {
namespace {

using transforms::RuleRecord;

constexpr double protection_weight = 0.5;  // of a move that needs a protecting group, by layer

std::vector<std::string> templates_of(const std::vector<RuleRecord>& records) {
    std::vector<std::string> out;
    for (const RuleRecord& r : records) out.push_back(transforms::template_of(r));
    return out;
}

/// Sites of a pattern in a precursor, none of whose atoms reacts.
std::vector<std::vector<int>> bystanders(const chem::Substructure& pattern,
                                         const chem::Molecule& precursor,
                                         const std::vector<int>& origins,
                                         const std::vector<int>& changed) {
    std::vector<std::vector<int>> out = pattern.sites(precursor);
    std::erase_if(out, [&](const std::vector<int>& site) {
        return std::ranges::any_of(site, [&](int atom) {
            const int in_target = origins[static_cast<std::size_t>(atom)];
            return in_target < 0 || std::ranges::find(changed, in_target) != changed.end();
        });
    });
    return out;
}

bool share_an_atom(const std::vector<int>& a, const std::vector<int>& b) {
    return std::ranges::any_of(a, [&](int atom) { return std::ranges::find(b, atom) != b.end(); });
}

/// Whether whoever wrote the rule gave its product a configuration that the precursors do not have.
bool sets_centres(const RuleRecord& r) {
    const std::size_t middle = r.reaction_smarts.find(">>");
    const auto written = [](std::string_view side) { return told_centres(side).size(); };
    return middle != std::string::npos &&
           written(std::string_view(r.reaction_smarts).substr(0, middle)) >
               written(std::string_view(r.reaction_smarts).substr(middle));
}

double weight_of(const Move& m) {
    const std::size_t layers = m.protections.empty() ? 0 : m.protections.front().size();
    return (m.yield > 0 ? m.yield : 1) * std::pow(protection_weight, layers);
}

}  // namespace

RecordMoves::RecordMoves(std::vector<RuleRecord> records, transforms::Vocabulary words,
                         transforms::ProtectingGroups groups)
    : records_(std::move(records)),
      words_(std::move(words)),
      groups_(std::move(groups)),
      set_(templates_of(records_)),
      hash_(sha256(transforms::to_json(records_))) {
    for (const RuleRecord& r : records_) {
        Watch w;
        for (const std::string& s : r.groups_to_protect) w.protect.emplace_back(s);
        for (const std::string& s : r.incompatible_groups) w.refuse.emplace_back(s);
        for (const std::string& code : r.protection_conditions_code) {
            if (const int reagent = words_.reagent(code); reagent >= 0)
                w.reagents.push_back(reagent);
            else
                w.unknown_codes += (w.unknown_codes.empty() ? "" : ", ") + code;
        }
        watches_.push_back(std::move(w));
    }
}

void RecordMoves::judge(ReviewedMove& reviewed, const std::string& target,
                        const std::vector<int>& changed) const {
    Move& m = reviewed.move;
    const Watch& watch = watches_[static_cast<std::size_t>(m.rule)];
    std::vector<ExposedGroup> exposed;
    for (std::size_t p = 0; p < m.precursors.size(); ++p) {
        const chem::Molecule precursor = chem::Molecule::from_smiles(m.precursors[p]);
        for (std::size_t k = 0; k < watch.refuse.size(); ++k)
            if (!bystanders(watch.refuse[k], precursor, m.origins[p], changed).empty())
                reviewed.refused = fmt::format(
                    "{} has {}, which its conditions do not leave alone", m.precursors[p],
                    records_[static_cast<std::size_t>(m.rule)].incompatible_groups[k]);
        if (!reviewed.refused.empty()) return;
        const auto groups =
            protectable_groups(m, p, transforms::perceive(precursor, words_), changed, groups_);
        std::set<std::size_t> taken;
        for (std::size_t k = 0; k < watch.protect.size(); ++k)
            for (const auto& site :
                 bystanders(watch.protect[k], precursor, m.origins[p], changed)) {
                bool is_known = false;
                for (std::size_t g = 0; g < groups.size(); ++g) {
                    if (!share_an_atom(groups[g].site.hetero, site)) continue;
                    is_known = true;
                    if (taken.insert(g).second) exposed.push_back(groups[g]);
                }
                if (is_known) continue;
                ++m.conflicts;
                m.warnings.push_back(
                    fmt::format("{} in {} would react, too, and no row of the table protects it",
                                records_[static_cast<std::size_t>(m.rule)].groups_to_protect[k],
                                m.precursors[p]));
            }
    }
    if (exposed.empty()) return;
    ProtectionAnswer answer =
        choose_protections(target, m, exposed, watch.reagents, groups_, words_, first_protection());
    m.protections = std::move(answer.choices);
    m.warnings.insert(m.warnings.end(), answer.warnings.begin(), answer.warnings.end());
    for (const std::string& name : answer.exposed) {
        ++m.conflicts;
        m.warnings.push_back("no protecting group of the table suits " + name);
    }
    if (!watch.unknown_codes.empty())
        m.warnings.push_back("protection was chosen without the codes " + watch.unknown_codes +
                             ", which are not known here");
}

std::vector<ReviewedMove> RecordMoves::review(const std::string& smiles) const {
    const chem::Molecule molecule = chem::Molecule::from_smiles(smiles);
    const chem::Target target(molecule);
    std::vector<ReviewedMove> out;
    std::set<std::pair<std::int64_t, std::string>> told;
    for (const std::uint32_t k : set_.applicable(target))
        for (chem::Outcome& o : set_.apply(k, target)) {
            if (o.origins.size() != o.reactants.size()) continue;
            if (!told.insert({k, chem::joined(o.reactants)}).second) continue;
            ReviewedMove r;
            r.move.precursors = std::move(o.reactants);
            r.move.rule = k;
            r.move.bonds = std::move(o.changed_bonds);
            r.move.origins = std::move(o.origins);
            r.move.yield = records_[k].yield;
            if (sets_centres(records_[k])) r.move.controlled = o.changed_atoms;
            judge(r, molecule.smiles(), o.changed_atoms);
            out.push_back(std::move(r));
        }
    double sum = 0;
    for (const ReviewedMove& r : out) sum += r.refused.empty() ? weight_of(r.move) : 0;
    for (ReviewedMove& r : out) r.move.prior = r.refused.empty() ? weight_of(r.move) / sum : 0;
    std::ranges::stable_sort(out, [](const ReviewedMove& a, const ReviewedMove& b) {
        if (a.refused.empty() != b.refused.empty()) return a.refused.empty();
        if (a.move.prior != b.move.prior) return a.move.prior > b.move.prior;
        return std::pair(a.move.rule, a.move.precursors) <
               std::pair(b.move.rule, b.move.precursors);
    });
    return out;
}

std::vector<std::vector<Move>> RecordMoves::moves(std::span<const std::string> molecules) {
    std::vector<std::vector<Move>> all;
    for (const std::string& smiles : molecules) {
        std::vector<Move>& moves = all.emplace_back();
        std::set<std::string> told;  // two rules may say the same
        for (ReviewedMove& r : review(smiles))
            if (r.refused.empty() && told.insert(chem::joined(r.move.precursors)).second)
                moves.push_back(std::move(r.move));
    }
    return all;
}

const transforms::ProtectingGroup& RecordMoves::protecting_group(std::int64_t rule) const {
    return groups_.rows().at(static_cast<std::size_t>((rule - first_protection()) / 2));
}

bool RecordMoves::has_rule(std::int64_t rule) const {
    return rule >= 0 &&
           (rule < first_protection() ||
            static_cast<std::size_t>(rule - first_protection()) / 2 < groups_.rows().size());
}

RuleCard RecordMoves::rule(std::int64_t index) const {
    if (index >= first_protection()) return protection_card(index, first_protection(), groups_);
    const RuleRecord& r = records_.at(static_cast<std::size_t>(index));
    RuleCard card;
    card.name = r.name;
    card.smarts = r.reaction_smarts;
    card.precedent = r.general_references;
    card.conditions = r.typical_reaction_conditions;
    return card;
}

}  // namespace crucible::synthesis
