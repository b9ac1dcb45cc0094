#pragma once
// A molecule: parsed once, never changed, cheap to copy. RDKit stays behind this header.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::chem {

class Molecule {
public:
    /// SMILES, sanitised (valences, aromaticity, stereo); numbers of an atom map are taken off.
    /// Throws InputError (E-smiles) with the column of the fault where it is known.
    static Molecule from_smiles(std::string_view smiles);

    /// Canonical isomeric SMILES: the key of a molecule everywhere. Of one version of RDKit.
    const std::string& smiles() const;
    /// Without stereo.
    std::string flat_smiles() const;
    /// Counts of atoms other than hydrogen, which is not explicit.
    std::size_t heavy_atoms() const;

    /// RDKit's side, for the sources of chem alone (chem/rdkit_molecule.hpp).
    struct Data;
    const Data& data() const { return *data_; }
    explicit Molecule(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

private:
    std::shared_ptr<const Data> data_;
};

/// As `Molecule::from_smiles(smiles).smiles()`.
std::string canonical_smiles(std::string_view smiles);
/// "A.B" to its canonical components, sorted. Throws InputError (E-smiles).
std::vector<std::string> canonical_components(std::string_view smiles);
/// Components joined by '.', sorted: the key of a set of reactants.
std::string joined(std::vector<std::string> components);

/// What one asks of a molecule before planning with it.
struct MoleculeFacts {
    std::string formula;
    double mass = 0;  ///< g/mol, average isotopes
    int heavy_atoms = 0, rings = 0, stereocentres = 0, charge = 0, radical_electrons = 0;
    int components = 1;
    bool has_metal = false;
};
MoleculeFacts facts(const Molecule&);

}  // namespace crucible::chem
