#pragma once
// The transform language: rules of retrosynthesis as people write them, after CHMTRN of LHASA
// (Corey, Wipke 1969, doi:10.1126/science.166.3902.178). docs/transforms.md is its reference.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/error.hpp"
#include "crucible/transforms/vocabulary.hpp"

namespace crucible::transforms {

/// Where something is written; both count from 1.
struct Place {
    int line = 0, column = 0;
};

/// CARBON*2, ATOM*2: place 2 on the path, or number 2 in the retron; HETERO1*2: the first hetero
/// atom of group 2.
struct AtomName {
    int number = 0;
    int group = 0;  ///< 0: no hetero atom of a group
    bool is_carbon = false;
    Place place;
    std::string words() const;
};

/// BOND*2: between places 2 and 3 of the path; BOND*2*5: between atoms 2 and 5.
struct BondName {
    int a = 0, b = 0;
    Place place;
};

enum class BondKind { one, two, three, aromatic };

enum class Reach { on, alpha, beta, anywhere };
enum class Property {
    quaternary,
    tertiary,
    secondary,
    primary,
    aromatic,
    in_ring,
    in_ring_of_size,
    bridgehead,
    stereocentre,
    leaving,
    enolizable
};

struct Condition {
    enum class Kind {
        group,
        property,
        less_hindered,
        alike,
        more_than,
        matches,
        both,
        either,
        negation
    };
    Kind kind = Kind::group;
    std::string words;        ///< as written
    std::vector<int> groups;  ///< of the vocabulary
    Reach reach = Reach::anywhere;
    AtomName atom, other;
    Property property = Property::aromatic;
    int number = 0;  ///< of a ring size, or of groups
    std::shared_ptr<const chem::Substructure> pattern;
    std::vector<Condition> parts;  ///< of both, either (two), negation (one)
};

struct Statement {
    enum class Kind {
        name,
        rating,
        class_name,
        retron,
        from,
        path,
        bond_must,
        must_be,
        may_be,
        kill,
        add,
        subtract,
        if_then,
        attach,
        join,
        break_bond,
        change,
        remove,
        exchange,
        invert,
        stereo,
        conditions,
        reagent,
        incompatible,
        protect,
        reference,
        mechanism,
        example,
        refuse,
        powerful
    };
    Kind kind = Kind::name;
    Place place;
    std::string words;  ///< the whole statement, without remarks
    std::string text;   ///< of statements that hold text, SMARTS or SMILES
    int text_column = 0;
    int number = 0;           ///< of ratings, paths; of the group that is spoken of
    std::vector<int> groups;  ///< of the vocabulary; of the reagents for `reagent`
    std::vector<std::string> group_names;
    std::vector<AtomName> atoms;
    BondName bond;
    BondKind order = BondKind::one;
    std::optional<Condition> condition;
    bool is_unless = false;
    std::shared_ptr<const Statement> then;
    /// `control`: the reaction itself sets the configuration, by its catalyst or an auxiliary.
    enum class Fate { retain, invert, racemize, control } fate = Fate::retain;
};

/// "target >> precursor.precursor" or a target to be refused.
struct Example {
    std::string target;                   ///< canonical SMILES
    std::vector<std::string> precursors;  ///< canonical, sorted; none for a refusal
    Place place;
    int killed_by = 0;  ///< line of the KILL that has to do it; 0: whatever does
};

struct Transform {
    int number = 0;
    std::string file;
    Place place;
    std::string name, class_name, retron, from, conditions, mechanism;
    std::vector<std::string> references;
    int rating = -1;
    int path_bonds = 0;
    bool is_powerful = false;  ///< simplifies so much that steps are worth taking to prepare it
    std::vector<Statement> statements;  ///< in order
    std::vector<Example> examples, refusals;
};

/// What is wrong in a file of transforms, in order.
struct Fault {
    std::string code, message, cure;
    Location where;
};

struct ParsedTransforms {
    std::vector<Transform> transforms;  ///< those without a fault
    std::vector<Fault> faults;
};

/// Never throws for what the text holds: all faults at once.
ParsedTransforms parse_transforms(std::string_view text, const std::string& file,
                                  const Vocabulary&);

/// Throws InputError for the first fault, which says how many more there are.
void require_faultless(const ParsedTransforms&);

/// "2 BONDS", "SECONDARY", ...: the words of the language, for messages and highlighting.
const std::vector<std::string>& keywords();

}  // namespace crucible::transforms
