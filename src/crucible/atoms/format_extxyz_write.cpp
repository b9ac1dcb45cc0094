#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/extxyz_comment.hpp"
#include "crucible/atoms/format_extxyz.hpp"
#include "crucible/base/error.hpp"
#include "crucible/base/text.hpp"

namespace crucible {
namespace {

using extxyz::append_quoted;
using extxyz::component_name;

void append_number(std::string& out, double v) {
    if (!std::isfinite(v))
        throw InconsistentError("E-format-write", "a number of the structure is not finite",
                                "find out where it was computed");
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
    out.append(buffer, static_cast<std::size_t>(end - buffer));
}

bool is_integer_column(const std::vector<double>& v) {
    return std::all_of(v.begin(), v.end(), [](double x) {
        return x == std::floor(x) && std::fabs(x) < 1e15 && !(x == 0 && std::signbit(x));
    });
}

void check_property_name(const std::string& name) {
    if (!name.empty() && name.find_first_of(":\" \t\r\n\\") == name.npos) return;
    throw InconsistentError("E-format-write",
                            fmt::format("extxyz cannot hold a column called {}", in_quotes(name)),
                            "rename it without blanks, colons and quotes");
}

void check_word(const std::string& word) {
    if (!word.empty() && word.find_first_of(" \t\r\n") == word.npos) return;
    throw InconsistentError("E-format-write",
                            fmt::format("extxyz cannot hold {} as an atom's word", in_quotes(word)),
                            "use words without blanks");
}

/// Columns in the order they are written, with the groups name[0], name[1]... joined again.
struct ColumnPlan {
    std::string properties = "species:S:1:pos:R:3";
    std::vector<const std::vector<double>*> scalars;

    explicit ColumnPlan(const Structure& s) {
        for (const auto& [name, v] : s.vectors) add(name, 'R', 3);
        std::map<std::string, int> grouped;  // component -> 1 once it went with its group
        for (const auto& [name, v] : s.columns) {
            if (!name.ends_with("[0]")) continue;
            const std::string base = name.substr(0, name.size() - 3);
            int width = 0;
            while (s.columns.contains(component_name(base, width))) ++width;
            if (width < 2 || width == 3 || width > 1000 || s.columns.contains(base) ||
                s.vectors.contains(base) || s.labels.contains(base))
                continue;
            add(base, 'R', width);
            for (int k = 0; k < width; ++k) {
                scalars.push_back(&s.columns.at(component_name(base, k)));
                grouped[component_name(base, k)] = 1;
            }
        }
        for (const auto& [name, v] : s.columns) {
            if (grouped.contains(name)) continue;
            add(name, is_integer_column(v) ? 'I' : 'R', 1);
            scalars.push_back(&v);
        }
        for (const auto& [name, v] : s.labels) add(name, 'S', 1);
    }
    void add(const std::string& name, char type, int width) {
        check_property_name(name);
        properties += fmt::format(":{}:{}:{}", name, type, width);
    }
};

void append_frame(std::string& out, const Structure& s) {
    const ColumnPlan plan(s);
    out += fmt::format("{}\nLattice=\"", s.size());
    for (int i = 0; i < 9; ++i) {
        if (i) out += ' ';
        append_number(out, s.cell.h[i / 3][i % 3]);
    }
    out += fmt::format("\" Properties={}", plan.properties);
    if (!s.name.empty()) append_quoted(out += " name=", s.name);
    for (const auto& [key, value] : s.info) {
        if (key.empty() || key == "Lattice" || key == "Properties" || key == "pbc" || key == "name")
            continue;
        append_quoted(out += ' ', key);
        append_quoted(out += '=', value);
    }
    out += fmt::format(" pbc=\"{} {} {}\"\n", s.cell.periodic[0] ? 'T' : 'F',
                       s.cell.periodic[1] ? 'T' : 'F', s.cell.periodic[2] ? 'T' : 'F');
    for (std::size_t i = 0; i < s.size(); ++i) {
        out += element(s.numbers[i]).symbol;
        const auto add = [&](double v) { append_number(out += ' ', v); };
        for (int k = 0; k < 3; ++k) add(s.positions[i][k]);
        for (const auto& [name, v] : s.vectors)
            for (int k = 0; k < 3; ++k) add(v[i][k]);
        for (const auto* column : plan.scalars) add((*column)[i]);
        for (const auto& [name, v] : s.labels) check_word(v[i]), out += ' ', out += v[i];
        out += '\n';
    }
}

}  // namespace

std::string write_extxyz(const Structures& structures, const WriteOptions&) {
    std::string out;
    for (const Structure& s : structures) append_frame(out, s);
    return out;
}

}  // namespace crucible
