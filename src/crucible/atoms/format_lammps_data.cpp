#include "crucible/atoms/format_lammps_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "crucible/atoms/elements.hpp"
#include "crucible/atoms/niggli.hpp"
#include "crucible/atoms/reading.hpp"
#include "crucible/base/error.hpp"

namespace crucible {
namespace {

using reading::Lines;
using reading::WordCursor;

std::string_view without_comment(std::string_view line) {
    return trim(line.substr(0, std::min(line.find('#'), line.size())));
}
std::string_view comment_of(std::string_view line) {
    const std::size_t at = line.find('#');
    return at == line.npos ? std::string_view() : trim(line.substr(at + 1));
}

/// Columns of the Atoms section.
struct AtomStyle {
    std::string_view name;
    int molecule = -1, type = 1, charge = -1, x = 2;
};
constexpr AtomStyle atom_styles[] = {{"atomic", -1, 1, -1, 2},   {"charge", -1, 1, 2, 3},
                                     {"molecular", 1, 2, -1, 3}, {"bond", 1, 2, -1, 3},
                                     {"angle", 1, 2, -1, 3},     {"full", 1, 2, 3, 4}};

const AtomStyle* style_named(std::string_view name) {
    for (const AtomStyle& s : atom_styles)
        if (s.name == name) return &s;
    return nullptr;
}

class LammpsDataReader {
public:
    LammpsDataReader(std::string_view text, const std::string& file, const ReadOptions& options)
        : lines_(text, file, "E-format-lammps-data"), options_(options), map_(options.elements) {}

    Structure read() {
        s_.name = trim(lines_.need("the title line"));
        std::string_view line;
        while (lines_.next(line)) {
            const std::string_view content = without_comment(line);
            if (content.empty()) continue;
            if (!header_line(content)) section(content, comment_of(line));
        }
        if (atoms_.empty()) fail_file("there is no Atoms section", "add one");
        return finish();
    }

private:
    struct Atom {
        long long id;
        int number;
        Position at;
        double charge, molecule;
        Vec3 velocity;
    };

    [[noreturn]] void fail_file(const std::string& what, const std::string& cure) const {
        throw InputError(lines_.code(), what, cure, {lines_.file(), lines_.line_number(), 1});
    }

    /// "2048 atoms", "0 32.2 xlo xhi"; false if the line starts a section.
    bool header_line(std::string_view content) {
        const std::vector<Word> w = words(content);
        if (!to_double(w[0].text)) return false;
        if (part_ == Part::ours)
            lines_.fail("more lines in this section than the header says", "correct the counts", 1);
        if (part_ == Part::others) return true;
        const auto ends_with = [&](std::initializer_list<std::string_view> names) {
            if (w.size() < names.size()) return false;
            return std::equal(names.begin(), names.end(),
                              w.end() - static_cast<std::ptrdiff_t>(names.size()),
                              [](std::string_view a, const Word& b) { return a == b.text; });
        };
        const char* axes[] = {"x", "y", "z"};
        if (w.size() == 2 && w[1].text == "atoms") {
            expected_ = lines_.count(w[0], "the number of atoms", 8);
        } else if (ends_with({"atom", "types"})) {
            types_ = lines_.count(w[0], "the number of atom types", 1);
        } else if (ends_with({"xy", "xz", "yz"})) {
            if (w.size() != 6)
                lines_.fail(fmt::format("{} tilt factors", w.size() - 3),
                            "give three: 0.5 0 0 xy xz yz", 1);
            for (std::size_t k = 0; k < 3; ++k) tilt_[k] = lines_.number(w[k], "a tilt factor");
        } else {
            for (std::size_t k = 0; k < 3; ++k) {
                const std::string low = std::string(axes[k]) + "lo",
                                  high = std::string(axes[k]) + "hi";
                if (w.size() != 4 || w[2].text != low || w[3].text != high) continue;
                low_[k] = lines_.number(w[0], low);
                high_[k] = lines_.number(w[1], high);
                if (!(high_[k] > low_[k]))
                    lines_.fail(high + " is not above " + low, "correct the box", w[1]);
                boxed_[k] = true;
            }
        }
        return true;
    }

    void section(std::string_view name, std::string_view comment) {
        part_ = Part::ours;
        if (name == "Masses") return masses();
        if (name == "Atoms") return atoms(comment);
        if (name == "Velocities") return velocities();
        // Coefficients, bonds and the like describe the force field, not the structure: their lines
        // start with numbers and are passed over.
        part_ = Part::others;
        const char c = name.front();
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            lines_.fail(fmt::format("{} starts no section", in_quotes(name)),
                        "sections are called Masses, Atoms, Velocities...", 1);
    }

