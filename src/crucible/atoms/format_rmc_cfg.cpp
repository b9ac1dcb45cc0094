#include "crucible/atoms/format_rmc_cfg.hpp"

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

/// The header's lines are a number followed by what it is: the number, if the words are there.
std::size_t labelled_count(Lines& lines, std::string_view what, std::size_t bytes_each) {
    const std::string_view line = lines.need_text(what);
    WordCursor cursor(line);
    const Word w = lines.need(cursor, what);
    if (line.find(what.substr(0, what.find(' '))) == line.npos)
        lines.fail(fmt::format("expected the line '... {}'", what), "check the header's order", w);
    return lines.count(w, what, bytes_each);
}

void read_header(Lines& lines, Structure& s) {
    if (lines.need("the version line").find("ersion 3") == std::string_view::npos)
        lines.fail("this is no version 3 configuration file",
                   "the first line says (Version 3 format configuration file)", 1);
    s.name = trim(lines.need("the title"));
    const std::string_view moves = lines.need_text("the counts of moves");
    if (moves.find("moves") == moves.npos)
        lines.fail("expected the counts of moves generated, tried, accepted", "check the header",
                   1);
    labelled_count(lines, "configurations saved", 1);
}

void read_vectors(Lines& lines, Cell& cell) {
    const std::string_view shape = lines.need_text("the shape of the box");
    const std::vector<Word> w = words(shape);
    if (lower(w[0].text.substr(0, w[0].text.front() == '.' ? 2 : 1)).find('t') != std::string::npos)
        lines.fail("a truncated octahedral box is not supported",
                   "convert it to a parallelepiped (its cubic cell, doubled)", w[0]);
    if (lower(w[0].text).find('f') == std::string::npos)
        lines.fail(fmt::format("{} where T or F is expected", in_quotes(w[0].text)),
                   "F says that the box is a parallelepiped", w[0]);
    const std::string_view heading = lines.need_text("Defining vectors are:");
    if (heading.find("efining") == heading.npos)
        lines.fail("expected 'Defining vectors are:'", "check the header", 1);
    for (int i = 0; i < 3; ++i) {
        WordCursor cursor(lines.need_text("a defining vector"));
        cell.h[i] = lines.need_vector(cursor, "a component of a defining vector") * 2.0;
    }
}

}  // namespace

Structures read_rmc_cfg(std::string_view text, const std::string& file,
                        const ReadOptions& options) {
    Lines lines(text, file, "E-format-rmc-cfg");
    Structure s;
    read_header(lines, s);
    const std::size_t molecules = labelled_count(lines, "molecules of all types", 6);
    if (molecules == 0) lines.fail("no molecules", "give at least one", 1);
    const std::size_t types = labelled_count(lines, "types of molecules", 10);
    const std::size_t sites =
        labelled_count(lines, "is the largest number of atoms in a molecule", 1);
    const std::size_t angles = labelled_count(lines, "Euler angles are provided", 1);
    if (sites != 1 || angles != 0)
        lines.fail("molecules of several atoms are not supported", "use one atom per molecule", 1);
    read_vectors(lines, s.cell);
    reading::check_structure(lines, s);
    for (std::size_t t = 1; t <= types; ++t) {
        const std::string_view line = lines.need_text("molecules of each type");
        WordCursor cursor(line);
        const Word w = lines.need(cursor, "a number of molecules");
        const std::size_t n = lines.count(w, "the number of molecules", 6);
        const std::string type = std::to_string(t);
        const int z = reading::element_of_type(lines, {type, w.column}, options.elements);
        s.numbers.insert(s.numbers.end(), n, z);
        if (labelled_count(lines, "atomic sites", 1) != 1)
            lines.fail("molecules of several atoms are not supported", "use one atom per molecule",
                       1);
        WordCursor site(lines.need_text("the place of the site"));
        const Vec3 at = lines.need_vector(site, "a coordinate of the site");
        if (norm2(at) != 0)
            lines.fail("an atom away from its molecule's centre", "put it at 0 0 0", 1);
        if (s.numbers.size() > molecules) break;
    }
    if (s.numbers.size() != molecules)
        lines.fail(
            fmt::format("the types add up to {} molecules, not {}", s.numbers.size(), molecules),
            "correct the counts", 1);
    for (std::size_t i = 0; i < molecules; ++i) {
        WordCursor cursor(lines.need_text(fmt::format("atom {} of {}", i + 1, molecules)));
        const Vec3 f = lines.need_vector(cursor, "a coordinate");
        if (!(std::max({std::fabs(f.x), std::fabs(f.y), std::fabs(f.z)}) < 100))
            lines.fail("a coordinate far outside the box", "coordinates run from -1 to 1", 1);
        s.positions.emplace_back((f + Vec3{1, 1, 1}) * 0.5 * s.cell.h);
    }
    std::string_view line;
    while (lines.next(line))
        if (!trim(line).empty()) lines.fail("more lines than atoms", "correct the counts", 1);
    return {std::move(s)};
}

std::string write_rmc_cfg(const Structures& structures, const WriteOptions& options) {
    if (structures.size() != 1)
        throw InconsistentError(
            "E-format-write",
            fmt::format("a .cfg file holds one structure, not {}", structures.size()),
            "write them one by one, or as extxyz");
    const Structure& s = structures[0];
    const auto& p = s.cell.periodic;
    if (!(p[0] && p[1] && p[2]))
        throw InconsistentError("E-format-write", "a .cfg file is periodic, the structure is not",
                                "write it as extxyz");
    check_cell(s.cell);
    std::vector<int> order = options.elements;
    const Composition count = composition(s.numbers);
    for (const auto& [z, n] : count)
        if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
    std::string title = s.name.empty() ? formula_text(count) : s.name;
    std::replace(title.begin(), title.end(), '\n', ' ');
    std::string out = fmt::format(
        " (Version 3 format configuration file)\n {}\n\n\n"
        " {:>10}{:>10}{:>10} moves generated, tried, accepted\n"
        " {:>10}                     configurations saved\n\n"
        " {:>10} molecules of all types\n {:>10} types of molecules\n"
        " {:>10} is the largest number of atoms in a molecule\n"
        " {:>10} Euler angles are provided\n\n"
        "          F (Box is not truncated octahedral)\n            Defining vectors are:\n",
        title, 0, 0, 0, 0, s.size(), order.size(), 1, 0);
    for (int i = 0; i < 3; ++i)
        out += fmt::format("            {} {} {}\n", s.cell.h(i, 0) / 2, s.cell.h(i, 1) / 2,
                           s.cell.h(i, 2) / 2);
    const Mat3 inverse_h = inverse(s.cell.h);
    std::string atoms;
    for (std::size_t t = 0; t < order.size(); ++t) {
        const auto n = count.find(order[t]);
        out += fmt::format(
            "\n {:>10} molecules of type {:>2}\n {:>10} atomic sites\n"
            "              0.000000  0.000000  0.000000\n",
            n == count.end() ? 0 : n->second, t + 1, 1);
        for (std::size_t i = 0; i < s.size(); ++i) {
            if (s.numbers[i] != order[t]) continue;
            Vec3 f = s.positions[i] * inverse_h;
            for (int k = 0; k < 3; ++k) f[k] = 2 * (f[k] - std::floor(f[k])) - 1;
            atoms += fmt::format(" {} {} {}\n", f.x, f.y, f.z);
        }
    }
    return out + "\n" + atoms;
}

int rmc_cfg_likeness(std::string_view head) {
    const std::string_view first = head.substr(0, head.find('\n'));
    return first.find("ersion 3 format configuration file") != first.npos ? 3 : 0;
}

}  // namespace crucible
