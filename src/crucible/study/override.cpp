#include "crucible/study/override.hpp"

#include <fmt/format.h>

#include "crucible/study/toml.hpp"

namespace crucible {

void set_path(Value& table, const std::vector<Word>& path, std::size_t first, Value value,
              const Origin& where) {
    Value* v = &table;
    for (std::size_t i = first; i < path.size(); ++i) {
        if (v->is(Value::Kind::text)) {
            Value with_use = Value::make_table();
            with_use.origin = v->origin;
            with_use.set("use", *v);
            *v = std::move(with_use);
        }
        Value* next = v->find(path[i].text);
        if (!next) next = &v->set(path[i].text, Value::make_table());
        for (Member& m : v->table)
            if (m.key == path[i].text)
                m.key_origin = {where.source, where.line, where.column + path[i].column - 1,
                                static_cast<int>(path[i].text.size())};
        v = next;
    }
    *v = std::move(value);
}

void override_value(Value& doc, const std::string& text, Problems& problems) {
    const auto source = std::make_shared<Source>(Source{"--set", {text}, true});
    const auto at = [&](std::size_t column, std::size_t length) {
        return Origin{source, 1, static_cast<int>(column), static_cast<int>(length)};
    };
    const std::size_t equals = text.find('=');
    const auto path = fields(std::string_view(text).substr(0, equals), '.');
    if (equals == text.npos || path.size() < 2)
        return problems.add("E-study-set", at(1, text.size()), "", "--set needs STEP.KEY=VALUE",
                            "such as --set search.trials=200");
    Value* steps = doc.find("step");
    Value* step = steps ? steps->find(path[0].text) : nullptr;
    if (!step) {
        std::vector<std::string> known;
        for (const Member& m : doc["step"].table) known.push_back(m.key);
        return problems.add("E-study-set", at(1, path[0].text.size()), "",
                            fmt::format("no step is called {}{}", in_quotes(path[0].text),
                                        did_you_mean(path[0].text, known)),
                            fmt::format("expected one of: {}", fmt::join(known, ", ")));
    }
    const std::size_t value_at = equals + 1;
    set_path(*step, path, 1,
             parse_loose(std::string_view(text).substr(value_at),
                         at(value_at + 1, text.size() - value_at)),
             at(1, 1));
}

}  // namespace crucible
