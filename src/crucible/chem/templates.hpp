#pragma once
// Retrosynthetic templates (reaction SMARTS, product>>reactants), applied with the stereo semantics
// of rdchiral (Coley, Green, Jensen 2019, doi:10.1021/acs.jcim.9b00286), and as many of them as one
// likes screened against a molecule at once.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/molecule.hpp"

namespace crucible::chem {

/// A molecule made ready for templates: once per molecule, then used for many.
class Target {
public:
    explicit Target(const Molecule&);
    const Molecule& molecule() const;
    struct Data;
    const Data& data() const { return *data_; }

private:
    std::shared_ptr<const Data> data_;
};

/// One way in which a template takes a molecule apart.
struct Outcome {
    std::vector<std::string> reactants;  ///< canonical SMILES, sorted
    /// Atoms of the target (index in its canonical SMILES) whose bonds the template changes.
    std::vector<int> changed_atoms;
    /// Bonds of the target that are broken or change their order, as pairs of such atoms, each
    /// sorted.
    std::vector<std::pair<int, int>> changed_bonds;
    /// For each reactant, for each of its atoms in its canonical SMILES, the atom of the target
    /// that it was, or -1. Empty where one of them was written anew and the order of atoms is not
    /// known.
    std::vector<std::vector<int>> origins;
};

/// How outcomes are made. Both give the same; `plain` has RDKit build, sanitise and write every
/// molecule, `quick` only those that a template changes more than is safe to tell without it.
/// `careful` is `plain`, and lets X3 say that an aromatic nitrogen which a rule makes has a
/// hydrogen.
enum class Making { quick, plain, careful };

struct ApplySettings {
    std::size_t most_outcomes = 100;  ///< of one template
    /// Two reactants of opposite parity at one centre become the racemate.
    bool combine_enantiomers = true;
    Making making = Making::quick;
};

/// What happened while templates were applied; sums, to be added up.
struct ApplyCounts {
    std::uint64_t applied = 0;     ///< templates that were run
    std::uint64_t matched = 0;     ///< of these, with an outcome before anything was refused
    std::uint64_t outcomes = 0;    ///< given back, after duplicates collapsed
    std::uint64_t unsanitary = 0;  ///< outcomes that are no molecules
    std::uint64_t stereo = 0;      ///< outcomes refused by the rules of stereo
};

/// Many templates, prepared together. May be used by several threads at once.
class TemplateSet {
public:
    /// Reaction SMARTS, product>>reactants; RDKit sees a template at its first use, so that ten
    /// thousand are there at once. Throws InputError (E-template) naming the index and what is
    /// wrong.
    explicit TemplateSet(std::vector<std::string> smarts);
    std::size_t size() const;
    const std::string& smarts(std::size_t index) const;
    /// SHA-256 of all templates in order: what a model trained on them must carry.
    const std::string& hash() const;

    /// Templates whose product side occurs in the target, ascending: exact (chem/pattern_index).
    /// Stereo is ignored.
    std::vector<std::uint32_t> applicable(const Target&) const;
    /// Distinct outcomes, in the order of their canonical SMILES. None where it does not apply.
    std::vector<Outcome> apply(std::size_t index, const Target&, const ApplySettings& = {},
                               ApplyCounts* = nullptr) const;
    /// Templates that these reactants together could serve, read backwards, ascending: those whose
    /// other side occurs in them, but for SMARTS outside the subset of chem/pattern.
    std::vector<std::uint32_t> forward_applicable(std::span<const Molecule> reactants) const;
    /// The same template read backwards: products of these reactants (canonical SMILES of the
    /// largest product, sorted, distinct), at most `most`. Reactants may come in any order, and
    /// each must take part. None where the template cannot be read that way.
    std::vector<std::string> forward(std::size_t index, std::span<const Molecule> reactants,
                                     std::size_t most = 100) const;

    /// For the sources of chem alone (chem/template_set_data.hpp).
    struct Data;
    const Data& data() const { return *data_; }

private:
    std::shared_ptr<const Data> data_;
};

}  // namespace crucible::chem
