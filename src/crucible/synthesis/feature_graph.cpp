#include "crucible/synthesis/feature_graph.hpp"

#include <algorithm>
#include <array>

#include "crucible/chem/molecule_graph.hpp"

namespace crucible::synthesis {
namespace {

// Hydrogen stands alone only in H2 and its like; then what reagents of textbooks are made of.
constexpr std::array<std::uint8_t, 24> told_elements{
    1, 3, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 19, 24, 25, 30, 35, 46, 53, 76, 78, 80};
constexpr std::uint32_t most_neighbours = 5, most_hydrogens = 4;

constexpr std::uint32_t degrees_from = told_elements.size() + 1;  // behind any other element
constexpr std::uint32_t hydrogens_from = degrees_from + most_neighbours + 1;
constexpr std::uint32_t charges_from = hydrogens_from + most_hydrogens + 1;
constexpr std::uint32_t aromatic_at = charges_from + 7;  // -3 to 3
static_assert(aromatic_at + 1 == atom_feature_count);

}  // namespace

learn::FeatureGraph feature_graph(const chem::Molecule& m) {
    const chem::MoleculeGraph graph = chem::graph_of(m);
    learn::FeatureGraph out;
    for (std::uint32_t a = 0; a < graph.atoms.size(); ++a) {
        const auto& atom = graph.atoms[a];
        const auto element = std::ranges::find(told_elements, atom.element);
        auto& features = out.atoms.emplace_back();
        features.push_back(static_cast<std::uint32_t>(element - told_elements.begin()));
        features.push_back(degrees_from + std::min<std::uint32_t>(atom.degree, most_neighbours));
        features.push_back(hydrogens_from +
                           std::min<std::uint32_t>(atom.hydrogens, most_hydrogens));
        features.push_back(charges_from +
                           static_cast<std::uint32_t>(std::clamp<int>(atom.charge, -3, 3) + 3));
        if (atom.is_aromatic) features.push_back(aromatic_at);
        for (const auto& n : graph.around(a))
            if (n.atom > a) out.bonds.push_back({a, n.atom, static_cast<std::uint32_t>(n.bond)});
    }
    return out;
}

}  // namespace crucible::synthesis
