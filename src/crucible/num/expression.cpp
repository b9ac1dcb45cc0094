#include "crucible/num/expression.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

#include "crucible/base/error.hpp"

namespace crucible {

/// Recursive descent: sum, product, sign, power, primary; one step is written per operation.
class ExpressionParser {
public:
    using Word = Expression::Word;

    ExpressionParser(std::string_view text, std::span<const std::string_view> quantities,
                     const std::string& what)
        : text_(text), quantities_(quantities), what_(what) {}

    Expression read() {
        Expression e;
        e.text_ = text_;
        steps_ = &e.steps_;
        sum();
        skip_blanks();
        if (at_ != text_.size()) refuse(at_, "an operator or the end was expected here");
        e.deepest_ = deepest_;
        return e;
    }

private:
    static constexpr int deepest_nesting = 200;
    struct Function {
        std::string_view name;
        Word word;
        int arguments;
    };
    static constexpr std::array<Function, 6> functions{{{"ln", Word::ln, 1},
                                                        {"exp", Word::exp, 1},
                                                        {"sqrt", Word::sqrt, 1},
                                                        {"abs", Word::abs, 1},
                                                        {"min", Word::min, 2},
                                                        {"max", Word::max, 2}}};

    [[noreturn]] void refuse(std::size_t at, const std::string& why) const {
        std::string names;
        for (const std::string_view q : quantities_)
            names += (names.empty() ? "" : ", ") + std::string(q);
        throw InputError(
            "E-expression", "the formula \"" + std::string(text_) + "\": " + why,
            "write a formula of " + names + " with + - * / ^ ( ) and ln, exp, sqrt, abs, min, max",
            {what_, 1, static_cast<int>(at) + 1});
    }

    void skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool take(char c) {
        skip_blanks();
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!take(c)) refuse(at_, std::string("'") + c + "' was expected here");
    }

    void write(Word w, double number = 0, std::size_t quantity = 0) {
        const bool is_leaf = w == Word::number || w == Word::quantity;
        const bool is_single = w == Word::negate || w == Word::ln || w == Word::exp ||
                               w == Word::sqrt || w == Word::abs;
        if (is_leaf) deepest_ = std::max(deepest_, ++height_);
        if (!is_leaf && !is_single) --height_;
        steps_->push_back({w, number, quantity});
    }

    void sum() {
        if (++nesting_ > deepest_nesting) refuse(at_, "parentheses are nested too deeply");
        product();
        for (;;) {
            if (take('+'))
                product(), write(Word::add);
            else if (take('-'))
                product(), write(Word::subtract);
            else
                break;
        }
        --nesting_;
    }
    void product() {
        sign();
        for (;;) {
            if (take('*'))
                sign(), write(Word::multiply);
            else if (take('/'))
                sign(), write(Word::divide);
            else
                break;
        }
    }
    void sign() {
        bool is_negative = false;
        for (;;) {
            if (take('-'))
                is_negative = !is_negative;
            else if (!take('+'))
                break;
        }
        power();
        if (is_negative) write(Word::negate);
    }
    void power() {
        primary();
        if (!take('^')) return;
        if (++nesting_ > deepest_nesting) refuse(at_, "powers are nested too deeply");
        sign();
        --nesting_;
        write(Word::power);
    }
    void primary() {
        if (take('(')) {
            sum();
            expect(')');
            return;
        }
        skip_blanks();
        if (at_ == text_.size()) refuse(at_, "a number or a name is missing at its end");
        const char c = text_[at_];
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '.')
            number();
        else if (std::isalpha(static_cast<unsigned char>(c)) || c == '_')
            name();
        else
            refuse(at_, "a number or a name was expected here");
    }
    void number() {
        double value = 0;
        const auto [end, fault] =
            std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (fault != std::errc()) refuse(at_, "this is no number");
        at_ = static_cast<std::size_t>(end - text_.data());
        write(Word::number, value);
    }
    void name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
            ++at_;
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (const auto q = std::ranges::find(quantities_, word); q != quantities_.end())
            return write(Word::quantity, 0, static_cast<std::size_t>(q - quantities_.begin()));
        const auto f = std::ranges::find(functions, word, &Function::name);
        if (f == functions.end()) refuse(begin, "nobody knows '" + std::string(word) + "'");
        expect('(');
        sum();
        if (f->arguments == 2) {
            expect(',');
            sum();
        }
        expect(')');
        write(f->word);
    }

    std::string_view text_;
    std::span<const std::string_view> quantities_;
    const std::string& what_;
    std::vector<Expression::Step>* steps_ = nullptr;
    std::size_t at_ = 0, height_ = 0, deepest_ = 0;
    int nesting_ = 0;
};

Expression Expression::parse(std::string_view text, std::span<const std::string_view> quantities,
                             const std::string& what) {
    return ExpressionParser(text, quantities, what).read();
}

double Expression::operator()(std::span<const double> quantities) const {
    std::vector<double> stack;
    stack.reserve(deepest_);
    for (const Step& s : steps_) {
        if (s.word == Word::number || s.word == Word::quantity) {
            stack.push_back(s.word == Word::number ? s.number : quantities[s.quantity]);
            continue;
        }
        double& top = stack.back();
        switch (s.word) {
            case Word::negate:
                top = -top;
                continue;
            case Word::ln:
                top = std::log(top);
                continue;
            case Word::exp:
                top = std::exp(top);
                continue;
            case Word::sqrt:
                top = std::sqrt(top);
                continue;
            case Word::abs:
                top = std::fabs(top);
                continue;
            default:
                break;
        }
        const double right = top;
        stack.pop_back();
        double& left = stack.back();
        switch (s.word) {
            case Word::add:
                left += right;
                break;
            case Word::subtract:
                left -= right;
                break;
            case Word::multiply:
                left *= right;
                break;
            case Word::divide:
                left /= right;
                break;
            case Word::power:
                left = std::pow(left, right);
                break;
            case Word::min:
                left = std::min(left, right);
                break;
            default:  // Word::max
                left = std::max(left, right);
                break;
        }
    }
    return stack.back();
}

}  // namespace crucible
