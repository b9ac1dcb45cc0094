#include "crucible/energy/nep_made_up.hpp"

#include <fmt/format.h>

#include "crucible/base/random.hpp"

namespace crucible {

std::string made_up_nep(const std::string& header, std::uint64_t seed) {
    const NepParameters p = parse_nep_header(header, "made up");
    RandomStream random(seed, StreamId::made_up);
    std::string text = header;
    const auto put = [&](std::size_t n, double low, double high) {
        for (std::size_t k = 0; k < n; ++k)
            text += fmt::format("{:15.7e}\n", random.uniform(low, high));
    };
    const auto count = [](int n) { return static_cast<std::size_t>(n); };
    const std::size_t length = count(p.descriptor_length()), neurons = count(p.neurons);
    const std::size_t pairs = p.types() * p.types();
    const bool has_charges = p.charges != NepCharges::none;
    for (std::size_t t = 0; t < (p.generation <= NepGeneration::nep3 ? 1 : p.types()); ++t) {
        put(neurons * length, -0.5, 0.5);
        put(neurons, -1, 1);
        put(neurons, -0.3, 0.3);
        if (has_charges) put(neurons, -0.3, 0.3);
        if (p.generation == NepGeneration::nep5) put(1, -1, 1);
    }
    if (has_charges) put(1, 1, 2);
    put(1, -1, 1);
    if (p.generation != NepGeneration::nep2) {
        put(count(p.radial_functions * p.radial_basis) * pairs, -0.3, 0.3);
        put(count(p.angular_functions * p.angular_basis) * pairs, -0.3, 0.3);
    } else if (pairs > 1) {
        put(count(p.radial_functions + p.angular_functions) * pairs, -0.3, 0.3);
    }
    put(length, 0.1, 0.4);
    if (!p.zbl || p.zbl->outer > 0) return text;
    for (std::size_t k = 0; k < p.types() * (p.types() + 1) / 2; ++k)
        for (const double v : {0.7, 1.4, 0.2, 3.0, 0.5, 1.0, 0.2, 0.4, 0.1, 0.2})
            text += fmt::format("{:15.7e}\n", v * random.uniform(0.95, 1.05));
    return text;
}

}  // namespace crucible
