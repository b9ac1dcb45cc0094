#pragma once
// Drawings of molecules for a page, whose atoms and bonds can be pointed at.

#include <map>
#include <mutex>
#include <string>

#include "crucible/base/value.hpp"

namespace crucible::live {

/// Each molecule is drawn once. May be called from several threads.
class MoleculeDrawings {
public:
    /// Of a canonical SMILES: {svg, width, height, atoms: [[x, y]], bonds: [[a, b]]}, lengths in
    /// the drawing's own units, the same for all molecules; atoms are those of the SMILES, from 0.
    /// None for what is no molecule.
    Value of(const std::string& smiles);
    /// Adds it to a table of drawings by SMILES, where it is not there yet.
    void add_to(Value& drawings, const std::string& smiles);

private:
    std::mutex mutex_;
    std::map<std::string, Value> drawn_;
};

}  // namespace crucible::live
