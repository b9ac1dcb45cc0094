#include "crucible/transforms/rule_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "crucible/base/text.hpp"
#include "crucible/chem/smarts_faults.hpp"
#include "crucible/chem/templates.hpp"
#include "crucible/data/json.hpp"

namespace crucible::transforms {
namespace {

/// Texts and lists of a record, by the names that they have in a file.
struct TextField {
    std::string_view name;
    std::string RuleRecord::*member;
};
constexpr std::array text_fields{
    TextField{"name", &RuleRecord::name},
    TextField{"reaction_SMARTS", &RuleRecord::reaction_smarts},
    TextField{"typical_reaction_conditions", &RuleRecord::typical_reaction_conditions},
    TextField{"general_references", &RuleRecord::general_references},
    TextField{"class", &RuleRecord::reaction_class},
    TextField{"notes", &RuleRecord::notes}};

struct ListField {
    std::string_view name;
    std::vector<std::string> RuleRecord::*member;
    bool is_smarts;
};
constexpr std::array list_fields{
    ListField{"products", &RuleRecord::products, true},
    ListField{"groups_to_protect", &RuleRecord::groups_to_protect, true},
    ListField{"protection_conditions_code", &RuleRecord::protection_conditions_code, false},
    ListField{"incompatible_groups", &RuleRecord::incompatible_groups, true}};

std::string field_name(std::string key) {
    std::ranges::replace(key, ' ', '_');
    return key;
}

class RecordReader {
public:
    RecordReader(const Value& v, const std::string& file, std::vector<RecordFault>& faults)
        : value_(v), file_(file), faults_(faults), before_(faults.size()) {}

    /// Whether the record is good.
    bool read(RuleRecord& out) {
        if (!value_.is(Value::Kind::table)) {
            blame("", value_, 0, "a record is a table of fields");
            return false;
        }
        if (const Value* id = value_.find("rxn_id"); id && id->is(Value::Kind::integer))
            out.rxn_id = id_ = id->integer;
        else
            blame("rxn_id", id ? *id : value_, 0, "the number of the record is missing");
        for (const Member& m : value_.table) member(m, out);
        for (const std::string_view needed : {"name", "reaction_SMARTS"})
            if (!seen_.contains(std::string(needed)))
                blame(std::string(needed), value_, 0, "the record lacks it");
        if (is_good()) check_template(out);
        return is_good();
    }

private:
    bool is_good() const { return faults_.size() == before_; }

    void blame(std::string field, const Value& v, int column, std::string why) {
        const int inside = column > 0 ? column : 0;  // behind the quote that the value begins with
        faults_.push_back({id_,
                           std::move(field),
                           column,
                           std::move(why),
                           {file_, v.origin.line, v.origin.column + inside}});
    }

    void member(const Member& m, RuleRecord& out) {
        const std::string name = field_name(m.key);
        if (!seen_.insert(name).second) return blame(name, m.value, 0, "it is there twice");
        if (name == "rxn_id") return;
        if (name == "yield") return read_yield(m.value, out);
        for (const TextField& f : text_fields)
            if (name == f.name) return read_text(f, m.value, out);
        for (const ListField& f : list_fields)
            if (name == f.name) return read_list(f, m.value, out);
        std::vector<std::string> known{"rxn_id", "yield"};
        for (const TextField& f : text_fields) known.emplace_back(f.name);
        for (const ListField& f : list_fields) known.emplace_back(f.name);
        blame(name, m.value, 0, "no field has this name" + did_you_mean(name, known));
    }

    void read_yield(const Value& v, RuleRecord& out) {
        out.yield = v.real(-1);
        if (!(out.yield > 0 && out.yield <= 1))
            blame("yield", v, 0, "it is no number above 0 and up to 1");
    }

    void read_text(const TextField& f, const Value& v, RuleRecord& out) {
        if (!v.is(Value::Kind::text)) return blame(std::string(f.name), v, 0, "it is no text");
        out.*f.member = v.text;
        if (f.member != &RuleRecord::reaction_smarts) return;
        if (const auto fault = chem::reaction_smarts_fault(v.text))
            blame(std::string(f.name), v, fault->column, fault->why);
    }