    void masses() {
        std::vector<int> hints;
        for (std::size_t i = 0; i < types_; ++i) {
            const std::string_view line = lines_.need_text("a mass");
            WordCursor cursor(line);
            const Word type = lines_.need(cursor, "an atom type");
            lines_.need_number(cursor, "a mass");
            const std::string_view hint = comment_of(line);
            if (const auto z = atomic_number(hint)) {
                hints.resize(types_, 0);
                const long long t = lines_.integer(type, "an atom type");
                if (t < 1 || t > static_cast<long long>(types_))
                    lines_.fail(fmt::format("mass of type {} of {}", t, types_), "correct the type",
                                type);
                hints[static_cast<std::size_t>(t - 1)] = *z;
            }
        }
        if (!map_.empty() || hints.empty() || std::count(hints.begin(), hints.end(), 0)) return;
        map_ = hints;
        std::string told;
        for (std::size_t i = 0; i < hints.size(); ++i)
            told += fmt::format(" {}={}", i + 1, element(hints[i]).symbol);
        reading::tell(options_, lines_,
                      "elements taken from the comments behind the masses:" + told);
    }

    const AtomStyle& style_of(std::string_view comment, std::size_t columns) const {
        const std::string_view named = comment.empty() ? options_.lammps_style : comment;
        if (!named.empty()) {
            const AtomStyle* s = style_named(words(named).empty() ? "" : words(named)[0].text);
            if (!s)
                lines_.fail(fmt::format("atom style {}", in_quotes(named)),
                            "atomic, charge, molecular and full are read", 1);
            return *s;
        }
        if (columns == 5 || columns == 8) return atom_styles[0];
        if (columns == 7 || columns == 10) return *style_named("full");
        lines_.fail(fmt::format("atoms with {} columns could be of several styles", columns),
                    "write the style behind the section's name: Atoms # charge", 1);
    }

    void atoms(std::string_view comment) {
        if (expected_ == 0)
            fail_file("Atoms before the number of atoms", "add a line such as '12 atoms'");
        atoms_.reserve(expected_);
        const AtomStyle* style = nullptr;
        for (std::size_t i = 0; i < expected_; ++i) {
            std::string_view line =
                without_comment(lines_.need_text(fmt::format("atom {} of {}", i + 1, expected_)));
            if (!style) style = &style_of(comment, words(line).size());
            WordCursor cursor(line);
            Atom a{};
            Word w;
            for (int column = 0; column < style->x; ++column) {
                w = lines_.need(cursor, "a column of this atom style");
                if (column == 0) a.id = lines_.integer(w, "the atom's id");
                if (column == style->type) a.number = reading::element_of_type(lines_, w, map_);
                if (column == style->charge) a.charge = lines_.number(w, "the charge");
                if (column == style->molecule)
                    a.molecule = static_cast<double>(lines_.integer(w, "the molecule's id"));
            }
            a.at = Position(lines_.need_vector(cursor, "a coordinate"));
            for (int flags = 0; cursor.next(w); ++flags) {
                lines_.integer(w, "an image flag");
                if (flags == 3)
                    lines_.fail("more columns than this atom style has", "check the style", w);
            }
            atoms_.push_back(a);
        }
        has_charge_ = style->charge >= 0;
        has_molecule_ = style->molecule >= 0;
        std::sort(atoms_.begin(), atoms_.end(),
                  [](const Atom& a, const Atom& b) { return a.id < b.id; });
        for (std::size_t i = 1; i < atoms_.size(); ++i)
            if (atoms_[i].id == atoms_[i - 1].id)
                lines_.fail(fmt::format("atom id {} twice", atoms_[i].id),
                            "give every atom its own id");
    }

    void velocities() {
        if (atoms_.empty()) fail_file("Velocities before Atoms", "put them behind the atoms");
        for (std::size_t i = 0; i < atoms_.size(); ++i) {
            WordCursor cursor(lines_.need_text("a velocity"));
            const Word id = lines_.need(cursor, "an atom's id");
            const long long n = lines_.integer(id, "an atom's id");
            const auto at = std::lower_bound(atoms_.begin(), atoms_.end(), n,
                                             [](const Atom& a, long long v) { return a.id < v; });
            if (at == atoms_.end() || at->id != n)
                lines_.fail(fmt::format("velocity of atom {}, which does not exist", n),
                            "correct the id", id);
            at->velocity = lines_.need_vector(cursor, "a component of a velocity");
        }
        has_velocity_ = true;
    }

    Structure finish() {
        if (!boxed_[0] || !boxed_[1] || !boxed_[2])
            fail_file("the box is incomplete", "give xlo xhi, ylo yhi and zlo zhi");
        for (int k = 0; k < 3; ++k) {
            const auto u = static_cast<std::size_t>(k);
            s_.cell.h[k] = {};
            s_.cell.h[k][k] = high_[u] - low_[u];
        }
        s_.cell.h(1, 0) = tilt_[0], s_.cell.h(2, 0) = tilt_[1], s_.cell.h(2, 1) = tilt_[2];
        for (std::size_t i = 0; i < atoms_.size(); ++i) {
            const Atom& a = atoms_[i];
            s_.numbers.push_back(a.number);
            s_.positions.push_back(a.at);
            if (has_charge_) s_.columns["charge"].push_back(a.charge);
            if (has_molecule_) s_.columns["molecule"].push_back(a.molecule);
            if (has_velocity_) s_.vectors["velocities"].push_back(a.velocity);
        }
        reading::check_structure(lines_, s_);
        return std::move(s_);
    }

