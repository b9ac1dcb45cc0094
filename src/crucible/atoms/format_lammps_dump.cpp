#include "crucible/atoms/format_lammps_dump.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/format_lammps_data.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using reading::Lines;
using reading::WordCursor;

/// Where a column of the ATOMS section goes.
struct DumpColumn {
    enum class Role { id, type, element, x, y, z, component, other } role = Role::other;
    std::string name;
    std::vector<Vec3>* vector = nullptr;
    int axis = 0;
    std::vector<double>* numbers = nullptr;
    std::vector<std::string>* words = nullptr;
};

class DumpReader {
public:
    DumpReader(std::string_view text, const std::string& file, const ReadOptions& options)
        : lines_(text, file, "E-format-lammps-dump"), options_(options) {}

    Structures read() {
        Structures out;
        std::string_view line;
        while (lines_.next(line)) {
            if (trim(line).empty()) continue;
            out.push_back(frame(line));
        }
        return out;
    }

private:
    /// The sections of one frame, the first of which is `line`, up to ATOMS.
    Structure frame(std::string_view line) {
        s_ = {};
        atoms_ = 0;
        has_box_ = has_count_ = false;
        first_line_ = lines_.line_number();
        for (;; line = lines_.need_text("ITEM: ATOMS")) {
            if (!line.starts_with("ITEM: "))
                lines_.fail(fmt::format("{} where ITEM: is expected", in_quotes(line)),
                            "a frame holds as many lines as it says", 1);
            const std::string_view item = line.substr(6);
            if (item.starts_with("ATOMS")) {
                read_atoms(item.substr(5));
                return std::move(s_);
            }
            if (item.starts_with("TIMESTEP")) {
                s_.info["timestep"] = trim(lines_.need("the time step"));
            } else if (item.starts_with("NUMBER OF ATOMS")) {
                const std::string_view value = lines_.need("the number of atoms");
                WordCursor cursor(value);
                atoms_ = lines_.count(lines_.need(cursor, "the number of atoms"),
                                      "the number of atoms", 4);
                has_count_ = true;
            } else if (item.starts_with("BOX BOUNDS")) {
                read_box(item.substr(10));
            } else if (trim(item) == "TIME" || trim(item) == "UNITS") {
                s_.info[lower(words(item)[0].text)] = trim(lines_.need("its value"));
            } else {
                lines_.fail(fmt::format("unknown section {}", in_quotes(line)),
                            "TIMESTEP, NUMBER OF ATOMS, BOX BOUNDS and ATOMS are read", 1);
            }
        }
    }

    void read_box(std::string_view heading) {
        const std::vector<Word> w = words(heading);
        const auto has = [&](std::string_view word) {
            return std::any_of(w.begin(), w.end(), [&](const Word& x) { return x.text == word; });
        };
        const bool general = has("abc"), tilted = has("xy");
        for (std::size_t k = 0; k < 3 && k < w.size(); ++k) {
            const std::string_view boundary =
                w[w.size() - std::min<std::size_t>(3, w.size()) + k].text;
            if (boundary.size() == 2) s_.cell.periodic[k] = boundary == "pp";
        }
        double low[3], high[3], tilt[3] = {0, 0, 0};
        for (int k = 0; k < 3; ++k) {
            WordCursor cursor(lines_.need("the bounds of the box"));
            if (general) {
                s_.cell.h[k] = lines_.need_vector(cursor, "a component of a lattice vector");
                origin_[k] = lines_.need_number(cursor, "the origin");
                continue;
            }
            low[k] = lines_.need_number(cursor, "a lower bound");
            high[k] = lines_.need_number(cursor, "an upper bound");
            if (tilted) tilt[k] = lines_.need_number(cursor, "a tilt factor");
        }
        has_box_ = true;
        if (general) return;
        const double xy = tilt[0], xz = tilt[1], yz = tilt[2];
        // The bounds of a tilted box are those of the rectangle around it.
        low[0] -= std::min({0.0, xy, xz, xy + xz}), high[0] -= std::max({0.0, xy, xz, xy + xz});
        low[1] -= std::min(0.0, yz), high[1] -= std::max(0.0, yz);
        s_.cell.h = {
            {{{high[0] - low[0], 0, 0}, {xy, high[1] - low[1], 0}, {xz, yz, high[2] - low[2]}}}};
        for (int k = 0; k < 3; ++k) {
            origin_[k] = low[k];
            if (!(s_.cell.h(k, k) > 0)) lines_.fail("a box without volume", "check its bounds", 1);
        }
    }

