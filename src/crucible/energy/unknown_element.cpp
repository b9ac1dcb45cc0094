#include "crucible/energy/unknown_element.hpp"

#include <fmt/format.h>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

void fail_unknown_element(std::string_view potential, int z, std::size_t i) {
    const std::string symbol = z >= 1 && z <= max_atomic_number ? std::string(element(z).symbol)
                                                                : fmt::format("Z = {}", z);
    throw InputError("E-energy-element",
                     fmt::format("potential {} knows no {} (atom {})", potential, symbol, i + 1),
                     "use a potential for this element");
}

}  // namespace crucible
