// Routes and results of searches as documents: what is read must be written and read as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crucible/base/error.hpp"
#include "crucible/data/json.hpp"
#include "crucible/synthesis/route_json.hpp"
#include "crucible/synthesis/search_record.hpp"

using namespace crucible;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const Value v = parse_json(text, "route");
        try {
            const Value once = synthesis::route_value(synthesis::route_of(v, "route"));
            const Value twice = synthesis::route_value(synthesis::route_of(once, "route"));
            if (to_json(once) != to_json(twice)) std::abort();
        } catch (const Error&) {
        }
        const Value once = synthesis::search_value(synthesis::search_result_of(v));
        const Value twice = synthesis::search_value(synthesis::search_result_of(once));
        if (to_json(once) != to_json(twice)) std::abort();
    } catch (const Error&) {
    }
    return 0;
}
