#include "crucible/atoms/format_poscar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using reading::Lines;
using reading::WordCursor;

/// "Ti_pv", "Ti/a1b2c3" (VASP 6 adds a hash): the symbol before the first such mark.
Word bare_symbol(Word w) {
    w.text = w.text.substr(0, w.text.find_first_of("_/"));
    return w;
}

/// Line 2: a factor, three factors, or minus the volume; applied to the cell, returned per axis.
Vec3 read_scale(Lines& lines, std::string_view line, Mat3& h) {
    const auto w = words(line);
    if (w.size() != 1 && w.size() != 3)
        lines.fail(fmt::format("{} scale factors", w.size()), "give one, or one per axis", 1);
    Vec3 scale;
    for (int k = 0; k < 3; ++k) {
        const Word& word = w[w.size() == 1 ? 0 : static_cast<std::size_t>(k)];
        scale[k] = lines.number(word, "the scale factor");
        if (scale[k] == 0 || (w.size() == 3 && scale[k] < 0))
            lines.fail("a scale factor of " + std::string(word.text),
                       "give a positive factor, or minus the volume", word);
    }
    for (int i = 0; i < 3; ++i) {
        WordCursor cursor(lines.need("a lattice vector"));
        h[i] = lines.need_vector(cursor, "a component of a lattice vector");
    }
    if (scale.x < 0) {
        const double volume = std::fabs(determinant(h));
        if (!(volume > 0))
            lines.fail("lattice vectors in a plane", "give three that span a volume", 1);
        const double s = std::cbrt(-scale.x / volume);
        scale = {s, s, s};
    }
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) h[i][k] *= scale[k];
    return scale;
}

/// Elements and counts, from the lines of symbols and of counts or from what else names them.
std::vector<int> read_elements(Lines& lines, std::string_view title, const ReadOptions& options) {
    std::string_view line = lines.need_text("the numbers of atoms");
    std::vector<Word> w = words(line);
    std::vector<int> elements;
    const bool named_here = !to_integer(w[0].text);
    if (named_here) {
        for (const Word& symbol : w) elements.push_back(lines.element(bare_symbol(symbol)));
        line = lines.need("the numbers of atoms");
        w = words(line);
    } else if (!options.elements.empty()) {
        elements = options.elements;
    } else {
        for (const Word& symbol : words(title))
            if (const auto z = atomic_number(symbol.text)) elements.push_back(*z);
        if (elements.size() != words(title).size() || elements.size() != w.size())
            throw InputError("E-format-types", "this POSCAR has no line of symbols",
                             "say which elements it holds, for example elements = Ti O",
                             lines.here(1));
        reading::tell(options, lines, "elements taken from the first line");
    }
    // Elements given from outside may be more than there are in this file.
    if (w.size() > elements.size() || w.empty() || (named_here && w.size() < elements.size()))
        lines.fail(fmt::format("{} numbers of atoms for {} elements", w.size(), elements.size()),
                   "give one number per element", 1);
    std::vector<int> numbers;
    for (std::size_t i = 0; i < w.size(); ++i)
        numbers.insert(numbers.end(), lines.count(w[i], "the number of atoms", 6), elements[i]);
    if (numbers.empty()) lines.fail("no atoms", "give at least one", 1);
    return numbers;
}

void read_flags(const Lines& lines, WordCursor& cursor, std::vector<Vec3>& selective) {
    Vec3 flags;
    for (int k = 0; k < 3; ++k) {
        const Word w = lines.need(cursor, "a flag of selective dynamics");
        const char c = lower(w.text.substr(w.text[0] == '.' ? 1 : 0, 1))[0];
        if (c != 't' && c != 'f')
            lines.fail(fmt::format("{} is neither T nor F", in_quotes(w.text)), "write T or F", w);
        flags[k] = c == 't' ? 1 : 0;
    }
    selective.push_back(flags);
}

/// What may follow the positions: velocities (read if complete), predictor data (left out).
void read_velocities(Lines& lines, Structure& s, const ReadOptions& options) {
    std::string_view line;
    lines.next(line);
    if (lines.at_end()) return;
    const bool direct = !line.empty() && lower(trim(line).substr(0, 1)) == "d";
    std::vector<Vec3> velocities;
    for (std::size_t i = 0; i < s.size(); ++i) {
        WordCursor cursor(lines.need("a velocity"));
        const Vec3 v = lines.need_vector(cursor, "a component of a velocity");
        velocities.push_back(direct ? v * s.cell.h : v);
    }
    if (std::any_of(velocities.begin(), velocities.end(),
                    [](const Vec3& v) { return norm2(v) > 0; }))
        s.vectors["velocities"] = std::move(velocities);
    while (lines.next(line))
        if (!trim(line).empty()) {
            reading::tell(options, lines, "what follows the velocities is left out");
            return;
        }
}

