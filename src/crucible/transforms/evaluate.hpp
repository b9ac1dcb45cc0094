#pragma once
// One transform on one molecule: where its retron lies, what is left of its rating there and why,
// what kills it, and the precursors.

#include <span>
#include <string>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/transforms/perception.hpp"
#include "crucible/transforms/rule.hpp"

namespace crucible::transforms {

/// A statement that had something to say at a site.
struct Fired {
    int line = 0;
    int change = 0;     ///< of the rating
    std::string words;  ///< "SUBTRACT 10 IF CARBON*1 IS STEREOCENTER", "PROTECT ALCOHOL at atom 5"
};

/// A group elsewhere in the molecule that the reagents would attack.
struct Threatened {
    int group = 0;           ///< of the vocabulary
    std::vector<int> atoms;  ///< of the target
    bool protect = false;    ///< the transform says that a protecting group is the answer
};

struct Application {
    /// Atom of the target for each atom of the retron, in its order.
    std::vector<int> site;
    std::string retron;  ///< SMARTS of the alternative that matched
    int rating = 0;      ///< 0 to 100
    std::vector<Fired> fired;
    std::vector<Threatened> threatened;
    int killed_by = 0;            ///< line of the KILL; 0: alive
    std::string why_dead;         ///< its words
    std::vector<int> controlled;  ///< atoms of the target whose configuration the reaction sets
    chem::Outcome outcome;        ///< empty where it is dead, unless that is asked for
    bool is_dead() const { return killed_by > 0; }
};

/// What an evaluation needs of a molecule, made once for all transforms.
struct Analysed {
    Analysed(const chem::Molecule&, const Vocabulary&);
    Perception perception;
    chem::Target target;
};

struct EvaluateSettings {
    std::size_t most_sites = 200;  ///< of one transform
    bool keep_dead = true;         ///< killed applications are given, too
    bool dead_outcomes = false;    ///< with what they would have come from
};

/// Applications with distinct precursors, highest rating first, then killed ones (one per kind of
/// site). None where the retron is not there.
std::vector<Application> evaluate(const Rule&, const Analysed&, const Vocabulary&,
                                  const EvaluateSettings& = {});

/// Whether the transform read forwards makes the target of these precursors.
struct ForwardCheck {
    bool makes_target = false;  ///< but perhaps for stereo that the precursors do not have
    bool with_stereo = false;
    std::vector<std::string> products;  ///< all that the same reaction could give, canonical
};
ForwardCheck check_forward(const Rule&, const chem::Molecule& target,
                           const std::vector<std::string>& precursors);

}  // namespace crucible::transforms