    std::vector<DumpColumn> columns_of(std::string_view heading) {
        using Role = DumpColumn::Role;
        std::vector<DumpColumn> out;
        int found[3] = {0, 0, 0};
        scaled_ = false;
        for (const Word& w : words(heading)) {
            DumpColumn c;
            c.name = w.text;
            const int axis = w.text.front() - 'x';
            const std::string_view kind = w.text.substr(1);
            const bool coordinate = axis >= 0 && axis < 3 &&
                                    (kind.empty() || kind == "u" || kind == "s" || kind == "su");
            if (w.text == "id") {
                c.role = Role::id;
            } else if (w.text == "type") {
                c.role = Role::type;
            } else if (w.text == "element") {
                c.role = Role::element;
            } else if (coordinate && !found[axis]) {
                c.role = static_cast<Role>(static_cast<int>(Role::x) + axis);
                found[axis] = 1;
                if (kind.starts_with('s')) scaled_ = true;
            } else if (w.text.size() == 2 && (w.text[0] == 'v' || w.text[0] == 'f') &&
                       w.text[1] >= 'x' && w.text[1] <= 'z') {
                c.role = Role::component;
                c.vector = &s_.vectors[w.text[0] == 'v' ? "velocities" : "forces"];
                c.vector->resize(atoms_);
                c.axis = w.text[1] - 'x';
            }
            out.push_back(std::move(c));
        }
        if (!found[0] || !found[1] || !found[2])
            lines_.fail("the dump has no coordinates", "dump x y z or xs ys zs", 1);
        return out;
    }

    void read_atoms(std::string_view heading) {
        if (!has_count_ || atoms_ == 0)
            lines_.fail("ATOMS of a frame without a number of atoms", "give ITEM: NUMBER OF ATOMS",
                        1);
        if (!has_box_) lines_.fail("ATOMS of a frame without a box", "give ITEM: BOX BOUNDS", 1);
        reading::check_structure(lines_, s_);
        std::vector<DumpColumn> columns = columns_of(heading);
        const auto has = [&](DumpColumn::Role role) {
            return std::any_of(columns.begin(), columns.end(),
                               [&](const DumpColumn& c) { return c.role == role; });
        };
        const bool named = has(DumpColumn::Role::element);
        if (!named && (!has(DumpColumn::Role::type) || options_.elements.empty()))
            throw InputError("E-format-types",
                             "this dump numbers its types and does not name elements",
                             "say which they are, for example elements = Ti O", lines_.here(1));
        ids_.assign(atoms_, 0);
        for (std::size_t i = 0; i < atoms_; ++i) {
            WordCursor cursor(lines_.need(fmt::format("atom {} of {}", i + 1, atoms_)));
            read_atom(cursor, columns, i, named);
        }
        if (scaled_)
            for (Position& r : s_.positions) r = Position(r * s_.cell.h + origin_);
        if (has(DumpColumn::Role::id)) sort_by_id();
        reading::check_structure(lines_, s_, first_line_);
    }

    void read_atom(WordCursor& cursor, std::vector<DumpColumn>& columns, std::size_t i,
                   bool named) {
        using Role = DumpColumn::Role;
        Position r;
        for (DumpColumn& c : columns) {
            const Word w = lines_.need(cursor, c.name);
            switch (c.role) {
                case Role::id:
                    ids_[i] = lines_.integer(w, "the atom's id");
                    break;
                case Role::element:
                    s_.numbers.push_back(lines_.element(w));
                    break;
                case Role::type:
                    if (!named)
                        s_.numbers.push_back(
                            reading::element_of_type(lines_, w, options_.elements));
                    break;
                case Role::x:
                    r.x = lines_.number(w, "a coordinate");
                    break;
                case Role::y:
                    r.y = lines_.number(w, "a coordinate");
                    break;
                case Role::z:
                    r.z = lines_.number(w, "a coordinate");
                    break;
                case Role::component:
                    (*c.vector)[i][c.axis] = lines_.number(w, c.name);
                    break;
                case Role::other:
                    store(c, w, i);
            }
        }
        Word extra;
        if (cursor.next(extra))
            lines_.fail("more columns than ITEM: ATOMS names", "check the heading", extra);
        if (s_.numbers.size() != i + 1)
            lines_.fail("an atom of several types or elements", "dump type and element once", 1);
        s_.positions.push_back(r);
    }

