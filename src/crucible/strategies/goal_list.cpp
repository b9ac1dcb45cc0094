#include "crucible/strategies/goal_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/strategies/move_effect.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::strategies {
namespace {

constexpr double weight_of_bond = 3, weight_of_kept_bond = -8, weight_of_ring = 1.5,
                 weight_of_group = 2, weight_of_transform = 3, weight_of_reach = 4,
                 weight_of_congestion = -0.4;

/// One goal word by word.
class GoalReader {
public:
    GoalReader(const std::string& text, int number, const transforms::TransformLibrary& library)
        : text_(text), number_(number), library_(library), words_(words(text_)) {}

    Goal read() {
        goal_.words = std::string(trim(text_));
        const std::string verb = lower(word(0, "a goal"));
        if (verb == "reach") {
            goal_.kind = Goal::Kind::reach;
            goal_.molecule = molecule(1);
            require_end(2);
            return goal_;
        }
        const std::string what = lower(word(1, "what the goal is about"));
        if ((verb == "break" || verb == "keep") && what == "bond") {
            goal_.kind = verb == "break" ? Goal::Kind::break_bond : Goal::Kind::keep_bond;
            goal_.bond = bond(2);
            require_end(3);
        } else if ((verb == "form" || verb == "open") && what == "ring") {
            goal_.kind = verb == "form" ? Goal::Kind::form_ring : Goal::Kind::open_ring;
            goal_.ring = size(2);
            require_end(3);
        } else if (verb == "use" && what == "group") {
            goal_.kind = Goal::Kind::use_group;
            use_group();
        } else if (verb == "use" && what == "transform") {
            goal_.kind = Goal::Kind::use_transform;
            use_transform();
        } else {
            const std::vector<std::string> known{"break bond", "keep bond", "form ring",
                                                 "open ring",  "use group", "use transform",
                                                 "reach"};
            refuse(0,
                   fmt::format("{} is no goal{}", in_quotes(verb + " " + what),
                               did_you_mean(verb + " " + what, known)),
                   "write break bond 3-4, keep bond 3-4, form ring 6, open ring 6, use group "
                   "KETONE, use transform NAME, or reach SMILES");
        }
        return goal_;
    }

private:
    [[noreturn]] void refuse(std::size_t at, std::string_view why, std::string_view cure) const {
        const int column =
            at < words_.size() ? words_[at].column : static_cast<int>(text_.size()) + 1;
        throw InputError("E-strategy-goal", why, cure, {"goals", number_, column});
    }
    std::string word(std::size_t at, std::string_view what) const {
        if (at >= words_.size())
            refuse(at, fmt::format("{} is missing", what), "see docs/systems.md for goals");
        return std::string(words_[at].text);
    }
    void require_end(std::size_t at) const {
        if (at < words_.size())
            refuse(at, fmt::format("{} is too much", in_quotes(words_[at].text)),
                   "write one goal in a text");
    }
    std::string rest(std::size_t at, std::string_view what) const {
        word(at, what);
        std::string out;
        for (std::size_t k = at; k < words_.size(); ++k)
            out += (out.empty() ? "" : " ") + std::string(words_[k].text);
        std::ranges::transform(out, out.begin(), [](unsigned char c) {
            return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        });
        return out;
    }
    std::pair<int, int> bond(std::size_t at) const {
        const std::string s = word(at, "the bond");
        const auto dash = s.find('-');
        const auto a = to_integer(std::string_view(s).substr(0, dash));
        const auto b =
            dash == s.npos ? std::nullopt : to_integer(std::string_view(s).substr(dash + 1));
        if (!a || !b || *a < 0 || *b < 0 || *a == *b || std::max(*a, *b) > 65535)
            refuse(at, fmt::format("{} is no bond", in_quotes(s)),
                   "give two atoms of the target's canonical SMILES from 0, such as 3-4");
        return {static_cast<int>(std::min(*a, *b)), static_cast<int>(std::max(*a, *b))};
    }
    int size(std::size_t at) const {
        const auto n = to_integer(word(at, "the size of the ring"));
        if (!n || *n < 3 || *n > 100)
            refuse(at, fmt::format("{} is no size of a ring", in_quotes(words_[at].text)),
                   "give a number from 3 to 100");
        return static_cast<int>(*n);
    }
    std::string molecule(std::size_t at) const {
        const std::string s = word(at, "the molecule");
        try {
            return chem::canonical_smiles(s);
        } catch (const Error& e) {
            refuse(at, e.message(), "give a SMILES");
        }
    }
    void use_group() {
        const std::string name = rest(2, "the group");
        goal_.groups = library_.vocabulary().meaning(name);
        if (goal_.groups.empty())
            refuse(2,
                   fmt::format("there is no functional group {}{}", in_quotes(name),
                               did_you_mean(name, library_.vocabulary().names())),
                   "take a name or a class of groups.tsv");
    }
    void use_transform() {
        const std::string name = rest(2, "the transform");
        std::vector<std::string> known;
        const auto number = to_integer(name);
        for (const auto& rule : library_.rules()) {
            const transforms::Transform& t = rule->transform();
            known.push_back(t.name);
            if (number ? t.number == *number : t.name.find(name) != t.name.npos)
                goal_.rules.push_back(synthesis::first_transform_rule + t.number);
        }
        if (goal_.rules.empty())
            refuse(2,
                   fmt::format("there is no transform {}{}", in_quotes(name),
                               did_you_mean(name, known)),
                   "take a number, or words of a name in the library");
    }

