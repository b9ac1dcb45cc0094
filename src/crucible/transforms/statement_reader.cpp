#include "crucible/transforms/statement_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace crucible::transforms {
namespace {

using Kind = Statement::Kind;

constexpr int most_number = 999;

/// Words that end the name of a group.
bool ends_name(std::string_view word) {
    static constexpr std::string_view all[] = {"ON",  "ALPHA",    "BETA", "TO",
                                               "IS",  "AND",      "OR",   "NOT",
                                               "FOR", "ANYWHERE", "THEN", "MATCHES"};
    return std::ranges::find(all, word) != std::end(all);
}

std::string blanks_for_stars(std::string_view word) {
    std::string out(word);
    std::ranges::replace(out, '*', ' ');
    return out;
}

const std::pair<std::string_view, BondKind> orders[] = {{"SINGLE", BondKind::one},
                                                        {"DOUBLE", BondKind::two},
                                                        {"TRIPLE", BondKind::three},
                                                        {"AROMATIC", BondKind::aromatic}};

const std::pair<std::string_view, Kind> text_statements[] = {{"NAME", Kind::name},
                                                             {"CLASS", Kind::class_name},
                                                             {"RETRON", Kind::retron},
                                                             {"FROM", Kind::from},
                                                             {"CONDITIONS", Kind::conditions},
                                                             {"REFERENCE", Kind::reference},
                                                             {"MECHANISM", Kind::mechanism},
                                                             {"EXAMPLE", Kind::example},
                                                             {"REFUSE", Kind::refuse}};

}  // namespace

const std::vector<std::string>& keywords() {
    static const std::vector<std::string> all = {
        "TRANSFORM", "NAME",      "RATING",    "CLASS",      "RETRON",  "FROM",
        "PATH",      "GROUP*1",   "BOND*1",    "KILL",       "ADD",     "SUBTRACT",
        "IF",        "ATTACH",    "JOIN",      "BREAK",      "CHANGE",  "REMOVE",
        "EXCHANGE",  "INVERT",    "DEFINE",    "CONDITIONS", "REAGENT", "INCOMPATIBLE",
        "PROTECT",   "REFERENCE", "MECHANISM", "EXAMPLE",    "REFUSE",  "POWERFUL"};
    return all;
}

std::string AtomName::words() const {
    if (group > 0) return fmt::format("HETERO{}*{}", number, group);
    return fmt::format("{}*{}", is_carbon ? "CARBON" : "ATOM", number);
}

StatementReader::StatementReader(std::string_view line, Location here, const Vocabulary& vocabulary)
    : line_(line), here_(std::move(here)), vocabulary_(vocabulary), words_(words(line)) {}

void StatementReader::fail_at(int column, const std::string& why, const std::string& cure,
                              const char* code) const {
    throw InputError(code, why, cure, {here_.file, here_.line, column});
}

void StatementReader::fail(const std::string& why, const std::string& cure) const {
    fail_at(place_of(next_).column, why, cure);
}

Place StatementReader::place_of(std::size_t word) const {
    if (word < words_.size()) return {here_.line, words_[word].column};
    return {here_.line, static_cast<int>(line_.size()) + 1};
}

bool StatementReader::sees(std::string_view word) const {
    return !at_end() && words_[next_].text == word;
}

bool StatementReader::takes(std::string_view word) {
    if (!sees(word)) return false;
    ++next_;
    return true;
}

void StatementReader::expect(std::string_view word) {
    if (takes(word)) return;
    fail(at_end() ? fmt::format("the statement ends where {} belongs", word)
                  : fmt::format("{} stands where {} belongs", in_quotes(words_[next_].text), word),
         fmt::format("write {} there", word));
}

const Word& StatementReader::take(const char* what) {
    if (at_end())
        fail(fmt::format("the statement ends where {} belongs", what), "complete the statement");
    return words_[next_++];
}

int StatementReader::integer(const char* what) {
    const Word& w = take(what);
    const auto n = to_integer(w.text);
    if (!n || *n < 0 || *n > most_number)
        fail_at(w.column, fmt::format("{} is not {}", in_quotes(w.text), what),
                fmt::format("write a whole number from 0 to {}", most_number));
    return static_cast<int>(*n);
}

bool StatementReader::sees_atom() const {
    if (at_end()) return false;
    const std::string_view w = words_[next_].text;
    return w.starts_with("CARBON*") || w.starts_with("ATOM*") ||
           (w.starts_with("HETERO") && w.find('*') != std::string_view::npos);
}

