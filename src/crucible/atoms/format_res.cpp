#include "crucible/atoms/format_res.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/atoms/symmetry_text.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using reading::Lines;
using reading::WordCursor;

/// SHELX instructions that say nothing about where atoms are.
bool is_skipped_instruction(std::string_view word) {
    static constexpr std::string_view known[] = {
        "REM",  "ZERR", "UNIT", "TEMP", "SIZE", "L.S.", "CGLS", "BOND", "FMAP", "PLAN", "WGHT",
        "FVAR", "HKLF", "ACTA", "CONF", "LIST", "OMIT", "SHEL", "MERG", "ANIS", "AFIX", "PART",
        "RESI", "DFIX", "SADI", "SIMU", "DELU", "ISOR", "EADP", "EXYZ", "FLAT", "SAME", "DISP",
        "MPLA", "HTAB", "EQIV", "FREE", "CONN", "BIND", "EXTI", "TWIN", "BASF", "SWAT", "MORE",
        "TIME", "WPDB", "LAUE", "STIR", "DAMP", "BLOC", "BUMP", "CHIV", "DANG", "DEFS", "RIGU",
        "NEUT", "ABIN", "ANSC", "FEND", "FRAG", "GRID", "HFIX", "HOPE", "MOLE", "MOVE", "NCSY",
        "PRIG", "RTAB", "SPEC", "SUMP", "TREF", "VLCK", "WIGL", "XNPD"};
    const std::string upper_word = [&] {
        std::string out(word.substr(0, 4));
        for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        return out;
    }();
    return std::find(std::begin(known), std::end(known), upper_word) != std::end(known);
}

/// One structure as it is being read.
struct ResBlock {
    Structure s;
    std::vector<int> elements;
    std::vector<Site> sites;
    std::vector<double> spins;
    std::vector<SymmetryOperation> operations{{IntMat3::identity(), {}}};
    int lattice = -1;
    int first_line = 0;
    enum class Part { nothing, title, cell } reached = Part::nothing;
};

/// TITL: the fields of AIRSS, if they are there.
void read_title(std::string_view line, Structure& s) {
    const auto w = words(line);
    if (w.size() > 1) s.name = w[1].text;
    // name P V H spin modspin n (sg) n - m
    const bool numbers = w.size() >= 9 && to_double(w[2].text) && to_double(w[3].text) &&
                         to_double(w[4].text) && to_double(w[5].text) && to_double(w[6].text) &&
                         to_integer(w[7].text);
    if (!numbers || w[8].text.front() != '(') {
        if (w.size() > 1) s.name = trim(line.substr(static_cast<std::size_t>(w[1].column) - 1));
        return;
    }
    const std::pair<const char*, std::size_t> fields_of[] = {
        {"pressure_GPa", 2}, {"enthalpy_eV", 4}, {"spin", 5}, {"modspin", 6}};
    for (const auto& [key, index] : fields_of) s.info[key] = w[index].text;
    std::string_view group = w[8].text;
    group.remove_prefix(1);
    if (group.ends_with(')')) group.remove_suffix(1);
    s.info["spacegroup"] = group;
    if (w.size() >= 12 && w[9].text == "n" && w[10].text == "-") s.info["times_found"] = w[11].text;
}

/// Coordinates near 10 mean "fixed at x - 10" in SHELX; beyond that they refer to free variables.
double read_coordinate(const Lines& lines, const Word& w) {
    const double x = lines.number(w, "a coordinate");
    if (std::fabs(x) >= 15)
        lines.fail(fmt::format("coordinate {} refers to a free variable", w.text),
                   "write the coordinate itself", w);
    return x > 5 ? x - 10 : x < -5 ? x + 10 : x;
}

void read_site(const Lines& lines, std::string_view line, ResBlock& b) {
    WordCursor cursor(line);
    const Word label = lines.need(cursor, "an atom's label"), type = lines.need(cursor, "its type");
    const auto index = to_integer(type.text);
    if (!index || *index < 1 || *index > static_cast<long long>(b.elements.size()))
        lines.fail(
            fmt::format("{} is neither an instruction nor an atom of SFAC", in_quotes(label.text)),
            "write label, number in SFAC, x, y, z, occupancy", label);
    Site site;
    site.number = b.elements[static_cast<std::size_t>(*index - 1)];
    for (int k = 0; k < 3; ++k)
        site.at[k] = read_coordinate(lines, lines.need(cursor, "a coordinate"));
    Word w;
    if (cursor.next(w)) {
        const double occupancy = lines.number(w, "the occupancy");
        site.occupancy = occupancy > 5 ? occupancy - 10 : occupancy;  // 11: fixed at 1
    }
    double spin = 0;
    if (cursor.next(w)) spin = lines.number(w, "the spin or displacement");
    b.sites.push_back(site);
    b.spins.push_back(spin);
}

