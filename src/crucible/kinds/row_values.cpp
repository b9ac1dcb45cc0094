#include "crucible/kinds/row_values.hpp"

namespace crucible {

Value rows_json(const std::vector<Row>& rows) {
    constexpr const char* words[] = {"info", "pass", "fail"};
    Value list = Value::make_list();
    for (const Row& r : rows) {
        Value v;
        v.set("id", r.id);
        v.set("value", r.value ? Value(*r.value) : r.text.empty() ? Value() : Value(r.text));
        v.set("unit", r.unit);
        v.set("error", r.error ? Value(*r.error) : Value());
        v.set("n", r.n);
        Value reference;
        if (r.reference) {
            reference.set("value", *r.reference);
            reference.set("error", r.reference_error ? Value(*r.reference_error) : Value());
            reference.set("source", r.source);
        }
        v.set("reference", std::move(reference));
        v.set("check", words[static_cast<int>(r.check)]);
        list.push(std::move(v));
    }
    return list;
}

std::string row_meaning(const Value& plan, const std::string& id) {
    std::string meaning;
    std::size_t longest = 0;  // "rmse.energy" says more of itself than "rmse.*"
    for (const Value& step : plan["steps"].list) {
        for (const Value& row : step["rows"].list) {
            std::string pattern = step["name"].text + "." + row["id"].text;
            const bool stands_for_many = pattern.ends_with('*');
            if (stands_for_many) pattern.pop_back();
            const bool fits = stands_for_many ? id.starts_with(pattern) : id == pattern;
            if (fits && pattern.size() > longest)
                longest = pattern.size(), meaning = row["sentence"].text;
        }
    }
    return meaning;
}

}  // namespace crucible