AtomName StatementReader::atom() {
    const Place place = place_of(next_);
    const Word& w = take("an atom");
    const auto star = w.text.find('*');
    const auto number_in = [&](std::string_view digits) {
        const auto n = to_integer(digits);
        return n && *n > 0 && *n < FunctionalGroup::bearer ? static_cast<int>(*n) : 0;
    };
    AtomName a;
    a.place = place;
    if (star != std::string_view::npos) {
        const std::string_view head = w.text.substr(0, star), tail = w.text.substr(star + 1);
        if (head == "CARBON" || head == "ATOM") {
            a.number = number_in(tail);
            a.is_carbon = head == "CARBON";
        } else if (head.starts_with("HETERO")) {
            a.number = number_in(head.substr(6));
            a.group = number_in(tail);
            if (a.group == 0) a.number = 0;
        }
    }
    if (a.number == 0)
        fail_at(w.column, fmt::format("{} is no atom", in_quotes(w.text)),
                "write CARBON*2, ATOM*2 or HETERO1*1");
    return a;
}

BondName StatementReader::bond() {
    const Place place = place_of(next_);
    const Word& w = take("a bond");
    const auto parts = fields(w.text, '*');
    std::vector<int> numbers;
    if (parts.front().text == "BOND")
        for (std::size_t i = 1; i < parts.size(); ++i) {
            const auto n = to_integer(parts[i].text);
            if (n && *n > 0 && *n < FunctionalGroup::bearer)
                numbers.push_back(static_cast<int>(*n));
        }
    if (numbers.empty() || numbers.size() > 2 || numbers.size() + 1 != parts.size())
        fail_at(w.column, fmt::format("{} is no bond", in_quotes(w.text)),
                "write BOND*2 for the second of the path, or BOND*2*5 between atoms 2 and 5");
    if (numbers.size() == 1) numbers.push_back(numbers.front() + 1);
    return {numbers[0], numbers[1], place};
}

BondKind StatementReader::order() {
    const Word& w = take("an order of bond");
    for (const auto& [word, kind] : orders)
        if (w.text == word) return kind;
    fail_at(w.column, fmt::format("{} is no order of a bond", in_quotes(w.text)),
            "write SINGLE, DOUBLE, TRIPLE or AROMATIC");
}

int StatementReader::group_number() {
    const Word& w = take("a group");
    const auto n = w.text.starts_with("GROUP*") ? to_integer(w.text.substr(6)) : std::nullopt;
    if (!n || (*n != 1 && *n != 2))
        fail_at(w.column, fmt::format("{} is no group", in_quotes(w.text)),
                "write GROUP*1 for the group at the beginning of the path, GROUP*2 at its end");
    return static_cast<int>(*n);
}

void StatementReader::groups(std::vector<int>& found, std::vector<std::string>* names) {
    const std::size_t first = next_;
    std::string name;
    while (!at_end() && !ends_name(words_[next_].text)) {
        std::string word = blanks_for_stars(words_[next_].text);
        const bool ends_item = word.ends_with(',');
        if (ends_item) word.pop_back();
        name += (name.empty() ? "" : " ") + word;
        ++next_;
        if (ends_item) break;
    }
    if (name.empty()) {
        next_ = first;
        fail("a functional group belongs here", "write one such as ALCOHOL or DONATING GROUP");
    }
    const auto meant = vocabulary_.meaning(name);
    if (meant.empty())
        fail_at(place_of(first).column,
                fmt::format("'{}' is no functional group{}", name.substr(0, 60),
                            did_you_mean(name, vocabulary_.names())),
                "write a name of groups.tsv, or a class of it with GROUP", "E-transform-word");
    found.insert(found.end(), meant.begin(), meant.end());
    if (names) names->push_back(name);
}

std::string StatementReader::text_since(std::size_t first) const {
    if (first >= next_) return {};
    const char* begin = words_[first].text.data();
    const Word& last = words_[next_ - 1];
    return std::string(begin, last.text.data() + last.text.size());
}

std::string StatementReader::rest() {
    const std::size_t first = next_;
    next_ = words_.size();
    return text_since(first);
}

Statement StatementReader::read() {
    const Place place = place_of(0);
    Statement s = statement();
    s.place = place;
    s.words = text_since(0);
    if (!at_end())
        fail(fmt::format("{} is too much", in_quotes(words_[next_].text)),
             "end the statement before it; remarks begin with three dots");
    return s;
}

Statement StatementReader::text_statement(Kind kind) {
    Statement s;
    s.kind = kind;
    s.text_column = place_of(next_).column;
    s.text = rest();
    if (s.text.size() > 1 && s.text.front() == '"' && s.text.back() == '"')
        s.text = s.text.substr(1, s.text.size() - 2);
    if (s.text.empty()) fail("the statement has no text", "write what it says on the same line");
    return s;
}

