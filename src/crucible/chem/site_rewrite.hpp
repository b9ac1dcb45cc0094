#pragma once
// A pattern rewritten at one site of a molecule that the caller has chosen, stereo as told: for
// rules that people write, where a site is first judged and then changed. Templates that were
// extracted go through TemplateSet, which has the stricter rules of stereo of rdchiral.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crucible/chem/templates.hpp"

namespace crucible::chem {

/// What becomes of a stereocentre whose neighbours change; a new neighbour takes the place of the
/// old one where nothing else is said.
enum class CentreFate { retained, inverted, racemised };

/// A target whose centres may lose or gain hydrogens where a rewriting changes them.
Target rewritable(const Molecule&);

class SiteRewrite {
public:
    /// Both sides as SMARTS over one atom map; atoms of `left` without a partner on the right are
    /// deleted. `fates`: by number in the map. Throws std::invalid_argument with one clause.
    SiteRewrite(const std::string& left, const std::string& right,
                std::vector<std::pair<int, CentreFate>> fates);

    /// Number in the atom map of each atom of the left side, 0 without.
    const std::vector<int>& numbers() const;
    /// Every way in which the left side lies in the target.
    std::vector<std::vector<int>> sites(const Target&, unsigned most = 1000) const;
    /// What comes of one of them; `reactants` are sorted and `origins` always filled. Empty where
    /// a piece is no molecule, or has a radical that the target has not.
    std::optional<Outcome> at(const Target&, const std::vector<int>& site) const;

    /// The right side turned into the left one: products of these molecules together (canonical
    /// SMILES of the largest piece, sorted, distinct); all of them must take part. None where the
    /// left side makes atoms whose element it does not say.
    std::vector<std::string> forward(const std::vector<std::string>& reactants) const;
    /// Whether the right side lies in these molecules, one target together, so that all of them
    /// take part. Cheaper than `forward`, which may yet find that nothing can be made there.
    bool fits_forward(const Target& reactants) const;

private:
    struct Data;
    std::shared_ptr<const Data> data_;
};

}  // namespace crucible::chem
