#include "crucible/synthesis/reaction_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "crucible/chem/flat_molecule.hpp"
#include "crucible/chem/smarts_words.hpp"
#include "crucible/transforms/evaluate.hpp"

namespace crucible::synthesis {
namespace {

/// Also of the metals that rules name, by their number.
std::string pattern_symbol(int element) {
    const std::string_view symbol = chem::element_symbol(element);
    return symbol.empty() ? fmt::format("#{}", element) : std::string(symbol);
}

std::string pattern_in_order(const std::vector<ChangedBond>& changes,
                             const std::vector<int>& elements, const std::vector<int>& rank) {
    std::vector<std::string> words;
    const auto atom = [&](int a) {
        const auto i = static_cast<std::size_t>(a);
        return fmt::format("{}{}", pattern_symbol(elements[i]), rank[i]);
    };
    for (const ChangedBond& c : changes) {
        const bool is_ordered =
            rank[static_cast<std::size_t>(c.a)] < rank[static_cast<std::size_t>(c.b)];
        words.push_back(fmt::format("{}-{} {}>{}", atom(is_ordered ? c.a : c.b),
                                    atom(is_ordered ? c.b : c.a), c.before, c.after));
    }
    std::sort(words.begin(), words.end());
    return fmt::format("{}", fmt::join(words, "; "));
}

/// Order of a bond of a pattern; nothing where that depends on how a ring is written.
std::optional<int> order_of(const chem::SmartsWords& side, int bond) {
    if (bond < 0) return 0;
    const chem::BondWords& b = side.bonds[static_cast<std::size_t>(bond)];
    const auto is_aromatic = [&](int a) {
        return side.atoms[static_cast<std::size_t>(a)].aromatic.value_or(false);
    };
    switch (b.order) {
        case chem::Order::one:
            return 1;
        case chem::Order::two:
            return 2;
        case chem::Order::three:
            return 3;
        case chem::Order::plain:
            if (is_aromatic(b.a) && is_aromatic(b.b)) return {};
            return 1;
        default:
            return {};
    }
}

/// Whether both sides say the same of a bond, ring or not.
bool is_unchanged(const chem::SmartsWords& x, int bond_x, const chem::SmartsWords& y, int bond_y) {
    if (bond_x < 0 || bond_y < 0) return bond_x == bond_y;
    return x.bonds[static_cast<std::size_t>(bond_x)].order ==
           y.bonds[static_cast<std::size_t>(bond_y)].order;
}

/// Pattern of a retro template; nothing where it cannot be told.
std::optional<std::string> template_pattern(const std::string& smarts) {
    const auto arrow = smarts.find(">>");
    const chem::SmartsWords product = chem::words_of(*chem::read_smarts(smarts.substr(0, arrow)));
    const chem::SmartsWords reactants =
        chem::words_of(*chem::read_smarts(smarts.substr(arrow + 2)));
    std::map<int, int> elements;  // by the number of the atom
    const auto count = static_cast<int>(reactants.atoms.size());
    const auto in_product = [&](int reactant) {
        const int map = reactants.atoms[static_cast<std::size_t>(reactant)].map;
        return map > 0 ? product.of_map(map) : -1;
    };
    std::vector<ChangedBond> changes;
    for (int a = 0; a < count; ++a) {
        const auto& element = reactants.atoms[static_cast<std::size_t>(a)].element;
        elements[a] = element.value_or(0);
        for (int b = a + 1; b < count; ++b) {
            const int before = reactants.bond_between(a, b);
            const int pa = in_product(a), pb = in_product(b);
            if (pa < 0 && pb < 0) continue;  // inside of what leaves
            const int after = pa >= 0 && pb >= 0 ? product.bond_between(pa, pb) : -1;
            if (is_unchanged(reactants, before, product, after)) continue;
            const auto x = order_of(reactants, before), y = order_of(product, after);
            if (!x || !y || !element || !reactants.atoms[static_cast<std::size_t>(b)].element)
                return {};
            if (*x != *y) changes.push_back({a, b, *x, *y});
        }
    }
    return reaction_pattern(changes, [&](int a) { return elements.at(a); });
}

/// Pattern of one application of a transform, by where its atoms come from.
std::optional<std::string> outcome_pattern(const chem::Molecule& target,
                                           const chem::Outcome& outcome) {
    if (outcome.origins.size() != outcome.reactants.size()) return {};
    const chem::MoleculeGraph after = chem::graph_of(target);
    const auto order = [](chem::BondType t) {
        return t == chem::BondType::aromatic    ? -1
               : t == chem::BondType::twofold   ? 2
               : t == chem::BondType::threefold ? 3
                                                : 1;
    };
    std::map<int, int> elements;
    std::map<std::pair<int, int>, std::pair<int, int>> bonds;  // before, after
    for (std::size_t a = 0; a < after.atoms.size(); ++a) {
        elements[static_cast<int>(a)] = after.atoms[a].element;
        for (const auto& n : after.around(a))
            bonds[std::minmax(static_cast<int>(a), static_cast<int>(n.atom))].second =
                order(n.bond);
    }
    int next = static_cast<int>(after.atoms.size());
    for (std::size_t r = 0; r < outcome.reactants.size(); ++r) {
        const chem::MoleculeGraph g =
            chem::graph_of(chem::Molecule::from_smiles(outcome.reactants[r]));
        std::vector<int> names = outcome.origins[r];
        if (names.size() != g.atoms.size()) return {};
        for (std::size_t a = 0; a < names.size(); ++a) {
            if (names[a] >= 0) continue;
            names[a] = next++;
            elements[names[a]] = g.atoms[a].element;
        }
        for (std::size_t a = 0; a < names.size(); ++a)
            for (const auto& n : g.around(a)) {
                const bool leaves = outcome.origins[r][a] < 0 && outcome.origins[r][n.atom] < 0;
                if (!leaves) bonds[std::minmax(names[a], names[n.atom])].first = order(n.bond);
            }
    }
    std::vector<ChangedBond> changes;
    for (const auto& [pair, orders] : bonds) {
        if (orders.first == orders.second) continue;
        if (orders.first < 0 || orders.second < 0) return {};
        changes.push_back({pair.first, pair.second, orders.first, orders.second});
    }
    return reaction_pattern(changes, [&](int a) { return elements.at(a); });
}

}  // namespace

std::string reaction_pattern(const std::vector<ChangedBond>& all,
                             const std::function<int(int)>& element_of) {
    std::vector<ChangedBond> changes;
    std::vector<int> atoms;
    for (const ChangedBond& c : all) {
        if (element_of(c.a) == 1 || element_of(c.b) == 1) continue;
        changes.push_back(c);
        atoms.push_back(c.a), atoms.push_back(c.b);
    }
    std::sort(atoms.begin(), atoms.end());
    atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
    if (changes.empty() || atoms.size() > most_pattern_atoms) return "";
    std::vector<int> elements, rank(atoms.size());
    for (const int a : atoms) elements.push_back(element_of(a));
    for (ChangedBond& c : changes)
        for (int* end : {&c.a, &c.b})
            *end = static_cast<int>(std::lower_bound(atoms.begin(), atoms.end(), *end) -
                                    atoms.begin());
    std::iota(rank.begin(), rank.end(), 0);
    std::string best;
    do {
        std::string text = pattern_in_order(changes, elements, rank);
        if (best.empty() || text < best) best = std::move(text);
    } while (std::next_permutation(rank.begin(), rank.end()));
    return best;
}

void KnownPatterns::add_pattern(const std::string& pattern) {
    ++rules_;
    if (!pattern.empty()) patterns_.insert(pattern);
}

void KnownPatterns::add(const chem::TemplateSet& set) {
    for (std::size_t k = 0; k < set.size(); ++k) {
        std::optional<std::string> pattern;
        try {
            pattern = template_pattern(set.smarts(k));
        } catch (const std::invalid_argument&) {
            pattern.reset();  // counted below
        }
        if (pattern)
            add_pattern(*pattern);
        else
            ++passed_;
    }
}

void KnownPatterns::add(const transforms::TransformLibrary& library) {
    for (const auto& rule : library.rules())
        for (const transforms::Example& e : rule->transform().examples) {
            const transforms::Analysed molecule(chem::Molecule::from_smiles(e.target),
                                                library.vocabulary());
            bool is_understood = false;
            for (const auto& a : transforms::evaluate(*rule, molecule, library.vocabulary()))
                if (!a.is_dead() && a.outcome.reactants == e.precursors)
                    if (const auto p = outcome_pattern(molecule.perception.molecule, a.outcome)) {
                        if (!is_understood) ++rules_;
                        is_understood = true;
                        if (!p->empty()) patterns_.insert(*p);
                    }
            if (!is_understood) ++passed_;
        }
}

}  // namespace crucible::synthesis
