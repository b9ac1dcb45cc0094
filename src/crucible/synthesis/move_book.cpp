#include "crucible/synthesis/move_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/synthesis/uncontrolled_centres.hpp"

namespace crucible::synthesis {
namespace {

using Bond = std::pair<int, int>;

constexpr double least_probability = 1e-12;  // so that no cost is infinite

Bond ordered(Bond b) { return {std::min(b.first, b.second), std::max(b.first, b.second)}; }

bool holds(const std::vector<Bond>& bonds, Bond b) {
    return std::any_of(bonds.begin(), bonds.end(),
                       [&](Bond o) { return ordered(o) == ordered(b); });
}

std::string task_key(const std::string& smiles, const std::vector<Bond>& frozen,
                     const std::vector<Bond>& broken, bool begins) {
    if (frozen.empty() && broken.empty() && !begins) return smiles;
    std::string key = smiles + (begins ? "\n!" : "\n");
    for (const Bond& b : frozen) key += fmt::format("f{}-{}", b.first, b.second);
    for (const Bond& b : broken) key += fmt::format("b{}-{}", b.first, b.second);
    return key;
}

std::vector<Bond> sorted_bonds(std::vector<Bond> bonds, std::string_view name) {
    for (Bond& b : bonds) {
        b = ordered(b);
        if (b.first < 0 || b.first == b.second)
            throw InputError("E-search-route",
                             fmt::format("{} bond {}-{} is none", name, b.first, b.second),
                             "give two different atoms of the target, counted from 0");
    }
    std::sort(bonds.begin(), bonds.end());
    bonds.erase(std::unique(bonds.begin(), bonds.end()), bonds.end());
    return bonds;
}

/// The element that a SMILES names at `i`, and how many letters it takes; 0 for none.
std::size_t element_at(std::string_view s, std::size_t i, bool bracketed, std::string& symbol) {
    const auto is_lower = [&](std::size_t k) {
        return k < s.size() && std::islower(static_cast<unsigned char>(s[k]));
    };
    const char c = s[i];
    if (std::isalpha(static_cast<unsigned char>(c)) == 0) return 0;
    symbol = std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    if (bracketed) {
        // "nH" is nitrogen, "se" selenium: a second lower-case letter belongs to the symbol.
        if (!is_lower(i + 1)) return 1;
        symbol += s[i + 1];
        return 2;
    }
    if ((c == 'C' && i + 1 < s.size() && s[i + 1] == 'l') ||
        (c == 'B' && i + 1 < s.size() && s[i + 1] == 'r')) {
        symbol += s[i + 1];
        return 2;
    }
    return 1;
}

}  // namespace

std::vector<Bond> carried_bonds(const std::vector<Bond>& bonds, const std::vector<int>& origins) {
    std::vector<Bond> out;
    for (const Bond& b : bonds) {
        const auto first = std::find(origins.begin(), origins.end(), b.first);
        const auto second = std::find(origins.begin(), origins.end(), b.second);
        if (first == origins.end() || second == origins.end()) continue;
        out.push_back(ordered({static_cast<int>(first - origins.begin()),
                               static_cast<int>(second - origins.begin())}));
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool is_element(const std::string& symbol) {
    try {
        return elements_of(chem::canonical_smiles('[' + symbol + ']')) == std::vector{symbol};
    } catch (const InputError&) {
        return false;
    }
}

std::vector<std::string> elements_of(std::string_view smiles) {
    std::set<std::string> out;
    std::string symbol;
    for (std::size_t i = 0; i < smiles.size();) {
        if (smiles[i] != '[') {
            const std::size_t n = element_at(smiles, i, false, symbol);
            if (n > 0) out.insert(symbol);
            i += std::max<std::size_t>(n, 1);
            continue;
        }
        ++i;
        while (i < smiles.size() && std::isdigit(static_cast<unsigned char>(smiles[i]))) ++i;
        if (i < smiles.size() && element_at(smiles, i, true, symbol) > 0) out.insert(symbol);
        while (i < smiles.size() && smiles[i] != ']') {
            if (smiles[i] == 'H') out.insert("H");
            ++i;
        }
    }
    return {out.begin(), out.end()};
}

MoveBook::MoveBook(const std::string& target, MoveSource& source, const Stock& stock,
                   const SearchSettings& settings, SearchCounts& counts, MoveAnswers answers)
    : source_(source),
      stock_(stock),
      settings_(settings),
      counts_(counts),
      target_(target),
      answers_(std::move(answers)) {
    const Constraints& c = settings.constraints;
    if (!may_hold(target))
        throw InputError("E-search-route", fmt::format("the target {} is banned itself", target),
                         "take it, or its elements, off the bans");
    if (!c.start.empty() && (c.start == target || !may_hold(c.start)))
        throw InputError("E-search-route",
                         fmt::format("no route to {} can begin with {}", target, c.start),
                         "give a start that is neither the target nor banned");
    const Bonds frozen = sorted_bonds(c.frozen_bonds, "frozen");
    const Bonds broken = sorted_bonds(c.broken_bonds, "broken");
    for (const Bond& b : broken)
        if (holds(frozen, b))
            throw InputError(
                "E-search-route",
                fmt::format("bond {}-{} is to be frozen and to be broken", b.first, b.second),
                "give it once");
    intern(target, frozen, broken, !c.start.empty());
}

bool MoveBook::may_hold(const std::string& smiles) const {
    const Constraints& c = settings_.constraints;
    if (std::find(c.banned_molecules.begin(), c.banned_molecules.end(), smiles) !=
        c.banned_molecules.end())
        return false;
    if (c.banned_elements.empty()) return true;
    const std::vector<std::string> elements = elements_of(smiles);
    return std::none_of(elements.begin(), elements.end(), [&](const std::string& e) {
        return std::find(c.banned_elements.begin(), c.banned_elements.end(), e) !=
               c.banned_elements.end();
    });
}

bool MoveBook::is_bought(const Task& t) const {
    const Constraints& c = settings_.constraints;
    if (!t.broken.empty()) return false;
    if (t.begins || t.smiles == c.start) return t.smiles == c.start;
    if (t.smiles == target_ && c.exclude_target) return false;
    return stock_.contains(t.smiles);
}

TaskId MoveBook::intern(const std::string& smiles, Bonds frozen, Bonds broken, bool begins) {
    const auto [at, is_new] = ids_.try_emplace(task_key(smiles, frozen, broken, begins),
                                               static_cast<TaskId>(tasks_.size()));
    if (!is_new) return at->second;
    Task t;
    t.smiles = smiles;
    t.molecule =
        molecules_.try_emplace(smiles, static_cast<std::uint32_t>(molecules_.size())).first->second;
    t.frozen = std::move(frozen);
    t.broken = std::move(broken);
    t.begins = begins;
    t.bought = is_bought(t);
    t.size = settings_.cost ? settings_.cost->molecule(smiles)
                            : std::pow(static_cast<double>(smiles.size()), 1.5);
    tasks_.push_back(std::move(t));
    counts_.molecules = static_cast<std::int64_t>(tasks_.size());
    return at->second;
}

void MoveBook::ask(std::span<const TaskId> ids) {
    std::vector<std::string> questions;
    for (const TaskId id : ids) {
        const Task& t = tasks_[id];
        const bool is_new =
            !t.asked && !answers_.contains(t.smiles) &&
            std::find(questions.begin(), questions.end(), t.smiles) == questions.end();
        if (is_new)
            questions.push_back(t.smiles);
        else
            ++counts_.cached;
    }
    if (!questions.empty()) {
        counts_.model_calls += static_cast<std::int64_t>(questions.size());
        std::vector<std::vector<Move>> all = marked_moves(source_, questions);
        CRUCIBLE_ASSERT(all.size() == questions.size());
        for (std::size_t k = 0; k < all.size(); ++k)
            answers_.emplace(questions[k], std::move(all[k]));
    }
    for (const TaskId id : ids)
        if (!tasks_[id].asked) fill(id, answers_.at(tasks_[id].smiles));
}

const Move& MoveBook::move(TaskId id, const Way& w) const {
    return answers_.at(tasks_[id].smiles)[w.move];
}

void MoveBook::fill(TaskId id, const std::vector<Move>& moves) {
    tasks_[id].asked = true;
    const bool is_cut =
        settings_.algorithm != Algorithm::heuristic_bfs && settings_.algorithm != Algorithm::prove;
    double sum = 0;
    for (std::size_t k = 0; k < moves.size(); ++k) {
        if (is_cut && (k >= static_cast<std::size_t>(settings_.most_moves) ||
                       sum >= settings_.most_probability))
            break;
        sum += moves[k].prior;
        if (moves[k].feasibility < settings_.least_feasibility) has_doubted_ = true;
        const double cost = allowed(tasks_[id], moves[k]) ? cost_of(tasks_[id], moves[k])
                                                          : std::numeric_limits<double>::infinity();
        if (std::isfinite(cost))
            add_ways(id, moves[k], static_cast<std::uint32_t>(k), cost);
        else
            ++counts_.rejected;
    }
    counts_.moves += static_cast<std::int64_t>(tasks_[id].ways.size());
}

bool MoveBook::allowed(const Task& t, const Move& m) const {
    const Constraints& c = settings_.constraints;
    if (m.feasibility < settings_.least_feasibility) return false;
    if (std::find(c.banned_rules.begin(), c.banned_rules.end(), m.rule) != c.banned_rules.end())
        return false;
    if (std::any_of(t.frozen.begin(), t.frozen.end(), [&](Bond b) { return holds(m.bonds, b); }))
        return false;
    // Where it is not known which atom became which, the first move has to do it all.
    if (m.origins.empty() &&
        !std::all_of(t.broken.begin(), t.broken.end(), [&](Bond b) { return holds(m.bonds, b); }))
        return false;
    return !m.precursors.empty() &&
           std::all_of(m.precursors.begin(), m.precursors.end(), [&](const std::string& p) {
               return p != t.smiles && p != target_ && may_hold(p);
           });
}

double MoveBook::cost_of(const Task& t, const Move& m) const {
    if (settings_.cost) return settings_.cost->move(t.smiles, m);
    return -std::log(std::max(m.prior, least_probability)) -
           std::log(std::max(m.feasibility, least_probability)) - std::log(settings_.step_yield) -
           (m.uncontrolled.empty() ? 0 : std::log(settings_.uncontrolled_share));
}

void MoveBook::add_ways(TaskId id, const Move& m, std::uint32_t index, double cost) {
    Bonds left;
    for (const Bond& b : tasks_[id].broken)
        if (!holds(m.bonds, b)) left.push_back(b);
    const Bonds frozen = tasks_[id].frozen;
    std::vector<std::array<Bonds, 2>> bonds(m.precursors.size());
    const bool has_origins = m.origins.size() == m.precursors.size();
    Way w;
    w.prior = m.prior;
    w.cost = cost;
    w.move = index;
    std::vector<std::size_t> own;  // the first of equal precursors
    for (std::size_t k = 0; k < m.precursors.size(); ++k) {
        if (has_origins)
            bonds[k] = {carried_bonds(frozen, m.origins[k]), carried_bonds(left, m.origins[k])};
        const TaskId need = intern(m.precursors[k], bonds[k][0], bonds[k][1], false);
        if (std::find(w.needs.begin(), w.needs.end(), need) != w.needs.end()) continue;
        w.needs.push_back(need);
        own.push_back(k);
    }
    if (!tasks_[id].begins) {
        tasks_[id].ways.push_back(std::move(w));
        return;
    }
    for (std::size_t k = 0; k < own.size(); ++k) {
        Way with_start = w;
        with_start.needs[k] =
            intern(m.precursors[own[k]], bonds[own[k]][0], bonds[own[k]][1], true);
        tasks_[id].ways.push_back(std::move(with_start));
    }
}

}  // namespace crucible::synthesis