std::vector<Vec3> centring(int lattice) {
    const double third = 1.0 / 3;
    switch (std::abs(lattice)) {
        case 2:
            return {{0.5, 0.5, 0.5}};
        case 3:
            return {{2 * third, third, third}, {third, 2 * third, 2 * third}};
        case 4:
            return {{0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
        case 5:
            return {{0, 0.5, 0.5}};
        case 6:
            return {{0.5, 0, 0.5}};
        case 7:
            return {{0.5, 0.5, 0}};
        default:
            return {};
    }
}

Structure finish(const Lines& lines, ResBlock& b) {
    if (b.reached != ResBlock::Part::cell)
        lines.fail("a structure without CELL", "give CELL wavelength a b c alpha beta gamma", 1);
    if (b.sites.empty()) lines.fail("a structure without atoms", "give at least one", 1);
    std::vector<SymmetryOperation> all = b.operations;
    if (b.lattice > 0)
        for (const SymmetryOperation& op : b.operations) {
            SymmetryOperation inverted = op;
            for (int i = 0; i < 3; ++i) {
                inverted.translation[i] = -op.translation[i];
                for (int j = 0; j < 3; ++j) inverted.rotation(i, j) = -op.rotation(i, j);
            }
            all.push_back(inverted);
        }
    const std::size_t plain = all.size();
    for (const Vec3& t : centring(b.lattice))
        for (std::size_t i = 0; i < plain; ++i) {
            all.push_back(all[i]);
            all.back().translation += t;
        }
    std::vector<std::size_t> parent;
    expand_sites(b.s, b.sites, all, &parent);
    bool partial = false, magnetic = false;
    for (std::size_t i = 0; i < b.sites.size(); ++i) {
        partial |= b.sites[i].occupancy != 1;
        magnetic |= b.spins[i] != 0;
    }
    for (std::size_t i : parent) {
        if (partial) b.s.columns["occupancy"].push_back(b.sites[i].occupancy);
        if (magnetic) b.s.columns["spin"].push_back(b.spins[i]);
    }
    reading::check_structure(lines, b.s, b.first_line);
    return std::move(b.s);
}

void read_cell(const Lines& lines, WordCursor& cursor, ResBlock& b) {
    lines.need_number(cursor, "the wavelength");
    std::array<double, 6> p;
    for (double& v : p) v = lines.need_number(cursor, "a length or angle of the cell");
    try {
        b.s.cell = cell_from_parameters(p);
    } catch (const InputError& e) {
        lines.fail(e.message(), e.cure(), 1);
    }
    b.reached = ResBlock::Part::cell;
}

void read_instruction(const Lines& lines, std::string_view line, ResBlock& b) {
    WordCursor cursor(line);
    const Word first = lines.need(cursor, "an instruction");
    const std::string key = lower(first.text);
    Word w;
    if (key == "cell") {
        read_cell(lines, cursor, b);
    } else if (key == "latt") {
        w = lines.need(cursor, "the lattice type");
        const long long n = lines.integer(w, "the lattice type");
        if (n == 0 || n > 7 || n < -7)
            lines.fail(fmt::format("lattice type {}", n), "it is 1 to 7, negative without centre",
                       w);
        b.lattice = static_cast<int>(n);
    } else if (key == "symm") {
        const std::string_view text = line.substr(static_cast<std::size_t>(first.column) + 3);
        const auto op = parse_triplet(text);
        if (!op)
            lines.fail(fmt::format("{} is no symmetry operation", in_quotes(trim(text))),
                       "write it like -x, 1/2+y, -z", first.column + 5);
        if (b.operations.size() >= 192)
            lines.fail("more than 192 symmetry operations", "no space group has more", first);
        b.operations.push_back(*op);
    } else if (key == "sfac") {
        while (cursor.next(w)) {
            if (to_double(w.text)) break;  // scattering factors after one symbol
            b.elements.push_back(lines.element(w));
        }
    } else if (!is_skipped_instruction(first.text)) {
        read_site(lines, line, b);
    }
}

}  // namespace

Structures read_res(std::string_view text, const std::string& file, const ReadOptions&) {
    Lines lines(text, file, "E-format-res");
    Structures out;
    ResBlock block;
    std::string_view line;
    std::string joined;
    while (lines.next(line)) {
        if (trim(line).empty() || line.front() == '!') continue;
        // "=" at the end: the instruction goes on in the next line.
        if (trim(line).back() == '=' && !starts_with_nocase(trim(line), "TITL") &&
            !starts_with_nocase(trim(line), "REM")) {
            joined = std::string(trim(line).substr(0, trim(line).size() - 1));
            joined += ' ';
            joined += lines.need("the rest of this instruction");
            line = joined;
        }
        WordCursor cursor(line);
        const Word first = lines.need(cursor, "an instruction");
        if (starts_with_nocase(first.text, "TITL")) {
            if (block.reached != ResBlock::Part::nothing) out.push_back(finish(lines, block));
            block = {};
            block.reached = ResBlock::Part::title;
            block.first_line = lines.line_number();
            read_title(line, block.s);
        } else if (lower(first.text) == "end") {
            if (block.reached != ResBlock::Part::nothing) out.push_back(finish(lines, block));
            block = {};
        } else {
            if (block.first_line == 0) block.first_line = lines.line_number();
            if (block.reached == ResBlock::Part::nothing && is_skipped_instruction(first.text))
                continue;
            read_instruction(lines, line, block);
        }
    }
    if (block.reached != ResBlock::Part::nothing) out.push_back(finish(lines, block));
    return out;
}

std::string write_res(const Structures& structures, const WriteOptions& options) {
    std::string out;
    for (const Structure& s : structures) {
        const auto field = [&](const char* key, const char* otherwise) {
            const auto it = s.info.find(key);
            const bool word =
                it != s.info.end() && !it->second.empty() && words(it->second).size() == 1;
            return word ? it->second : std::string(otherwise);
        };
        std::string name = s.name.empty() ? formula_text(composition(s.numbers)) : s.name;
        for (char& c : name) c = c == ' ' || c == '\t' || c == '\n' || c == '\r' ? '-' : c;
        out += fmt::format("TITL {} {} {} {} {} {} {} ({}) n - {}\n", name,
                           field("pressure_GPa", "0"), s.cell.volume(), field("enthalpy_eV", "0"),
                           field("spin", "0"), field("modspin", "0"), s.size(),
                           field("spacegroup", "n/a"), field("times_found", "1"));
        const auto p = cell_parameters(s.cell);
        out += fmt::format("CELL 1.54180 {} {} {} {} {} {}\nLATT -1\nSFAC", p[0], p[1], p[2], p[3],
                           p[4], p[5]);
        std::vector<int> order = options.elements;
        for (int z : s.numbers)
            if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
        for (int z : order) out += fmt::format(" {}", element(z).symbol);
        out += '\n';
        const Mat3 inverse_h = inverse(s.cell.h);
        const auto occupancy = s.columns.find("occupancy"), spin = s.columns.find("spin");
        for (std::size_t i = 0; i < s.size(); ++i) {
            Vec3 f = s.positions[i] * inverse_h;
            // Whole cells are taken off: SHELX reads coordinates beyond 5 as something else.
            for (int k = 0; k < 3; ++k)
                if (std::fabs(f[k]) >= 4) f[k] -= std::floor(f[k]);
            const auto type =
                std::find(order.begin(), order.end(), s.numbers[i]) - order.begin() + 1;
            out += fmt::format("{} {} {} {} {} {}", element(s.numbers[i]).symbol, type, f.x, f.y,
                               f.z, occupancy == s.columns.end() ? 1.0 : occupancy->second[i]);
            if (spin != s.columns.end()) out += fmt::format(" {}", spin->second[i]);
            out += '\n';
        }
        out += "END\n";
    }
    return out;
}

int res_likeness(std::string_view head) {
    LineReader lines(head, "");
    std::string_view line;
    int score = 0;
    for (int n = 0; n < 60 && lines.next(line); ++n) {
        if (starts_with_nocase(line, "TITL")) score |= 1;
        if (starts_with_nocase(line, "CELL ")) score |= 2;
        if (starts_with_nocase(line, "SFAC")) score |= 2;
    }
    return score;
}

}  // namespace crucible
