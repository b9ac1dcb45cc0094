#include "crucible/strategies/look_ahead.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <queue>
#include <set>
#include <stdexcept>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible::strategies {
namespace {

using transforms::Rule;

constexpr std::array step_classes{"oxidation", "reduction", "functional group interconversion"};
/// Steps that are rated below are not taken.
constexpr int least_step_rating = 25;
/// What a complete retron lacks that a KILL still forbids.
constexpr double cost_of_kill = 0.5;
/// A step costs this at best and one more at worst.
constexpr double cost_of_step = 1;

/// Goals that cost more than the first by this are not waited for.
constexpr double reach_of_others = 2;

/// In points of rating: what is gained where a goal leaves one more piece.
constexpr int worth_of_piece = 10;

/// A double bond at a bridgehead (Bredt's rule): no molecule to prepare.
bool is_strained(const transforms::Perception& p) {
    for (std::size_t i = 0; i < p.atoms.size(); ++i) {
        if (!p.atoms[i].is_bridgehead) continue;
        for (const auto& n : p.graph.around(i))
            if (n.bond == chem::BondType::twofold) return true;
    }
    return false;
}

bool is_step(const transforms::Transform& t) {
    return std::ranges::any_of(step_classes,
                               [&](const char* name) { return lower(t.class_name) == name; });
}

double step_cost(int rating) { return cost_of_step + (100 - rating) / 100.0; }

}  // namespace

LookAhead::LookAhead(std::shared_ptr<const transforms::TransformLibrary> library,
                     std::shared_ptr<const transforms::TransformLibrary> interchanges,
                     const LookAheadSettings& settings)
    : library_(std::move(library)), interchanges_(std::move(interchanges)), settings_(settings) {
    if (settings.depth < 0 || settings.depth > LookAheadSettings::most_depth || settings.effort < 1)
        throw InputError("E-strategy-settings",
                         "a look-ahead goes 0 to 15 steps deep and looks at one molecule or more",
                         "correct depth and effort");
    for (const auto& rule : library_->rules()) {
        const transforms::Transform& t = rule->transform();
        if (is_step(t)) steps_.push_back(rule.get());
        if (!t.is_powerful) continue;
        Goal goal{rule.get(), {}};
        for (std::size_t k = 0; k < rule->alternatives(); ++k)
            goal.retrons.emplace_back(rule->retron(k));
        goals_.push_back(std::move(goal));
    }
    for (const auto& rule : interchanges_->rules()) steps_.push_back(rule.get());
}

std::vector<AppliedTransform> LookAhead::complete(const transforms::Analysed& molecule) const {
    std::vector<AppliedTransform> out;
    for (const Goal& g : goals_)
        std::ranges::move(
            apply_transform(*g.rule, molecule, library_->vocabulary(), settings_.least_rating),
            std::back_inserter(out));
    std::ranges::stable_sort(out, std::ranges::greater{}, worth_of);
    return out;
}

int worth_of(const AppliedTransform& a) {
    return a.rating + worth_of_piece * (static_cast<int>(a.move.precursors.size()) - 1);
}

/// One look-ahead, cheapest beginnings first.
class LookAhead::Search {
public:
    explicit Search(const LookAhead& all) : all_(all) {}

    std::vector<PreparedGoal> run(const transforms::Analysed& start) {
        Node first;
        first.smiles = start.perception.molecule.smiles();
        // Interchanges make no skeleton: a goal that is too far from the start stays so.
        for (const Goal& g : all_.goals_)
            if (is_near(g, start.perception.molecule)) near_.push_back(&g);
        if (!look_at(start.perception.molecule, first)) return {};
        seen_.insert(first.smiles);
        expand(start, first);
        double enough = std::numeric_limits<double>::infinity();
        for (int looked = 1; looked < all_.settings_.effort && !queue_.empty(); ++looked) {
            Node n = queue_.top();
            queue_.pop();
            if (n.cost + n.lacking > enough) break;
            const transforms::Analysed molecule(chem::Molecule::from_smiles(n.smiles),
                                                all_.library_->vocabulary());
            if (is_strained(molecule.perception)) continue;
            if (note_goals(molecule, n)) enough = std::min(enough, n.cost + reach_of_others);
            if (static_cast<int>(n.steps.size()) < all_.settings_.depth) expand(molecule, n);
        }
        return std::move(reached_);
    }

private:
    struct Node {
        std::string smiles;
        double cost = 0;     ///< of the steps so far
        double lacking = 0;  ///< mismatches of the nearest goal
        std::vector<const Rule*> steps;
        synthesis::Move first;
        std::set<int> region;  ///< atoms of the nearest sites, and two bonds around
        std::size_t order = 0;
    };
    struct Later {
        bool operator()(const Node& a, const Node& b) const {
            const double x = a.cost + a.lacking, y = b.cost + b.lacking;
            return x != y ? x > y : a.order > b.order;
        }
    };

