#include "crucible/base/units.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

namespace d = dimension;

struct NamedUnit {
    const char* name;
    double factor;
    Dimension dimension;
};

constexpr double avogadro = 6.02214076e23;           // CODATA 2018, exact
constexpr double electron_charge = 1.602176634e-19;  // C, exact
constexpr double joule = 1 / electron_charge;        // eV

/// The first spelling of each unit is the one that is shown.
constexpr NamedUnit unit_table[] = {
    {"eV", 1, d::energy},
    {"meV", 1e-3, d::energy},
    {"keV", 1e3, d::energy},
    {"J", joule, d::energy},
    {"kJ", 1e3 * joule, d::energy},
    {"cal", 4.184 * joule, d::energy},
    // The one factor the reference tables were made with; differs from 4184 J/N_A by 3e-8.
    {"kcal", constants::kcal_per_mol* avogadro, d::energy},
    {"hartree", 27.211386245988, d::energy},
    {"Ry", 13.605693122994, d::energy},
    {"mol", avogadro, d::none},
    {"atom", 1, d::none},
    {"angstrom", 1, d::length},
    {"A", 1, d::length},
    {"nm", 10, d::length},
    {"pm", 0.01, d::length},
    {"um", 1e4, d::length},
    {"mm", 1e7, d::length},
    {"cm", 1e8, d::length},
    {"m", 1e10, d::length},
    {"bohr", 0.529177210903, d::length},
    {"fs", 1, d::time},
    {"ps", 1e3, d::time},
    {"ns", 1e6, d::time},
    {"us", 1e9, d::time},
    {"ms", 1e12, d::time},
    {"s", 1e15, d::time},
    {"min", 60e15, d::time},
    {"h", 3600e15, d::time},
    {"K", 1, d::temperature},
    {"e", 1, d::charge},
    {"u", 1, d::mass},
    {"g", 1e-3 / 1.66053906660e-27, d::mass},
    {"kg", 1 / 1.66053906660e-27, d::mass},
    {"GPa", constants::gpa, d::pressure},
    {"MPa", 1e-3 * constants::gpa, d::pressure},
    {"kPa", 1e-6 * constants::gpa, d::pressure},
    {"Pa", 1e-9 * constants::gpa, d::pressure},
    {"kbar", 0.1 * constants::gpa, d::pressure},
    {"bar", 1e-4 * constants::gpa, d::pressure},
    {"atm", 1.01325e-4 * constants::gpa, d::pressure},
    {"rad", 1, d::angle},
    {"deg", std::numbers::pi / 180, d::angle},
    {"1", 1, d::none},
    {"%", 0.01, d::none},
};

struct NamedDimension {
    const char* name;
    Dimension dimension;
};
constexpr NamedDimension dimension_table[] = {
    {"number", d::none},
    {"energy", d::energy},
    {"length", d::length},
    {"time", d::time},
    {"temperature", d::temperature},
    {"charge", d::charge},
    {"mass", d::mass},
    {"angle", d::angle},
    {"pressure", d::pressure},
    {"cooling rate", d::cooling_rate},
    {"force", d::force},
    {"volume", d::volume},
    {"wavenumber", d::wavenumber},
    {"density", d::density},
    {"dispersion coefficient", d::dispersion},
};

const NamedUnit& find_unit(std::string_view name, std::string_view expression) {
    for (const NamedUnit& u : unit_table)
        if (u.name == name) return u;
    throw InputError(
        "E-unit",
        fmt::format("unknown unit {}{}", in_quotes(name), did_you_mean(name, unit_names())),
        name == expression ? "" : fmt::format("in {}", in_quotes(expression)));
}

void multiply(Unit& product, const NamedUnit& u, int power) {
    product.factor *= std::pow(u.factor, power);
    for (std::size_t i = 0; i < product.dimension.exponents.size(); ++i) {
        const int sum = product.dimension.exponents[i] + power * u.dimension.exponents[i];
        product.dimension.exponents[i] = static_cast<signed char>(sum);
    }
}

}  // namespace

const std::vector<std::string>& unit_names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> v;
        for (const NamedUnit& u : unit_table) v.emplace_back(u.name);
        return v;
    }();
    return all;
}

std::string with_article(std::string_view noun) {
    const bool vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) != noun.npos;
    return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