    const std::string& text_;
    int number_;
    const transforms::TransformLibrary& library_;
    std::vector<Word> words_;
    Goal goal_;
};

bool has_changed(const synthesis::Move& m, std::pair<int, int> bond) {
    return std::ranges::any_of(m.bonds, [&](std::pair<int, int> b) {
        return std::minmax(b.first, b.second) == std::minmax(bond.first, bond.second);
    });
}

bool is_in_ring_of(const transforms::Perception& p, std::pair<int, int> bond, int size) {
    return std::ranges::any_of(p.skeleton.rings, [&](const std::vector<int>& ring) {
        return static_cast<int>(ring.size()) == size &&
               std::ranges::find(ring, bond.first) != ring.end() &&
               std::ranges::find(ring, bond.second) != ring.end();
    });
}

int rings_of(const std::vector<std::vector<int>>& rings, int size) {
    return static_cast<int>(std::ranges::count_if(
        rings, [&](const auto& r) { return static_cast<int>(r.size()) == size; }));
}

/// A ring of this size more in the precursors than in the molecule.
bool opens_ring(const transforms::Perception& p, const synthesis::Move& m, int size) {
    int before = 0;
    for (const std::string& s : m.precursors)
        before += rings_of(chem::skeleton_of(chem::Molecule::from_smiles(s)).rings, size);
    return before > rings_of(p.skeleton.rings, size);
}

bool touches(const transforms::Perception& p, const synthesis::Move& m,
             const std::vector<int>& groups) {
    return std::ranges::any_of(p.groups, [&](const transforms::GroupSite& g) {
        if (std::ranges::find(groups, g.group) == groups.end()) return false;
        return std::ranges::any_of(m.bonds, [&](std::pair<int, int> b) {
            return std::ranges::find(g.atoms, b.first) != g.atoms.end() ||
                   std::ranges::find(g.atoms, b.second) != g.atoms.end();
        });
    });
}

/// What a goal says of a move: a weight, 0 where nothing.
double weight_of(const Goal& g, const Position& position, const synthesis::Move& m) {
    const transforms::Perception& p = position.molecule.perception;
    switch (g.kind) {
        case Goal::Kind::break_bond:
            return position.is_target && has_changed(m, g.bond) ? weight_of_bond : 0;
        case Goal::Kind::keep_bond:
            return position.is_target && has_changed(m, g.bond) ? weight_of_kept_bond : 0;
        case Goal::Kind::form_ring:
            return std::ranges::any_of(
                       broken_bonds(m, p),
                       [&](std::pair<int, int> b) { return is_in_ring_of(p, b, g.ring); })
                       ? weight_of_ring
                       : 0;
        case Goal::Kind::open_ring:
            return opens_ring(p, m, g.ring) ? weight_of_ring : 0;
        case Goal::Kind::use_group:
            return touches(p, m, g.groups) ? weight_of_group : 0;
        case Goal::Kind::use_transform:
            return std::ranges::find(g.rules, m.rule) != g.rules.end() ? weight_of_transform : 0;
        case Goal::Kind::reach:
            return std::ranges::find(m.precursors, g.molecule) != m.precursors.end()
                       ? weight_of_reach
                       : 0;
    }
    return 0;
}

}  // namespace

std::vector<Goal> parse_goals(std::span<const std::string> texts,
                              const transforms::TransformLibrary& library) {
    std::vector<Goal> out;
    for (const std::string& text : texts)
        out.push_back(GoalReader(text, static_cast<int>(out.size()) + 1, library).read());
    return out;
}

double congestion(const transforms::Perception& p, int a, int b) {
    double out = 0;
    for (const int atom : {a, b})
        out += std::max(0.0, p.atoms[static_cast<std::size_t>(atom)].crowding - 2);
    return out;
}

void GoalList::advise(const Position& position, std::vector<synthesis::Move>& moves) const {
    const transforms::Perception& p = position.molecule.perception;
    const auto atoms = static_cast<int>(p.graph.atoms.size());
    for (const Goal& g : goals_) {
        const bool is_about_bond =
            g.kind == Goal::Kind::break_bond || g.kind == Goal::Kind::keep_bond;
        const bool is_there =
            g.bond.second < atoms && g.bond.first < atoms && p.bonded(g.bond.first, g.bond.second);
        if (position.is_target && is_about_bond && !is_there)
            throw InputError(
                "E-strategy-goal",
                fmt::format("the goal '{}': {} has no such bond", g.words, p.molecule.smiles()),
                fmt::format("count the atoms of this SMILES from 0 to {}", atoms - 1));
    }
    for (synthesis::Move& m : moves) {
        for (const Goal& g : goals_)
            if (const double weight = weight_of(g, position, m); weight != 0)
                weigh(m, weight,
                      weight > 0 ? fmt::format("serves the goal '{}'", g.words)
                                 : fmt::format("goes against the goal '{}'", g.words));
        double crowded = 0;
        for (const auto& [a, b] : broken_bonds(m, p))
            crowded = std::max(crowded, congestion(p, a, b));
        // Not a reason to take a move: it only counts against it.
        if (crowded > 0) weigh(m, weight_of_congestion * crowded, "");
    }
}

std::string GoalList::describe() const {
    std::string out = name();
    for (const Goal& g : goals_) out += "; " + g.words;
    return out;
}

}  // namespace crucible::strategies
