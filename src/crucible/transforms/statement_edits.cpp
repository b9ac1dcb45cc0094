// Statements that change atoms, for statement_reader.hpp.

#include <fmt/format.h>

#include "crucible/transforms/statement_reader.hpp"

namespace crucible::transforms {

Statement StatementReader::attach() {
    Statement s;
    s.kind = Statement::Kind::attach;
    const int column = place_of(next_).column;
    groups(s.groups, &s.group_names);
    if (s.groups.size() != 1 ||
        vocabulary_.groups()[static_cast<std::size_t>(s.groups[0])].attach.empty())
        fail_at(column, fmt::format("'{}' cannot be attached", s.group_names[0]),
                "name one group that has an entry in the column `attach` of groups.tsv");
    expect("TO");
    s.atoms.push_back(atom());
    return s;
}

Statement StatementReader::join() {
    Statement s;
    s.kind = Statement::Kind::join;
    s.atoms.push_back(atom());
    expect("AND");
    s.atoms.push_back(atom());
    if (!at_end()) s.order = order();
    return s;
}

Statement StatementReader::remove() {
    Statement s;
    s.kind = Statement::Kind::remove;
    if (!at_end() && words_[next_].text.starts_with("GROUP*"))
        s.number = group_number();
    else
        s.atoms.push_back(atom());
    return s;
}

Statement StatementReader::exchange() {
    Statement s;
    s.kind = Statement::Kind::exchange;
    s.number = group_number();
    expect("FOR");
    const int column = place_of(next_).column;
    groups(s.groups, &s.group_names);
    if (s.groups.size() != 1 ||
        vocabulary_.groups()[static_cast<std::size_t>(s.groups[0])].exchange.empty())
        fail_at(column, fmt::format("no group can be exchanged for '{}'", s.group_names[0]),
                "name one group that has an entry in the column `exchange` of groups.tsv");
    return s;
}

Statement StatementReader::define_stereo() {
    Statement s;
    s.kind = Statement::Kind::stereo;
    expect("STEREO");
    s.atoms.push_back(atom());
    if (takes("RETAIN")) return s;
    s.fate = Statement::Fate::invert;
    if (takes("INVERT")) return s;
    s.fate = Statement::Fate::control;
    if (takes("CONTROL")) return s;
    s.fate = Statement::Fate::racemize;
    expect("RACEMIZE");
    return s;
}

}  // namespace crucible::transforms
