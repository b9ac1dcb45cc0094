#include "crucible/strategies/chiral_pool.hpp"

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/data/table.hpp"

namespace crucible::strategies {

std::vector<PoolMember> parse_chiral_pool(std::string_view csv, const std::string& file) {
    const Table table = parse_csv(csv, file);
    const Column *name = table.find("name"), *kind = table.find("class"),
                 *smiles = table.find("smiles");
    for (const Column* c : {name, kind, smiles})
        if (!c || c->kind != Column::Kind::text)
            throw InputError("E-strategy-settings",
                             "a chiral pool lacks one of its columns name, class and smiles",
                             "give a CSV file with these columns", {file, 1, 1});
    std::vector<PoolMember> out;
    for (std::size_t i = 0; i < table.rows(); ++i) try {
            out.push_back({name->texts[i], kind->texts[i],
                           MatchSide(chem::Molecule::from_smiles(smiles->texts[i]))});
        } catch (Error& e) {
            e.locate({file, static_cast<int>(i) + 2, 0});
            throw;
        }
    return out;
}

std::vector<PoolMatch> match_pool(const std::vector<PoolMember>& pool, const MatchSide& molecule,
                                  double least) {
    std::vector<PoolMatch> out;
    for (const PoolMember& p : pool) {
        if (p.side.smiles == molecule.smiles) continue;
        PoolMatch m{&p, match_start(p.side, molecule, least)};
        if (m.match.centres > 0 && m.match.opposed == 0) out.push_back(std::move(m));
    }
    std::ranges::stable_sort(out, [](const PoolMatch& a, const PoolMatch& b) {
        if (a.match.score != b.match.score) return a.match.score > b.match.score;
        return a.match.matched > b.match.matched;
    });
    return out;
}

}  // namespace crucible::strategies
