#pragma once
// Real data beside the checkout: tests that need it say so and are skipped when it is absent.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

inline std::filesystem::path shared_data(const std::string& name) {
    return std::filesystem::path(SHARED_DATA) / name;
}

/// Put first in a test case: leaves it, with a message that shows, when the data are not here.
#define REQUIRE_SHARED_DATA(name)                                         \
    if (!std::filesystem::exists(shared_data(name))) {                    \
        MESSAGE("SKIPPED: shared data " << (name) << " are not present"); \
        return;                                                           \
    }
