#include "crucible/chem/pattern.hpp"

#include <array>
#include <cctype>
#include <map>
#include <string>

namespace crucible::chem {
namespace {

struct Symbol {
    std::string_view text;
    std::int16_t element;
};
/// Longer ones first, so that "Cl" is not read as carbon.
constexpr std::array<Symbol, 24> aliphatic{
    {{"Cl", 17}, {"Br", 35}, {"Si", 14}, {"Se", 34}, {"Sn", 50}, {"Mg", 12},
     {"Li", 3},  {"Na", 11}, {"Zn", 30}, {"Cu", 29}, {"Al", 13}, {"As", 33},
     {"Te", 52}, {"Ge", 32}, {"Pd", 46}, {"K", 19},  {"B", 5},   {"C", 6},
     {"N", 7},   {"O", 8},   {"F", 9},   {"P", 15},  {"S", 16},  {"I", 53}}};
constexpr std::array<Symbol, 8> aromatic_symbols{
    {{"se", 34}, {"as", 33}, {"b", 5}, {"c", 6}, {"n", 7}, {"o", 8}, {"p", 15}, {"s", 16}}};

/// Reads a pattern character by character; `good_` is false once something is outside the subset.
class PatternReader {
public:
    explicit PatternReader(std::string_view text) : text_(text) {}

    std::optional<Pattern> read() {
        std::vector<int> branch;
        int last = -1;
        std::optional<BondQuery> bond;
        std::map<int, std::pair<int, std::optional<BondQuery>>> open;
        while (good_ && at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '(') {
                branch.push_back(last), ++at_;
                good_ = last >= 0;
            } else if (c == ')') {
                if (branch.empty()) return {};
                last = branch.back(), branch.pop_back(), ++at_;
            } else if (c == '.') {
                last = -1, ++at_;
                good_ = branch.empty() && !bond;
            } else if (const auto b = bond_at(c)) {
                good_ = !bond && last >= 0;
                bond = b, ++at_;
            } else if (c == '%' || std::isdigit(static_cast<unsigned char>(c))) {
                const int number = ring_number();
                if (last < 0) return {};
                const auto place = open.find(number);
                if (place == open.end()) {
                    open[number] = {last, bond};
                } else {
                    add_bond(place->second.first, last, bond ? bond : place->second.second);
                    open.erase(place);
                }
                bond.reset();
            } else {
                read_atom();
                const int now = static_cast<int>(pattern_.atoms.size()) - 1;
                if (good_ && last >= 0) add_bond(last, now, bond);
                last = now;
                bond.reset();
            }
        }
        if (!good_ || !branch.empty() || !open.empty() || bond || pattern_.atoms.empty()) return {};
        return std::move(pattern_);
    }

private:
    static std::optional<BondQuery> bond_at(char c) {
        switch (c) {
            case '-':
            case '/':
            case '\\':
                return bit_of(BondType::single);
            case '=':
                return bit_of(BondType::twofold);
            case '#':
                return bit_of(BondType::threefold);
            case ':':
                return bit_of(BondType::aromatic);
            default:
                return {};
        }
    }

    void add_bond(int from, int to, std::optional<BondQuery> query) {
        const BondQuery any = bit_of(BondType::single) | bit_of(BondType::aromatic);
        good_ = good_ && from != to;
        pattern_.bonds.push_back({static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(to),
                                  query.value_or(any)});
    }

    int ring_number() {
        if (text_[at_] != '%') return text_[at_++] - '0';
        ++at_;
        return number(2, 0);
    }

    /// Up to `digits` digits, or `otherwise` without any.
    int number(int digits, int otherwise) {
        int n = 0, seen = 0;
        while (seen < digits && at_ < text_.size() &&
               std::isdigit(static_cast<unsigned char>(text_[at_])))
            n = 10 * n + (text_[at_++] - '0'), ++seen;
        return seen ? n : otherwise;
    }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    template <std::size_t n>
    bool take_symbol(const std::array<Symbol, n>& symbols, AtomQuery& q, std::int16_t aromatic) {
        for (const Symbol& s : symbols)
            if (text_.substr(at_, s.text.size()) == s.text) {
                good_ = good_ && q.element < 0;
                q.element = s.element, q.aromatic = aromatic;
                at_ += s.text.size();
                return true;
            }
        return false;
    }

    void read_atom() {
        AtomQuery q;
        int map = 0;
        if (!take('[')) {  // an atom of the organic subset, as bare templates have them
            good_ = take_symbol(aliphatic, q, 0) || take_symbol(aromatic_symbols, q, 1);
        } else {
            while (good_ && !take(']')) {
                if (at_ >= text_.size()) {
                    good_ = false;
                } else if (take(':')) {
                    map = number(5, -1);
                    good_ = map >= 0;
                } else {
                    read_primitive(q);
                }
            }
        }
        pattern_.atoms.push_back(q);
        pattern_.maps.push_back(map);
    }

    void set(std::int16_t& field, int value, std::int16_t unset = -1) {
        good_ = good_ && (field == unset || field == value);
        field = static_cast<std::int16_t>(value);
    }

    void read_primitive(AtomQuery& q) {
        if (take(';') || take('&') || take('@')) return;
        if (take('*')) return;
        if (take('H')) {
            good_ = good_ && (q.element >= 0 || q.aromatic >= 0);  // [H] is an atom of its own
            return set(q.hydrogens, number(2, 1));
        }
        if (take('D')) return set(q.degree, number(2, 1));
        if (take('+')) return set(q.charge, charge('+'), AtomQuery::no_charge);
        if (take('-')) return set(q.charge, -charge('-'), AtomQuery::no_charge);
        if (take('#')) {
            const int element = number(3, 0);
            good_ = good_ && element > 0;
            return set(q.element, element);
        }
        if (take_symbol(aliphatic, q, 0) || take_symbol(aromatic_symbols, q, 1)) return;
        if (take('a')) return set(q.aromatic, 1);
        if (take('A')) return set(q.aromatic, 0);
        good_ = false;
    }

    int charge(char sign) {
        if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])))
            return number(2, 1);
        int n = 1;
        while (take(sign)) ++n;
        return n;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool good_ = true;
    Pattern pattern_;
};

}  // namespace

std::optional<Pattern> parse_pattern(std::string_view smarts) {
    return PatternReader(smarts).read();
}

}  // namespace crucible::chem
