#pragma once
// The syntax of CIF 1.1 (Hall, Allen and Brown, doi:10.1107/S010876739101067X): blocks of tags with
// values and of loops; every value knows its place in the file.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/error.hpp"

namespace crucible::cif {

struct Value {
    std::string_view text;  ///< without quotes; refers to the parsed text
    int line = 0, column = 0;
    enum class Kind { bare, quoted } kind = Kind::bare;

    /// "?" and "." stand for unknown and not applicable.
    bool is_null() const { return kind == Kind::bare && (text == "?" || text == "."); }
};

/// A tag with its values: one, or one per row of its loop.
struct Column {
    std::string tag;  ///< lower case, with the leading underscore
    int line = 0;
    std::size_t loop = 0;  ///< columns of one loop share this number; 0: a single value
    std::vector<Value> values;
};

struct Block {
    std::string name;
    int line = 0;
    std::vector<Column> columns;

    /// The first of the tags that is present, or nullptr. Dots read as underscores, so that the
    /// names of both dictionaries are found.
    const Column* find(std::initializer_list<std::string_view> tags) const;
};

/// Throws InputError (E-format-cif) with line and column. `text` must outlive the result.
std::vector<Block> parse(std::string_view text, const std::string& file);

}  // namespace crucible::cif
