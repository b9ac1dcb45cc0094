#pragma once
// Sixteen reactions of alkyl halides and alkenes, as textbooks have them, and a seventeenth answer:
// nothing happens (Wei, Duvenaud and Aspuru-Guzik 2016, doi:10.1021/acscentsci.6b00219). Here the
// rules that give their products, and substrates and reagents for examples made by them.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::synthesis {

/// 0 no reaction, 1 nucleophilic substitution, 2 elimination, 3 and 4 these with a methyl shift, 5
/// hydrohalogenation (Markovnikov), 6 against Markovnikov, 7 hydration, 8 hydroboration, 9
/// alkoxymercuration, 10 hydrogenation, 11 halogenation, 12 halohydrin, 13 epoxidation, 14
/// dihydroxylation, 15 ozonolysis, 16 polymerisation.
inline constexpr std::size_t reaction_type_count = 17;
std::string_view reaction_type_name(std::size_t type);

/// What is put together, as SMILES; "" where there is none.
struct TypedQuestion {
    std::string substrate;
    std::string partner;   ///< nucleophile, HX, halogen, water, alcohol
    std::string reagents;  ///< whatever else, parted by '.'
};

/// Products of the substrate by the rule of a type, as sets of canonical SMILES joined by '.'; the
/// substrate itself for type 0. None where the rule does not apply. A halogen or nucleophile is
/// the partner's; a polymer is told as its unit between two methyl groups.
std::vector<std::string> products_by_type(std::size_t type, const TypedQuestion&);

struct TypedExample {
    TypedQuestion question;
    std::size_t type = 0;
    std::size_t substrate = 0;  ///< its number: examples of one substrate belong together
};

/// Alkanes of one to ten carbons, open, branched and in rings, some with a phenyl group; canonical.
std::vector<std::string> type_skeletons();

/// About `each` examples of every type, drawn from all substrates and reagents that it has; every
/// one of types 1 to 16 has a product by its rule.
std::vector<TypedExample> generated_examples(std::size_t each, std::uint64_t seed);

}  // namespace crucible::synthesis
