#pragma once
// What an integration has done so far, as bytes. Internal to the module.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/thermo/integration.hpp"

namespace crucible {

struct IntegrationRecord {
    bool has_cell = false;
    Structure cell;  ///< at rest
    double bulk_modulus = 0;
    std::vector<LambdaAverage> averages;
    std::vector<double> forth, back;
    std::optional<std::size_t> lost;
    std::optional<LambdaProgress> node;  ///< the one in hand
};

std::string encode(const IntegrationRecord&);
/// `start` gives the elements. Throws InputError (E-model) for bytes of something else.
IntegrationRecord decode_integration(std::string_view bytes, const Structure& start);

}  // namespace crucible