    void read_list(const ListField& f, const Value& v, RuleRecord& out) {
        if (!v.is(Value::Kind::list)) return blame(std::string(f.name), v, 0, "it is no list");
        for (std::size_t k = 0; k < v.list.size(); ++k) {
            const Value& entry = v.list[k];
            const std::string name = fmt::format("{}[{}]", f.name, k);
            if (!entry.is(Value::Kind::text)) {
                blame(name, entry, 0, "it is no text");
                continue;
            }
            (out.*f.member).push_back(entry.text);
            if (!f.is_smarts) continue;
            if (const auto fault = chem::smarts_fault(entry.text))
                blame(name, entry, fault->column, fault->why);
        }
    }

    /// Both sides are good patterns; whether they are a reaction is another question.
    void check_template(const RuleRecord& r) {
        try {
            const chem::TemplateSet set({template_of(r)});
            set.apply(0, chem::Target(chem::Molecule::from_smiles("C")));
        } catch (const std::invalid_argument& e) {
            blame("reaction_SMARTS", *value_.find("reaction_SMARTS"), 0, e.what());
        } catch (const InputError& e) {
            blame("reaction_SMARTS", *value_.find("reaction_SMARTS"), 0, e.message());
        }
    }

    const Value& value_;
    const std::string& file_;
    std::vector<RecordFault>& faults_;
    std::size_t before_;
    std::int64_t id_ = 0;
    std::set<std::string> seen_;
};

}  // namespace

std::string RecordFault::text() const {
    std::string out =
        fmt::format("{}:{}:{}: record {}: ", where.file, where.line, where.column, rxn_id);
    if (!field.empty())
        out += field + (column > 0 ? fmt::format(", column {}", column) : "") + ": ";
    return out + why;
}

RuleRecords parse_rule_records(std::string_view json, const std::string& file) {
    const Value document = parse_json(json, file);
    RuleRecords out;
    std::set<std::int64_t> ids;
    const auto read = [&](const Value& v) {
        RuleRecord r;
        if (!RecordReader(v, file, out.faults).read(r)) return;
        if (!ids.insert(r.rxn_id).second) {
            out.faults.push_back({r.rxn_id,
                                  "rxn_id",
                                  0,
                                  "another record has this number",
                                  {file, v.origin.line, v.origin.column}});
            return;
        }
        out.records.push_back(std::move(r));
    };
    if (document.is(Value::Kind::list) && !document.list.empty())
        for (const Value& v : document.list) read(v);
    else if (document.is(Value::Kind::table))
        read(document);
    else
        throw InputError("E-rule-record", "the file holds no record of a rule",
                         "write a record, or a list of records: rxn_id, name, reaction_SMARTS, ...",
                         {file, 1, 1});
    return out;
}

std::string to_json(std::span<const RuleRecord> records) {
    Value all = Value::make_list();
    for (const RuleRecord& r : records) {
        Value v = Value::make_table();
        v.set("rxn_id", r.rxn_id);
        for (const TextField& f : text_fields)
            if (f.name != "class" && f.name != "notes") v.set(f.name, r.*f.member);
        for (const ListField& f : list_fields) {
            Value list = Value::make_list();
            for (const std::string& entry : r.*f.member) list.push(entry);
            v.set(f.name, std::move(list));
        }
        if (!r.reaction_class.empty()) v.set("class", r.reaction_class);
        if (r.yield > 0) v.set("yield", r.yield);
        if (!r.notes.empty()) v.set("notes", r.notes);
        all.push(std::move(v));
    }
    return to_json(all, JsonStyle::pretty) + "\n";
}

void require_faultless(const RuleRecords& r) {
    if (r.faults.empty()) return;
    const RecordFault& f = r.faults.front();
    std::string why = fmt::format("record {}: {}", f.rxn_id, f.field);
    if (f.column > 0) why += fmt::format(", column {}", f.column);
    why += (f.field.empty() ? "" : ": ") + f.why;
    if (r.faults.size() > 1) why += fmt::format(" (and {} more)", r.faults.size() - 1);
    throw InputError("E-rule-record", why, "correct this field of the record", f.where);
}

}  // namespace crucible::transforms
