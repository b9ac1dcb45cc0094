#include "crucible/synthesis/uncontrolled_centres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace crucible::synthesis {
namespace {

std::string uncontrolled_warning(const std::vector<int>& atoms) {
    std::vector<int> known = atoms;
    std::erase(known, -1);
    if (known.size() == atoms.size())
        return fmt::format("{}: atom{} {} of the product {} set, no precursor has {}",
                           uncontrolled_words, known.size() == 1 ? "" : "s", fmt::join(known, ", "),
                           known.size() == 1 ? "is" : "are", known.size() == 1 ? "it" : "them");
    return fmt::format("{}: {} of the product {} set, no precursor has {}", uncontrolled_words,
                       atoms.size(), atoms.size() == 1 ? "is" : "are",
                       atoms.size() == 1 ? "it" : "them");
}

std::vector<int> centres_from_nothing(const std::vector<int>& told, const Move& m) {
    std::set<int> kept(m.controlled.begin(), m.controlled.end());
    for (std::size_t k = 0; k < m.precursors.size(); ++k)
        for (const int atom : told_centres(m.precursors[k]))
            if (static_cast<std::size_t>(atom) < m.origins[k].size())
                kept.insert(m.origins[k][static_cast<std::size_t>(atom)]);
    std::vector<int> out;
    std::ranges::copy_if(told, std::back_inserter(out), [&](int c) { return !kept.contains(c); });
    return out;
}

}  // namespace

std::vector<int> told_centres(std::string_view smiles) {
    std::vector<int> out;
    if (smiles.find('@') == std::string_view::npos) return out;
    int atom = 0;
    for (std::size_t i = 0; i < smiles.size(); ++i) {
        if (smiles[i] == '[') {
            const std::size_t end = std::min(smiles.find(']', i), smiles.size());
            if (smiles.substr(i, end - i).find('@') != std::string_view::npos) out.push_back(atom);
            ++atom;
            i = end;
        } else if ((smiles[i] >= 'A' && smiles[i] <= 'Z') ||
                   (smiles[i] >= 'a' && smiles[i] <= 'z') || smiles[i] == '*') {
            const std::string_view two = smiles.substr(i, 2);
            i += two == "Cl" || two == "Br";
            ++atom;
        }
    }
    return out;
}

void mark_uncontrolled_centres(const std::string& molecule, Move& m) {
    if (!m.uncontrolled.empty()) return;
    const std::vector<int> told = told_centres(molecule);
    if (told.empty()) return;
    if (m.origins.size() == m.precursors.size()) {
        m.uncontrolled = centres_from_nothing(told, m);
    } else {
        std::size_t before = m.controlled.size();
        for (const std::string& p : m.precursors) before += told_centres(p).size();
        if (told.size() > before) m.uncontrolled.assign(told.size() - before, -1);
    }
    if (!m.uncontrolled.empty()) m.warnings.push_back(uncontrolled_warning(m.uncontrolled));
}

void forget_places_of_centres(Move& m) {
    if (m.uncontrolled.empty()) return;
    std::ranges::fill(m.uncontrolled, -1);
    for (std::string& w : m.warnings)
        if (w.starts_with(uncontrolled_words)) w = uncontrolled_warning(m.uncontrolled);
}

std::vector<std::vector<Move>> marked_moves(MoveSource& source,
                                            std::span<const std::string> molecules) {
    std::vector<std::vector<Move>> all = source.moves(molecules);
    for (std::size_t k = 0; k < std::min(all.size(), molecules.size()); ++k)
        for (Move& m : all[k]) mark_uncontrolled_centres(molecules[k], m);
    return all;
}

}  // namespace crucible::synthesis
