// OUTCAR: whatever is accepted has a force for each atom.
#include <cstddef>

#include "crucible/base/error.hpp"
#include "crucible/energy/labelled.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace crucible;
    try {
        for (const LabelledFrame& f :
             parse_outcar({reinterpret_cast<const char*>(data), size}, "fuzz"))
            CRUCIBLE_ASSERT(f.forces.size() == f.structure.size());
    } catch (const Error&) {
    }
    return 0;
}
