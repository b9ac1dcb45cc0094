#pragma once
// The words of the transform language that stand for chemistry: functional groups and reagents.
// They are data (share/crucible/transforms/groups.tsv, reagents.tsv), so that a laboratory can add
// its own.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/substructure.hpp"

namespace crucible::transforms {

struct FunctionalGroup {
    std::string name;                  ///< "CARBOXYLIC ACID": capitals, words by one blank
    std::vector<std::string> classes;  ///< "DONATING", "LEAVING", ...
    std::string carbon;    ///< what the atom must be that bears it, as inside SMARTS brackets
    std::string branches;  ///< SMARTS branches on that atom; numbered atoms are HETERO1, HETERO2...
    std::string attach;    ///< branches that ATTACH adds to an atom; "" where it cannot
    std::string exchange;  ///< branches that EXCHANGE puts on the bearing atom; "" where it cannot
    bool is_acyl = false;  ///< the bearing atom belongs to the group itself
    /// Bearing atom first in the pattern; it has number `bearer`.
    chem::Substructure pattern;
    static constexpr int bearer = 99;

    bool is_of(std::string_view class_name) const;
};

/// What a class of reagents attacks besides what it should.
struct ReagentClass {
    std::string name;
    std::vector<int> attacks;  ///< groups
    std::string why;           ///< one clause
};

class Vocabulary {
public:
    /// Tables with the columns that docs/transforms.md names. Throws InputError (E-transform-words)
    /// with line and column.
    static Vocabulary parse(std::string_view groups, const std::string& groups_file,
                            std::string_view reagents, const std::string& reagents_file);
    /// groups.tsv and reagents.tsv of a folder.
    static Vocabulary open(const std::string& folder);
    /// What ships with the program.
    static Vocabulary shipped();
    /// Its folder; "" where it is not there.
    static std::string shipped_folder();

    const std::vector<FunctionalGroup>& groups() const { return groups_; }
    const std::vector<ReagentClass>& reagents() const { return reagents_; }
    /// Index of a group, or -1. `name` in capitals, words by one blank.
    int group(std::string_view name) const;
    int reagent(std::string_view name) const;
    /// All groups that a name or a class stands for ("DONATING GROUP"); none where it is unknown.
    std::vector<int> meaning(std::string_view name) const;
    /// Names of groups and classes, for "did you mean".
    std::vector<std::string> names() const;
    std::vector<std::string> reagent_names() const;

private:
    std::vector<FunctionalGroup> groups_;
    std::vector<ReagentClass> reagents_;
};

}  // namespace crucible::transforms
