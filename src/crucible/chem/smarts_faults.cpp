#include "crucible/chem/smarts_faults.hpp"

#include <cctype>
#include <map>
#include <stdexcept>
#include <vector>

#include "crucible/chem/smarts_words.hpp"

namespace crucible::chem {
namespace {

bool is_digit_at(std::string_view s, std::size_t i) {
    return i < s.size() && std::isdigit(static_cast<unsigned char>(s[i]));
}

/// Looks at brackets, branches and rings alone: where one is left open, RDKit only says that there
/// is an error somewhere.
class SmartsScan {
public:
    explicit SmartsScan(std::string_view text) : text_(text) {}

    std::optional<SmartsFault> first_fault() {
        pattern(0, '\0');
        return fault_;
    }

private:
    bool blame(std::size_t at, std::string why) {
        if (!fault_) fault_ = SmartsFault{static_cast<int>(at) + 1, std::move(why)};
        return false;
    }

    /// From `begin` to the parenthesis that ends a recursion, or to the end of the text; returns
    /// where it ended.
    std::size_t pattern(std::size_t begin, char end) {
        std::vector<std::size_t> branches;
        std::map<int, std::size_t> rings;
        std::size_t i = begin;
        while (i < text_.size() && !fault_) {
            const char c = text_[i];
            if (c == ')' && branches.empty() && end == ')') break;
            if (c == '[') {
                i = bracket(i);
            } else if (c == '(') {
                branches.push_back(i++);
            } else if (c == ')') {
                if (branches.empty()) blame(i, "this parenthesis was never opened");
                if (!branches.empty()) branches.pop_back();
                ++i;
            } else if (c == '%' || is_digit_at(text_, i)) {
                i = ring(i, rings);
            } else if (std::string_view("BCNOPSFIbcnopsAaHlr*-=#:~/\\@!&,;.").find(c) ==
                       std::string_view::npos) {
                blame(i, std::string("'") + c + "' means nothing here");
            } else {
                ++i;
            }
        }
        if (!fault_ && !branches.empty()) blame(branches.back(), "this parenthesis is not closed");
        if (!fault_ && !rings.empty())
            blame(rings.begin()->second, "this ring is opened and never closed");
        return i;
    }

    /// Returns where the text goes on after the bracket at `open`.
    std::size_t bracket(std::size_t open) {
        for (std::size_t i = open + 1; i < text_.size() && !fault_; ++i) {
            const char c = text_[i];
            if (c == ']') {
                if (i == open + 1) blame(open, "this bracket is empty");
                return i + 1;
            }
            if (c == '$') {
                if (i + 1 >= text_.size() || text_[i + 1] != '(') {
                    blame(i, "'$' is not followed by a parenthesis");
                    break;
                }
                i = pattern(i + 2, ')');
                if (i >= text_.size()) blame(open, "a recursion in this bracket is not closed");
            } else if (c == '[' || c == '(' || c == ')') {
                blame(i, std::string("'") + c + "' stands in a bracket that was not closed");
            }
        }
        if (!fault_) blame(open, "this bracket is not closed");
        return text_.size();
    }

    std::size_t ring(std::size_t at, std::map<int, std::size_t>& rings) {
        std::size_t i = at, digits = 1;
        if (text_[i] == '%') {
            ++i, digits = 2;
            if (!is_digit_at(text_, i) || !is_digit_at(text_, i + 1)) {
                blame(at, "'%' is not followed by two digits");
                return text_.size();
            }
        }
        const int number = std::stoi(std::string(text_.substr(i, digits)));
        if (!rings.erase(number)) rings[number] = at;
        return i + digits;
    }

    std::string_view text_;
    std::optional<SmartsFault> fault_;
};

}  // namespace

std::optional<SmartsFault> smarts_fault(std::string_view smarts) {
    if (smarts.empty()) return SmartsFault{0, "it is empty"};
    if (auto found = SmartsScan(smarts).first_fault()) return found;
    try {
        read_smarts(std::string(smarts));
    } catch (const std::invalid_argument&) {
        return SmartsFault{0, "this is no SMARTS"};
    }
    return std::nullopt;
}

std::optional<SmartsFault> reaction_smarts_fault(std::string_view reaction) {
    const std::size_t arrow = reaction.find(">>");
    if (arrow == std::string_view::npos) return SmartsFault{0, "there is no >> in it"};
    if (const std::size_t second = reaction.find('>', arrow + 2); second != std::string_view::npos)
        return SmartsFault{static_cast<int>(second) + 1, "there is a second arrow"};
    if (auto found = smarts_fault(reaction.substr(0, arrow))) return found;
    auto found = smarts_fault(reaction.substr(arrow + 2));
    if (found && found->column > 0) found->column += static_cast<int>(arrow) + 2;
    return found;
}

}  // namespace crucible::chem
