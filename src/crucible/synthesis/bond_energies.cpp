#include "crucible/synthesis/bond_energies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"
#include "crucible/base/text.hpp"
#include "crucible/synthesis/bond_matrix.hpp"

namespace crucible::synthesis {
namespace {

/// Atomic number of a symbol that begins the text, which loses it; 0 for none.
int take_element(std::string_view& text) {
    static constexpr int known[] = {35, 17, 14, 34, 50, 30, 13, 12, 33,
                                    1,  5,  6,  7,  8,  9,  15, 16, 53};
    for (const int element : known) {
        const std::string symbol = matrix_symbol(element);
        if (!text.starts_with(symbol)) continue;
        text.remove_prefix(symbol.size());
        return element;
    }
    return 0;
}

int take_order(std::string_view& text) {
    static constexpr std::string_view symbols = "-=#";
    if (text.empty() || symbols.find(text.front()) == symbols.npos) return 0;
    const int order = static_cast<int>(symbols.find(text.front())) + 1;
    text.remove_prefix(1);
    return order;
}

}  // namespace

BondEnergies BondEnergies::parse(std::string_view text, const std::string& file) {
    BondEnergies out;
    LineReader lines(text, file);
    std::string_view line;
    while (lines.next(line)) {
        const std::vector<Word> given = words(line);
        if (given.empty() || given[0].text.starts_with('#')) continue;
        if (given.size() < 2 || (given.size() > 2 && !given[2].text.starts_with('#')))
            throw InputError("E-bond-energies", "a line is no bond and its energy",
                             "write it as C=O 745", lines.here(given[0]));
        std::string_view bond = given[0].text;
        const int a = take_element(bond), order = take_order(bond), b = take_element(bond);
        if (a == 0 || order == 0 || b == 0 || !bond.empty())
            throw InputError(
                "E-bond-energies", fmt::format("{} is no bond", in_quotes(given[0].text)),
                "write two elements with -, = or # between them", lines.here(given[0]));
        const double energy = lines.number(given[1], "an energy", "E-bond-energies");
        if (!(energy > 0) || energy > 2000)
            throw InputError("E-bond-energies", "an energy is not between 0 and 2000 kJ/mol",
                             "give kJ/mol", lines.here(given[1]));
        if (!out.energies_.emplace(std::tuple{std::min(a, b), std::max(a, b), order}, energy)
                 .second)
            throw InputError("E-bond-energies",
                             fmt::format("{} is there twice", in_quotes(given[0].text)),
                             "leave one of them out", lines.here(given[0]));
    }
    return out;
}

BondEnergies BondEnergies::shipped() {
    const auto file = shared_file("synthesis/bond-energies.txt");
    if (file.empty())
        throw InputError("E-bond-energies", "the table of bond energies is not there",
                         "keep share/crucible beside the program");
    return parse(read_file(file), file.string());
}

std::optional<double> BondEnergies::of(int element, int other, int order) const {
    if (order == 0) return 0.0;
    const auto at = energies_.find({std::min(element, other), std::max(element, other), order});
    if (at == energies_.end()) return std::nullopt;
    return at->second;
}

}  // namespace crucible::synthesis
