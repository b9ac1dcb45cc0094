#include "crucible/chem/map_reaction.hpp"

#include <fmt/format.h>
#include <rdkit/GraphMol/RWMol.h>
#include <rdkit/GraphMol/SmilesParse/SmilesWrite.h>

#include <algorithm>

#include "crucible/base/error.hpp"
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

AtomMap map_reaction(std::string_view reaction, const TemplateSet& templates,
                     std::size_t most_tries) {
    const auto first = reaction.find('>');
    const auto second = first == std::string_view::npos ? first : reaction.find('>', first + 1);
    if (second == std::string_view::npos)
        throw InputError("E-reaction",
                         fmt::format("'{}' is no reaction: it is not written "
                                     "reactants>reagents>product",
                                     reaction.substr(0, 80)),
                         "write reactants>>product");
    const std::string_view written = reaction.substr(second + 1);
    if (written.find('.') != std::string_view::npos)
        throw InputError("E-reaction",
                         fmt::format("'{}' has several products", reaction.substr(0, 80)),
                         "write one product for each reaction");
    const auto recorded = canonical_components(reaction.substr(0, first));
    const auto middle = reaction.substr(first + 1, second - first - 1);
    const auto agents = middle.empty() ? std::vector<std::string>{} : canonical_components(middle);
    const Target target(Molecule::from_smiles(written));
    const auto candidates = templates.applicable(target);
    std::size_t tries = 0;
    for (const std::uint32_t i : candidates) {
        if (tries++ >= most_tries) break;
        ApplyCounts unread;
        const Rewrite& rewrite = templates.data().retro(i);
        std::vector<std::string> rest;
        const auto explains = [&](const Rewritten& made) {
            rest = recorded;
            return taken_from(rest, made);
        };
        if (std::ranges::none_of(rewrite.run(target.data(), {}, unread), explains)) continue;
        // Once more with molecules, which carry the numbers.
        const auto plain = rewrite.run(target.data(), {.making = Making::plain}, unread);
        const auto made = std::ranges::find_if(plain, explains);
        if (made == plain.end()) continue;
        rest.insert(rest.end(), agents.begin(), agents.end());
        return {mapped_text(*made, target, rest), i, ""};
    }
    if (candidates.empty()) return {"", -1, "no template applies to the product"};
    return {"", -1,
            tries > most_tries ? "none of the templates that were tried makes its reactants"
                               : "no template makes its reactants of the product"};
}

}  // namespace crucible::chem
