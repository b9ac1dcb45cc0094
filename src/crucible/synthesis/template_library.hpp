#pragma once
// Templates with what is known of each: how often it was seen, and where first.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "crucible/chem/templates.hpp"
#include "crucible/synthesis/moves.hpp"

namespace crucible::synthesis {

struct TemplateLibrary {
    chem::TemplateSet set;
    std::vector<RuleCard> cards;
    std::unordered_map<std::string, std::int64_t> places;  ///< of each SMARTS, the first of equals

    /// Which template this SMARTS is, as text; -1: none.
    std::int64_t index_of(const std::string& smarts) const;

    /// A table with a column retro_template, and perhaps uses, precedent and name; gzipped or not.
    /// Without names, columns class_1 to class_10 (uses by class, as synthesis.extract writes them)
    /// name the kind of reaction.
    /// Throws InputError (E-template, E-csv, E-templates-file).
    static TemplateLibrary parse(std::string_view bytes, const std::string& file);
    static TemplateLibrary open(const std::filesystem::path&);
};

}  // namespace crucible::synthesis
