#pragma once
// Just enough XML for vasprun.xml: tags with attributes, and the text between them. Internal to the
// module.

#include <string>
#include <string_view>

#include "crucible/base/error.hpp"

namespace crucible {

/// One tag. Views into the text that is scanned.
struct XmlTag {
    enum class Kind { open, close, empty, end } kind = Kind::end;
    std::string_view name;
    std::string_view attributes;  ///< as written
    std::string_view text;        ///< what stood between the tag before and this one
    /// Value of an attribute, or "".
    std::string_view attribute(std::string_view key) const;
};

/// Goes from tag to tag; comments and declarations are skipped, entities stay as they are.
class XmlScanner {
public:
    XmlScanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

    /// The next tag; kind `end` at the end of the text, and for a tag cut short.
    XmlTag next();
    /// Place of the tag returned last.
    Location here() const;

private:
    std::string_view text_;
    std::string file_;
    std::size_t at_ = 0, tag_at_ = 0;
    mutable std::size_t counted_to_ = 0;
    mutable int line_ = 1;
};

}  // namespace crucible
