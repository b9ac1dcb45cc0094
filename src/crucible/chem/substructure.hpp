#pragma once
// SMARTS patterns of any kind, recursive ones included, found in molecules by RDKit.

#include <memory>
#include <string>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace RDKit {
class ROMol;
}

namespace crucible::chem {

/// Whether sites that cover the same atoms in another order count once or each time.
enum class Sites { distinct, ordered };

/// A pattern, parsed once; may be used by several threads.
class Substructure {
public:
    /// Throws std::invalid_argument with one clause.
    explicit Substructure(const std::string& smarts);

    std::size_t size() const { return numbers_.size(); }
    /// Number of each atom of the pattern in the atom map, 0 without.
    const std::vector<int>& numbers() const { return numbers_; }
    /// Atom of the pattern with this number; -1 where there is none.
    int atom_of(int number) const;

    bool occurs_in(const Molecule&) const;
    /// For each site the atom of the molecule (index in its canonical SMILES) for each atom of the
    /// pattern.
    std::vector<std::vector<int>> sites(const Molecule&, Sites = Sites::distinct,
                                        unsigned most = 1000) const;
    /// Whether the pattern's first atom can be this one.
    bool begins_at(const Molecule&, int atom) const;

private:
    std::shared_ptr<const RDKit::ROMol> query_;
    std::vector<int> numbers_;
};

/// The same pattern with numbers, from `first` on, for the atoms that have none. Throws
/// std::invalid_argument.
std::string numbered_smarts(const std::string& smarts, int first);

}  // namespace crucible::chem
