#include "crucible/synthesis/rule_labels.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "crucible/chem/molecule_graph.hpp"
#include "crucible/chem/site_rewrite.hpp"

namespace crucible::synthesis {
namespace {

using ElementCounts = std::array<int, 256>;  // by atomic number

ElementCounts elements_of(const std::string& smiles) {
    ElementCounts counts{};
    for (const auto& atom : chem::graph_of(chem::Molecule::from_smiles(smiles)).atoms)
        ++counts[atom.element];
    return counts;
}

std::vector<std::string> without_stereo(const std::vector<std::string>& components) {
    std::vector<std::string> flat;
    for (const std::string& c : components)
        flat.push_back(c.find_first_of("@/\\") == std::string::npos
                           ? c
                           : chem::Molecule::from_smiles(c).flat_smiles());
    std::ranges::sort(flat);
    return flat;
}

/// A recorded reaction, ready to be compared with what transforms give.
class Recorded {
public:
    Recorded(const std::string& product, const std::vector<std::string>& reactants)
        : product_(elements_of(product)), flat_(without_stereo(reactants)) {}

    enum class Match { none, with_spectators, whole };
    Match compare(const std::vector<std::string>& precursors) const {
        if (precursors.size() > flat_.size()) return Match::none;
        const auto flat = without_stereo(precursors);
        if (flat == flat_) return Match::whole;
        return std::ranges::includes(flat_, flat) && hold_product(flat) ? Match::with_spectators
                                                                        : Match::none;
    }

private:
    bool hold_product(const std::vector<std::string>& precursors) const {
        ElementCounts left = product_;
        for (const std::string& p : precursors) {
            const ElementCounts counts = elements_of(p);
            for (std::size_t z = 1; z < left.size(); ++z) left[z] -= counts[z];
        }
        return std::all_of(left.begin() + 1, left.end(), [](int n) { return n <= 0; });
    }
    ElementCounts product_;
    std::vector<std::string> flat_;  ///< sorted
};

bool fits(const transforms::Rule& rule, const chem::Target& reactants) {
    for (std::size_t k = 0; k < rule.alternatives(); ++k)
        for (unsigned edits = 0; edits < 1U << rule.conditional_edits().size(); ++edits)
            if (rule.rewrite(k, edits).fits_forward(reactants)) return true;
    return false;
}

}  // namespace

RuleLabel rule_label(const std::string& product, const std::string& reactants,
                     const transforms::TransformLibrary& library) {
    RuleLabel label;
    const auto molecule = chem::Molecule::from_smiles(product);
    label.product = molecule.smiles();
    auto components = chem::canonical_components(reactants);
    std::erase(components, label.product);
    label.reactants = chem::joined(components);
    const transforms::Analysed analysed(molecule, library.vocabulary());
    const Recorded recorded(label.product, components);
    std::tuple<bool, int> best{false, -1};
    for (const auto& rule : library.rules()) {
        const int number = rule->transform().number;
        const auto found =
            transforms::evaluate(*rule, analysed, library.vocabulary(), {.keep_dead = false});
        if (found.empty()) continue;
        label.applicable.push_back(number);
        bool explains = false;
        for (const transforms::Application& a : found) {
            const auto match = recorded.compare(a.outcome.reactants);
            if (match == Recorded::Match::none) continue;
            explains = true;
            const std::tuple now{match == Recorded::Match::whole, a.rating};
            if (now <= best) continue;
            best = now;
            label.rule = number, label.rating = a.rating;
            label.has_spectators = match == Recorded::Match::with_spectators;
        }
        label.explaining += explains;
    }
    if (components.empty()) return label;
    const chem::Target together = chem::rewritable(chem::Molecule::from_smiles(label.reactants));
    for (const auto& rule : library.rules())
        if (fits(*rule, together)) label.fitting.push_back(rule->transform().number);
    return label;
}

}  // namespace crucible::synthesis
