#include "crucible/transforms/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "crucible/transforms/conditions.hpp"

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;

constexpr int cost_of_protection = 10, cost_of_conflict = 20, most_threats_counted = 3;

/// Judges one site.
class Judge {
public:
    Judge(const Rule& rule, const Site& site, Application& a) : rule_(rule), site_(site), out_(a) {}

    /// Bits of the conditional edits that hold.
    unsigned run() {
        const Transform& t = rule_.transform();
        out_.rating = t.rating;
        unsigned edits = 0, bit = 0;
        for (const Statement& s : t.statements) {
            if (out_.is_dead()) break;
            if (s.kind != Kind::if_then) {
                judge(s);
                continue;
            }
            const bool is_edit =
                bit < rule_.conditional_edits().size() && rule_.conditional_edits()[bit] == &s;
            if (holds(*s.condition, site_)) {
                if (is_edit) {
                    edits |= 1U << bit;
                    fire(s, 0, s.words);
                } else {
                    judge(*s.then);
                }
            }
            bit += is_edit;
        }
        out_.rating = std::clamp(out_.rating, 0, 100);
        return edits;
    }

private:
    void fire(const Statement& s, int change, const std::string& words) {
        out_.rating += change;
        out_.fired.push_back({s.place.line, change, words});
    }

    void judge(const Statement& s) {
        switch (s.kind) {
            case Kind::kill:
                if (!applies(s)) return;
                out_.killed_by = s.place.line;
                out_.why_dead = s.words;
                return;
            case Kind::add:
                if (applies(s)) fire(s, s.number, s.words);
                return;
            case Kind::subtract:
                if (applies(s)) fire(s, -s.number, s.words);
                return;
            case Kind::stereo:
                if (const int atom = s.fate == Statement::Fate::control ? site_.at(s.atoms[0]) : -1;
                    atom >= 0)
                    out_.controlled.push_back(atom);
                return;
            case Kind::protect:
                return threaten(s, s.groups, "PROTECT", cost_of_protection, true);
            case Kind::incompatible:
                return threaten(s, s.groups, "INCOMPATIBLE", cost_of_conflict, false);
            case Kind::reagent:
                for (const int r : s.groups) {
                    const ReagentClass& c =
                        site_.vocabulary.reagents()[static_cast<std::size_t>(r)];
                    threaten(s, c.attacks, c.name + " MEETS", cost_of_conflict, false);
                }
                return;
            default:
                return;
        }
    }

    bool applies(const Statement& s) const {
        return !s.condition || holds(*s.condition, site_) != s.is_unless;
    }

    void threaten(const Statement& s, const std::vector<int>& groups, const std::string& verb,
                  int cost, bool protect) {
        int counted = 0;
        for (const GroupSite* g : groups_elsewhere(groups, site_)) {
            if (!threatened_.insert(g->hetero.empty() ? std::vector{g->carbon} : g->hetero).second)
                continue;
            out_.threatened.push_back({g->group, g->atoms, protect});
            if (counted++ >= most_threats_counted) continue;
            fire(s, -cost,
                 fmt::format("{} {} at atom {}", verb,
                             site_.vocabulary.groups()[static_cast<std::size_t>(g->group)].name,
                             g->carbon));
        }
    }

    const Rule& rule_;
    const Site& site_;
    Application& out_;
    std::set<std::vector<int>> threatened_;  // each group once, by its hetero atoms
};

/// Sites that symmetry makes the same, for those that were killed.
std::vector<int> symmetry_class(const Application& a, const Perception& p) {
    std::vector<int> out{a.killed_by};
    for (const int atom : a.site)
        out.push_back(p.skeleton.atoms[static_cast<std::size_t>(atom)].symmetry);
    return out;
}

class Evaluation {
public:
    Evaluation(const Rule& rule, const Analysed& molecule, const Vocabulary& vocabulary,
               const EvaluateSettings& settings)
        : rule_(rule), molecule_(molecule), vocabulary_(vocabulary), settings_(settings) {}

    std::vector<Application> run() {
        for (std::size_t k = 0; k < rule_.alternatives(); ++k) alternative(k);
        std::ranges::stable_sort(alive_, [](const Application& a, const Application& b) {
            if (a.rating != b.rating) return a.rating > b.rating;
            return a.outcome.reactants < b.outcome.reactants;
        });
        for (auto& [key, a] : dead_) alive_.push_back(std::move(a));
        return std::move(alive_);
    }

private:
    void alternative(std::size_t k) {
        const chem::SiteRewrite& plain = rule_.rewrite(k, 0);
        for (auto& atoms : plain.sites(molecule_.target)) {
            if (alive_.size() >= settings_.most_sites) return;
            Application a;
            const unsigned edits =
                Judge(rule_, {molecule_.perception, vocabulary_, atoms, plain.numbers()}, a).run();
            a.site = std::move(atoms);
            a.retron = rule_.retron(k);
            if (a.is_dead()) {
                if (settings_.dead_outcomes)
                    a.outcome = plain.at(molecule_.target, a.site).value_or(chem::Outcome{});
                if (settings_.keep_dead)
                    dead_.try_emplace(symmetry_class(a, molecule_.perception), std::move(a));
                continue;
            }
            auto outcome = rule_.rewrite(k, edits).at(molecule_.target, a.site);
            if (outcome) keep(std::move(a), std::move(*outcome));
        }
    }

    void keep(Application a, chem::Outcome outcome) {
        const auto& made = outcome.reactants;
        const std::string& target = molecule_.perception.molecule.smiles();
        if (std::ranges::find(made, target) != made.end()) return;
        const auto same = std::ranges::find_if(
            alive_, [&](const Application& x) { return x.outcome.reactants == made; });
        a.outcome = std::move(outcome);
        if (same == alive_.end())
            alive_.push_back(std::move(a));
        else if (same->rating < a.rating)
            *same = std::move(a);
    }

    const Rule& rule_;
    const Analysed& molecule_;
    const Vocabulary& vocabulary_;
    const EvaluateSettings& settings_;
    std::vector<Application> alive_;
    std::map<std::vector<int>, Application> dead_;
};

}  // namespace

Analysed::Analysed(const chem::Molecule& m, const Vocabulary& vocabulary)
    : perception(perceive(m, vocabulary)), target(chem::rewritable(m)) {}

std::vector<Application> evaluate(const Rule& rule, const Analysed& molecule,
                                  const Vocabulary& vocabulary, const EvaluateSettings& settings) {
    return Evaluation(rule, molecule, vocabulary, settings).run();
}

ForwardCheck check_forward(const Rule& rule, const chem::Molecule& target,
                           const std::vector<std::string>& precursors) {
    ForwardCheck out;
    std::set<std::string> products;
    for (std::size_t k = 0; k < rule.alternatives(); ++k)
        for (unsigned edits = 0; edits < 1U << rule.conditional_edits().size(); ++edits)
            for (std::string& p : rule.rewrite(k, edits).forward(precursors))
                products.insert(std::move(p));
    out.with_stereo = products.contains(target.smiles());
    const std::string flat = target.flat_smiles();
    out.makes_target = out.with_stereo || std::ranges::any_of(products, [&](const auto& p) {
                           return chem::Molecule::from_smiles(p).flat_smiles() == flat;
                       });
    out.products.assign(products.begin(), products.end());
    return out;
}

}  // namespace crucible::transforms
