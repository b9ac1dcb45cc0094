#pragma once
// Formulas that a user types: numbers, named quantities, + - * / ^, parentheses and a few
// functions.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

class Expression {
public:
    /// `3 * RINGS - ln(YIELD)`. ^ binds closest and to the right; - in front of a number less than
    /// it (-2^2 is -4). Functions: ln, exp, sqrt, abs of one argument, min, max of two. Names of
    /// quantities are taken with their case. `what` is named in errors. Throws InputError
    /// (E-expression) with the column.
    static Expression parse(std::string_view text, std::span<const std::string_view> quantities,
                            const std::string& what);

    /// The value for these quantities, in the order in which they were named; may be infinite or
    /// no number, where the formula is (1 / 0, ln(-1)).
    double operator()(std::span<const double> quantities) const;
    const std::string& text() const { return text_; }

private:
    friend class ExpressionParser;
    enum class Word {
        number,
        quantity,
        add,
        subtract,
        multiply,
        divide,
        power,
        negate,
        ln,
        exp,
        sqrt,
        abs,
        min,
        max
    };
    /// In the order of evaluation on a stack.
    struct Step {
        Word word = Word::number;
        double number = 0;
        std::size_t quantity = 0;
    };
    std::string text_;
    std::vector<Step> steps_;
    std::size_t deepest_ = 0;  ///< of the stack
};

}  // namespace crucible
