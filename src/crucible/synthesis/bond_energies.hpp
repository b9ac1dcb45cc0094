#pragma once
// Mean energies of bonds, for a first guess of what a reaction gives off.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace crucible::synthesis {

class BondEnergies {
public:
    /// Lines "C=O 745", energies in kJ/mol; '#' begins a remark. Throws InputError
    /// (E-bond-energies) with line and column.
    static BondEnergies parse(std::string_view text, const std::string& file);
    /// What ships with the program. Throws InputError (E-bond-energies) where it is not there.
    static BondEnergies shipped();

    /// kJ/mol, to be spent to part two atoms of these elements; 0 for order 0. Nothing where the
    /// table has no such bond.
    std::optional<double> of(int element, int other, int order) const;

private:
    std::map<std::tuple<int, int, int>, double> energies_;
};

}  // namespace crucible::synthesis