std::string dimension_name(const Dimension& dim) {
    for (const NamedDimension& n : dimension_table)
        if (n.dimension == dim) return n.name;
    constexpr const char* base[] = {"energy", "length", "time", "temperature",
                                    "charge", "mass",   "angle"};
    std::string out;
    for (std::size_t i = 0; i < dim.exponents.size(); ++i)
        if (dim.exponents[i])
            out += fmt::format("{}{}^{}", out.empty() ? "" : " ", base[i], int{dim.exponents[i]});
    return out;
}

Unit parse_unit(std::string_view expression) {
    Unit product;
    int sign = 1;
    std::size_t i = 0;
    expression = trim(expression);
    if (expression.empty() || expression.size() > 64)
        throw InputError("E-unit", "no unit is given", "such as 'GPa' or 'kcal/mol'");
    while (i <= expression.size()) {
        const std::size_t j = std::min(expression.find_first_of("/* ", i), expression.size());
        std::string_view factor = trim(expression.substr(i, j - i));
        int power = 1;
        if (const std::size_t hat = factor.find('^'); hat != factor.npos) {
            const auto p = to_integer(factor.substr(hat + 1));
            if (!p || *p < -9 || *p > 9)
                throw InputError("E-unit", fmt::format("bad exponent in {}", in_quotes(factor)),
                                 "expected a small integer after '^'");
            power = static_cast<int>(*p);
            factor = factor.substr(0, hat);
        }
        multiply(product, find_unit(factor, expression), sign * power);
        if (j >= expression.size()) break;
        sign = expression[j] == '/' ? -1 : 1;
        i = j + 1;
    }
    return product;
}

double to_internal(double value, std::string_view unit) { return value * parse_unit(unit).factor; }
double from_internal(double value, std::string_view unit) {
    return value / parse_unit(unit).factor;
}

double parse_quantity(std::string_view text, const Dimension& dim) {
    text = trim(text);
    std::size_t split = 0;  // the longest prefix that is a number; "2e" in "2 eV" must not win
    for (std::size_t n = std::min<std::size_t>(text.size(), 40); n > 0 && split == 0; --n)
        if (to_double(text.substr(0, n))) split = n;
    if (split == 0)
        throw InputError("E-unit", fmt::format("{} does not start with a number", in_quotes(text)),
                         fmt::format("expected {}", with_article(dimension_name(dim))));
    if (split < text.size() && std::string_view("0123456789.").find(text[split]) != text.npos)
        throw InputError("E-unit", fmt::format("{} has a number that cannot be", in_quotes(text)),
                         fmt::format("expected {}", with_article(dimension_name(dim))));
    if (split + 1 < text.size() && text[split] == ',' && text[split + 1] >= '0' &&
        text[split + 1] <= '9')
        throw InputError("E-unit", fmt::format("{} has a decimal comma", in_quotes(text)),
                         "write a decimal point");
    const double value = *to_double(text.substr(0, split));
    const std::string_view rest = trim(text.substr(split));
    if (rest.empty()) {
        if (dim == dimension::none) return value;
        throw InputError("E-unit", fmt::format("{} has no unit", in_quotes(text)),
                         fmt::format("write the {} with its unit", dimension_name(dim)));
    }
    const Unit unit = parse_unit(rest);
    if (unit.dimension != dim)
        throw InputError(
            "E-unit", fmt::format("'{}' is {}", rest, with_article(dimension_name(unit.dimension))),
            fmt::format("expected {}", with_article(dimension_name(dim))));
    return value * unit.factor;
}

template <>
const Dimension& Quantity<11>::dimension() {
    return dimension::cooling_rate;
}
template <>
const Dimension& Quantity<0>::dimension() {
    return dimension::energy;
}
template <>
const Dimension& Quantity<1>::dimension() {
    return dimension::length;
}
template <>
const Dimension& Quantity<2>::dimension() {
    return dimension::time;
}
template <>
const Dimension& Quantity<3>::dimension() {
    return dimension::temperature;
}
template <>
const Dimension& Quantity<4>::dimension() {
    return dimension::pressure;
}
template <>
const Dimension& Quantity<5>::dimension() {
    return dimension::force;
}
template <>
const Dimension& Quantity<6>::dimension() {
    return dimension::volume;
}
template <>
const Dimension& Quantity<7>::dimension() {
    return dimension::angle;
}
template <>
const Dimension& Quantity<8>::dimension() {
    return dimension::wavenumber;
}
template <>
const Dimension& Quantity<9>::dimension() {
    return dimension::charge;
}
template <>
const Dimension& Quantity<10>::dimension() {
    return dimension::dispersion;
}
template <>
const Dimension& Quantity<12>::dimension() {
    return dimension::density;
}

}  // namespace crucible
