#include "crucible/thermo/chemical_potentials.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"
#include "crucible/base/units.hpp"

namespace crucible {
namespace {

constexpr std::array<std::string_view, 5> state_names = {"stays", "lost", "imaginary", "beyond",
                                                         "irreversible"};

PhaseFate parse_state(const std::string& text, const Location& where) {
    for (std::size_t i = 0; i < state_names.size(); ++i)
        if (text == state_names[i]) return static_cast<PhaseFate>(i);
    throw InputError("E-thermo-table", fmt::format("'{}' is no state of a phase", text),
                     "write stays, lost, imaginary, beyond or irreversible", where);
}

const Column& column_of(const Table& t, std::string_view name, const std::string& file) {
    if (const Column* found = t.find(name)) return *found;
    throw InputError("E-thermo-table", fmt::format("there is no column '{}'", name),
                     "give a table that polymorphs.free-energy has made", {file});
}

/// Labels may look like numbers ("1", "2").
std::vector<std::string> words_of(const Table& t, std::string_view name, const std::string& file) {
    const Column& c = column_of(t, name, file);
    if (c.kind == Column::Kind::text) return c.texts;
    std::vector<std::string> out;
    for (const double x : c.numbers) out.push_back(std::isnan(x) ? "" : number_text(x));
    return out;
}

/// In internal units.
std::vector<double> numbers_of(const Table& t, std::string_view name, const Dimension& dimension,
                               const std::string& file) {
    const Column& c = column_of(t, name, file);
    if (c.kind != Column::Kind::number)
        throw InputError("E-thermo-table", fmt::format("column '{}' holds words", name),
                         "leave a number that is missing empty", {file});
    const Unit unit = c.unit.empty() ? Unit{} : parse_unit(c.unit);
    if (unit.dimension != dimension)
        throw InputError("E-thermo-table",
                         fmt::format("column '{}' is no {}, its unit is '{}'", name,
                                     dimension_name(dimension), c.unit),
                         "write the unit behind the name, as in 'mu (kcal/mol)'", {file});
    std::vector<double> out = c.numbers;
    for (double& x : out) x *= unit.factor;
    return out;
}

void check_row(const ChemicalPotential& c, const Location& where) {
    if (!std::isfinite(c.pressure) || !std::isfinite(c.temperature) || c.temperature < 0)
        throw InputError("E-thermo-table", "a row has no pressure or no temperature",
                         "give both in every row", where);
    const bool known = std::isfinite(c.mu) && std::isfinite(c.error) && c.error >= 0;
    if (c.state == PhaseFate::stays && !known)
        throw InputError("E-thermo-table",
                         fmt::format("{} stays, but has no chemical potential with an error",
                                     c.phase.empty() ? "a phase" : c.phase),
                         "give mu and error, or another state", where);
}

}  // namespace

std::string_view name(PhaseFate s) { return state_names[static_cast<std::size_t>(s)]; }

bool ChemicalPotential::counts() const { return state == PhaseFate::stays && std::isfinite(mu); }

Table table_of(std::span<const ChemicalPotential> all) {
    Table t;
    const auto words = [&](const char* column, auto&& text) {
        std::vector<std::string> values;
        for (const ChemicalPotential& c : all) values.emplace_back(text(c));
        t.add_texts(column) = std::move(values);
    };
    const auto numbers = [&](const char* column, const char* unit, auto&& number) {
        std::vector<double> values;
        for (const ChemicalPotential& c : all) values.push_back(number(c));
        t.add_numbers(column, unit) = std::move(values);
    };
    using C = ChemicalPotential;
    constexpr double kcal = constants::kcal_per_mol;
    words("phase", [](const C& c) { return c.phase; });
    words("space_group", [](const C& c) { return c.space_group; });
    words("level", [](const C& c) { return c.level; });
    numbers("pressure", "GPa", [](const C& c) { return c.pressure / constants::gpa; });
    numbers("temperature", "K", [](const C& c) { return c.temperature; });
    words("state", [](const C& c) { return name(c.state); });
    numbers("mu", "kcal/mol", [](const C& c) { return c.mu / kcal; });
    numbers("error", "kcal/mol", [](const C& c) { return c.error / kcal; });
    numbers("enthalpy", "kcal/mol", [](const C& c) { return c.enthalpy / kcal; });
    numbers("volume", "angstrom^3", [](const C& c) { return c.volume; });
    return t;
}

std::vector<ChemicalPotential> chemical_potentials(const Table& t, const std::string& file) {
    const auto phase = words_of(t, "phase", file), group = words_of(t, "space_group", file),
               level = words_of(t, "level", file), state = words_of(t, "state", file);
    const auto numbers = [&](std::string_view column, const Dimension& dimension) {
        return numbers_of(t, column, dimension, file);
    };
    const auto pressure = numbers("pressure", dimension::pressure),
               temperature = numbers("temperature", dimension::temperature),
               mu = numbers("mu", dimension::energy), error = numbers("error", dimension::energy),
               enthalpy = numbers("enthalpy", dimension::energy),
               volume = numbers("volume", dimension::volume);
    std::vector<ChemicalPotential> out;
    for (std::size_t i = 0; i < t.rows(); ++i) {
        const Location where{file, static_cast<int>(i) + 2};
        out.push_back({phase[i], group[i], level[i], pressure[i], temperature[i],
                       parse_state(state[i], where), mu[i], error[i], enthalpy[i], volume[i]});
        check_row(out.back(), where);
    }
    return out;
}

}  // namespace crucible
