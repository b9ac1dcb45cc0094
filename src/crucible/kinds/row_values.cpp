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

}  // namespace crucible
