#pragma once
// One direction of a template, made ready: finds its left side in a target and writes the right
// side into a copy. Whatever the template does not name stays as it is in the target, and so does
// its stereo; pieces come from what is connected afterwards (so that rings just open).

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/smarts_words.hpp"
#include "crucible/chem/target_data.hpp"
#include "crucible/chem/templates.hpp"

namespace RDKit {
class RWMol;
}

namespace crucible::chem {

/// One connected piece of an outcome.
struct Piece {
    std::string smiles;  ///< canonical
    /// Sanitised; atoms in the order of `origin`. Null where it was not needed (Making::quick).
    std::shared_ptr<RDKit::RWMol> mol;
    std::vector<int> origin;  ///< atom of the target; -1: made by the template
    /// Atoms of `mol` in the order in which `smiles` writes them; empty where that is not known.
    std::vector<unsigned> written;
};

struct Rewritten {
    std::vector<Piece> pieces;  ///< by SMILES
    std::vector<int> changed_atoms;
    std::vector<std::pair<int, int>> changed_bonds;
    std::vector<int> matched;  ///< atoms of the target that the left side names
    std::string key() const;   ///< SMILES of all pieces
};

class Rewrite {
public:
    /// Throws std::invalid_argument with one clause.
    Rewrite(const std::string& left, const std::string& right);

    const SmartsWords& left() const { return left_; }
    bool occurs_in(const Target::Data&) const;
    /// Atoms of the target for the atoms of the left side, every way in which it lies there.
    std::vector<std::vector<int>> sites(const Target::Data&, unsigned most) const;
    /// Distinct outcomes, ordered by key.
    std::vector<Rewritten> run(const Target::Data&, const ApplySettings&, ApplyCounts&) const;

private:
    friend class Edit;
    std::shared_ptr<const RDKit::ROMol> query_;
    SmartsWords left_, right_;
    std::vector<int> right_of_left_, left_of_right_;  ///< -1: no partner
    bool says_stereo_ = false;
    bool imposes_parity_ = false;  ///< only then can outcomes be enantiomers at one centre
};

}  // namespace crucible::chem
