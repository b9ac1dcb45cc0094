#pragma once
// The decoder lies beside the program, not beside the tests.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "crucible/volume/decoder_client.hpp"

inline bool has_decoder() {
    const auto program = std::filesystem::path(CRUCIBLE_PROGRAM).parent_path() / "crucible-decode";
    if (std::filesystem::exists(program)) ::setenv("CRUCIBLE_DECODE", program.c_str(), 0);
    return !crucible::volume::find_decoder().empty();
}

/// Put first in a test case: leaves it, with a message that shows, without the decoder.
#define REQUIRE_DECODER()                                  \
    if (!has_decoder()) {                                  \
        MESSAGE("SKIPPED: crucible-decode was not built"); \
        return;                                            \
    }
