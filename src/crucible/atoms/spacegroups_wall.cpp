#include <gemmi/symmetry.hpp>

#include "crucible/atoms/spacegroups.hpp"

namespace crucible {
namespace {

std::vector<SymmetryOperation> all_operations(const gemmi::SpaceGroup& group) {
    std::vector<SymmetryOperation> out;
    const gemmi::GroupOps operations = group.operations();
    for (const auto& centre : operations.cen_ops)
        for (const gemmi::Op& op : operations.sym_ops) {
            SymmetryOperation o;
            for (int i = 0; i < 3; ++i) {
                const auto u = static_cast<std::size_t>(i);
                for (int j = 0; j < 3; ++j)
                    o.rotation(i, j) = op.rot[u][static_cast<std::size_t>(j)] / gemmi::Op::DEN;
                o.translation[i] = double(op.tran[u] + centre[u]) / gemmi::Op::DEN;
            }
            out.push_back(o);
        }
    return out;
}

}  // namespace

std::optional<std::vector<SymmetryOperation>> operations_of_group(const std::string& symbol,
                                                                  double alpha, double gamma) {
    if (symbol.empty() || symbol.size() > 40) return std::nullopt;
    const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_name(symbol, alpha, gamma);
    if (!group) return std::nullopt;
    return all_operations(*group);
}

std::optional<std::vector<SymmetryOperation>> operations_of_group(int number) {
    if (number < 1 || number > 230) return std::nullopt;
    return all_operations(*gemmi::find_spacegroup_by_number(number));
}

}  // namespace crucible
