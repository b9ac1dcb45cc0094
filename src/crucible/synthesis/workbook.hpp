#pragma once
// A workbook: one target, and what a chemist does with it step by step. No terminal in it.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/run_context.hpp"
#include "crucible/synthesis/route_difference.hpp"
#include "crucible/synthesis/workbook_state.hpp"

namespace crucible::synthesis {

/// Where moves come from and what can be bought; null: not there. They outlive the workbook's use
/// of them.
struct WorkbookSources {
    MoveSource* moves = nullptr;
    const Stock* stock = nullptr;
    MoveSource* rollout = nullptr;
    ValueSource* value = nullptr;
};

/// A move of a molecule as it is listed.
struct ListedMove {
    const Move* move = nullptr;
    std::string refused;  ///< why it is not to be taken; "": it may be
};

/// Everything that was learned from sources, so that a workbook opens without them.
struct WorkbookMemory {
    std::map<std::string, std::vector<Move>> answers;  ///< moves by molecule
    std::map<std::string, bool> in_stock;              ///< what the stock said
    std::map<std::int64_t, RuleCard> cards;
    int searched = 0;          ///< the molecule of the last search, as number of the tree; 0: none
    std::vector<Route> found;  ///< what it found, best first
    std::string found_end;     ///< why it ended
    std::string sources;       ///< what the moves came from
};

/// Actions are kept in a journal: each can be undone and done again, and the state is what they
/// make of the target, whatever was tried between. Questions to models are no actions; their
/// answers are remembered. The same actions with the same sources give the same file, to the byte.
class Workbook {
public:
    /// `target`: canonical SMILES.
    explicit Workbook(std::string target);

    void use(const WorkbookSources&);
    bool has_sources() const { return sources_.moves != nullptr; }

    const std::string& target() const { return target_; }
    const WorkbookState& state() const { return state_; }
    const WorkbookMemory& memory() const { return memory_; }
    const std::vector<WorkbookAction>& actions() const { return actions_; }
    std::size_t done() const { return done_; }  ///< of the actions; the others were undone

    /// Throws InputError (E-workbook-action) and changes nothing where it cannot be done. What was
    /// undone before is forgotten.
    void act(WorkbookAction);
    bool undo();  ///< false: there is nothing to be undone
    bool redo();

    /// Likeliest first. Asks the source where the molecule was not asked about before; throws
    /// InputError (E-workbook-sources) where there is none.
    std::vector<ListedMove> moves(int molecule);
    /// Takes a move of that list, from 1; protecting groups become steps of their own. Throws
    /// InputError (E-workbook-action) for a number that is not there, or a move that is refused.
    void choose(int molecule, std::size_t number);

    /// Throws InputError (E-workbook-action) for a rule that the sources know not to have.
    void require_rule(std::int64_t) const;

    /// Searches for routes to a molecule under all that was said so far; pinned molecules count as
    /// bought; of the settings' own constraints, `start` alone counts, where no molecule is
    /// demanded. The best route, where there is one that begins as it has to, becomes what makes
    /// the molecule. Throws as `search_routes`, and InputError (E-workbook-sources).
    void search(int molecule, SearchSettings, const RunContext&);
    /// Takes another one of the routes that the last search found, from 1.
    void take(std::size_t number);

    /// One of them with its score, from 1. Throws InputError (E-workbook-action).
    Route found(std::size_t number) const;

    /// What the chemist said, else what the stock says, else what it said before; false where
    /// nothing is known.
    bool is_bought(const std::string& smiles) const;
    std::string name_of(std::int64_t rule) const;

    RouteNode route(int molecule = 1) const;
    RouteScore score(int molecule = 1) const;
    /// "now", the name of a kept route, or "#2": the second one found by the last search, where
    /// that was for the target. Throws InputError (E-workbook-action).
    RouteNode route_called(const std::string& name) const;
    RouteDifference compare(const std::string& first, const std::string& second) const;

    /// The workbook as JSON; docs/workbook.md has its fields.
    std::string text() const;
    /// Reads that back. Throws InputError (E-json, E-workbook-file, E-workbook-action) with line
    /// and column for what is no workbook, or whose actions cannot be done or give another tree
    /// than the one it holds.
    static Workbook read(std::string_view text, const std::string& file);

private:
    void remember(const std::string& smiles);
    void remember(const RouteNode&);
    void remember_rule(std::int64_t);
    const std::vector<Move>& answer(const std::string& smiles);
    void require_sources() const;
    Stock stock_now() const;

    std::string target_;
    WorkbookState state_;
    std::vector<WorkbookAction> actions_;
    std::size_t done_ = 0;
    WorkbookMemory memory_;
    WorkbookSources sources_;
    ScoreSettings scores_;
};

}  // namespace crucible::synthesis
