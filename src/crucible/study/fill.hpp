#pragma once
// What works on described structs: reading, resolving, walking, and the texts made from them.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "crucible/base/describe.hpp"
#include "crucible/base/value.hpp"
#include "crucible/study/problems.hpp"

namespace crucible {

/// Writes `v` (a table) into the described object: its preset first, then its own keys. Every
/// problem is added, none thrown. Keys in `also` belong to someone else and are passed over. Values
/// typed on a command line are taken by their text where the member wants text or a number.
void fill(const Value& v, Fields&, Problems&, std::string_view where,
          const std::vector<std::string>& also = {});

enum class Part { all, hashed };
/// The object as a table with all defaults; quantities as "20 GPa" with 15 digits.
Value resolved(const Fields&, Part = Part::all);

/// One end of the tree: `type` is never list, range, table or one_of.
struct Leaf {
    std::string where;
    const Field* field;  ///< the described field that it is, or is in
    const Type* type;
    void* address;

    /// As written, where it is text.
    std::string text() const;
    /// What is wanted, where the leaf refers to an output or input instead of naming a file.
    std::optional<Artefact> refers() const;
};
/// Every leaf in order, inside lists, ranges, tables and the current alternatives.
void walk(Fields&, const std::function<void(const Leaf&)>&);

/// "a pressure, -10 to 1000 GPa, such as "0 GPa"".
std::string expected(const Field&, const Type&);
/// The default, as one would type it; "" when there is none.
std::string default_text(const Field&);

Value json_schema(Fields&, std::string_view title, std::string_view sentence);
/// Every field as a form needs it: docs/live.md has the members. Described on a scratch object,
/// which lists and alternatives are tried out on.
Value fields_json(Fields&);
/// Options of one step as lines of `--help`.
std::string option_help(Fields&, std::string_view prefix = "");
/// The step's page of the docs.
std::string markdown(Fields&, std::string_view name, std::string_view sentence);

}  // namespace crucible
