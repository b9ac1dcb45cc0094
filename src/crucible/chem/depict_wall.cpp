// chem/depict.hpp. RDKit lays out and draws; what it writes is read back as shapes, because its own
// headers, styles and colours do not belong into a page.

#include <fmt/format.h>
#include <rdkit/GraphMol/Depictor/RDDepictor.h>
#include <rdkit/GraphMol/FileParsers/FileParsers.h>
#include <rdkit/GraphMol/MolDraw2D/MolDraw2DSVG.h>
#include <rdkit/GraphMol/MolDraw2D/MolDraw2DUtils.h>
#include <rdkit/GraphMol/RWMol.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <optional>

#include "crucible/base/text.hpp"
#include "crucible/chem/depict.hpp"
#include "crucible/chem/rdkit_molecule.hpp"

namespace crucible::chem {
namespace {

/// Length of a bond in the layout, and how the drawing's parts relate to it.
constexpr double layout_bond = 1.5;  // angstrom
constexpr double line_share = 0.065, font_share = 0.62, margin_share = 0.25;
constexpr int ellipse_corners = 24;
constexpr std::size_t large_ring = 9;
/// RDKit rounds to a tenth of a pixel: it draws this much larger.
constexpr double oversize = 4;

/// The value of name='...' in an element, or "".
std::string_view attribute(std::string_view element, std::string_view name) {
    for (std::size_t at = element.find(name); at != element.npos; at = element.find(name, at + 1)) {
        const std::size_t open = at + name.size();
        const bool is_whole = at > 0 && element[at - 1] == ' ' && element.substr(open, 2) == "='";
        if (!is_whole) continue;
        const std::size_t end = element.find('\'', open + 2);
        if (end == element.npos) return "";
        return element.substr(open + 2, end - open - 2);
    }
    return "";
}

/// The value of name: in a style, or "".
std::string_view style_of(std::string_view style, std::string_view name) {
    for (const Word& part : fields(style, ';')) {
        const std::size_t colon = part.text.find(':');
        if (colon != part.text.npos && part.text.substr(0, colon) == name)
            return part.text.substr(colon + 1);
    }
    return "";
}

double number_in(std::string_view text) {
    if (text.ends_with("px")) text.remove_suffix(2);
    return to_double(text).value_or(0);
}

/// Corners of "M 1,2 L 3,4 Z"; of curves their control points.
std::vector<std::pair<double, double>> path_points(std::string_view d) {
    std::vector<std::pair<double, double>> all;
    for (const Word& w : words(d)) {
        const std::size_t comma = w.text.find(',');
        if (comma == w.text.npos) continue;
        all.emplace_back(number_in(w.text.substr(0, comma)), number_in(w.text.substr(comma + 1)));
    }
    return all;
}

class ShapeReader {
public:
    explicit ShapeReader(std::string_view mark) : mark_(lower(mark)) {}

    std::vector<DrawnShape> read(std::string_view text) {
        for (std::size_t at = text.find('<'); at != text.npos; at = text.find('<', at + 1)) {
            const std::size_t end = text.find('>', at);
            if (end == text.npos) break;
            const std::string_view element = text.substr(at, end - at);
            if (element.starts_with("<path")) path(element);
            if (element.starts_with("<ellipse")) ellipse(element);
            if (element.starts_with("<text"))
                letter(element, text.substr(end + 1, text.find('<', end) - end - 1));
        }
        return std::move(shapes_);
    }

private:
    DrawnShape::Role role(std::string_view colour) const {
        return lower(colour) == mark_ ? DrawnShape::Role::mark : DrawnShape::Role::molecule;
    }

    void path(std::string_view element) {
        const std::string_view style = attribute(element, "style");
        const std::string_view fill = style_of(style, "fill"), stroke = style_of(style, "stroke");
        DrawnShape s;
        s.points = path_points(attribute(element, "d"));
        s.kind = fill == "none" ? DrawnShape::Kind::line : DrawnShape::Kind::area;
        s.role = role(fill == "none" ? stroke : fill);
        s.size = number_in(style_of(style, "stroke-width"));
        if (s.points.size() > 1) shapes_.push_back(std::move(s));
    }

