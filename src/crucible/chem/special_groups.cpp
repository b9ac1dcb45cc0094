// Groups whose parts make no sense alone: a template that touches one takes all of it.

#include <rdkit/GraphMol/ROMol.h>
#include <rdkit/GraphMol/Substruct/SubstructMatch.h>

#include <algorithm>

#include "crucible/chem/mapped_reaction.hpp"
#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {
namespace {

struct Group {
    std::vector<std::size_t> triggers;  ///< atoms of the pattern that must react; none: any
    const char* smarts;
};

const std::vector<Group>& special_groups() {
    static const std::vector<Group> groups{
        {{0}, "[C;D3](=O)[O,N,S,F,Cl,Br,I]"},        // acids, amides and their kin
        {{1, 2}, "[C;D3](=O)[O,N,S,F,Cl,Br,I]"},     // the same, from their other end
        {{}, "[C;D2;H1]=O"},                         // aldehyde
        {{}, "[#6][C;D3](=O)[#6]"},                  // ketone
        {{}, "S(=O)(=O)[O,N,Cl,F]"},                 // sulfonyl
        {{}, "[B,b]([O,F,C])([O,F,C])"},             // boron
        {{0}, "[Si]([#6])([#6])[#6]"},               // silyl
        {{}, "N=[N+]=[N-]"},                         // azide
        {{}, "[N-]-[N+]#N"},                         // azide, the other way of writing it
        {{}, "C#N"},                                 // nitrile
        {{}, "[N+](=O)[O-]"},                        // nitro
        {{}, "N=C=[O,S]"},                           // isocyanate
        {{}, "[C;D1]C([C;D1])([C;D1])OC(=O)[O,N]"},  // Boc
        {{4}, "[C;D1]C([C;D1])([C;D1])O"},           // tert-butoxy
        {{0}, "C([F,Cl,Br])([F,Cl,Br])[F,Cl,Br]"},   // trihalomethyl
        {{}, "[#6]=[#6]"},                           // alkene
        {{}, "C#C"},                                 // alkyne
        {{0}, "[C;X4]-[C;D3]=[O,N]"},                // alpha to carbonyl
        {{0}, "[C;X4]-C#N"},                         // alpha to nitrile
        {{}, "[Mg,Li,Zn,Sn][#6]"},                   // organometallic
        {{}, "C1OC1"},                               // epoxide
        {{}, "C1NC1"},                               // aziridine
        {{}, "[#6]S(=O)(=O)O"},                      // sulfonate
        {{}, "O=C1CCC(=O)N1[Br,Cl,I]"},              // halogen succinimide
        {{}, "[P;D4](=O)"},                          // phosphoryl
    };
    return groups;
}

const std::vector<std::shared_ptr<const RDKit::ROMol>>& group_queries() {
    static const auto queries = [] {
        std::vector<std::shared_ptr<const RDKit::ROMol>> all;
        for (const Group& g : special_groups()) all.push_back(read_smarts(g.smarts));
        return all;
    }();
    return queries;
}

}  // namespace

void include_special_groups(const RDKit::ROMol& reactants, const std::vector<char>& centre,
                            std::vector<char>& included) {
    for (std::size_t g = 0; g < special_groups().size(); ++g) {
        const auto& triggers = special_groups()[g].triggers;
        for (const auto& match : RDKit::SubstructMatch(reactants, *group_queries()[g])) {
            const bool reacts = std::ranges::any_of(match, [&](const auto& pair) {
                const bool trigger =
                    triggers.empty() ||
                    std::ranges::find(triggers, static_cast<std::size_t>(pair.first)) !=
                        triggers.end();
                return trigger && centre[static_cast<std::size_t>(pair.second)];
            });
            if (!reacts) continue;
            for (const auto& [query, atom] : match) included[static_cast<std::size_t>(atom)] = 1;
        }
    }
}

}  // namespace crucible::chem
