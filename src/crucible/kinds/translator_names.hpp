#pragma once
// Words for what steps of translators choose among.

#include <span>

#include "crucible/base/describe.hpp"
#include "crucible/synthesis/translator.hpp"

namespace crucible::synthesis {

inline std::span<const Name> names(ProductWriting) {
    static constexpr Name all[] = {{"random", "from any atom, branches in any order"},
                                   {"rooted", "from any atom, canonical otherwise"}};
    return all;
}

}  // namespace crucible::synthesis
