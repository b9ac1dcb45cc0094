#include "crucible/atoms/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"

namespace crucible::reading {

std::string_view Lines::need(std::string_view what) {
    std::string_view line;
    if (!next(line))
        throw InputError(code_, fmt::format("the file ends before {}", what),
                         "check that it is complete", {file(), line_number() + 1, 0});
    return line;
}

std::string_view Lines::need_text(std::string_view what) {
    std::string_view line;
    do line = need(what);
    while (trim(line).empty());
    return line;
}

Word Lines::need(WordCursor& words, std::string_view what) const {
    Word w;
    if (!words.next(w))
        fail(fmt::format("{} is missing", what), "check the columns of this line", words.column());
    return w;
}

Vec3 Lines::need_vector(WordCursor& words, std::string_view what) const {
    Vec3 v;
    for (int k = 0; k < 3; ++k) v[k] = need_number(words, what);
    return v;
}

std::size_t Lines::count(const Word& w, std::string_view what, std::size_t bytes_each) const {
    const long long n = integer(w, what);
    if (n < 0) fail(fmt::format("{} is {}", what, n), "expected a count", w);
    if (static_cast<unsigned long long>(n) > size_ / bytes_each + 1)
        fail(fmt::format("{} is {}, more than a file of {} bytes can hold", what, n, size_),
             "correct the count, or check that the file is complete", w);
    return static_cast<std::size_t>(n);
}

int Lines::element(const Word& w) const {
    if (const auto z = atomic_number(w.text)) return *z;
    try {
        return parse_element(w.text, here(w));
    } catch (const InputError& e) {  // same words, this format's code
        throw InputError(code_, e.message(), e.cure(), e.where());
    }
}

int element_of_type(const Lines& lines, const Word& type, const std::vector<int>& map) {
    const long long t = lines.integer(type, "the atom's type");
    if (map.empty())
        throw InputError("E-format-types", "this file numbers its types and does not name elements",
                         "say which they are, for example elements = Ti O", lines.here(type));
    if (t < 1 || t > static_cast<long long>(map.size()))
        throw InputError("E-format-types",
                         fmt::format("type {} but elements for 1 to {}", t, map.size()),
                         "give one element per type", lines.here(type));
    return map[static_cast<std::size_t>(t - 1)];
}

void check_structure(const Lines& lines, const Structure& s, int line) {
    const Location where{lines.file(), line ? line : lines.line_number(), 0};
    Cell reduced;
    try {
        reduced = minkowski_reduce(s.cell).cell;
    } catch (const InputError& e) {
        throw InputError(lines.code(), e.message(), e.cure(), where);
    }
    for (int i = 0; i < 3; ++i) {
        if (!(norm(s.cell.h[i]) < 1e6))
            throw InputError(lines.code(), "the cell is longer than a tenth of a millimetre",
                             "check the numbers and their unit (angstrom)", where);
        // No two atoms are ever that near: such a cell would only have images without end.
        if (s.cell.periodic[static_cast<std::size_t>(i)] && norm(reduced.h[i]) < 0.1)
            throw InputError(lines.code(),
                             fmt::format("the crystal repeats every {:.3g} A", norm(reduced.h[i])),
                             "check the numbers and their unit (angstrom)", where);
    }
    for (const Position& r : s.positions)
        if (!(std::max({std::fabs(r.x), std::fabs(r.y), std::fabs(r.z)}) < 1e7))
            throw InputError(lines.code(), "an atom lies more than a millimetre from the origin",
                             "check the numbers and their unit (angstrom)", where);
}

Cell bounding_box(const std::vector<Position>& positions) {
    Cell cell;
    cell.periodic = {false, false, false};
    for (int k = 0; k < 3; ++k) {
        double low = 0, high = 0;
        for (std::size_t i = 0; i < positions.size(); ++i) {
            low = i ? std::min(low, positions[i][k]) : positions[i][k];
            high = i ? std::max(high, positions[i][k]) : positions[i][k];
        }
        cell.h[k] = {};
        cell.h[k][k] = std::max(1.0, high - low);
    }
    return cell;
}

void tell(const ReadOptions& options, const Lines& lines, const std::string& what) {
    if (options.notice)
        options.notice(fmt::format("{}:{}: {}", lines.file(), lines.line_number(), what));
}

}  // namespace crucible::reading
