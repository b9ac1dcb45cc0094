#include "crucible/synthesis/reaction_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "crucible/base/error.hpp"
#include "crucible/base/random.hpp"
#include "crucible/chem/templates.hpp"

namespace crucible::synthesis {
namespace {

constexpr std::array<std::string_view, reaction_type_count> type_names{
    "no reaction",
    "nucleophilic substitution",
    "elimination",
    "nucleophilic substitution with methyl shift",
    "elimination with methyl shift",
    "hydrohalogenation",
    "hydrohalogenation against Markovnikov",
    "hydration",
    "hydroboration",
    "alkoxymercuration",
    "hydrogenation",
    "halogenation",
    "halohydrin formation",
    "epoxidation",
    "dihydroxylation",
    "ozonolysis",
    "polymerisation"};

/// A double bond between atoms of different substitution, the one with fewer hydrogens first, or
/// of the same.
constexpr std::array<std::string_view, 4> double_bonds{"[C;H0:1]=[C;H1,H2:2]", "[C;H1:1]=[C;H2:2]",
                                                       "[C;H0:1]=[C;H0:2]", "[C;H1:1]=[C;H1:2]"};

/// What a partner leaves at a carbon.
std::string group_of(const std::string& partner) {
    static const std::map<std::string, std::string> groups{
        {"Cl", "Cl"},         {"Br", "Br"},    {"I", "I"},
        {"ClCl", "Cl"},       {"BrBr", "Br"},  {"O", "O"},
        {"[OH-]", "O"},       {"CO", "OC"},    {"CCO", "OCC"},
        {"CC(C)O", "OC(C)C"}, {"C[O-]", "OC"}, {"CC[O-]", "OCC"},
        {"[C-]#N", "C#N"},    {"N", "N"},      {"[N-]=[N+]=[N-]", "N=[N+]=[N-]"},
        {"[SH-]", "S"},       {"[I-]", "I"},   {"CC(=O)[O-]", "OC(C)=O"}};
    const auto at = groups.find(partner);
    return at == groups.end() ? "O" : at->second;
}

std::vector<std::string> rules_of(std::size_t type, const TypedQuestion& q) {
    const std::string group = group_of(q.partner);
    const auto each_bond = [](const std::string& right) {
        std::vector<std::string> rules;
        for (const std::string_view bond : double_bonds)
            rules.push_back(fmt::format("{}>>{}", bond, right));
        return rules;
    };
    static constexpr std::string_view any_bond = "[C:1]=[C:2]";
    static constexpr std::string_view shifting = "[C;H1:1](-[Cl,Br,I])-[C;H0:2]-[C;H3:3]";
    switch (type) {
        case 1:
            return {fmt::format("[C;X4:1]-[Cl,Br,I]>>[C:1]-{}", group)};
        case 2:
            return {"[C;X4:1](-[Cl,Br,I])-[C;X4;!H0:2]>>[C:1]=[C:2]"};
        case 3:
            return {fmt::format("{}>>[C:3]-[C:1]-[C:2]-{}", shifting, group)};
        case 4:
            return {fmt::format("{}>>[C:3]-[C:1]=[C:2]", shifting)};
        case 5:
        case 9:
            return each_bond(fmt::format("[C:1](-{})-[C:2]", group));
        case 6:
            return each_bond(fmt::format("[C:1]-[C:2]-{}", group));
        case 7:
            return each_bond("[C:1](-O)-[C:2]");
        case 8:
            return each_bond("[C:1]-[C:2]-O");
        case 10:
            return {fmt::format("{}>>[C:1]-[C:2]", any_bond)};
        case 11:
            return {fmt::format("{0}>>[C:1](-{1})-[C:2]-{1}", any_bond, group)};
        case 12:
            return each_bond(fmt::format("[C:1](-O)-[C:2]-{}", group));
        case 13:
            return {fmt::format("{}>>[C:1]1-[C:2]-O1", any_bond)};
        case 14:
            return {fmt::format("{}>>[C:1](-O)-[C:2]-O", any_bond)};
        case 15:
            return {fmt::format("{}>>[C:1]=O.[C:2]=O", any_bond)};
        case 16:
            return {fmt::format("{}>>C-[C:1]-[C:2]-C", any_bond)};
        default:
            return {};
    }
}

/// Distinct outcomes of some rules on one molecule.
std::vector<std::string> outcomes_of(const std::vector<std::string>& rules,
                                     const std::string& smiles) {
    const chem::TemplateSet set(rules);
    const chem::Target target(chem::Molecule::from_smiles(smiles));
    std::set<std::string> all;
    for (std::size_t i = 0; i < set.size(); ++i)
        for (const chem::Outcome& o : set.apply(i, target)) all.insert(chem::joined(o.reactants));
    return {all.begin(), all.end()};
}

/// How the examples of a type are put together.
struct TypePool {
    std::size_t type;
    bool is_of_alkenes;
    std::vector<std::string> partners, reagents;
};

const std::vector<TypePool>& type_pools() {
    static const std::vector<TypePool> all{
        {1,
         false,
         {"[C-]#N", "N", "[N-]=[N+]=[N-]", "[SH-]", "[I-]", "CC(=O)[O-]"},
         {"", "CS(C)=O", "CN(C)C=O", "CC(C)=O"}},
        {2, false, {"[OH-]", "C[O-]", "CC[O-]", "CC(C)(C)[O-]"}, {"CC(C)(C)O", "CCO"}},
        {3, false, {"O", "CO", "CCO"}, {"", "O=C(O)O"}},
        {4, false, {"O", "CO", "CCO"}, {"[Ag+]", "[Ag+].[O-][N+](=O)[O-]"}},
        {5, true, {"Cl", "Br", "I"}, {"", "ClC(Cl)Cl", "CO", "CCOCC"}},
        {6, true, {"Br"}, {"COOC", "CC(=O)OOC(C)=O", "O=C(OOC(=O)c1ccccc1)c1ccccc1", "OO"}},
        {7, true, {"O"}, {"OS(=O)(=O)O", "OP(=O)(O)O", "CC(=O)O[Hg]OC(C)=O.[BH4-]", "[H+]"}},
        {8, true, {"O"}, {"B.OO.[OH-]", "B.C1CCOC1.OO.[OH-]", "BB.OO.[OH-]"}},
        {9,
         true,
         {"CO", "CCO", "CC(C)O"},
         {"CC(=O)O[Hg]OC(C)=O.[BH4-]", "Cl", "OS(=O)(=O)O",
          "O=C(O[Hg]OC(=O)C(F)(F)F)C(F)(F)F.[BH4-]"}},
        {10, true, {"[H][H]"}, {"[Pt]", "[Pd]", "[Ni]", "[Rh]"}},
        {11, true, {"BrBr", "ClCl"}, {"", "ClC(Cl)(Cl)Cl", "ClCCl"}},
        {12, true, {"BrBr", "ClCl"}, {"O", "O.CS(C)=O", "O.CC(C)=O"}},
        {13,
         true,
         {""},
         {"OOC(=O)c1cccc(Cl)c1", "OOC(=O)c1ccccc1", "CC(=O)OO", "OOC(=O)c1ccccc1.O.[H+]"}},
        {14,
         true,
         {""},
         {"O=[Os](=O)(=O)=O.OO", "O=[Mn](=O)(=O)[O-].[OH-].O",
          "O=[Os](=O)(=O)=O.C[N+]1([O-])CCOCC1"}},
        {15, true, {""}, {"[O-][O+]=O.CSC", "[O-][O+]=O.[Zn].CC(=O)O", "O=[Mn](=O)(=O)[O-].[H+]"}},
        {16, true, {""}, {"OS(=O)(=O)O", "FB(F)F", "[AlH3].Cl[Ti](Cl)(Cl)Cl", "COOC"}},
    };
    return all;
}

/// Partners and reagents with which nothing of the sixteen happens.
const std::vector<TypePool>& idle_pools() {
    static const std::vector<TypePool> all{
        {0, true, {"[OH-]", "C[O-]", "[C-]#N", "N"}, {"", "CCO", "BrC(Br)Br", "CS(C)=O"}},
        {0, false, {"[H][H]", "Cl", "Br", "BrBr"}, {"", "ClC(Cl)(Cl)Cl", "[Pd]"}},
        {0,
         false,
         {""},
         {"OOC(=O)c1ccccc1", "O=[Os](=O)(=O)=O.OO", "[O-][O+]=O.CSC", "OS(=O)(=O)O"}},
        {0, true, {""}, {"", "CCOCC", "BrC(Br)Br.[OH-]", "ClC(Cl)Cl.[OH-]", "C=[N+]=[N-]"}},
    };
    return all;
}

/// Whether chemists would expect this type of the substrate, which its rule alone does not say.
bool is_expected(std::size_t type, const std::string& substrate) {
    static const chem::TemplateSet marks({"[C;X4;H0:1]-[Cl,Br,I]>>[C:1]-O",
                                          "[C;X4;H1:1](-[Cl,Br,I])-[C;X4;H0:2]-[C;H3:3]>>[C:1]",
                                          "[C;X4;H2,H3:1]-[Cl,Br,I]>>[C:1]-O"});
    const auto found = marks.applicable(chem::Target(chem::Molecule::from_smiles(substrate)));
    const auto has = [&](std::uint32_t mark) {
        return std::ranges::find(found, mark) != found.end();
    };
    switch (type) {
        case 1:
            return !has(0) && !has(1);  // neither tertiary nor beside a quaternary carbon
        case 2:
            return !has(2) && !has(1);  // secondary or tertiary
        case 3:
        case 4:
            return has(1);
        default:
            return true;
    }
}

struct Substrates {
    std::vector<std::string> halides, alkenes;
};

Substrates type_substrates() {
    const chem::TemplateSet making({"[C;X4;!H0:1]>>[C:1]-Cl", "[C;X4;!H0:1]>>[C:1]-Br",
                                    "[C;X4;!H0:1]>>[C:1]-I",
                                    "[C;X4;!H0:1]-[C;X4;!H0:2]>>[C:1]=[C:2]"});
    std::set<std::string> halides, alkenes;
    for (const std::string& skeleton : type_skeletons()) {
        const chem::Target target(chem::Molecule::from_smiles(skeleton));
        for (std::size_t rule = 0; rule < making.size(); ++rule)
            for (const chem::Outcome& o : making.apply(rule, target))
                (rule < 3 ? halides : alkenes).insert(chem::joined(o.reactants));
    }
    return {{halides.begin(), halides.end()}, {alkenes.begin(), alkenes.end()}};
}

}  // namespace

std::string_view reaction_type_name(std::size_t type) {
    if (type >= reaction_type_count)
        throw InputError("E-reaction-type", fmt::format("there is no reaction type {}", type),
                         fmt::format("give one from 0 to {}", reaction_type_count - 1));
    return type_names[type];
}

std::vector<std::string> products_by_type(std::size_t type, const TypedQuestion& q) {
    reaction_type_name(type);
    if (type == 0) return {chem::joined(chem::canonical_components(q.substrate))};
    return outcomes_of(rules_of(type, q), q.substrate);
}

std::vector<std::string> type_skeletons() {
    std::set<std::string> all;
    const chem::TemplateSet grow({"[C;X4;!H0:1]>>[C:1]-C"});
    // Every alkane of up to seven carbons, grown atom by atom; straight ones up to ten.
    std::set<std::string> row{"C"};
    for (std::size_t n = 1; n <= 7; ++n) {
        all.insert(row.begin(), row.end());
        std::set<std::string> longer;
        for (const std::string& smiles : row)
            for (const chem::Outcome& o :
                 grow.apply(0, chem::Target(chem::Molecule::from_smiles(smiles))))
                longer.insert(chem::joined(o.reactants));
        row = std::move(longer);
    }
    for (std::size_t n = 8; n <= 10; ++n) all.insert(std::string(n, 'C'));
    for (const char* ring : {"C1CCC1", "C1CCCC1", "C1CCCCC1", "C1CCCCCC1"}) {
        const chem::Target target(chem::Molecule::from_smiles(ring));
        all.insert(chem::canonical_smiles(ring));
        for (const chem::Outcome& o : grow.apply(0, target)) {
            all.insert(chem::joined(o.reactants));
            const chem::Target second(chem::Molecule::from_smiles(chem::joined(o.reactants)));
            for (const chem::Outcome& p : grow.apply(0, second))
                all.insert(chem::joined(p.reactants));
        }
    }
    for (const char* aryl : {"CCc1ccccc1", "CCCc1ccccc1", "CC(C)c1ccccc1", "CCCCc1ccccc1"})
        all.insert(chem::canonical_smiles(aryl));
    return {all.begin(), all.end()};
}

std::vector<TypedExample> generated_examples(std::size_t each, std::uint64_t seed) {
    const Substrates substrates = type_substrates();
    std::vector<TypedExample> examples;
    const auto draw = [&](const TypePool& pool, std::size_t wanted) {
        const auto& list = pool.is_of_alkenes ? substrates.alkenes : substrates.halides;
        RandomStream random(seed, StreamId::text_writings, pool.type,
                            static_cast<std::uint32_t>(examples.size()));
        std::set<std::string> seen;
        for (std::size_t tries = 0; seen.size() < wanted && tries < 50 * wanted; ++tries) {
            const std::size_t number = random.index(list.size());
            const TypedQuestion q{list[number], pool.partners[random.index(pool.partners.size())],
                                  pool.reagents[random.index(pool.reagents.size())]};
            if (!is_expected(pool.type, q.substrate) || products_by_type(pool.type, q).empty())
                continue;
            if (!seen.insert(fmt::format("{}>{}>{}", q.substrate, q.partner, q.reagents)).second)
                continue;
            examples.push_back(
                {q, pool.type, number + (pool.is_of_alkenes ? substrates.halides.size() : 0)});
        }
    };
    for (const TypePool& pool : type_pools()) draw(pool, each);
    for (const TypePool& pool : idle_pools()) draw(pool, each / idle_pools().size());
    return examples;
}

}  // namespace crucible::synthesis
