#pragma once
// Protecting groups: what hides a functional group from reagents, how it comes and goes, and what
// takes it off unasked. Data: share/crucible/transforms/protecting-groups.tsv.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/site_rewrite.hpp"
#include "crucible/transforms/vocabulary.hpp"

namespace crucible::transforms {

struct ProtectingGroup {
    std::string name;
    std::vector<int> protects;     ///< groups of the vocabulary
    std::string install, removal;  ///< conditions, as chemists write them
    double cost = 1;               ///< 1: everyday
    std::vector<int> labile;       ///< reagents of the vocabulary that it does not withstand
    std::string free_pattern, protected_pattern;  ///< SMARTS
    chem::SiteRewrite rewrite;                    ///< the free group becomes the protected one
    /// Highest number in the atom map of atoms that carry the protection.
    static constexpr int most_anchors = 9;

    bool withstands(std::span<const int> reagents) const;
};

/// A molecule under protection.
struct Protected {
    std::string smiles;  ///< canonical
    /// Atom of the unprotected molecule for each atom of it; -1: of the protecting group.
    std::vector<int> origins;
};

class ProtectingGroups {
public:
    /// Throws InputError (E-transform-words) with line and column.
    static ProtectingGroups parse(std::string_view table, const std::string& file,
                                  const Vocabulary&);
    /// What ships with the program. Throws IoError (E-transform-library).
    static ProtectingGroups shipped(const Vocabulary&);

    const std::vector<ProtectingGroup>& rows() const { return rows_; }
    /// Rows for this group that withstand all these reagents, cheapest first.
    std::vector<int> choices(int group, std::span<const int> reagents) const;

private:
    std::vector<ProtectingGroup> rows_;
};

/// Every one of `anchors` (atoms of the molecule in its canonical SMILES) under this group; a row
/// that joins two atoms needs both. Nothing where it cannot be put there.
std::optional<Protected> protect(const std::string& smiles, std::span<const int> anchors,
                                 const ProtectingGroup&);

}  // namespace crucible::transforms
