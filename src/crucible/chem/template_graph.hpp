#pragma once
// A template before it is text: both sides over one set of nodes, and its canonical SMARTS.

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {

enum class Side { product, reactants };

/// What one side says of a node.
struct NodeWords {
    std::string words;  ///< what stands in the brackets, without parity and map
    bool bare = false;  ///< written without brackets
    int parity = 0;     ///< over `around`; see AtomWords
    std::vector<int> around;
};

struct TemplateGraph {
    struct Bond {
        int a = 0, b = 0;
        char symbol = '-';
    };
    struct SideWords {
        std::vector<std::optional<NodeWords>> nodes;
        std::vector<Bond> bonds;
        std::vector<DoubleBondWords> double_bonds;
    };
    std::size_t nodes = 0;
    std::array<SideWords, 2> sides;

    const SideWords& side(Side s) const { return sides[static_cast<std::size_t>(s)]; }
    SideWords& side(Side s) { return sides[static_cast<std::size_t>(s)]; }
    bool has_stereo() const;
};

/// Product>>reactants. Graphs that differ in the order of their nodes give the same text.
std::string canonical_smarts(const TemplateGraph&);

/// One side as text, nodes by `rank`; `map[node]` is 0 for nodes without a number. Also gives the
/// nodes in the order in which they were written.
std::string side_text(const TemplateGraph::SideWords&, const std::vector<int>& rank,
                      const std::vector<int>& map, std::vector<int>& order);

}  // namespace crucible::chem
