#pragma once
// How a molecule becomes a row of numbers for nets.

#include <cstdint>
#include <string>

#include "crucible/base/value.hpp"
#include "crucible/chem/fingerprint.hpp"
#include "crucible/learn/sparse_rows.hpp"

namespace crucible::synthesis {

struct PolicyInputs {
    chem::MorganSettings morgan;
    /// Classes of reactions that may be told with the molecule, as further columns; 0: none.
    int classes = 0;

    std::uint32_t columns() const { return morgan.bits + static_cast<std::uint32_t>(classes); }
    /// log(1 + count) of each entry; class 1 to `classes`, 0: not told.
    void add_row(learn::SparseRows&, const chem::Molecule&, int reaction_class = 0) const;

    Value to_value() const;
    /// Throws InputError (E-model) for settings that cannot be.
    static PolicyInputs from(const Value&, const std::string& file);
};

}  // namespace crucible::synthesis
