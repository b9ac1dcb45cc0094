#include "crucible/atoms/format_extxyz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/extxyz_comment.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using extxyz::CommentEntry;
using extxyz::component_name;
using reading::Lines;
using reading::WordCursor;

/// One entry of Properties and where its columns go.
struct Property {
    enum class Role { species, number, position, text, vector, scalars } role = Role::scalars;
    std::string name;
    char type = 'R';
    int width = 1;
    std::vector<std::vector<double>*> scalars;
    std::vector<Vec3>* vector = nullptr;
    std::vector<std::string>* text = nullptr;
};

std::vector<Property> parse_properties(const Lines& lines, std::string_view value, int column) {
    const std::string cure = "write Properties=species:S:1:pos:R:3 and so on";
    std::vector<Property> out;
    const std::vector<Word> parts = fields(value, ':');
    if (parts.size() % 3 != 0)
        lines.fail("Properties is no list of name:type:columns", cure, column);
    for (std::size_t i = 0; i < parts.size(); i += 3) {
        Property p;
        const int at = column + parts[i].column - 1;
        p.name = parts[i].text;
        const auto width = to_integer(parts[i + 2].text);
        if (p.name.empty()) lines.fail("a property without a name", cure, at);
        if (parts[i + 1].text.size() != 1 || parts[i + 1].text.find_first_of("SRIL") != 0)
            lines.fail(fmt::format("type {} of property {}", in_quotes(parts[i + 1].text),
                                   in_quotes(p.name)),
                       "types are S (word), R (real), I (integer) and L (logical)", at);
        if (!width || *width < 1 || *width > 1000)
            lines.fail(fmt::format("property {} has {} columns", in_quotes(p.name),
                                   in_quotes(parts[i + 2].text)),
                       "give a number of columns from 1 to 1000", at);
        p.type = parts[i + 1].text[0];
        p.width = static_cast<int>(*width);
        for (const Property& other : out)
            if (other.name == p.name)
                lines.fail(fmt::format("property {} twice", in_quotes(p.name)), cure, at);
        out.push_back(std::move(p));
    }
    return out;
}

/// Gives each property its role and its place in the structure.
void assign_roles(const Lines& lines, std::vector<Property>& properties, Structure& s, int column) {
    using Role = Property::Role;
    const auto with_name = [&](std::string_view name) {
        return std::find_if(properties.begin(), properties.end(),
                            [&](const Property& p) { return p.name == name; });
    };
    const auto species = with_name("species"), z = with_name("Z"), pos = with_name("pos");
    if (pos == properties.end() || pos->type != 'R' || pos->width != 3)
        lines.fail("Properties lacks pos:R:3", "every atom needs a position", column);
    pos->role = Role::position;
    if (species != properties.end() && species->type == 'S' && species->width == 1)
        species->role = Role::species;
    else if (z != properties.end() && z->type == 'I' && z->width == 1)
        z->role = Role::number;
    else
        lines.fail("Properties lacks species:S:1", "every atom needs an element", column);
    for (Property& p : properties) {
        if (p.role != Role::scalars) continue;
        if (p.type == 'S') {
            if (p.width != 1)
                lines.fail(fmt::format("property {} has several words per atom", in_quotes(p.name)),
                           "split it into properties of one word", column);
            p.role = Role::text, p.text = &s.labels[p.name];
        } else if (p.width == 3 && p.type != 'L') {
            p.role = Role::vector, p.vector = &s.vectors[p.name];
        } else if (p.width == 1) {
            p.scalars.push_back(&s.columns[p.name]);
        } else {
            for (int k = 0; k < p.width; ++k)
                p.scalars.push_back(&s.columns[component_name(p.name, k)]);
        }
    }
}

double logical(const Lines& lines, const Word& w) {
    for (const char* yes : {"T", "True", "true", "TRUE", "1", ".true."})
        if (w.text == yes) return 1;
    for (const char* no : {"F", "False", "false", "FALSE", "0", ".false."})
        if (w.text == no) return 0;
    lines.fail(fmt::format("{} is neither T nor F", in_quotes(w.text)), "write T or F", w);
}

double scalar(const Lines& lines, const Property& p, WordCursor& words) {
    const Word w = lines.need(words, p.name);
    if (p.type == 'L') return logical(lines, w);
    if (p.type == 'I') return static_cast<double>(lines.integer(w, p.name));
    return lines.number(w, p.name);
}

/// One atom's line into the structure.
void read_atom(const Lines& lines, const std::vector<Property>& properties, WordCursor& words,
               Structure& s) {
    using Role = Property::Role;
    for (const Property& p : properties) {
        switch (p.role) {
            case Role::species:
                s.numbers.push_back(lines.element(lines.need(words, "the element")));
                break;
            case Role::number: {
                const Word w = lines.need(words, "the atomic number");
                const long long z = lines.integer(w, "the atomic number");
                if (z < 1 || z > max_atomic_number)
                    lines.fail(fmt::format("no element has the number {}", z), "expected 1 to 118",
                               w);
                s.numbers.push_back(static_cast<int>(z));
                break;
            }
            case Role::position:
                s.positions.emplace_back(lines.need_vector(words, "a coordinate"));
                break;
            case Role::text:
                p.text->emplace_back(lines.need(words, p.name).text);
                break;
            case Role::vector: {
                Vec3 v;
                for (int k = 0; k < 3; ++k) v[k] = scalar(lines, p, words);
                p.vector->push_back(v);
                break;
            }
            case Role::scalars:
                for (std::vector<double>* column : p.scalars)
                    column->push_back(scalar(lines, p, words));
        }
    }
}

