#pragma once
// Templates with what is known of each: how often it was seen, and where first.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/synthesis/moves.hpp"

namespace crucible::synthesis {

struct TemplateLibrary {
    chem::TemplateSet set;
    std::vector<RuleCard> cards;

    /// A table with a column retro_template, and perhaps uses, precedent and name; gzipped or not.
    /// Throws InputError (E-template, E-csv, E-templates-file).
    static TemplateLibrary parse(std::string_view bytes, const std::string& file);
    static TemplateLibrary open(const std::filesystem::path&);
};

}  // namespace crucible::synthesis
