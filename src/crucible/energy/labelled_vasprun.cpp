// vasprun.xml: <atominfo>, then one <calculation> for each ionic step.

#include <fmt/format.h>

#include <cmath>

#include "crucible/atoms/elements.hpp"
#include "crucible/base/text.hpp"
#include "crucible/energy/labelled.hpp"
#include "crucible/energy/xml_scan.hpp"

namespace crucible {
namespace {

constexpr double kbar = 1 / 1602.176634;  // eV/angstrom^3

class Vasprun {
public:
    Vasprun(std::string_view text, const std::string& file, const LabelReadOptions& options)
        : xml_(text, file), file_(file), options_(options) {}

    LabelledFrames read() {
        for (XmlTag tag = xml_.next(); tag.kind != XmlTag::Kind::end; tag = xml_.next())
            if (tag.kind != XmlTag::Kind::open) {
                if (tag.kind == XmlTag::Kind::close && tag.name == "modeling") is_whole_ = 1;
            } else if (tag.name == "array" && tag.attribute("name") == "atoms") {
                read_atoms();
            } else if (tag.name == "i" && tag.attribute("name") == "NELM") {
                if (const auto text = content()) most_steps_ = static_cast<int>(number(*text));
            } else if (tag.name == "calculation") {
                read_calculation();
            }
        if (frames_.empty()) fail("no finished ionic step", "let VASP finish at least one");
        if (!is_whole_ && options_.notice)
            options_.notice(file_ + ": cut short; its finished ionic steps are taken");
        return std::move(frames_);
    }

private:
    [[noreturn]] void fail(const std::string& message, const std::string& cure) const {
        throw InputError("E-label-vasprun", message, cure, xml_.here());
    }
    [[noreturn]] void fail(const std::string& message) const {
        fail(message, "look at that place in the file");
    }
    /// Text up to the closing tag of an element that holds nothing but text; none where the file
    /// is cut before it.
    std::optional<std::string_view> content() {
        const XmlTag tag = xml_.next();
        if (tag.kind == XmlTag::Kind::end) return {};
        if (tag.kind != XmlTag::Kind::close) fail("an element inside a number");
        return tag.text;
    }
    double number(std::string_view text) const {
        const auto v = to_double(trim(text));
        if (!v || std::fabs(*v) > 1e12)
            fail(in_quotes(text) + " is no usable number",
                 "VASP writes stars where a number does not fit: run the step again");
        return *v;
    }
    void read_atoms() {
        if (!numbers_.empty()) fail("the atoms are listed twice");
        for (XmlTag tag = xml_.next(); tag.kind != XmlTag::Kind::end; tag = xml_.next()) {
            if (tag.kind == XmlTag::Kind::close && tag.name == "array") break;
            if (tag.kind != XmlTag::Kind::open || tag.name != "rc") continue;
            tag = xml_.next();
            if (tag.kind == XmlTag::Kind::end) return;
            if (tag.kind != XmlTag::Kind::open || tag.name != "c") fail("an atom without element");
            const auto symbol = content();
            if (!symbol) return;
            // Names of potentials such as Li_sv.
            numbers_.push_back(parse_element(symbol->substr(0, symbol->find('_')), xml_.here()));
        }
    }
    /// The rows <v>x y z</v> of a varray.
    bool read_vectors(std::vector<Vec3>& out) {
        out.clear();
        for (XmlTag tag = xml_.next(); tag.kind != XmlTag::Kind::end; tag = xml_.next()) {
            if (tag.kind == XmlTag::Kind::close && tag.name == "varray") return true;
            if (tag.kind != XmlTag::Kind::open || tag.name != "v") continue;
            const auto text = content();
            if (!text) return false;
            const std::vector<Word> w = words(*text);
            if (w.size() != 3) fail(fmt::format("{} numbers where a vector should be", w.size()));
            out.emplace_back(number(w[0].text), number(w[1].text), number(w[2].text));
        }
        return false;
    }
    void read_calculation() {
        std::vector<Vec3> basis, places, forces, stress;
        std::optional<double> energy;
        int electronic = 0, inner = 0;
        for (XmlTag tag = xml_.next(); tag.kind != XmlTag::Kind::end; tag = xml_.next()) {
            const bool opens = tag.kind == XmlTag::Kind::open;
            if (tag.kind == XmlTag::Kind::close && tag.name == "calculation") {
                add_frame(basis, places, forces, stress, energy, electronic);
                return;
            }
            if (tag.name == "scstep") {
                inner = opens ? 1 : 0;
                electronic += inner;
            } else if (opens && tag.name == "varray") {
                const std::string_view name = tag.attribute("name");
                std::vector<Vec3> rest;
                std::vector<Vec3>& into = name == "basis"       ? basis
                                          : name == "positions" ? places
                                          : name == "forces"    ? forces
                                          : name == "stress"    ? stress
                                                                : rest;
                if (!read_vectors(into)) return;
            } else if (opens && !inner && tag.name == "i" &&
                       tag.attribute("name") == "e_fr_energy") {
                if (const auto text = content()) energy = number(*text);
            }
        }
    }
    void add_frame(const std::vector<Vec3>& basis, const std::vector<Vec3>& places,
                   const std::vector<Vec3>& forces, const std::vector<Vec3>& stress,
                   const std::optional<double>& energy, int electronic) {
        const std::size_t n = numbers_.size();
        if (n == 0) fail("an ionic step before the list of atoms");
        if (!energy) fail("an ionic step without its energy");
        if (basis.size() != 3 || places.size() != n)
            fail(fmt::format("{} positions and {} lattice vectors for {} atoms", places.size(),
                             basis.size(), n));
        if (forces.size() != n)
            fail(fmt::format("{} forces for {} atoms", forces.size(), n), "keep forces (NWRITE)");
        LabelledFrame f;
        for (int k = 0; k < 3; ++k) f.structure.cell.h[k] = basis[static_cast<std::size_t>(k)];
        if (!(f.structure.cell.volume() > 1e-3)) fail("the cell has no volume");
        f.structure.numbers = numbers_;
        for (const Vec3& u : places)
            f.structure.positions.push_back(f.structure.cell.cartesian(Fractional(u)));
        f.energy = *energy;
        f.forces = forces;
        if (stress.size() == 3) {
            // VASP counts compression as positive: this is the pressure tensor.
            const double scale = kbar * f.structure.cell.volume();
            f.virial = scale * Mat3{{{stress[0], stress[1], stress[2]}}};
        }
        if (most_steps_ > 0)
            f.state = electronic >= most_steps_ ? LabelState::unconverged : LabelState::converged;
        f.source = fmt::format("{}#{}", file_, frames_.size());
        frames_.push_back(std::move(f));
    }

    XmlScanner xml_;
    std::string file_;
    const LabelReadOptions& options_;
    std::vector<int> numbers_;
    int most_steps_ = 0, is_whole_ = 0;
    LabelledFrames frames_;
};

}  // namespace

LabelledFrames parse_vasprun(std::string_view text, const std::string& file,
                             const LabelReadOptions& options) {
    return Vasprun(text, file, options).read();
}

}  // namespace crucible
