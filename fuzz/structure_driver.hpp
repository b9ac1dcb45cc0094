#pragma once
// What all structure parsers are held to: a one-line Error, or structures that every later step can
// take: they are reduced, searched for neighbours, written and, as extxyz, read back to the last
// bit.

#include <cstddef>
#include <string>
#include <string_view>

#include "crucible/atoms/formats.hpp"
#include "crucible/atoms/neighbours.hpp"
#include "crucible/atoms/primitive.hpp"
#include "crucible/base/error.hpp"

namespace crucible {

/// What a structure goes through in any study.
inline void fuzz_geometry(const Structure& s) {
    try {
        shortest_distance(s);
        if (s.cell.periodic[0] && s.cell.periodic[1] && s.cell.periodic[2]) primitive_cell(s);
    } catch (const Error&) {  // refusals are fine, crashes and hangs are not
    }
}

inline int fuzz_format(const char* format, const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const ReadOptions options{.format = format, .elements = {22, 8, 29}};
    try {
        const Structures read = parse_structures(text, "input", options);
        for (const Structure& s : read) {
            CRUCIBLE_ASSERT(s.numbers.size() == s.size() && s.size() > 0);
            for (int z : s.numbers) CRUCIBLE_ASSERT(z >= 1 && z <= 118);
            for (const auto& [name, column] : s.columns) CRUCIBLE_ASSERT(column.size() == s.size());
            if (s.size() <= 12) fuzz_geometry(s);
        }
        const std::string written = structures_text(read, "extxyz");
        const Structures again = parse_structures(written, "again", {.format = "extxyz"});
        CRUCIBLE_ASSERT(structures_text(again, "extxyz") == written);
        structures_text({read[0]}, format, {.elements = options.elements});
    } catch (const Error& e) {
        CRUCIBLE_ASSERT(std::string_view(e.what()).find('\n') == std::string_view::npos);
    }
    return 0;
}

}  // namespace crucible
