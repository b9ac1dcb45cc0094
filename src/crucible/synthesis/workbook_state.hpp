#pragma once
// What a chemist has made of a target so far: a tree of molecules, what is forbidden, what counts
// as bought, and the actions that led there.

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crucible/base/describe.hpp"
#include "crucible/synthesis/route.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible::synthesis {

enum class WorkbookAct {
    make,            ///< `molecule` by `route`: one move, or a whole sub-route; text says whence
    clear,           ///< takes the move of `molecule` back, and all below it
    freeze,          ///< `bond` of `molecule` is never changed, also below
    cut,             ///< `bond` of `molecule` is changed by every search
    release,         ///< `bond` of `molecule` is neither frozen nor to be cut
    forbid_rule,     ///< `rule`
    allow_rule,      ///< `rule`
    forbid,          ///< the molecule `text` is on no route
    allow,           ///< takes that back
    forbid_element,  ///< `text`
    allow_element,   ///< `text`
    buy,             ///< `text` counts as bought
    do_not_buy,      ///< `text` counts as not to be bought
    as_listed,       ///< the stock decides on `text` again
    pin,             ///< keeps what is below `molecule` wherever that molecule comes up
    unpin,           ///< lets go of it
    keep,            ///< the whole tree under the name `text`
    drop,            ///< forgets the tree of that name
    note,            ///< `text` beside `molecule`; "" takes the note away
    demand,          ///< searched routes begin with the molecule `text`
    undemand         ///< takes that back
};
std::span<const Name> names(WorkbookAct);

struct WorkbookAction {
    WorkbookAct act = WorkbookAct::make;
    int molecule = 0;          ///< number in the tree
    std::pair<int, int> bond;  ///< atoms of that molecule's canonical SMILES, from 0
    std::int64_t rule = 0;
    std::string text;
    RouteNode route;
};

/// One molecule of the tree.
struct WorkbookMolecule {
    int parent = 0;  ///< number of what it is needed for; 0: the target
    std::string smiles;
    bool has_move = false;
    Move move;
    std::vector<int> children;  ///< numbers, in the order of their SMILES
    std::string note;
};

/// A bond that a chemist said something about, where it was said.
struct MarkedBond {
    int molecule = 0;
    std::pair<int, int> bond;  ///< the lower atom first
    bool operator==(const MarkedBond&) const = default;
};

struct WorkbookState {
    /// By number, from 1 (the target). A number is never given twice.
    std::map<int, WorkbookMolecule> molecules;
    int next = 1;
    std::vector<MarkedBond> frozen, broken;
    std::set<std::int64_t> forbidden_rules;
    std::set<std::string> forbidden_molecules, forbidden_elements, bought, not_bought;
    std::string demanded;                   ///< what searched routes begin with; "": anything
    std::map<std::string, RouteNode> pins;  ///< sub-routes, by their molecule
    std::map<std::string, RouteNode> kept;  ///< routes to the target, by name
};

/// The target alone, as number 1.
WorkbookState workbook_of(const std::string& target);

/// Changes the state. Throws InputError (E-workbook-action), and the state is as it was, for what
/// is not in the tree, not there to be taken back, or against a pin.
void apply(WorkbookState&, const WorkbookAction&);

/// Throws as `apply` for a number that is not in the tree.
const WorkbookMolecule& molecule_at(const WorkbookState&, int number);

/// The tree from a molecule on; leaves are in stock where `is_bought` says so.
RouteNode route_below(const WorkbookState&, int molecule,
                      const std::function<bool(const std::string&)>& is_bought);

/// What a search for routes to this molecule has to keep: all that is forbidden, the bonds as far
/// as they are known to be in it, and none of the molecules that it is needed for.
Constraints constraints_at(const WorkbookState&, int molecule);

/// Why a move of this molecule is not to be taken: a clause; "" where nothing speaks against it.
std::string why_refused(const WorkbookState&, int molecule, const Move&);

/// What in the tree is against what was forbidden since: a sentence each.
std::vector<std::string> broken_rules(const WorkbookState&);

/// Whether the molecule, or something above it, is a pinned one made as it was pinned.
bool is_pinned(const WorkbookState&, int molecule);

}  // namespace crucible::synthesis
