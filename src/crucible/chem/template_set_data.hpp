#pragma once
// What stands behind TemplateSet: templates are parsed at their first use, each direction by
// itself.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crucible/chem/pattern_index.hpp"
#include "crucible/chem/rewrite.hpp"
#include "crucible/chem/target_data.hpp"
#include "crucible/chem/templates.hpp"

namespace crucible::chem {

struct TemplateSet::Data {
    explicit Data(std::vector<std::string> all);

    /// Throws InputError (E-template).
    const Rewrite& retro(std::size_t) const;
    /// Null where the template cannot be read backwards.
    const Rewrite* forward(std::size_t) const;
    [[noreturn]] void refuse(std::size_t, std::string_view why) const;

    struct Slot {
        std::once_flag retro_once, forward_once;
        std::unique_ptr<const Rewrite> retro, forward;
    };
    std::vector<std::string> smarts;
    std::string hash;
    PatternIndex index;
    /// Of the sides that templates make, at the first use.
    const PatternIndex& backward() const;
    std::unique_ptr<Slot[]> slots;

private:
    mutable std::once_flag backward_once_;
    mutable PatternIndex backward_;
};

}  // namespace crucible::chem
