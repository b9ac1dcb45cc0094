#pragma once
// What synthesis.plan found, and the files that it makes of it.

#include <string>
#include <vector>

#include "crucible/base/value.hpp"
#include "crucible/data/table.hpp"
#include "crucible/synthesis/route_export.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible {

/// What a worker found for one target, and the cards of the rules that its routes use.
struct PlannedTarget {
    std::string smiles;
    synthesis::SearchResult result;
    Value cards;         ///< by the number of the rule: name, template, precedent, uses
    std::string name{};  ///< as a list of targets has it; "" without

    /// Routes whose starting materials are all in stock; they come first.
    std::size_t solved() const;
    /// "name (SMILES)", or the SMILES alone.
    std::string words() const;
};

/// Cards of the rules that these routes use, by the number of the rule.
Value rule_cards(const synthesis::SearchResult&, const synthesis::MoveSource&);

/// Parts of a score by the names that routes.json and the live page have for them.
Value score_fields(const synthesis::RouteScore&);

/// Routes as AiZynthFinder writes them; the fields stand in docs/routes.md.
Value routes_document(const std::vector<PlannedTarget>&);
/// Scores of every route; every move of every route; what the searches took. With a column of
/// names where a target has one.
Table route_rows(const std::vector<PlannedTarget>&);
Table move_rows(const std::vector<PlannedTarget>&);
Table search_rows(const std::vector<PlannedTarget>&);
/// What searches by `prove` told, target by target; else a line that says so.
std::string proof_text(const std::vector<PlannedTarget>&);

/// The best routes of each target, named "target-rank" from 1; they point into what is given.
std::vector<synthesis::NamedRoute> best_named_routes(const std::vector<PlannedTarget>&,
                                                     std::size_t most_of_target);

}  // namespace crucible
