#pragma once
// Values typed on a command line, written over a document.

#include <string>
#include <vector>

#include "crucible/base/text.hpp"
#include "crucible/study/problems.hpp"

namespace crucible {

/// Puts `v` at path[first], path[first+1]... below `table`, making tables on the way. A bare word
/// on the way ("matsui-akaogi") becomes { use = word }. `where` gives the place of each key.
void set_path(Value& table, const std::vector<Word>& path, std::size_t first, Value v,
              const Origin& where);
/// "step.key.deeper=value" over a study document; --set.
void override_value(Value& document, const std::string& text, Problems&);

}  // namespace crucible