    Lines lines_;
    const ReadOptions& options_;
    std::vector<int> map_;
    Structure s_;
    std::vector<Atom> atoms_;
    std::size_t expected_ = 0, types_ = 0;
    std::array<double, 3> low_{}, high_{}, tilt_{};
    std::array<bool, 3> boxed_{};
    enum class Part { header, ours, others } part_ = Part::header;
    bool has_charge_ = false, has_molecule_ = false, has_velocity_ = false;
};

}  // namespace

Structures read_lammps_data(std::string_view text, const std::string& file,
                            const ReadOptions& options) {
    return {LammpsDataReader(text, file, options).read()};
}

Structure in_lammps_axes(const Structure& s) {
    check_cell(s.cell);
    Structure out = s;
    Mat3 h = s.cell.h;
    if (determinant(h) < 0) h *= -1;  // the same lattice, right-handed
    const Vec3 x = h[0] / norm(h[0]), normal = cross(h[0], h[1]);
    const Vec3 z = normal / norm(normal), y = cross(z, x);
    const Mat3 axes = transpose(Mat3{{x, y, z}});  // columns are the new axes: v * axes
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) out.cell.h(i, k) = k > i ? 0 : (h[i] * axes)[k];
    Mat3& t = out.cell.h;
    if (s.cell.periodic[1]) t[2] -= t[1] * std::round(t(2, 1) / t(1, 1));
    if (s.cell.periodic[0]) {
        t[2] -= t[0] * std::round(t(2, 0) / t(0, 0));
        t[1] -= t[0] * std::round(t(1, 0) / t(0, 0));
    }
    for (Position& r : out.positions) r = Position(r * axes);
    for (auto& [name, v] : out.vectors)
        for (Vec3& u : v) u = u * axes;
    return out;
}

std::string write_lammps_data(const Structures& structures, const WriteOptions& options) {
    if (structures.size() != 1)
        throw InconsistentError(
            "E-format-write",
            fmt::format("a LAMMPS data file holds one structure, not {}", structures.size()),
            "write them one by one, or as extxyz");
    const Structure s = in_lammps_axes(structures[0]);
    std::vector<int> order = options.elements;
    for (const auto& [z, n] : composition(s.numbers))
        if (std::find(order.begin(), order.end(), z) == order.end()) order.push_back(z);
    const auto charge = s.columns.find("charge");
    std::string title = s.name.empty() ? formula_text(composition(s.numbers)) : s.name;
    std::replace(title.begin(), title.end(), '\n', ' ');
    std::string out =
        fmt::format("{}\n\n{} atoms\n{} atom types\n\n", title, s.size(), order.size());
    const char* axes[] = {"x", "y", "z"};
    for (int k = 0; k < 3; ++k)
        out += fmt::format("0 {} {}lo {}hi\n", s.cell.h(k, k), axes[k], axes[k]);
    if (s.cell.h(1, 0) != 0 || s.cell.h(2, 0) != 0 || s.cell.h(2, 1) != 0)
        out += fmt::format("{} {} {} xy xz yz\n", s.cell.h(1, 0), s.cell.h(2, 0), s.cell.h(2, 1));
    out += "\nMasses\n\n";
    for (std::size_t i = 0; i < order.size(); ++i)
        out += fmt::format("{} {} # {}\n", i + 1, element(order[i]).mass, element(order[i]).symbol);
    out += charge == s.columns.end() ? "\nAtoms # atomic\n\n" : "\nAtoms # charge\n\n";
    for (std::size_t i = 0; i < s.size(); ++i) {
        const auto type = std::find(order.begin(), order.end(), s.numbers[i]) - order.begin() + 1;
        out += fmt::format("{} {}", i + 1, type);
        if (charge != s.columns.end()) out += fmt::format(" {}", charge->second[i]);
        const Position& r = s.positions[i];
        out += fmt::format(" {} {} {}\n", r.x, r.y, r.z);
    }
    const auto velocities = s.vectors.find("velocities");
    if (velocities == s.vectors.end()) return out;
    out += "\nVelocities\n\n";
    for (std::size_t i = 0; i < s.size(); ++i) {
        const Vec3& v = velocities->second[i];
        out += fmt::format("{} {} {} {}\n", i + 1, v.x, v.y, v.z);
    }
    return out;
}

int lammps_data_likeness(std::string_view head) {
    LineReader lines(head, "");
    std::string_view line;
    int score = 0;
    lines.next(line);
    for (int n = 0; n < 60 && lines.next(line); ++n) {
        const auto w = words(without_comment(line));
        if (w.size() == 2 && w[1].text == "atoms" && to_integer(w[0].text)) score |= 1;
        if (w.size() == 4 && w[2].text == "xlo" && w[3].text == "xhi") score |= 2;
    }
    return score;
}

}  // namespace crucible
