#pragma once
// What a reaction does to bonds, whatever the molecules around: the part of its R-matrix between
// atoms other than hydrogen, so that it can be compared with rules that do not tell hydrogens.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/transforms/transform_library.hpp"

namespace crucible::synthesis {

/// One bond that changes. Atoms are any numbers, the same number for the same atom.
struct ChangedBond {
    int a = 0, b = 0;
    int before = 0, after = 0;  ///< orders; 0: not bonded
};

/// The changes as text that is the same however atoms are numbered: "C0-C1 2>1; C1-O2 0>1".
/// `element_of(atom)`: atomic number; bonds of hydrogen are left out. "" where nothing is left, or
/// for more than `most_pattern_atoms`.
std::string reaction_pattern(const std::vector<ChangedBond>&,
                             const std::function<int(int)>& element_of);
constexpr std::size_t most_pattern_atoms = 8;

/// Patterns of rules, read from reactants to products.
class KnownPatterns {
public:
    /// Retro templates; those that change bonds of aromatic rings are passed over, since their
    /// orders depend on how one writes the ring.
    void add(const chem::TemplateSet&);
    /// The examples of written transforms.
    void add(const transforms::TransformLibrary&);

    bool contains(const std::string& pattern) const { return patterns_.contains(pattern); }
    std::size_t size() const { return patterns_.size(); }
    std::size_t rules() const { return rules_; }    ///< that were understood
    std::size_t passed() const { return passed_; }  ///< that were passed over

private:
    void add_pattern(const std::string&);
    std::set<std::string> patterns_;
    std::size_t rules_ = 0, passed_ = 0;
};

}  // namespace crucible::synthesis
