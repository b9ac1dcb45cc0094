#include "crucible/chem/smiles_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace crucible::chem {
namespace {

constexpr std::string_view all_elements =
    " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy "
    "Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf "
    "Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og ";
constexpr std::string_view aromatic_elements = " b c n o p s se as te si ";

bool is_in(std::string_view list, std::string_view symbol) {
    return list.find(fmt::format(" {} ", symbol)) != list.npos;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// One walk over the text; stops at the first fault.
class SmilesScanner {
public:
    explicit SmilesScanner(std::string_view text) : text_(text) {}

    SmilesScan scan() {
        while (!scan_.fault && at_ < text_.size()) step();
        if (!scan_.fault) finish();
        return std::move(scan_);
    }
    const std::vector<std::string>& symbols() const { return symbols_; }

private:
    static constexpr int nowhere = -1;
    struct OpenRing {
        int atom = 0;
        std::size_t place = 0;
        std::string bond;
    };
    struct OpenBranch {
        int atom = 0;
        std::size_t place = 0;
    };

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    static int column(std::size_t place) { return static_cast<int>(place) + 1; }

    /// `why` gets the column at its end.
    void fail(std::size_t place, std::string_view why) {
        scan_.fault = {column(place), fmt::format("{} at column {}", why, column(place))};
    }
    void fail_whole(std::size_t place, std::string why) {
        scan_.fault = {column(place), std::move(why)};
    }

    void step() {
        const char c = peek();
        if (c == '[') return bracket_atom();
        if (c == '(') return open_branch();
        if (c == ')') return close_branch();
        if (c == '.') return dot();
        if (is_digit(c) || c == '%') return ring_bond();
        if (std::string_view("-=#$:/\\~<").find(c) != std::string_view::npos) return bond();
        bare_atom();
    }

    void finish() {
        if (!bond_.empty()) return fail(bond_place_, "no atom follows the bond");
        if (!branches_.empty())
            return fail_whole(branches_.back().place,
                              fmt::format("the branch opened at column {} is never closed",
                                          column(branches_.back().place)));
        const OpenRing* first = nullptr;
        int number = 0;
        for (const auto& [n, ring] : rings_)
            if (!first || ring.place < first->place) first = &ring, number = n;
        if (first)
            return fail_whole(first->place, fmt::format("ring {} opened at column {} is never "
                                                        "closed",
                                                        number, column(first->place)));
        if (after_dot_) return fail(text_.size() - 1, "nothing follows the dot");
        if (text_.empty()) fail_whole(0, "it is empty");
    }

    void add_atom(std::size_t place, std::string symbol) {
        const int atom = static_cast<int>(scan_.atom_columns.size());
        scan_.atom_columns.push_back(column(place));
        symbols_.push_back(std::move(symbol));
        if (previous_ != nowhere) bonds_.emplace_back(previous_, atom);
        previous_ = atom;
        bond_.clear();
        after_dot_ = false, branch_is_empty_ = false;
    }

    void bare_atom() {
        const std::size_t place = at_;
        const char c = peek();
        if (c == 'C' && peek(1) == 'l') return at_ += 2, add_atom(place, "Cl");
        if (c == 'B' && peek(1) == 'r') return at_ += 2, add_atom(place, "Br");
        if (std::string_view("BCNOPSFI*").find(c) != std::string_view::npos)
            return ++at_, add_atom(place, std::string(1, c));
        if (std::string_view("bcnops").find(c) != std::string_view::npos)
            return ++at_, add_atom(place, std::string(1, static_cast<char>(c - 'a' + 'A')));
        bad_character();
    }

    void bad_character() {
        const char c = peek();
        if (!is_upper(c) && !is_lower(c)) {
            const bool is_plain = c > ' ' && c < 127;
            return fail(at_, c == ']'   ? "a ']' without its '['"
                             : c == ' ' ? "a blank"
                             : c == '@' ? "an '@' outside of brackets"
                             : c == '+' ? "a charge outside of brackets"
                             : is_plain ? fmt::format("the character '{}' has no meaning", c)
                                        : std::string("a character that has no meaning"));
        }
        const std::string two{c, peek(1)}, one(1, c);
        const std::string& symbol = is_lower(peek(1)) && is_in(all_elements, two) ? two : one;
        if (is_in(all_elements, symbol))
            return fail(at_, fmt::format("{} must stand in brackets, as [{}],", symbol, symbol));
        fail(at_, fmt::format("unknown element '{}'", symbol));
    }

    void bond() {
        if (!bond_.empty()) return fail(at_, "two bonds in a row");
        bond_place_ = at_;
        bond_ = peek();
        if ((bond_ == "-" && peek(1) == '>') || (bond_ == "<" && peek(1) == '-')) bond_ += peek(1);
        if (bond_ == "<") return fail(at_, "the character '<' has no meaning");
        at_ += bond_.size();
        if (bond_ == "\\" && peek() == '\\') ++at_;  // escaped by whoever wrote it
        if (previous_ == nowhere) fail(bond_place_, "no atom stands before the bond");
    }

    void open_branch() {
        if (previous_ == nowhere) return fail(at_, "no atom stands before the branch");
        if (branch_is_empty_) return fail(at_, "a branch begins with a branch");
        if (!bond_.empty()) return fail(bond_place_, "a bond stands before the branch");
        branches_.push_back({previous_, at_});
        branch_is_empty_ = true;
        ++at_;
    }

    void close_branch() {
        if (branches_.empty()) return fail(at_, "a ')' without its '('");
        if (branch_is_empty_) return fail(branches_.back().place, "an empty branch");
        if (!bond_.empty()) return fail(bond_place_, "no atom follows the bond");
        previous_ = branches_.back().atom;
        branches_.pop_back();
        ++at_;
    }

    void dot() {
        if (scan_.atom_columns.empty() || after_dot_) return fail(at_, "nothing precedes the dot");
        if (!bond_.empty()) return fail(bond_place_, "no atom follows the bond");
        if (!branches_.empty()) return fail(at_, "a dot inside of a branch");
        previous_ = nowhere;
        after_dot_ = true, branch_is_empty_ = false;
        ++at_;
    }

    /// The number after at_, or -1 after a fault.
    int ring_number() {
        const std::size_t place = at_;
        if (is_digit(peek())) return text_[at_++] - '0';
        const bool is_long = peek(1) == '(';
        at_ += is_long ? 2 : 1;
        int number = 0, digits = 0;
        for (; is_digit(peek()) && digits < (is_long ? 5 : 2); ++digits)
            number = 10 * number + (text_[at_++] - '0');
        const bool is_good = is_long ? digits > 0 && peek() == ')' : digits == 2;
        if (!is_good) return fail(place, "'%' needs two digits"), -1;
        if (is_long) ++at_;
        return number;
    }

    void ring_bond() {
        const std::size_t place = at_;
        const int number = ring_number();
        if (number < 0) return;
        if (previous_ == nowhere || branch_is_empty_)
            return fail(place, "no atom stands before the ring number");
        const auto open = rings_.find(number);
        if (open == rings_.end()) {
            rings_[number] = {previous_, place, bond_};
            bond_.clear();
            return;
        }
        const OpenRing ring = open->second;
        rings_.erase(open);
        close_ring(ring, number, place);
        bond_.clear();
    }

    void close_ring(const OpenRing& ring, int number, std::size_t place) {
        const auto is_direction = [](std::string_view b) { return b == "/" || b == "\\"; };
        if (ring.atom == previous_)
            return fail(place, fmt::format("ring {} ends at the atom where it begins", number));
        if (!ring.bond.empty() && !bond_.empty() && ring.bond != bond_ &&
            !(is_direction(ring.bond) && is_direction(bond_)))
            return fail(place, fmt::format("ring {} is opened with '{}' and closed with '{}'",
                                           number, ring.bond, bond_));
        const std::pair<int, int> joined = std::minmax({ring.atom, previous_});
        if (std::ranges::find(bonds_, joined) != bonds_.end())
            fail(place, fmt::format("ring {} joins atoms that are already joined", number));
        bonds_.push_back(joined);
    }

    void bracket_atom() {
        const std::size_t open = at_++;
        while (is_digit(peek())) ++at_;
        std::string symbol;
        if (peek() == '#' && is_digit(peek(1))) {
            for (++at_; is_digit(peek());) ++at_;
            symbol = "#";
        } else {
            symbol = bracket_symbol(open);
        }
        if (scan_.fault) return;
        chirality();
        if (peek() == 'H')
            for (++at_; is_digit(peek());) ++at_;
        charge();
        if (scan_.fault) return;
        if (peek() == ':') {
            if (!is_digit(peek(1))) return fail(at_, "no map number follows the ':'");
            for (++at_; is_digit(peek());) ++at_;
        }
        if (at_ >= text_.size())
            return fail_whole(
                open, fmt::format("the bracket opened at column {} is never closed", column(open)));
        if (peek() != ']')
            return fail(at_, fmt::format("'{}' has no place in a bracket",
                                         peek() > ' ' && peek() < 127 ? peek() : '?'));
        ++at_;
        add_atom(open, std::move(symbol));
    }

    std::string bracket_symbol(std::size_t open) {
        const char c = peek();
        if (c == '*') return ++at_, "*";
        const std::string two{c, peek(1)}, one(1, c);
        const std::string_view list = is_upper(c) ? all_elements : aromatic_elements;
        for (const std::string& s : {two, one}) {
            if ((s.size() == 2 && !is_lower(s[1])) || !is_in(list, s)) continue;
            at_ += s.size();
            std::string symbol = s;
            symbol[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(s[0])));
            return symbol;
        }
        if (at_ >= text_.size())
            fail_whole(
                open, fmt::format("the bracket opened at column {} is never closed", column(open)));
        else if (is_upper(c) || is_lower(c))
            fail(at_, fmt::format("unknown element '{}'", is_lower(peek(1)) ? two : one));
        else
            fail(at_, "an element is missing in the bracket");
        return "";
    }

    void chirality() {
        if (peek() != '@') return;
        ++at_;
        if (peek() == '@') {
            ++at_;
            return;
        }
        for (const std::string_view kind : {"TH", "AL", "SP", "TB", "OH"})
            if (text_.substr(at_, 2) == kind && is_digit(peek(2))) {
                for (at_ += 2; is_digit(peek());) ++at_;
                return;
            }
    }

    void charge() {
        const char sign = peek();
        if (sign != '+' && sign != '-') return;
        const std::size_t place = at_++;
        if (is_digit(peek())) {
            int digits = 0;
            for (; is_digit(peek()); ++digits) ++at_;
            if (digits > 2) fail(place, "a charge that no atom has");
            return;
        }
        while (peek() == sign) ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0, bond_place_ = 0;
    SmilesScan scan_;
    std::vector<std::string> symbols_;
    std::string bond_;
    int previous_ = nowhere;
    bool after_dot_ = false, branch_is_empty_ = false;
    std::vector<OpenBranch> branches_;
    std::map<int, OpenRing> rings_;
    std::vector<std::pair<int, int>> bonds_;
};

}  // namespace

SmilesScan scan_smiles(std::string_view text) { return SmilesScanner(text).scan(); }

std::size_t count_heavy_atoms(std::string_view smiles) {
    std::size_t heavy = 0;
    for (std::size_t i = 0; i < smiles.size(); ++i) {
        const char c = smiles[i];
        if (c == '[') {
            const std::size_t end = std::min(smiles.find(']', i), smiles.size());
            std::size_t s = i + 1;
            while (s < end && is_digit(smiles[s])) ++s;
            const bool is_heavy = s < end && smiles[s] != '*' &&
                                  (smiles[s] != 'H' || (s + 1 < end && is_lower(smiles[s + 1])));
            heavy += is_heavy;
            i = end;
        } else {
            heavy += is_upper(c) || std::string_view("bcnops").find(c) != std::string_view::npos;
        }
    }
    return heavy;
}

std::vector<std::string> element_symbols(std::string_view smiles) {
    SmilesScanner scanner(smiles);
    scanner.scan();
    std::vector<std::string> all = scanner.symbols();
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::erase(all, "H");
    return all;
}

}  // namespace crucible::chem