void read_lattice(const Lines& lines, const CommentEntry& e, Cell& cell) {
    std::string value = e.value;
    for (char& c : value)
        if (c == '{' || c == '}' || c == '[' || c == ']' || c == ',') c = ' ';
    WordCursor words(value);
    Word w;
    int n = 0;
    for (; words.next(w); ++n) {
        w.column = e.column;
        if (n < 9) cell.h[n / 3][n % 3] = lines.number(w, "a number of Lattice");
    }
    if (n != 9)
        lines.fail(fmt::format("Lattice has {} numbers", n),
                   "give nine: the vectors a, b and c one after another", e.column);
}

void read_periodic(const Lines& lines, const CommentEntry& e, Cell& cell) {
    WordCursor words(e.value);
    Word w;
    std::size_t n = 0;
    for (; words.next(w); ++n) {
        w.column = e.column;
        if (n < 3) cell.periodic[n] = logical(lines, w) == 1;
    }
    if (n != 3) lines.fail("pbc is not three of T and F", "write pbc=\"T T T\"", e.column);
}

/// What the comment line says of a frame.
struct FrameHeader {
    std::vector<Property> properties;
    enum class Kind { plain, extended } kind = Kind::plain;
    enum class Lattice { absent, given } lattice = Lattice::absent;
};

FrameHeader read_comment(const Lines& lines, std::string_view comment, Structure& s) {
    FrameHeader out;
    std::vector<CommentEntry> entries;
    if (comment.find('=') != comment.npos)
        entries = extxyz::parse_comment(lines, comment);
    else if (!trim(comment).empty())
        s.info["comment"] = trim(comment);
    const CommentEntry* periodic = nullptr;
    int column = 1;
    for (const CommentEntry& e : entries) {
        if (e.key == "Lattice") {
            read_lattice(lines, e, s.cell);
            out.lattice = FrameHeader::Lattice::given;
        } else if (e.key == "Properties") {
            out.properties = parse_properties(lines, e.value, e.column);
            out.kind = FrameHeader::Kind::extended;
            column = e.column;
        } else if (e.key == "pbc") {
            periodic = &e;
        } else if (e.key == "name") {
            s.name = e.value;
        } else {
            s.info[e.key] = e.value;
        }
    }
    if (out.kind == FrameHeader::Kind::plain)
        out.properties = parse_properties(lines, "species:S:1:pos:R:3", 0);
    assign_roles(lines, out.properties, s, column);
    if (out.lattice == FrameHeader::Lattice::absent) s.cell.periodic = {false, false, false};
    if (periodic) read_periodic(lines, *periodic, s.cell);
    return out;
}

Structure read_frame(Lines& lines, std::string_view count_line, const ReadOptions& options) {
    WordCursor count_words(count_line);
    Word extra;
    const std::size_t n =
        lines.count(lines.need(count_words, "the number of atoms"), "the number of atoms", 8);
    if (n == 0) lines.fail("a frame without atoms", "remove the frame", 1);
    if (count_words.next(extra))
        lines.fail(fmt::format("{} after the number of atoms", in_quotes(extra.text)),
                   "the first line of a frame holds the number of atoms alone", extra);
    Structure s;
    const std::string_view comment = lines.need("the comment line");
    const int comment_line = lines.line_number();
    const FrameHeader header = read_comment(lines, comment, s);
    s.numbers.reserve(n);
    s.positions.reserve(n);
    int told = 0;
    for (std::size_t i = 0; i < n; ++i) {
        WordCursor words(lines.need(fmt::format("atom {} of {}", i + 1, n)));
        read_atom(lines, header.properties, words, s);
        if (!words.next(extra)) continue;
        if (header.kind == FrameHeader::Kind::extended)
            lines.fail(fmt::format("{} is one column too many", in_quotes(extra.text)),
                       "name all columns in Properties", extra);
        if (told++ == 0)
            reading::tell(options, lines, "columns after x, y, z have no name: left out");
    }
    if (header.lattice == FrameHeader::Lattice::absent) {
        const auto periodic = s.cell.periodic;
        s.cell = reading::bounding_box(s.positions);
        if (periodic[0] || periodic[1] || periodic[2])
            throw InputError(lines.code(), "pbc without a Lattice",
                             "add Lattice=\"...\" with nine numbers",
                             {lines.file(), comment_line, 1});
    }
    reading::check_structure(lines, s, comment_line);
    return s;
}

}  // namespace

Structures read_extxyz(std::string_view text, const std::string& file, const ReadOptions& options) {
    Lines lines(text, file, "E-format-extxyz");
    Structures out;
    std::string_view line;
    while (lines.next(line))
        if (!trim(line).empty()) out.push_back(read_frame(lines, line, options));
    return out;
}

int extxyz_likeness(std::string_view head) {
    LineReader lines(head, "");
    std::string_view count, comment, atom;
    if (!lines.next(count) || !lines.next(comment) || !lines.next(atom)) return 0;
    const auto n = to_integer(trim(count));
    if (!n || *n < 1) return 0;
    if (comment.find("Properties=") != comment.npos || comment.find("Lattice=") != comment.npos)
        return 3;
    const auto w = words(atom);
    return w.size() >= 4 && atomic_number(w[0].text) && to_double(w[1].text) ? 2 : 0;
}

}  // namespace crucible
