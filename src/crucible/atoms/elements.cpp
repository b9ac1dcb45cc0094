#include "crucible/atoms/elements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "crucible/base/text.hpp"

namespace crucible {
namespace {

// clang-format off
constexpr std::array<Element, max_atomic_number> element_table{{
    {"H", "hydrogen", 1.008, 0.31},        {"He", "helium", 4.002602, 0.28},
    {"Li", "lithium", 6.94, 1.28},         {"Be", "beryllium", 9.0121831, 0.96},
    {"B", "boron", 10.81, 0.84},           {"C", "carbon", 12.011, 0.76},
    {"N", "nitrogen", 14.007, 0.71},       {"O", "oxygen", 15.999, 0.66},
    {"F", "fluorine", 18.998403162, 0.57}, {"Ne", "neon", 20.1797, 0.58},
    {"Na", "sodium", 22.98976928, 1.66},   {"Mg", "magnesium", 24.305, 1.41},
    {"Al", "aluminium", 26.9815384, 1.21}, {"Si", "silicon", 28.085, 1.11},
    {"P", "phosphorus", 30.973761998, 1.07}, {"S", "sulfur", 32.06, 1.05},
    {"Cl", "chlorine", 35.45, 1.02},       {"Ar", "argon", 39.95, 1.06},
    {"K", "potassium", 39.0983, 2.03},     {"Ca", "calcium", 40.078, 1.76},
    {"Sc", "scandium", 44.955907, 1.70},   {"Ti", "titanium", 47.867, 1.60},
    {"V", "vanadium", 50.9415, 1.53},      {"Cr", "chromium", 51.9961, 1.39},
    {"Mn", "manganese", 54.938043, 1.39},  {"Fe", "iron", 55.845, 1.32},
    {"Co", "cobalt", 58.933194, 1.26},     {"Ni", "nickel", 58.6934, 1.24},
    {"Cu", "copper", 63.546, 1.32},        {"Zn", "zinc", 65.38, 1.22},
    {"Ga", "gallium", 69.723, 1.22},       {"Ge", "germanium", 72.630, 1.20},
    {"As", "arsenic", 74.921595, 1.19},    {"Se", "selenium", 78.971, 1.20},
    {"Br", "bromine", 79.904, 1.20},       {"Kr", "krypton", 83.798, 1.16},
    {"Rb", "rubidium", 85.4678, 2.20},     {"Sr", "strontium", 87.62, 1.95},
    {"Y", "yttrium", 88.905838, 1.90},     {"Zr", "zirconium", 91.224, 1.75},
    {"Nb", "niobium", 92.90637, 1.64},     {"Mo", "molybdenum", 95.95, 1.54},
    {"Tc", "technetium", 97, 1.47},        {"Ru", "ruthenium", 101.07, 1.46},
    {"Rh", "rhodium", 102.90549, 1.42},    {"Pd", "palladium", 106.42, 1.39},
    {"Ag", "silver", 107.8682, 1.45},      {"Cd", "cadmium", 112.414, 1.44},
    {"In", "indium", 114.818, 1.42},       {"Sn", "tin", 118.710, 1.39},
    {"Sb", "antimony", 121.760, 1.39},     {"Te", "tellurium", 127.60, 1.38},
    {"I", "iodine", 126.90447, 1.39},      {"Xe", "xenon", 131.293, 1.40},
    {"Cs", "caesium", 132.90545196, 2.44}, {"Ba", "barium", 137.327, 2.15},
    {"La", "lanthanum", 138.90547, 2.07},  {"Ce", "cerium", 140.116, 2.04},
    {"Pr", "praseodymium", 140.90766, 2.03}, {"Nd", "neodymium", 144.242, 2.01},
    {"Pm", "promethium", 145, 1.99},       {"Sm", "samarium", 150.36, 1.98},
    {"Eu", "europium", 151.964, 1.98},     {"Gd", "gadolinium", 157.25, 1.96},
    {"Tb", "terbium", 158.925354, 1.94},   {"Dy", "dysprosium", 162.500, 1.92},
    {"Ho", "holmium", 164.930329, 1.92},   {"Er", "erbium", 167.259, 1.89},
    {"Tm", "thulium", 168.934219, 1.90},   {"Yb", "ytterbium", 173.045, 1.87},
    {"Lu", "lutetium", 174.9668, 1.87},    {"Hf", "hafnium", 178.486, 1.75},
    {"Ta", "tantalum", 180.94788, 1.70},   {"W", "tungsten", 183.84, 1.62},
    {"Re", "rhenium", 186.207, 1.51},      {"Os", "osmium", 190.23, 1.44},
    {"Ir", "iridium", 192.217, 1.41},      {"Pt", "platinum", 195.084, 1.36},
    {"Au", "gold", 196.966570, 1.36},      {"Hg", "mercury", 200.592, 1.32},
    {"Tl", "thallium", 204.38, 1.45},      {"Pb", "lead", 207.2, 1.46},
    {"Bi", "bismuth", 208.98040, 1.48},    {"Po", "polonium", 209, 1.40},
    {"At", "astatine", 210, 1.50},         {"Rn", "radon", 222, 1.50},
    {"Fr", "francium", 223, 2.60},         {"Ra", "radium", 226, 2.21},
    {"Ac", "actinium", 227, 2.15},         {"Th", "thorium", 232.0377, 2.06},
    {"Pa", "protactinium", 231.03588, 2.00}, {"U", "uranium", 238.02891, 1.96},
    {"Np", "neptunium", 237, 1.90},        {"Pu", "plutonium", 244, 1.87},
    {"Am", "americium", 243, 1.80},        {"Cm", "curium", 247, 1.69},
    {"Bk", "berkelium", 247, 1.5},         {"Cf", "californium", 251, 1.5},
    {"Es", "einsteinium", 252, 1.5},       {"Fm", "fermium", 257, 1.5},
    {"Md", "mendelevium", 258, 1.5},       {"No", "nobelium", 259, 1.5},
    {"Lr", "lawrencium", 262, 1.5},        {"Rf", "rutherfordium", 267, 1.5},
    {"Db", "dubnium", 268, 1.5},           {"Sg", "seaborgium", 269, 1.5},
    {"Bh", "bohrium", 270, 1.5},           {"Hs", "hassium", 269, 1.5},
    {"Mt", "meitnerium", 278, 1.5},        {"Ds", "darmstadtium", 281, 1.5},
    {"Rg", "roentgenium", 282, 1.5},       {"Cn", "copernicium", 285, 1.5},
    {"Nh", "nihonium", 286, 1.5},          {"Fl", "flerovium", 289, 1.5},
    {"Mc", "moscovium", 290, 1.5},         {"Lv", "livermorium", 293, 1.5},
    {"Ts", "tennessine", 294, 1.5},        {"Og", "oganesson", 294, 1.5},
}};
// clang-format on

char upper_letter(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Z for each first and second letter (26 x 27), 0 where there is none: readers ask per atom.
struct SymbolIndex {
    std::array<int, 26 * 27> z{};
    constexpr SymbolIndex() {
        for (int i = 0; i < max_atomic_number; ++i) {
            const std::string_view s = element_table[static_cast<std::size_t>(i)].symbol;
            const int second = s.size() > 1 ? s[1] - 'a' + 1 : 0;
            z[static_cast<std::size_t>((s[0] - 'A') * 27 + second)] = i + 1;
        }
        z[('D' - 'A') * 27] = 1;
        z[('T' - 'A') * 27] = 1;
    }
};
constexpr SymbolIndex symbol_index;

/// Place in the Red Book's element sequence, electropositive first; hydrogen sits before group 16.
int sequence_rank(int z) {
    if (z == 1) return 15 * 1000 + 999;
    const int group = periodic_group(z);
    return (group == 18 ? 0 : group) * 1000 + (200 - z);
}

/// Recursive descent over "Ca(OH)2": one level per bracket.
struct FormulaParser {
    std::string_view text;
    const Location& where;
    std::size_t at = 0;

    [[noreturn]] void fail(const std::string& what) const {
        Location place = where;
        if (place.column > 0) place.column += static_cast<int>(at);
        throw InputError("E-atoms-formula", fmt::format("formula {}: {}", in_quotes(text), what),
                         "write it like TiO2 or Ca(OH)2", place);
    }
    int count() {
        if (at >= text.size() || !is_digit(text[at])) return 1;
        long n = 0;
        while (at < text.size() && is_digit(text[at])) {
            n = n * 10 + (text[at++] - '0');
            if (n > 1000000) fail("a count beyond a million");
        }
        if (n == 0) fail("a count of zero");
        return static_cast<int>(n);
    }
    void add(Composition& to, const Composition& part, int times) {
        for (const auto& [z, n] : part) {
            if (static_cast<long long>(n) * times + to[z] > 1000000000) fail("too many atoms");
            to[z] += n * times;
        }
    }
    Composition group(int depth) {
        Composition sum;
        while (at < text.size() && text[at] != ')') {
            if (text[at] == ' ') {
                ++at;
            } else if (text[at] == '(') {
                if (depth > 8) fail("brackets nested too deeply");
                ++at;
                const Composition part = group(depth + 1);
                if (at >= text.size()) fail("a bracket is not closed");
                ++at;
                add(sum, part, count());
            } else {
                const int z = symbol();
                add(sum, {{z, 1}}, count());
            }
        }
        return sum;
    }
    int symbol() {
        const char c = text[at];
        if (c < 'A' || c > 'Z')
            fail(fmt::format("{} starts no element", in_quotes(text.substr(at, 1))));
        const bool two = at + 1 < text.size() && text[at + 1] >= 'a' && text[at + 1] <= 'z';
        const auto z = atomic_number(text.substr(at, two ? 2 : 1));
        if (!z) fail(fmt::format("{} is no element", in_quotes(text.substr(at, two ? 2 : 1))));
        at += two ? 2 : 1;
        return *z;
    }
};

}  // namespace

const Element& element(int z) {
    CRUCIBLE_ASSERT(z >= 1 && z <= max_atomic_number);
    return element_table[static_cast<std::size_t>(z - 1)];
}

int periodic_group(int z) {
    CRUCIBLE_ASSERT(z >= 1 && z <= max_atomic_number);
    if (z == 1) return 1;
    constexpr int noble[] = {2, 10, 18, 36, 54, 86, 118};
    int period = 0;
    while (z > noble[period]) ++period;
    const int from_end = noble[period] - z;                       // 0 for the noble gas
    const int from_start = z - (period ? noble[period - 1] : 0);  // 1 for the alkali metal
    if (from_end <= 5 || (period >= 3 && from_end <= 14)) return 18 - from_end;
    return std::min(from_start, 3);
}

std::optional<int> atomic_number(std::string_view s) {
    if (s.empty() || s.size() > 2 || !is_letter(s[0])) return std::nullopt;
    if (s.size() == 2 && !is_letter(s[1])) return std::nullopt;
    const int second = s.size() == 2 ? upper_letter(s[1]) - 'A' + 1 : 0;
    const int z =
        symbol_index.z[static_cast<std::size_t>((upper_letter(s[0]) - 'A') * 27 + second)];
    return z ? std::optional<int>(z) : std::nullopt;
}

int parse_element(std::string_view symbol, const Location& where) {
    if (const auto z = atomic_number(symbol)) return *z;
    std::vector<std::string> all;
    for (const Element& e : element_table) all.emplace_back(e.symbol);
    throw InputError("E-atoms-element", fmt::format("{} is no element", in_quotes(symbol)),
                     "write a chemical symbol such as Ti" + did_you_mean(symbol, all), where);
}

std::pair<int, int> parse_pair(const std::string& text) {
    const auto parts = fields(text, '-');
    if (parts.size() != 2)
        throw InputError("E-search-pair", in_quotes(text) + " is not a pair of elements",
                         "write it as \"Ti-O\"");
    return {parse_element(parts[0].text), parse_element(parts[1].text)};
}

std::optional<int> element_of_label(std::string_view label) {
    if (label.size() >= 2 && is_letter(label[1]))
        if (const auto z = atomic_number(label.substr(0, 2))) return z;
    return atomic_number(label.substr(0, 1));
}

Composition composition(const std::vector<int>& numbers) {
    std::array<int, max_atomic_number + 1> count{};
    for (int z : numbers) ++count[static_cast<std::size_t>(z)];
    Composition out;
    for (int z = 1; z <= max_atomic_number; ++z)
        if (count[static_cast<std::size_t>(z)]) out[z] = count[static_cast<std::size_t>(z)];
    return out;
}

int formula_units(const Composition& c) {
    int divisor = 0;
    for (const auto& [z, n] : c) divisor = std::gcd(divisor, n);
    return divisor;
}

Composition reduced(const Composition& c) {
    Composition out = c;
    const int divisor = std::max(1, formula_units(c));
    for (auto& [z, n] : out) n /= divisor;
    return out;
}

std::string formula_text(const Composition& c) {
    std::vector<std::pair<int, int>> ordered(c.begin(), c.end());
    std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return sequence_rank(a.first) < sequence_rank(b.first);
    });
    std::string out;
    for (const auto& [z, n] : ordered) {
        out += element(z).symbol;
        if (n != 1) out += std::to_string(n);
    }
    return out;
}

Composition parse_formula(std::string_view formula, const Location& where) {
    FormulaParser parser{formula, where};
    Composition out = parser.group(0);
    if (parser.at < formula.size()) parser.fail("a bracket too many");
    if (out.empty()) parser.fail("no element in it");
    return out;
}

double total_mass(const Composition& c) {
    double sum = 0;
    for (const auto& [z, n] : c) sum += n * element(z).mass;
    return sum;
}

SpeciesList species_of(const std::vector<int>& numbers) {
    SpeciesList out;
    std::array<int, max_atomic_number + 1> index{};
    for (const auto& [z, n] : composition(numbers)) {
        index[static_cast<std::size_t>(z)] = static_cast<int>(out.numbers.size());
        out.numbers.push_back(z);
    }
    out.of_atom.reserve(numbers.size());
    for (int z : numbers) out.of_atom.push_back({index[static_cast<std::size_t>(z)]});
    return out;
}

}  // namespace crucible