    /// Numbers or words, as the first atom has it.
    void store(DumpColumn& c, const Word& w, std::size_t i) {
        if (i == 0) {
            if (to_double(w.text))
                c.numbers = &s_.columns[c.name];
            else
                c.words = &s_.labels[c.name];
        }
        if (c.numbers && c.numbers->size() == i)
            c.numbers->push_back(lines_.number(w, c.name));
        else if (c.words && c.words->size() == i)
            c.words->emplace_back(w.text);
        else
            lines_.fail(fmt::format("column {} twice", in_quotes(c.name)),
                        "name columns differently", 1);
    }

    void sort_by_id() {
        std::vector<std::size_t> order(atoms_);
        std::iota(order.begin(), order.end(), std::size_t{0});
        if (std::is_sorted(ids_.begin(), ids_.end(), [](auto a, auto b) { return a <= b; })) return;
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return ids_[a] < ids_[b]; });
        for (std::size_t i = 1; i < atoms_; ++i)
            if (ids_[order[i]] == ids_[order[i - 1]])
                lines_.fail(fmt::format("atom id {} twice", ids_[order[i]]),
                            "give every atom its own id");
        const auto permute = [&](auto& v) {
            auto copy = v;
            for (std::size_t i = 0; i < atoms_; ++i) v[i] = copy[order[i]];
        };
        permute(s_.numbers);
        permute(s_.positions);
        for (auto& [name, v] : s_.columns) permute(v);
        for (auto& [name, v] : s_.vectors) permute(v);
        for (auto& [name, v] : s_.labels) permute(v);
    }

    Lines lines_;
    const ReadOptions& options_;
    Structure s_;
    Vec3 origin_;
    std::size_t atoms_ = 0;
    std::vector<long long> ids_;
    bool has_box_ = false, has_count_ = false, scaled_ = false;
    int first_line_ = 0;
};

void append_vector(std::string& out, const Vec3& v) {
    out += fmt::format(" {} {} {}", v.x, v.y, v.z);
}

}  // namespace

Structures read_lammps_dump(std::string_view text, const std::string& file,
                            const ReadOptions& options) {
    return DumpReader(text, file, options).read();
}

std::string write_lammps_dump(const Structures& structures, const WriteOptions& options) {
    std::string out;
    for (std::size_t n = 0; n < structures.size(); ++n) {
        const Structure s = in_lammps_axes(structures[n]);
        std::vector<int> order = options.elements;
        for (const auto& [z, count] : composition(s.numbers))
            if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
        const auto step = s.info.find("timestep");
        const bool has_step = step != s.info.end() && to_integer(step->second);
        out += fmt::format("ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\n",
                           has_step ? step->second : std::to_string(n), s.size());
        const double xy = s.cell.h(1, 0), xz = s.cell.h(2, 0), yz = s.cell.h(2, 1);
        const auto boundary = [&](std::size_t k) { return s.cell.periodic[k] ? "pp" : "ff"; };
        const bool tilted = xy != 0 || xz != 0 || yz != 0;
        out += fmt::format("ITEM: BOX BOUNDS {}{} {} {}\n", tilted ? "xy xz yz " : "", boundary(0),
                           boundary(1), boundary(2));
        const double low[3] = {std::min({0.0, xy, xz, xy + xz}), std::min(0.0, yz), 0};
        const double high[3] = {std::max({0.0, xy, xz, xy + xz}), std::max(0.0, yz), 0};
        const double tilt[3] = {xy, xz, yz};
        for (int k = 0; k < 3; ++k) {
            out += fmt::format("{} {}", low[k], s.cell.h(k, k) + high[k]);
            out += tilted ? fmt::format(" {}\n", tilt[k]) : "\n";
        }
        const auto velocities = s.vectors.find("velocities"), forces = s.vectors.find("forces");
        out += "ITEM: ATOMS id type element x y z";
        if (velocities != s.vectors.end()) out += " vx vy vz";
        if (forces != s.vectors.end()) out += " fx fy fz";
        out += '\n';
        for (std::size_t i = 0; i < s.size(); ++i) {
            const auto type =
                std::find(order.begin(), order.end(), s.numbers[i]) - order.begin() + 1;
            out += fmt::format("{} {} {}", i + 1, type, element(s.numbers[i]).symbol);
            append_vector(out, s.positions[i]);
            if (velocities != s.vectors.end()) append_vector(out, velocities->second[i]);
            if (forces != s.vectors.end()) append_vector(out, forces->second[i]);
            out += '\n';
        }
    }
    return out;
}

int lammps_dump_likeness(std::string_view head) { return trim(head).starts_with("ITEM: ") ? 3 : 0; }

}  // namespace crucible