bool has_text_left(Lines lines) {
    std::string_view line;
    while (lines.next(line))
        if (!trim(line).empty()) return true;
    return false;
}

}  // namespace

Structures read_poscar(std::string_view text, const std::string& file, const ReadOptions& options) {
    Lines lines(text, file, "E-format-poscar");
    Structure s;
    const std::string_view title = lines.need("the title");
    s.name = trim(title);
    const std::string_view scale_line = lines.need("the scale factor");
    const Vec3 scale = read_scale(lines, scale_line, s.cell.h);
    reading::check_structure(lines, s);
    s.numbers = read_elements(lines, title, options);
    std::string_view line = trim(lines.need("Direct or Cartesian"));
    const bool selective = !line.empty() && lower(line.substr(0, 1)) == "s";
    if (selective) line = trim(lines.need("Direct or Cartesian"));
    const char mode = line.empty() ? ' ' : lower(line.substr(0, 1))[0];
    if (mode != 'd' && mode != 'c' && mode != 'k')
        lines.fail(fmt::format("{} where the kind of coordinates is named", in_quotes(line)),
                   "write Direct or Cartesian", 1);
    for (std::size_t i = 0; i < s.numbers.size(); ++i) {
        WordCursor cursor(lines.need(fmt::format("atom {} of {}", i + 1, s.numbers.size())));
        Vec3 r = lines.need_vector(cursor, "a coordinate");
        if (mode == 'd') {
            r = r * s.cell.h;
        } else {
            r = {r.x * scale.x, r.y * scale.y, r.z * scale.z};
        }
        s.positions.emplace_back(r);
        if (selective) read_flags(lines, cursor, s.vectors["selective"]);
    }
    reading::check_structure(lines, s);
    if (has_text_left(lines)) read_velocities(lines, s, options);
    return {std::move(s)};
}

std::string write_poscar(const Structures& structures, const WriteOptions& options) {
    if (structures.size() != 1)
        throw InconsistentError(
            "E-format-write",
            fmt::format("a POSCAR holds one structure, not {}", structures.size()),
            "write them one by one, or as extxyz");
    const Structure& s = structures[0];
    check_cell(s.cell);
    std::vector<int> order = options.elements;
    for (int z : s.numbers)
        if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
    std::string symbols, counts, atoms;
    const Mat3 inverse_h = inverse(s.cell.h);
    const auto flags = s.vectors.find("selective");
    for (int z : order) {
        const auto n = std::count(s.numbers.begin(), s.numbers.end(), z);
        if (n == 0) continue;
        symbols += fmt::format("{}{}", symbols.empty() ? "" : " ", element(z).symbol);
        counts += fmt::format("{}{}", counts.empty() ? "" : " ", n);
        for (std::size_t i = 0; i < s.size(); ++i) {
            if (s.numbers[i] != z) continue;
            const Vec3 f = s.positions[i] * inverse_h;
            atoms += fmt::format("{} {} {}", f.x, f.y, f.z);
            if (flags != s.vectors.end())
                for (int k = 0; k < 3; ++k) atoms += flags->second[i][k] != 0 ? " T" : " F";
            atoms += '\n';
        }
    }
    std::string title = s.name.empty() ? formula_text(composition(s.numbers)) : s.name;
    std::replace(title.begin(), title.end(), '\n', ' ');
    std::string out = title + "\n1\n";
    for (int i = 0; i < 3; ++i)
        out += fmt::format("{} {} {}\n", s.cell.h(i, 0), s.cell.h(i, 1), s.cell.h(i, 2));
    out += symbols + "\n" + counts + "\n";
    if (flags != s.vectors.end()) out += "Selective dynamics\n";
    return out + "Direct\n" + atoms;
}

int poscar_likeness(std::string_view head) {
    LineReader lines(head, "");
    std::string_view line;
    if (!lines.next(line) || !lines.next(line)) return 0;
    const auto scale = words(line);
    if (scale.empty() || scale.size() > 3 || !to_double(scale[0].text)) return 0;
    for (int i = 0; i < 3; ++i) {
        if (!lines.next(line)) return 0;
        const auto w = words(line);
        if (w.size() < 3 || !to_double(w[0].text) || !to_double(w[1].text) || !to_double(w[2].text))
            return 0;
    }
    return 2;
}

}  // namespace crucible
