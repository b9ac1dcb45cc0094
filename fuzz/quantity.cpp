// What people type: quantities with units, formulas, symmetry operations.
#include <cstddef>
#include <string_view>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/symmetry_text.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/units.hpp"

namespace {

template <class Parse>
void attempt(Parse parse) {
    try {
        parse();
    } catch (const crucible::Error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size > 200) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    attempt([&] { crucible::parse_quantity(text, crucible::dimension::pressure); });
    attempt([&] { crucible::parse_unit(text); });
    attempt([&] {
        const crucible::Composition c = crucible::parse_formula(text);
        CRUCIBLE_ASSERT(crucible::parse_formula(crucible::formula_text(c)) == c);
    });
    attempt([&] { crucible::parse_triplet(text); });
    return 0;
}
