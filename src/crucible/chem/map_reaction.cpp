#include <fmt/format.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/chem/extract.hpp"
#include "crucible/chem/template_set_data.hpp"

namespace crucible::chem {
namespace {

/// Takes the pieces out of the components; false where one is not there.
bool taken_from(std::vector<std::string>& components, const Rewritten& made) {
    for (const Piece& piece : made.pieces) {
        const auto at = std::ranges::find(components, piece.smiles);
        if (at == components.end()) return false;
        components.erase(at);
    }
    return true;
}

std::string mapped_smiles(const RDKit::ROMol& mol, const std::vector<int>* origin) {
    RDKit::RWMol numbered(mol);
    for (auto* atom : numbered.atoms()) {
        const int from = origin ? (*origin)[atom->getIdx()] : static_cast<int>(atom->getIdx());
        atom->setAtomMapNum(from + 1);
    }
    return RDKit::MolToSmiles(numbered);
}

std::string mapped_text(const Rewritten& made, const Target& target,
                        const std::vector<std::string>& reagents) {
    std::vector<std::string> reactants;
    for (const Piece& piece : made.pieces)
        reactants.push_back(mapped_smiles(*piece.mol, &piece.origin));
    return fmt::format("{}>{}>{}", fmt::join(reactants, "."), fmt::join(reagents, "."),
                       mapped_smiles(*target.data().mol, nullptr));
}

}  // namespace

std::string map_reaction(std::string_view reaction, const TemplateSet& templates,
                         std::size_t most_tries) {
    const auto first = reaction.find('>');
    const auto second = first == std::string_view::npos ? first : reaction.find('>', first + 1);
    if (second == std::string_view::npos)
        throw InputError("E-reaction",
                         fmt::format("'{}' is no reaction: it is not written "
                                     "reactants>reagents>product",
                                     reaction.substr(0, 80)),
                         "write reactants>>product");
    const auto recorded = canonical_components(reaction.substr(0, first));
    const auto middle = reaction.substr(first + 1, second - first - 1);
    const auto agents = middle.empty() ? std::vector<std::string>{} : canonical_components(middle);
    const Target target(Molecule::from_smiles(reaction.substr(second + 1)));
    std::size_t tries = 0;
    for (const std::uint32_t i : templates.applicable(target)) {
        if (tries++ >= most_tries) break;
        ApplyCounts unread;
        for (const Rewritten& made : templates.data().retro(i).run(target.data(), {}, unread)) {
            auto rest = recorded;
            if (!taken_from(rest, made)) continue;
            rest.insert(rest.end(), agents.begin(), agents.end());
            return mapped_text(made, target, rest);
        }
    }
    return "";
}

}  // namespace crucible::chem
