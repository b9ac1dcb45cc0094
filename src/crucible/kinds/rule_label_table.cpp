#include "crucible/kinds/rule_label_table.hpp"

#include <fmt/format.h>

#include <charconv>

#include "crucible/base/error.hpp"
#include "crucible/base/files.hpp"

namespace crucible {
namespace {

const Column& label_column(const Table& t, const char* name, Column::Kind kind,
                           const std::string& file) {
    const Column* c = t.find(name);
    if (!c || c->kind != kind)
        throw InputError("E-reactions",
                         fmt::format("the table has no column '{}' of {}", name,
                                     kind == Column::Kind::text ? "text" : "numbers"),
                         "give a table that synthesis.rule-labels made", {file});
    return *c;
}

/// A list of one transform is a number to the reader of tables, an empty one nothing.
std::vector<int> numbers_of(const Table& t, const char* name, std::size_t row,
                            const std::string& file) {
    const Column* c = t.find(name);
    if (!c)
        throw InputError("E-reactions", fmt::format("the table has no column '{}'", name),
                         "give a table that synthesis.rule-labels made", {file});
    if (c->kind == Column::Kind::number)
        return c->numbers[row] > 0 ? std::vector{static_cast<int>(c->numbers[row])}
                                   : std::vector<int>{};
    const std::string& text = c->texts[row];
    std::vector<int> numbers;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        int n = 0;
        const auto read = std::from_chars(text.data() + at, text.data() + end, n);
        if (read.ec != std::errc{} || read.ptr != text.data() + end)
            throw InputError(
                "E-reactions",
                fmt::format("\"{}\" is no number of a transform", text.substr(at, end - at)),
                "give a table that synthesis.rule-labels made",
                {file, static_cast<int>(row) + 2, 0});
        numbers.push_back(n);
        at = end + 1;
    }
    return numbers;
}

}  // namespace

Table rule_label_table(std::span<const LabelledReaction> reactions) {
    Table t;
    const auto texts = [&](const char* name, auto&& value) {
        auto& column = t.add_texts(name);
        for (const LabelledReaction& r : reactions) column.push_back(value(r));
    };
    const auto numbers = [&](const char* name, auto&& value) {
        auto& column = t.add_numbers(name);
        for (const LabelledReaction& r : reactions) column.push_back(static_cast<double>(value(r)));
    };
    texts("id", [](const auto& r) { return r.id; });
    numbers("class", [](const auto& r) { return r.reaction_class; });
    numbers("rule", [](const auto& r) { return r.label.rule; });
    numbers("rating", [](const auto& r) { return r.label.rating; });
    numbers("explaining", [](const auto& r) { return r.label.explaining; });
    numbers("spectators", [](const auto& r) { return r.label.has_spectators ? 1 : 0; });
    texts("product", [](const auto& r) { return r.label.product; });
    texts("reactants", [](const auto& r) { return r.label.reactants; });
    texts("applicable",
          [](const auto& r) { return fmt::format("{}", fmt::join(r.label.applicable, " ")); });
    texts("fitting",
          [](const auto& r) { return fmt::format("{}", fmt::join(r.label.fitting, " ")); });
    return t;
}

std::vector<synthesis::RuleLabel> read_rule_labels(
    const std::vector<std::filesystem::path>& files) {
    std::vector<synthesis::RuleLabel> all;
    for (const auto& file : files) {
        const std::string name = file.string();
        const Table t = parse_csv(read_file(file), name);
        const Column& product = label_column(t, "product", Column::Kind::text, name);
        const Column& reactants = label_column(t, "reactants", Column::Kind::text, name);
        const Column& rule = label_column(t, "rule", Column::Kind::number, name);
        for (std::size_t i = 0; i < t.rows(); ++i) {
            synthesis::RuleLabel l;
            l.product = product.texts[i], l.reactants = reactants.texts[i];
            l.rule = rule.numbers[i] > 0 ? static_cast<int>(rule.numbers[i]) : 0;
            l.applicable = numbers_of(t, "applicable", i, name);
            l.fitting = numbers_of(t, "fitting", i, name);
            all.push_back(std::move(l));
        }
    }
    return all;
}

}  // namespace crucible
