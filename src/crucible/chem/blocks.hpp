#pragma once
// Files of MDL blocks taken apart: SDF at its $$$$, RDF and RXN at $RXN and $MOL. Only lines are
// looked at; the blocks themselves are parsed under limits.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible::chem {

struct MolBlock {
    int line = 0;  ///< of the file, where it begins
    std::string text;
    std::vector<std::pair<std::string, std::string>> data;  ///< items "> <name>", first lines
};
std::vector<MolBlock> split_sdf(std::string_view text);

struct RxnBlock {
    int line = 0;
    std::string id;     ///< of $RIREG or $REREG; else the reaction's title
    std::string fault;  ///< why its molecules could not be taken apart; "" for none
    std::vector<std::string> reactants, products, agents;  ///< MOL blocks
};
/// A file of one reaction (.rxn) or of many (.rdf); V2000.
std::vector<RxnBlock> split_rdf(std::string_view text);

}  // namespace crucible::chem
