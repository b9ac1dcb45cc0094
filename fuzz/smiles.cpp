// The scanner of SMILES: never stops, columns lie inside of the text, atoms come in order.
#include <cstddef>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/chem/smiles_scan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace crucible::chem;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size > 4096) return 0;
    const SmilesScan scan = scan_smiles(text);
    int before = 0;
    for (const int column : scan.atom_columns) {
        CRUCIBLE_ASSERT(column > before && column <= static_cast<int>(size));
        before = column;
    }
    if (scan.fault) {
        CRUCIBLE_ASSERT(scan.fault->column >= 1 &&
                        scan.fault->column <= static_cast<int>(size) + 1);
        CRUCIBLE_ASSERT(!scan.fault->why.empty());
    } else {
        CRUCIBLE_ASSERT(count_heavy_atoms(text) <= scan.atom_columns.size());
        CRUCIBLE_ASSERT(element_symbols(text).size() <= scan.atom_columns.size());
    }
    return 0;
}
