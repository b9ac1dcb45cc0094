#pragma once
// Results of searches as documents: what a worker hands to its step.

#include <string>

#include "crucible/base/value.hpp"
#include "crucible/synthesis/search.hpp"

namespace crucible::synthesis {

/// Everything, exactly; `search_result_of` reads it back.
Value search_value(const SearchResult&);
/// Throws InputError (E-route-json) for anything else.
SearchResult search_result_of(const Value&);

}  // namespace crucible::synthesis
