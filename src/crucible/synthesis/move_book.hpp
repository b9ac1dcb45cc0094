#pragma once
// What a search knows: molecules, each asked about once, and their moves under the constraints.

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crucible/synthesis/moves.hpp"
#include "crucible/synthesis/search.hpp"
#include "crucible/synthesis/stock.hpp"

namespace crucible::synthesis {

/// A molecule and what a route must still do with it. Without constraints, one per molecule.
using TaskId = std::uint32_t;

/// One move of a task: an edge to all tasks that it needs.
struct Way {
    double prior = 0;
    /// -ln(prior x feasibility x yield of a step), or what the user's formula says; finite.
    double cost = 0;
    std::uint32_t move = 0;     ///< in the answer of the source
    std::vector<TaskId> needs;  ///< distinct, in the order of the precursors' SMILES
};

struct Task {
    std::string smiles;
    std::uint32_t molecule = 0;                       ///< the same for tasks of one molecule
    std::vector<std::pair<int, int>> frozen, broken;  ///< bonds, in this molecule's own numbers
    bool begins = false;  ///< the required starting material has to be below
    bool bought = false;  ///< nothing is left to be done
    bool asked = false;
    double size = 0;        ///< length of the SMILES to the power of 1.5, or the user's formula
    std::vector<Way> ways;  ///< once asked, in the order of the source
};

/// Moves by molecule, as the source gave them.
using MoveAnswers = std::unordered_map<std::string, std::vector<Move>>;

/// Constraints become part of a task: frozen and broken bonds travel with the atoms, the required
/// start is handed to one of the precursors (a way for each). So every algorithm keeps them, and
/// a route is complete exactly when all its leaves are bought.
class MoveBook {
public:
    /// Throws InputError (E-search-route) for constraints that name what is not there.
    /// `answers`: of a book before this one.
    MoveBook(const std::string& target, MoveSource&, const Stock&, const SearchSettings&,
             SearchCounts&, MoveAnswers answers = {});

    TaskId target() const { return 0; }
    const Task& task(TaskId id) const { return tasks_[id]; }
    std::size_t size() const { return tasks_.size(); }
    /// Fills in the ways of those tasks that were not asked before, in one question.
    void ask(std::span<const TaskId>);
    const Task& asked(TaskId id) {
        if (!tasks_[id].asked) ask({&id, 1});
        return tasks_[id];
    }
    const Move& move(TaskId, const Way&) const;
    /// Whether a move was refused for its feasibility.
    bool has_doubted() const { return has_doubted_; }
    MoveAnswers take_answers() { return std::move(answers_); }
    bool may_hold(const std::string& smiles) const;  ///< neither banned nor of banned elements

private:
    using Bonds = std::vector<std::pair<int, int>>;
    TaskId intern(const std::string& smiles, Bonds frozen, Bonds broken, bool begins);
    bool is_bought(const Task&) const;
    double cost_of(const Task&, const Move&) const;
    void fill(TaskId, const std::vector<Move>&);
    bool allowed(const Task&, const Move&) const;
    void add_ways(TaskId, const Move&, std::uint32_t index, double cost);

    MoveSource& source_;
    const Stock& stock_;
    const SearchSettings& settings_;
    SearchCounts& counts_;
    std::string target_;
    std::deque<Task> tasks_;
    std::unordered_map<std::string, TaskId> ids_;
    std::unordered_map<std::string, std::uint32_t> molecules_;
    MoveAnswers answers_;
    bool has_doubted_ = false;
};

/// Where bonds of a molecule are in one of its precursors, as far as both atoms are there;
/// `origins` as in Move. Ascending.
std::vector<std::pair<int, int>> carried_bonds(const std::vector<std::pair<int, int>>& bonds,
                                               const std::vector<int>& origins);

/// Symbols of the elements in a SMILES, each once, in the order of the alphabet.
std::vector<std::string> elements_of(std::string_view smiles);
/// Whether there is an element of this symbol.
bool is_element(const std::string& symbol);

}  // namespace crucible::synthesis
