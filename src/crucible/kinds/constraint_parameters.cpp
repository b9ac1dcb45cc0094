// What routes must keep to, as studies say it.

#include <fmt/format.h>

#include <charconv>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/chem/molecule.hpp"
#include "crucible/chem/molecule_graph.hpp"
#include "crucible/kinds/search_parameters.hpp"
#include "crucible/synthesis/move_book.hpp"

namespace crucible {
namespace {

/// "3-4", as atoms of the target's canonical SMILES from 0.
std::pair<int, int> parse_bond(const std::string& text) {
    std::pair<int, int> out{-1, -1};
    const char *begin = text.data(), *end = begin + text.size();
    const auto first = std::from_chars(begin, end, out.first);
    if (first.ec == std::errc() && first.ptr != end && *first.ptr == '-') {
        const auto second = std::from_chars(first.ptr + 1, end, out.second);
        if (second.ec == std::errc() && second.ptr == end) return out;
    }
    throw InputError("E-search-route", fmt::format("'{}' is no bond", text),
                     "write two atoms of the target's canonical SMILES, from 0, such as 3-4");
}

std::vector<std::pair<int, int>> bonds_of(const std::vector<std::string>& texts,
                                          const std::string& target) {
    std::vector<std::pair<int, int>> out;
    if (texts.empty()) return out;
    const chem::MoleculeGraph graph = chem::graph_of(chem::Molecule::from_smiles(target));
    const auto count = static_cast<int>(graph.atoms.size());
    for (const std::string& text : texts) {
        const auto [a, b] = parse_bond(text);
        bool is_there = false;
        if (a >= 0 && a < count && b >= 0 && b < count)
            for (const auto& n : graph.around(static_cast<std::size_t>(a)))
                is_there = is_there || n.atom == b;
        if (!is_there)
            throw InputError("E-search-route",
                             fmt::format("atoms {} and {} of {} have no bond", a, b, target),
                             fmt::format("count the atoms of this SMILES from 0 to {}", count - 1));
        out.emplace_back(a, b);
    }
    return out;
}

}  // namespace

void ConstraintParameters::describe(Fields& f) {
    f("freeze", freeze,
      "Bonds of the target that no route changes: atoms of its canonical SMILES "
      "from 0, such as 3-4");
    f("cut", cut, "Bonds of the target that every route changes");
    f("banned_rules", banned_rules, "Numbers of templates or reactions that no route uses");
    f("banned_molecules", banned_molecules, "Molecules that are on no route").one_each();
    f("banned_elements", banned_elements, "Elements that no molecule of a route has");
    f("start", start, "A molecule that every route begins with");
}

synthesis::Constraints ConstraintParameters::constraints(const std::string& target) const {
    synthesis::Constraints c;
    c.frozen_bonds = bonds_of(freeze, target);
    c.broken_bonds = bonds_of(cut, target);
    c.banned_rules = banned_rules;
    for (const std::string& m : banned_molecules)
        c.banned_molecules.push_back(chem::canonical_smiles(m));
    for (const std::string& e : banned_elements)
        if (!synthesis::is_element(e))
            throw InputError("E-search-route",
                             fmt::format("{} is no element to be banned", in_quotes(e)),
                             "give its symbol: Br");
    c.banned_elements = banned_elements;
    if (!start.empty()) c.start = chem::canonical_smiles(start);
    return c;
}

}  // namespace crucible