    bool is_near(const Goal& g, const chem::Molecule& m) const {
        return std::ranges::any_of(g.retrons, [&](const chem::PartialPattern& p) {
            const auto sites = p.sites(m);
            return !sites.empty() && sites.front().mismatches <= all_.settings_.depth;
        });
    }

    /// Fills in what is lacking, and where; whether a goal is near enough.
    bool look_at(const chem::Molecule& m, Node& n) const {
        const int room = all_.settings_.depth - static_cast<int>(n.steps.size());
        int least = room + 1;
        std::vector<std::pair<int, std::vector<int>>> near;
        for (const Goal* g : near_)
            for (const chem::PartialPattern& p : g->retrons)
                for (chem::PartialPattern::Site& s : p.sites(m)) {
                    if (s.mismatches > least + 1) break;
                    least = std::min(least, s.mismatches);
                    near.emplace_back(s.mismatches, std::move(s.atoms));
                }
        if (least > room) return false;
        const chem::MoleculeGraph graph = chem::graph_of(m);
        for (const auto& [mismatches, atoms] : near) {
            if (mismatches > least + 1) continue;
            for (const int a : atoms) {
                n.region.insert(a);
                for (const auto& b : graph.around(static_cast<std::size_t>(a))) {
                    n.region.insert(b.atom);
                    for (const auto& c : graph.around(b.atom)) n.region.insert(c.atom);
                }
            }
        }
        n.lacking = least > 0 ? least : cost_of_kill;
        return true;
    }

    void expand(const transforms::Analysed& molecule, const Node& from) {
        for (const Rule* rule : all_.steps_)
            for (AppliedTransform& a :
                 apply_transform(*rule, molecule, all_.library_->vocabulary(), least_step_rating)) {
                const bool is_there = std::ranges::any_of(
                    a.changed, [&](int atom) { return from.region.contains(atom); });
                if (!is_there || a.move.precursors.size() != 1) continue;
                const std::string& made = a.move.precursors.front();
                if (!seen_.insert(made).second) continue;
                Node n;
                n.smiles = made;
                n.cost = from.cost + step_cost(a.rating);
                n.steps = from.steps;
                n.steps.push_back(rule);
                if (!look_at(chem::Molecule::from_smiles(made), n)) continue;
                if (n.lacking > from.lacking) continue;
                n.first = from.steps.empty() ? a.move : from.first;
                n.order = ++made_;
                queue_.push(std::move(n));
            }
    }

    bool note_goals(const transforms::Analysed& molecule, const Node& n) {
        const auto complete = all_.complete(molecule);
        for (const AppliedTransform& a : complete) {
            PreparedGoal goal{a.rule, worth_of(a), n.steps, n.first};
            const auto same = std::ranges::find(reached_, a.rule, &PreparedGoal::goal);
            if (same == reached_.end())
                reached_.push_back(std::move(goal));
            else if (same->worth < goal.worth && same->steps.size() == goal.steps.size())
                *same = std::move(goal);
        }
        return !complete.empty();
    }

    const LookAhead& all_;
    std::vector<const Goal*> near_;
    std::priority_queue<Node, std::vector<Node>, Later> queue_;
    std::set<std::string> seen_;
    std::size_t made_ = 0;
    std::vector<PreparedGoal> reached_;  ///< each goal once, by the cheapest steps
};

std::vector<PreparedGoal> LookAhead::prepare(const transforms::Analysed& molecule) const {
    return settings_.depth == 0 ? std::vector<PreparedGoal>{} : Search(*this).run(molecule);
}

}  // namespace crucible::strategies
