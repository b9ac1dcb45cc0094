#pragma once
// What the sources of chem share: RDKit's molecule behind chem::Molecule.

#include <memory>
#include <string>

#include "crucible/chem/molecule.hpp"

namespace RDKit {
class ROMol;
}

namespace crucible::chem {

/// Atoms are in the order of the canonical SMILES, so that indices mean the same everywhere. Rings
/// and stereo are perceived; no atom map.
struct Molecule::Data {
    std::shared_ptr<const RDKit::ROMol> mol;
    std::string smiles;
};

/// Sanitises, takes map numbers off, brings atoms into canonical order. Throws InputError
/// (E-smiles) for what is no molecule; `as_written` is named there.
Molecule molecule_of(const RDKit::ROMol&, const std::string& as_written);

}  // namespace crucible::chem
