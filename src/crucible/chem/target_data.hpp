#pragma once
// What Target prepares: stereo in the terms of templates, bits of the screen.

#include <memory>
#include <mutex>
#include <vector>

#include "crucible/chem/smarts_words.hpp"
#include "crucible/chem/template_screen.hpp"
#include "crucible/chem/templates.hpp"

namespace crucible::chem {

struct Target::Data {
    explicit Data(const Molecule& m);

    Molecule molecule;
    std::shared_ptr<const RDKit::ROMol> mol;
    std::vector<int> parity;  ///< of atoms, over their neighbours in the order of bonds
    std::vector<DoubleBondWords> double_bonds;  ///< those with stereo
    int radical_electrons = 0;

    /// Atoms that could be stereocentres: a template that demands one may match others.
    const std::vector<char>& may_be_centre() const;
    const ScreenBits& screen() const;

private:
    mutable std::once_flag centres_once_, screen_once_;
    mutable std::vector<char> centres_;
    mutable ScreenBits screen_;
};

}  // namespace crucible::chem
