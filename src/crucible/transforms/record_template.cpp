// A record's reaction made a template: text in, text out.

#include <cctype>
#include <set>
#include <stdexcept>

#include "crucible/transforms/rule_record.hpp"

namespace crucible::transforms {
namespace {

/// End of what opens at `begin`, '[' or '(', one behind its closing partner. The text was checked.
std::size_t behind(std::string_view s, std::size_t begin) {
    int depth = 0;
    for (std::size_t i = begin; i < s.size(); ++i) {
        if (s[i] == '[' || s[i] == '(') ++depth;
        if ((s[i] == ']' || s[i] == ')') && --depth == 0) return i + 1;
    }
    throw std::invalid_argument("a bracket is not closed");
}

/// "([#1])", "([#1:9])", "([H])": a branch that is one hydrogen.
bool is_hydrogen_branch(std::string_view branch) {
    if (!branch.starts_with("([") || !branch.ends_with("])")) return false;
    std::string_view atom = branch.substr(2, branch.size() - 4);
    if (const auto colon = atom.find(':'); colon != std::string_view::npos) {
        for (const char c : atom.substr(colon + 1))
            if (!std::isdigit(static_cast<unsigned char>(c))) return false;
        atom = atom.substr(0, colon);
    }
    return atom == "#1" || atom == "H";
}

/// Demands so many hydrogens, at least, of an atom in brackets; exactly one of a stereocentre.
std::string with_hydrogens(const std::string& atom, int count) {
    std::string demand;
    if (atom.find('@') != std::string::npos)
        demand = ";H1";
    else
        for (int k = 0; k < count; ++k) demand += ";!H" + std::to_string(k);
    const std::size_t colon = atom.rfind(':');
    const std::size_t at = colon == std::string::npos || atom.find(')', colon) != std::string::npos
                               ? atom.size() - 1
                               : colon;
    return atom.substr(0, at) + demand + atom.substr(at);
}

enum class Side { target, precursors };

std::string folded_hydrogens(std::string_view side, Side which) {
    std::string out;
    for (std::size_t i = 0; i < side.size();) {
        if (side[i] != '[') {
            out += side[i++];
            continue;
        }
        const std::size_t end = behind(side, i);
        std::string atom(side.substr(i, end - i));
        i = end;
        int hydrogens = 0;
        while (i < side.size() && side[i] == '(') {
            const std::size_t close = behind(side, i);
            if (!is_hydrogen_branch(side.substr(i, close - i))) break;
            ++hydrogens;
            i = close;
        }
        out += hydrogens > 0 && which == Side::target ? with_hydrogens(atom, hydrogens) : atom;
    }
    return out;
}

/// Numbers of the atom map in a text, where they stand in front of a ']'.
std::set<std::string> map_numbers(std::string_view s) {
    std::set<std::string> out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (s[i] != ':') continue;
        std::size_t end = i + 1;
        while (end < s.size() && std::isdigit(static_cast<unsigned char>(s[end]))) ++end;
        if (end > i + 1 && end < s.size() && s[end] == ']')
            out.insert(std::string(s.substr(i + 1, end - i - 1)));
    }
    return out;
}

/// The first component: what stands before a '.' outside brackets and branches.
std::string_view main_product(std::string_view side) {
    for (std::size_t i = 0; i < side.size(); ++i) {
        if (side[i] == '[' || side[i] == '(')
            i = behind(side, i) - 1;
        else if (side[i] == '.')
            return side.substr(0, i);
    }
    return side;
}

/// Takes numbers off atoms whose number the target does not have: those are made anew.
std::string without_numbers(std::string side, const std::set<std::string>& kept) {
    for (const std::string& number : map_numbers(side)) {
        if (kept.contains(number)) continue;
        const std::string text = ":" + number + "]";
        for (std::size_t at; (at = side.find(text)) != std::string::npos;)
            side.replace(at, text.size(), "]");
    }
    return side;
}

}  // namespace

std::string template_of(const RuleRecord& r) {
    const std::string& text = r.reaction_smarts;
    const std::size_t arrow = text.find(">>");
    if (arrow == std::string::npos) throw std::invalid_argument("there is no >> in it");
    const std::string target =
        folded_hydrogens(main_product(std::string_view(text).substr(0, arrow)), Side::target);
    const std::string precursors =
        folded_hydrogens(std::string_view(text).substr(arrow + 2), Side::precursors);
    return target + ">>" + without_numbers(precursors, map_numbers(target));
}

}  // namespace crucible::transforms
