#pragma once
// Which templates of a set explain a reaction: often more than the one that was extracted from it.

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/templates.hpp"

namespace crucible::chem {

/// All templates that make these reactants (canonical SMILES joined by '.', sorted) of the target,
/// ascending: labels of one reaction, where a policy may learn several.
std::vector<std::uint32_t> explaining_templates(const TemplateSet&, const Target&,
                                                const std::string& reactants);

/// Specific templates (radius 1) by the general one (radius 0) of the same reactions, so that a
/// label can be widened to its siblings or narrowed to the commonest (the idea of Heid, Liu, Aude,
/// Green 2022, doi:10.1021/acs.jcim.1c01192).
class TemplateHierarchy {
public:
    /// General and specific template of each reaction.
    explicit TemplateHierarchy(std::span<const std::pair<std::string, std::string>> reactions);

    struct Member {
        std::string specific;
        std::int64_t uses = 0;
    };
    struct Family {
        std::string general;
        std::vector<Member> members;  ///< the commonest first
    };
    const std::vector<Family>& families() const { return families_; }  ///< by general template
    /// Of a specific template; nullptr for one that is not known. One with several general
    /// templates belongs to that with which it was seen most.
    const Family* family_of(const std::string& specific) const;

private:
    std::vector<Family> families_;
    std::vector<std::pair<std::string, std::size_t>> family_of_;  ///< by specific template
};

}  // namespace crucible::chem
