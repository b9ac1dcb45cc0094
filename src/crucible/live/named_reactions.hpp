#pragma once
// What chemists call the steps that learned templates find: a template knows patents, and no name.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "crucible/live/molecule_drawings.hpp"
#include "crucible/synthesis/transform_moves.hpp"

namespace crucible::live {

/// Names by the library of written transforms: one that makes the same precursors of the same
/// molecule. May be called from several threads.
class NamedReactions {
public:
    /// Asks the library about a molecule, once; without a library nothing is known.
    void look_at(const std::string& product);
    /// Name, reference and conditions; nothing where no transform does it, or where the molecule
    /// was not looked at.
    std::optional<synthesis::RuleCard> find(const std::string& product,
                                            const std::vector<std::string>& precursors) const;

private:
    mutable std::mutex mutex_;
    std::unique_ptr<synthesis::TransformMoves> library_;
    bool was_opened_ = false;
    std::map<std::string, std::map<std::vector<std::string>, synthesis::RuleCard>> known_;
};

/// What is made for pages and kept for the next one.
struct PageMemory {
    MoleculeDrawings drawings;
    NamedReactions reactions;
};

}  // namespace crucible::live
