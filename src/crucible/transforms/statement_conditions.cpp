// Conditions of the transform language, for statement_reader.hpp.

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "crucible/transforms/statement_reader.hpp"

namespace crucible::transforms {
namespace {

const std::pair<std::string_view, Property> properties[] = {
    {"QUATERNARY", Property::quaternary},
    {"TERTIARY", Property::tertiary},
    {"SECONDARY", Property::secondary},
    {"PRIMARY", Property::primary},
    {"AROMATIC", Property::aromatic},
    {"IN*RING", Property::in_ring},
    {"IN*RING*OF*SIZE", Property::in_ring_of_size},
    {"BRIDGEHEAD", Property::bridgehead},
    {"STEREOCENTER", Property::stereocentre},
    {"LEAVING", Property::leaving},
    {"ENOLIZABLE", Property::enolizable}};

}  // namespace

Condition StatementReader::condition() {
    const std::size_t first = next_;
    Condition c = conjunction();
    while (takes("OR")) {
        Condition either;
        either.kind = Condition::Kind::either;
        either.parts.push_back(std::move(c));
        either.parts.push_back(conjunction());
        either.words = text_since(first);
        c = std::move(either);
    }
    return c;
}

Condition StatementReader::conjunction() {
    const std::size_t first = next_;
    Condition c = simple_condition();
    while (takes("AND")) {
        Condition both;
        both.kind = Condition::Kind::both;
        both.parts.push_back(std::move(c));
        both.parts.push_back(simple_condition());
        both.words = text_since(first);
        c = std::move(both);
    }
    return c;
}

Condition StatementReader::simple_condition() {
    const std::size_t first = next_;
    Condition c;
    if (takes("NOT")) {
        c.kind = Condition::Kind::negation;
        if (sees("NOT")) fail("NOT stands twice", "leave both out");
        c.parts.push_back(simple_condition());
    } else if (takes("MORE")) {
        c = more_than();
    } else if (sees_atom()) {
        c = about_atom();
    } else {
        groups(c.groups, nullptr);
        if (takes("ANYWHERE")) {
            c.reach = Reach::anywhere;
        } else {
            c.reach = sees("ALPHA") ? Reach::alpha : sees("BETA") ? Reach::beta : Reach::on;
            if (c.reach == Reach::on) {
                expect("ON");
            } else {
                ++next_;
                expect("TO");
            }
            c.atom = atom();
        }
    }
    c.words = text_since(first);
    return c;
}

Condition StatementReader::more_than() {
    Condition c;
    c.kind = Condition::Kind::more_than;
    expect("THAN");
    c.number = integer("a number of groups");
    groups(c.groups, nullptr);
    takes("ANYWHERE");
    return c;
}

Condition StatementReader::about_atom() {
    Condition c;
    c.atom = atom();
    if (takes("MATCHES")) {
        c.kind = Condition::Kind::matches;
        const Word& w = take("a pattern");
        try {
            c.pattern = std::make_shared<const chem::Substructure>(std::string(w.text));
        } catch (const std::invalid_argument& e) {
            fail_at(w.column, fmt::format("{} is no pattern: {}", in_quotes(w.text), e.what()),
                    "write SMARTS without blanks", "E-transform-smarts");
        }
        return c;
    }
    expect("IS");
    if (takes("LESS*HINDERED")) {
        c.kind = Condition::Kind::less_hindered;
        expect("THAN");
        c.other = atom();
        return c;
    }
    if (takes("LIKE")) {
        c.kind = Condition::Kind::alike;
        c.other = atom();
        return c;
    }
    take_property(c);
    return c;
}

void StatementReader::take_property(Condition& c) {
    c.kind = Condition::Kind::property;
    const Word& w = take("a property");
    for (const auto& [word, property] : properties) {
        if (w.text != word) continue;
        c.property = property;
        if (property == Property::in_ring_of_size) c.number = integer("a ring size");
        return;
    }
    std::vector<std::string> known;
    for (const auto& [word, property] : properties) known.emplace_back(word);
    fail_at(w.column,
            fmt::format("{} is no property{}", in_quotes(w.text), did_you_mean(w.text, known)),
            "write one such as AROMATIC, PRIMARY, ENOLIZABLE or IN*RING*OF*SIZE 6");
}

}  // namespace crucible::transforms
