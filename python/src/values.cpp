// Documents in both directions.

#include <limits>

#include "bindings.hpp"

namespace crucible::python {

Value value_of(const py::handle& o) {
    if (o.is_none()) return {};
    if (py::isinstance<py::bool_>(o)) return Value(o.cast<bool>());
    if (py::isinstance<py::int_>(o)) return Value(o.cast<std::int64_t>());
    if (py::isinstance<py::float_>(o)) return Value(o.cast<double>());
    if (py::isinstance<py::str>(o)) return Value(o.cast<std::string>());
    if (py::isinstance<py::dict>(o)) {
        Value table = Value::make_table();
        for (const auto& [key, value] : py::reinterpret_borrow<py::dict>(o))
            table.set(py::str(key).cast<std::string>(), value_of(value));
        return table;
    }
    if (py::hasattr(o, "__fspath__")) return Value(o.attr("__fspath__")().cast<std::string>());
    if (py::hasattr(o, "tolist") && !py::isinstance<py::list>(o))
        return value_of(o.attr("tolist")());
    if (py::isinstance<py::sequence>(o)) {
        Value list = Value::make_list();
        for (const py::handle& item : o) list.push(value_of(item));
        return list;
    }
    throw py::type_error("expected None, bool, int, float, str, a path, a list or a dict, not " +
                         py::str(py::type::of(o)).cast<std::string>());
}

py::object object_of(const Value& v) {
    switch (v.kind) {
        case Value::Kind::none:
            return py::none();
        case Value::Kind::boolean:
            return py::bool_(v.integer != 0);
        case Value::Kind::integer:
            return py::int_(v.integer);
        case Value::Kind::number:
            return py::float_(v.number);
        case Value::Kind::text:
            return py::str(v.text);
        case Value::Kind::list: {
            py::list out;
            for (const Value& item : v.list) out.append(object_of(item));
            return out;
        }
        case Value::Kind::table: {
            py::dict out;
            for (const Member& m : v.table) out[py::str(m.key)] = object_of(m.value);
            return out;
        }
    }
    return py::none();
}

}  // namespace crucible::python
