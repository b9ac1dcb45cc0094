#pragma once
// The plug-in beside the program, or none.

#include <cstdlib>
#include <filesystem>

#include "crucible/base/plugin.hpp"

inline const crucible::Plugin* nn_plugin() {
    ::setenv("CRUCIBLE_PLUGINS", std::filesystem::path(CRUCIBLE_PROGRAM).parent_path().c_str(), 1);
    return crucible::find_plugin("nn");
}
#define REQUIRE_NN(plugin)                                          \
    const crucible::Plugin* plugin = nn_plugin();                   \
    if (!plugin) {                                                  \
        MESSAGE("SKIPPED: libtorch was not here to build nn with"); \
        return;                                                     \
    }
