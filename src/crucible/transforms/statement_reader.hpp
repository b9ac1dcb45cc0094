#pragma once
// One statement of the transform language, word by word.

#include <string>
#include <string_view>
#include <vector>

#include "crucible/base/text.hpp"
#include "crucible/transforms/language.hpp"

namespace crucible::transforms {

class StatementReader {
public:
    /// `line` without remarks; must outlive the reader.
    StatementReader(std::string_view line, Location here, const Vocabulary&);

    /// Throws InputError (E-transform-syntax, E-transform-word) at the word that is wrong.
    Statement read();

private:
    Statement statement();
    Statement about_group();
    Statement about_bond();
    Statement with_condition(Statement::Kind);
    Statement if_then();
    Statement attach();
    Statement join();
    Statement remove();
    Statement exchange();
    Statement define_stereo();
    Statement text_statement(Statement::Kind);
    Statement list_statement(Statement::Kind);

    Condition condition();
    Condition conjunction();
    Condition simple_condition();
    Condition about_atom();
    Condition more_than();
    void take_property(Condition&);

    bool at_end() const { return next_ >= words_.size(); }
    bool sees(std::string_view word) const;
    bool takes(std::string_view word);
    void expect(std::string_view word);
    const Word& take(const char* what);
    int integer(const char* what);
    AtomName atom();
    bool sees_atom() const;
    BondName bond();
    BondKind order();
    int group_number();
    /// Group names up to a word of the grammar; appended to both lists.
    void groups(std::vector<int>& groups, std::vector<std::string>* names);
    std::string rest();
    std::string text_since(std::size_t first) const;
    Place place_of(std::size_t word) const;
    [[noreturn]] void fail(const std::string& why, const std::string& cure) const;
    [[noreturn]] void fail_at(int column, const std::string& why, const std::string& cure,
                              const char* code = "E-transform-syntax") const;

    std::string_view line_;
    Location here_;
    const Vocabulary& vocabulary_;
    std::vector<Word> words_;
    std::size_t next_ = 0;
};

}  // namespace crucible::transforms
