// Files of molecules, reactions and stocks up to the point where RDKit would be asked, and what
// crucible-molecules answers. The first byte chooses.
#include <cstddef>
#include <string>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/chem/blocks.hpp"
#include "crucible/chem/parse_service.hpp"
#include "crucible/chem/reading.hpp"
#include "crucible/synthesis/stock_file.hpp"

namespace {

using namespace crucible;

void split(std::string_view text, const char* name) {
    const chem::RawMolecules raw = chem::split_molecules(text, name);
    CRUCIBLE_ASSERT(raw.columns.size() == raw.records.size());
    CRUCIBLE_ASSERT(raw.blocks.empty() || raw.blocks.size() == raw.records.size());
    for (const auto& r : raw.records) CRUCIBLE_ASSERT(r.line >= 1);
}

void reactions(std::string_view text, const char* name) {
    for (const auto& r : chem::parse_reactions(text, name).records)
        CRUCIBLE_ASSERT(r.line >= 1 && !r.reactants.empty() && !r.product.empty());
}

void rdf(std::string_view text) {
    for (const chem::RxnBlock& b : chem::split_rdf(text))
        CRUCIBLE_ASSERT(!b.fault.empty() || (!b.reactants.empty() && !b.products.empty()));
}

void stock(std::string_view text) {
    const auto list = synthesis::parse_stock_text(text, "fuzz.stock");
    const std::string once = synthesis::to_stock_text(list);
    CRUCIBLE_ASSERT(synthesis::to_stock_text(synthesis::parse_stock_text(once, "again")) == once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        switch (data[0] % 8) {
            case 0:
                return split(text, "a.smi"), 0;
            case 1:
                return split(text, "a.csv"), 0;
            case 2:
                return split(text, "a.sdf"), 0;
            case 3:
                return reactions(text, "a.csv"), 0;
            case 4:
                return reactions(text, "a.rsmi"), 0;
            case 5:
                return rdf(text), 0;
            case 6:
                return stock(text), 0;
            default:
                chem::read_answers(text, 3);
        }
    } catch (const Error&) {
    }
    return 0;
}