Statement StatementReader::list_statement(Kind kind) {
    Statement s;
    s.kind = kind;
    if (kind != Kind::reagent) {
        while (!at_end()) groups(s.groups, &s.group_names);
        return s;
    }
    const std::size_t first = next_;
    const std::string text = rest();
    for (const Word& item : fields(text, ',')) {
        const std::string name = blanks_for_stars(item.text);
        const int r = vocabulary_.reagent(name);
        if (r < 0)
            fail_at(place_of(first).column,
                    fmt::format("'{}' is no class of reagents{}", name.substr(0, 60),
                                did_you_mean(name, vocabulary_.reagent_names())),
                    "write a name of reagents.tsv", "E-transform-word");
        s.groups.push_back(r);
        s.group_names.push_back(name);
    }
    return s;
}

Statement StatementReader::about_group() {
    Statement s;
    s.number = group_number();
    const bool must = sees("MUST");
    if (!must && !sees("MAY")) expect("MUST");
    ++next_;
    expect("BE");
    s.kind = must ? Kind::must_be : Kind::may_be;
    do {
        groups(s.groups, &s.group_names);
    } while (takes("OR"));
    return s;
}

Statement StatementReader::about_bond() {
    Statement s;
    s.kind = Kind::bond_must;
    s.bond = bond();
    expect("MUST");
    expect("BE");
    s.order = order();
    return s;
}

Statement StatementReader::with_condition(Kind kind) {
    Statement s;
    s.kind = kind;
    if (kind != Kind::kill) s.number = integer("a change of the rating");
    if (at_end()) return s;
    s.is_unless = sees("UNLESS");
    if (!s.is_unless) {
        expect("IF");
    } else {
        ++next_;
    }
    s.condition = condition();
    return s;
}

Statement StatementReader::if_then() {
    Statement s;
    s.kind = Kind::if_then;
    s.condition = condition();
    expect("THEN");
    const std::size_t first = next_;
    Statement then = statement();
    then.place = place_of(first);
    then.words = text_since(first);
    if (then.kind == Kind::if_then)
        fail_at(then.place.column, "an IF stands within another", "join the conditions with AND");
    s.then = std::make_shared<const Statement>(std::move(then));
    return s;
}

Statement StatementReader::statement() {
    if (!at_end() && words_[next_].text.starts_with("GROUP*")) return about_group();
    if (!at_end() && words_[next_].text.starts_with("BOND*")) return about_bond();
    const Word first = take("a statement");
    for (const auto& [word, kind] : text_statements)
        if (first.text == word) return text_statement(kind);
    Statement s;
    if (first.text == "RATING") {
        s.kind = Kind::rating;
        s.number = integer("a rating");
        if (s.number > 100)
            fail_at(place_of(next_ - 1).column, "a rating is above 100", "rate from 0 to 100");
        return s;
    }
    if (first.text == "PATH") {
        s.kind = Kind::path;
        s.number = integer("a number of bonds");
        if (s.number < 1 || s.number > 20)
            fail_at(place_of(next_ - 1).column, "a path has 1 to 20 bonds", "write 1 to 20");
        if (!takes("BOND")) expect("BONDS");
        return s;
    }
    if (first.text == "POWERFUL") {
        s.kind = Kind::powerful;
        return s;
    }
    if (first.text == "KILL") return with_condition(Kind::kill);
    if (first.text == "ADD") return with_condition(Kind::add);
    if (first.text == "SUBTRACT") return with_condition(Kind::subtract);
    if (first.text == "IF") return if_then();
    if (first.text == "ATTACH") return attach();
    if (first.text == "JOIN") return join();
    if (first.text == "REMOVE") return remove();
    if (first.text == "EXCHANGE") return exchange();
    if (first.text == "DEFINE") return define_stereo();
    if (first.text == "REAGENT") return list_statement(Kind::reagent);
    if (first.text == "INCOMPATIBLE") return list_statement(Kind::incompatible);
    if (first.text == "PROTECT") return list_statement(Kind::protect);
    if (first.text == "INVERT") {
        s.kind = Kind::invert;
        expect("AT");
        s.atoms.push_back(atom());
        return s;
    }
    if (first.text == "BREAK" || first.text == "CHANGE") {
        s.kind = first.text == "BREAK" ? Kind::break_bond : Kind::change;
        s.bond = bond();
        if (s.kind == Kind::break_bond) return s;
        expect("TO");
        s.order = order();
        return s;
    }
    fail_at(first.column,
            fmt::format("{} begins no statement{}", in_quotes(first.text),
                        did_you_mean(first.text, keywords())),
            "docs/transforms.md lists the statements; remarks begin with three dots");
}

}  // namespace crucible::transforms