    void ellipse(std::string_view element) {
        DrawnShape s;
        s.kind = DrawnShape::Kind::area;
        s.role = role(style_of(attribute(element, "style"), "fill"));
        const double x = number_in(attribute(element, "cx")),
                     y = number_in(attribute(element, "cy"));
        const double r =
            std::max(number_in(attribute(element, "rx")), number_in(attribute(element, "ry")));
        for (int i = 0; i < ellipse_corners; ++i) {
            const double angle = 2 * M_PI * i / ellipse_corners;
            s.points.emplace_back(x + r * std::cos(angle), y + r * std::sin(angle));
        }
        shapes_.push_back(std::move(s));
    }

    void letter(std::string_view element, std::string_view content) {
        DrawnShape s;
        s.kind = DrawnShape::Kind::letter;
        s.points = {{number_in(attribute(element, "x")), number_in(attribute(element, "y"))}};
        s.size = number_in(style_of(attribute(element, "style"), "font-size"));
        s.letter = content;
        if (!s.letter.empty()) shapes_.push_back(std::move(s));
    }

    std::string mark_;
    std::vector<DrawnShape> shapes_;
};

RDKit::DrawColour colour_of(const std::string& hex) {
    const auto part = [&](std::size_t at) {
        const auto digit = [](char c) {
            return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 0;
        };
        const std::string h = lower(hex);
        return h.size() == 7 ? (16 * digit(h[at]) + digit(h[at + 1])) / 255.0 : 0.5;
    };
    return {part(1), part(3), part(5)};
}

void set_options(RDKit::MolDrawOptions& o, const DrawSettings& s) {
    o.clearBackground = false;
    o.includeMetadata = false;
    RDKit::assignBWPalette(o.atomColourPalette);
    o.scalingFactor = oversize * s.bond_length / layout_bond;
    o.padding = 0;  // it would enlarge the drawing, not its box
    o.bondLineWidth = 2 * oversize;
    o.scaleBondWidth = false;
    o.fixedFontSize =
        std::max(4, static_cast<int>(std::lround(oversize * font_share * s.bond_length)));
    o.multipleBondOffset = 0.16;
    o.addStereoAnnotation = s.stereo_labels;
    o.annotationFontScale = 0.7;
    o.highlightRadius = 0.25;
    o.highlightBondWidthMultiplier = 5;
    o.highlightColour = colour_of(s.mark);
    o.prepareMolsBeforeDrawing = false;
}

/// Rings that RDKit's own layout draws badly: such that share more than one bond, and large ones.
bool has_hard_rings(const RDKit::ROMol& mol) {
    const auto& rings = mol.getRingInfo()->bondRings();
    const auto is_large = [](const std::vector<int>& ring) { return ring.size() >= large_ring; };
    if (std::ranges::any_of(rings, is_large)) return true;
    for (std::size_t i = 0; i < rings.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (std::ranges::count_if(rings[i], [&](int bond) {
                    return std::ranges::find(rings[j], bond) != rings[j].end();
                }) > 1)
                return true;
    return false;
}

/// Pairs of atoms that lie on each other.
int count_clashes(const RDKit::ROMol& mol) {
    constexpr double nearest = 0.9;  // angstrom
    const auto& at = mol.getConformer().getPositions();
    int clashes = 0;
    for (std::size_t i = 0; i < at.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            clashes += std::hypot(at[i].x - at[j].x, at[i].y - at[j].y) < nearest;
    return clashes;
}

using Corners = std::array<RDGeom::Point3D, 2>;

bool cross(const Corners& a, const Corners& b) {
    const auto side = [](const Corners& line, const RDGeom::Point3D& p) {
        return (line[1].x - line[0].x) * (p.y - line[0].y) -
               (line[1].y - line[0].y) * (p.x - line[0].x);
    };
    constexpr double touching = 1e-6;
    return side(a, b[0]) * side(a, b[1]) < -touching && side(b, a[0]) * side(b, a[1]) < -touching;
}

/// Atoms on each other (twice), bonds that cross, bonds far from the usual length. The two layouts
/// have scales of their own.
int count_faults(const RDKit::ROMol& mol) {
    const auto& at = mol.getConformer().getPositions();
    std::vector<Corners> lines;
    std::vector<double> lengths;
    for (const auto* bond : mol.bonds()) {
        lines.push_back({at[bond->getBeginAtomIdx()], at[bond->getEndAtomIdx()]});
        lengths.push_back((lines.back()[0] - lines.back()[1]).length());
    }
    auto sorted = lengths;
    std::ranges::sort(sorted);
    const double usual = sorted[sorted.size() / 2];
    int faults = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) faults += cross(lines[i], lines[j]);
    for (const double length : lengths) faults += length < 0.7 * usual || length > 1.4 * usual;
    for (std::size_t i = 0; i < at.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) faults += (at[i] - at[j]).length() < usual / 2 ? 2 : 0;
    return faults;
}

/// By CoordGen, which RDKit only uses where a variable of the whole program says so.
void lay_out_by_coordgen(RDKit::RWMol& mol) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    RDDepict::preferCoordGen = true;
    RDDepict::compute2DCoords(mol);
    RDDepict::preferCoordGen = false;
}

void lay_out_by_rdkit(RDKit::RWMol& mol, unsigned flips, unsigned samples) {
    constexpr int sample_seed = 25;
    RDDepict::compute2DCoords(mol, nullptr, /*canonOrient=*/true, true, flips, samples, sample_seed,
                              samples > 0, /*forceRDKit=*/true);
}

void lay_out(RDKit::RWMol& mol) {
    lay_out_by_rdkit(mol, 0, 0);
    if (count_clashes(mol) > 0) {
        // Rotatable bonds are flipped at random, always the same way; the best layout stays.
        const RDKit::RWMol first(mol);
        lay_out_by_rdkit(mol, 3, 200);
        if (count_clashes(mol) > count_clashes(first)) mol = first;
    }
    if (has_hard_rings(mol)) {
        RDKit::RWMol other(mol);
        lay_out_by_coordgen(other);
        // Where neither has a fault, CoordGen draws large rings as chemists do, not as circles.
        if (count_faults(other) <= count_faults(mol)) mol = other;
    }
    RDDepict::normalizeDepiction(mol);
    RDDepict::straightenDepiction(mol);
}

std::vector<int> bond_indices(const RDKit::ROMol& mol, const DrawSettings& s) {
    std::vector<int> all;
    const auto n = static_cast<int>(mol.getNumAtoms());
    for (const auto& [a, b] : s.bonds) {
        if (a < 0 || b < 0 || a >= n || b >= n) continue;
        if (const auto* bond =
                mol.getBondBetweenAtoms(static_cast<unsigned>(a), static_cast<unsigned>(b)))
            all.push_back(static_cast<int>(bond->getIdx()));
    }
    return all;
}

/// Lines of one weight, whatever RDKit wrote, and everything moved and shrunk into the box.
void fit(Drawing& d, const DrawSettings& s) {
    const double margin = margin_share * s.bond_length;
    for (DrawnShape& shape : d.shapes) {
        for (auto& [x, y] : shape.points) x = x / oversize + margin, y = y / oversize + margin;
        shape.size /= oversize;
    }
    for (auto& [x, y] : d.atoms) x = x / oversize + margin, y = y / oversize + margin;
    d.width += 2 * margin, d.height += 2 * margin;
    const bool has_box = s.width > 0 && s.height > 0;
    d.scale = has_box ? std::min({1.0, s.width / d.width, s.height / d.height}) : 1.0;
    const double dx = has_box ? (s.width - d.scale * d.width) / 2 : 0;
    const double dy = has_box ? (s.height - d.scale * d.height) / 2 : 0;
    for (DrawnShape& shape : d.shapes) {
        for (auto& [x, y] : shape.points) x = dx + d.scale * x, y = dy + d.scale * y;
        shape.size = shape.kind == DrawnShape::Kind::line ? d.scale * line_share * s.bond_length
                                                          : d.scale * shape.size;
    }
    for (auto& [x, y] : d.atoms) x = dx + d.scale * x, y = dy + d.scale * y;
    if (has_box) d.width = s.width, d.height = s.height;
}

/// Where atoms and bonds of the molecule are; hydrogens that the drawing adds come behind them.
void place_atoms(const RDKit::ROMol& mol, const RDKit::MolDraw2D& drawer, Drawing& d) {
    for (unsigned a = 0; a < mol.getNumAtoms(); ++a) {
        const RDGeom::Point2D at = drawer.getDrawCoords(static_cast<int>(a));
        d.atoms.emplace_back(at.x, at.y);
    }
    for (const auto* bond : mol.bonds())
        d.bonds.push_back(std::minmax(static_cast<int>(bond->getBeginAtomIdx()),
                                      static_cast<int>(bond->getEndAtomIdx())));
    std::ranges::sort(d.bonds);
}

}  // namespace

Drawing draw(const Molecule& m, const DrawSettings& s) {
    RDKit::RWMol mol(*m.data().mol);
    lay_out(mol);
    std::vector<int> atoms, bonds = bond_indices(mol, s);
    for (const int a : s.atoms)
        if (a >= 0 && a < static_cast<int>(mol.getNumAtoms())) atoms.push_back(a);
    RDKit::MolDraw2DUtils::prepareMolForDrawing(mol, true, /*addChiralHs=*/true, true, false);
    RDKit::MolDraw2DSVG drawer(-1, -1, -1, -1, /*noFreetype=*/true);
    set_options(drawer.drawOptions(), s);
    drawer.drawMolecule(mol, &atoms, &bonds);
    drawer.finishDrawing();
    const std::string text = drawer.getDrawingText();
    Drawing d;
    d.width = drawer.width() / oversize, d.height = drawer.height() / oversize;
    d.shapes = ShapeReader(s.mark).read(text);
    place_atoms(*m.data().mol, drawer, d);
    fit(d, s);
    return d;
}

std::string mol_block(const Molecule& m) {
    RDKit::RWMol mol(*m.data().mol);
    lay_out(mol);
    std::string block = RDKit::MolToMolBlock(mol);
    // The second line tells the time of writing: equal molecules give equal bytes.
    const std::size_t first = block.find('\n'), second = block.find('\n', first + 1);
    if (second != block.npos) block.replace(first + 1, second - first - 1, "  Crucible");
    return block;
}

std::string svg(const Molecule& m, const DrawSettings& s) { return svg(draw(m, s), s.mark); }

std::string svg(const Drawing& d, const std::string& mark) {
    const auto n = [](double v) { return number_text(std::round(10 * v) / 10 + 0.0); };
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" fill=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        n(d.width), n(d.height));
    for (const DrawnShape& shape : d.shapes) {
        const std::string colour =
            shape.role == DrawnShape::Role::mark ? mark : std::string("currentColor");
        if (shape.kind == DrawnShape::Kind::letter) {
            out += fmt::format(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\" "
                "font-family=\"Arial,sans-serif\">{}</text>",
                n(shape.points[0].first), n(shape.points[0].second), n(shape.size), shape.letter);
            continue;
        }
        std::string d_text;
        for (const auto& [x, y] : shape.points)
            d_text += fmt::format("{}{},{}", d_text.empty() ? "M" : "L", n(x), n(y));
        out += shape.kind == DrawnShape::Kind::line
                   ? fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
                                 d_text, colour, n(shape.size))
                   : fmt::format("<path d=\"{}Z\" fill=\"{}\"/>", d_text, colour);
    }
    return out + "</svg>";
}

}  // namespace crucible::chem
