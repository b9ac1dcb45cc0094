#pragma once
// Rules as Chematica records them: JSON with the fields of its rule records (Szymkuc et al. 2016,
// doi:10.1002/anie.201506101), and a few of our own.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/error.hpp"

namespace crucible::transforms {

struct RuleRecord {
    std::int64_t rxn_id = 0;
    std::string name;
    /// Target, and by-products behind a dot, >> precursors. Hydrogens may be written as atoms.
    std::string reaction_smarts;
    std::vector<std::string> products;           ///< SMARTS
    std::vector<std::string> groups_to_protect;  ///< SMARTS
    /// Reagents that a protecting group must withstand: names of the vocabulary, or codes of
    /// somebody else, which are kept and told to be unknown.
    std::vector<std::string> protection_conditions_code;
    std::vector<std::string> incompatible_groups;  ///< SMARTS
    std::string typical_reaction_conditions, general_references;
    /// Ours: kind of reaction, yield where a reference gives one (0: none), remarks.
    std::string reaction_class, notes;
    double yield = 0;
    bool operator==(const RuleRecord&) const = default;
};

/// What is wrong in a record.
struct RecordFault {
    std::int64_t rxn_id = 0;
    std::string field;  ///< "groups_to_protect[3]"
    int column = 0;     ///< in the text of the field, from 1; 0: the whole field
    std::string why;
    Location where;  ///< in the file
    /// "rules.json:7:52: record 8382: groups_to_protect[3], column 10: ...".
    std::string text() const;
};

struct RuleRecords {
    std::vector<RuleRecord> records;  ///< those without a fault
    std::vector<RecordFault> faults;
};

/// One record or a list of them; names of fields may have blanks for '_'. Damaged records are told
/// and left out. Throws InputError (E-json, E-rule-record) where the document is something else.
RuleRecords parse_rule_records(std::string_view json, const std::string& file);
/// As JSON, a list; reading it gives the same records.
std::string to_json(std::span<const RuleRecord>);
/// Throws InputError (E-rule-record) for the first fault, which says how many more there are.
void require_faultless(const RuleRecords&);

/// The reaction as a template for chem::TemplateSet: hydrogens that are written as atoms become
/// counts on the atoms that bear them, by-products are left out, and what comes from them is made
/// anew. Throws std::invalid_argument with one clause.
std::string template_of(const RuleRecord&);

}  // namespace crucible::transforms
