#pragma once
// crucible-molecules lies beside the program, not beside the tests.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "crucible/chem/parser_client.hpp"

/// Put first in a test case that reads files.
inline void use_molecule_parser() {
    const auto program =
        std::filesystem::path(CRUCIBLE_PROGRAM).parent_path() / "crucible-molecules";
    ::setenv("CRUCIBLE_MOLECULES", program.c_str(), 0);
    REQUIRE(std::filesystem::exists(crucible::chem::find_molecule_parser()));
}
